"""Verifying a certificate: public, counted, and no more than status, period, hours and the surname."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import AttemptKind
from app.accounts.rules.throttling import Throttle
from app.certificates.models import Certificate
from app.certificates.queries import certificate_by_number
from app.certificates.rules.issuing import NUMBER_LENGTH
from app.certificates.views.base import blueprint
from app.foundation.access import public
from app.foundation.database import db, writing
from app.foundation.errors import TooMany
from app.foundation.ids import ALPHABET
from app.foundation.secrets.keyring import keyring

LONGEST = 60


@blueprint.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    """A field for the number on a paper certificate."""
    written = request.args.get("number", "").strip()
    if written:
        return redirect(url_for(".verify", number=_plain(written) or "-"))
    return render_template("certificates/verify.html", certificate=None, asked=False)


@blueprint.get("/verify/<path:number>")
@public
def verify(number: str) -> ResponseReturnValue:
    """What stands under a number. One that never existed and one that cannot exist get the same answer."""
    found = _counted(_plain(number))
    return render_template("certificates/verify.html", certificate=found, asked=True), 200 if found else 404


def _counted(number: str) -> Certificate | None:
    """The certificate. Every number that is none counts against the address it is asked from.

    Raises:
        TooMany: the address asked for too many that are none.
    """
    # A GET that writes one row: how often was asked. The request itself was opened for reading.
    db.session.rollback()
    with writing(True):
        throttle = Throttle(db.session, AttemptKind.VERIFY, keyring.token("certificate.number", number))
        throttle.begin()
        if throttle.blocked:
            raise TooMany
        found = certificate_by_number(db.session, number)
        if found is not None:
            throttle.succeeded()
        db.session.commit()
    return found


def _plain(written: str) -> str:
    """The number as it is kept: capitals, without what people put between the groups, and never longer than one is."""
    letters = "".join(letter for letter in written[:LONGEST].upper() if letter in ALPHABET)
    return letters[: NUMBER_LENGTH + 1]
