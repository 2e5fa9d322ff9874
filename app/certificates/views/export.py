"""Hours for another volunteer-record system: how the file will look, and the file."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.rules.throttling import count_file
from app.certificates.forms import HoursForm
from app.certificates.hours_file import LONGEST_ROW, Column, FileForm, Grain, columns_of, unknown_of
from app.certificates.models import Issuer
from app.certificates.rules.exporting import HoursReason, Wish, export_hours, preview
from app.certificates.views.base import blueprint, in_chinese
from app.foundation.access import Permission, Role, authorize, requires
from app.foundation.chinese import CellValue, as_text
from app.foundation.database import db
from app.foundation.downloads import download
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.foundation.spreadsheets import to_csv, to_xlsx
from app.foundation.wechat import gives_file
from app.seasons.models import Season
from app.seasons.queries import visible_seasons
from app.volunteers.views.base import chosen_season

CSV, NAME = "text/csv; charset=utf-8", "volunteer-hours"


@blueprint.get("/certificates/hours")
@requires(Permission.HOURS_EXPORT)
def hours_file() -> ResponseReturnValue:
    """Which columns the file has, its first rows, and why it is taken."""
    season = chosen_season()
    if season is None:
        return render_template("certificates/no_season.html")
    return _page(season, HoursForm(formdata=None).offer())


@blueprint.post("/certificates/hours")
@requires(Permission.HOURS_EXPORT)
@gives_file
def hours() -> ResponseReturnValue:
    """The file itself, once it is on the log."""
    season, form = chosen_season(), HoursForm().offer()
    if season is None:
        raise Missing
    if not form.validate():
        return _page(season, form), 422
    try:
        columns = columns_of(_headings(), _grain())
        count_file(db.session, actor())
        with in_chinese() as names:
            wish = Wish(columns, _grain(), bool(form.full.data))
            rows = export_hours(db.session, actor(), season.id, HoursReason(form.reason.data), wish, names)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _page(season, form), 422
    return _written(form, [one.heading for one in columns], rows)


def _written(form: HoursForm, headings: list[str], rows: list[list[CellValue]]) -> Response:
    if form.form.data == FileForm.CSV:
        return download(to_csv(headings, rows), f"{NAME}.csv", CSV)
    return download(to_xlsx(headings, rows), f"{NAME}.xlsx")


def _grain() -> Grain:
    asked = request.values.get("rows", "")
    return Grain(asked) if asked in set(Grain) else Grain.PAIRING


def _headings() -> str:
    return request.values.get("headings", "")[: LONGEST_ROW + 1]


def _columns() -> tuple[tuple[Column, ...], str]:
    """The columns asked for; else ours, and what is wrong with those asked for."""
    try:
        return columns_of(_headings(), _grain()), ""
    except Refused as error:
        return columns_of("", _grain()), explain(error)


def _page(season: Season, form: HoursForm) -> str:
    authorize(actor(), Permission.HOURS_EXPORT, season)
    columns, fault = _columns()
    with in_chinese() as names:
        shown = preview(db.session, season, Wish(columns, _grain()), names)
    own = actor().scope_ids(Role.ORGANIZER)
    told: dict[str, Any] = {
        "columns": columns,
        "cells": [[as_text(cell) for cell in row] for row in shown.rows],
        "unknown": unknown_of(columns),
        "fault": fault,
        "shown": shown,
        "grain": _grain(),
        "headings": _headings(),
        "grains": list(Grain),
        "longest": LONGEST_ROW,
    }
    return render_template(
        "certificates/hours.html", season=season, form=form, issuer=db.session.get(Issuer, season.district_id),
        seasons=[one for one in visible_seasons(db.session, actor()) if one.district_id in own], **told,
    )  # fmt: skip
