"""Hours for the League's national systems, as a spreadsheet."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.accounts.rules.throttling import count_file
from app.certificates.forms import ExportForm
from app.certificates.rules.exporting import HEADINGS, HoursReason, export_hours
from app.certificates.views.base import blueprint, in_chinese
from app.certificates.views.issuing import season_page
from app.foundation.access import Permission, requires
from app.foundation.database import db
from app.foundation.downloads import download
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.foundation.spreadsheets import to_xlsx
from app.foundation.wechat import gives_file
from app.volunteers.views.base import chosen_season


@blueprint.post("/certificates/hours")
@requires(Permission.HOURS_EXPORT)
@gives_file
def hours() -> ResponseReturnValue:
    """The sheet itself, once it is on the log."""
    season, form = chosen_season(), ExportForm().offer()
    if season is None:
        raise Missing
    if not form.validate():
        return season_page(export_form=form)
    try:
        count_file(db.session, actor())
        with in_chinese() as names:
            reason, full = HoursReason(form.reason.data), bool(form.full.data)
            rows = export_hours(db.session, actor(), season.id, reason, names, full=full)
    except Refused as error:
        flash(explain(error), "error")
        return redirect(url_for(".index", season=season.id))
    return download(to_xlsx(HEADINGS, rows), "volunteer-hours.xlsx")
