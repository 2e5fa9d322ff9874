"""Verifying a certificate: public, counted, and no more than status, period, hours and the surname."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.certificates.rules.verifying import plain, verified
from app.certificates.views.base import blueprint
from app.foundation.access import public
from app.foundation.database import db


@blueprint.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    """A field for the number on a paper certificate."""
    written = request.args.get("number", "").strip()
    if written:
        return redirect(url_for(".verify", number=plain(written) or "-"))
    return render_template("certificates/verify.html", certificate=None, asked=False)


@blueprint.get("/verify/<path:number>")
@public
def verify(number: str) -> ResponseReturnValue:
    """What stands under a number. One that never existed and one that cannot exist get the same answer."""
    found = verified(db.session, number)
    return render_template("certificates/verify.html", certificate=found, asked=True), 200 if found else 404
