"""The yearly report on minors' data."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.foundation import audit, clock
from app.foundation.access import Permission, holds, requires
from app.foundation.database import db
from app.foundation.pages import actor
from app.privacy.january import report
from app.privacy.queries import districts_of
from app.privacy.views.base import blueprint, chosen_district

FIRST_YEAR = 2024


@blueprint.get("/data-protection/january-report")
@requires(Permission.JANUARY_READ, logs=True)
def january() -> ResponseReturnValue:
    """The figures of a year, by default the last one; to be printed and copied into the office's form."""
    district = chosen_district(Permission.JANUARY_READ)
    last = clock.today().year - 1
    year = request.args.get("year", last, type=int)
    year = year if FIRST_YEAR <= year <= last + 1 else last
    audit.record_and_commit(db.session, actor(), audit.Action.JANUARY_REPORT_READ, district, year=year)
    return render_template(
        "privacy/january.html",
        report=report(db.session, district, year),
        years=range(max(FIRST_YEAR, last - 2), last + 2),
        districts=districts_of(db.session, actor()),
        may_audit=holds(actor(), Permission.AUDIT_READ),
        may_requests=holds(actor(), Permission.RIGHTS_READ),
    )
