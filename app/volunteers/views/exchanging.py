"""The page of the lists for the police query and the insurer."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.accounts.rules.throttling import count_file
from app.children.words import say_sheet
from app.foundation import clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.downloads import download
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain, knows, message
from app.foundation.pages import actor
from app.foundation.spreadsheets import Problem, SheetError, to_xlsx
from app.foundation.wechat import gives_file
from app.seasons.models import Season
from app.volunteers.checklists import EXCHANGED, HEADINGS, RESULTS, ExportReason, rows_for
from app.volunteers.forms import ExportForm, ResultsForm
from app.volunteers.models import VettingKind
from app.volunteers.rules.exchanging import Returned, due, export_list, import_results
from app.volunteers.views.base import blueprint, chosen_season

FILES = {VettingKind.BACKGROUND: "police-query.xlsx", VettingKind.INSURANCE: "insurer.xlsx"}


@blueprint.get("/vetting/lists")
@requires(Permission.VETTING_EXPORT)
def lists() -> ResponseReturnValue:
    """How many are due, a list to give out, and a list that came back."""
    season = chosen_season()
    if season is None:
        return render_template("volunteers/no_season.html")
    return _page(season, ExportForm(None), ResultsForm(None))


@blueprint.post("/vetting/export")
@requires(Permission.VETTING_EXPORT)
@gives_file
def export() -> ResponseReturnValue:
    """The list itself, once it is on the log."""
    season, form = _season(), ExportForm()
    if not form.validate_on_submit():
        return _page(season, form, ResultsForm(None)), 422
    kind = VettingKind(form.list_kind.data)
    try:
        count_file(db.session, actor())
        found = export_list(db.session, actor(), season.id, kind, ExportReason(form.reason.data))
    except Refused as refused:
        flash(explain(refused), "error")
        return redirect(url_for(".lists", season=season.id))
    content = to_xlsx(HEADINGS[kind], rows_for(found))
    return download(content, FILES[kind])


@blueprint.post("/vetting/results")
@requires(Permission.VETTING_RECORD)
def results() -> ResponseReturnValue:
    """A list that came back: all of its answers are recorded, or none and why."""
    season, form = _season(), ResultsForm()
    if not form.validate_on_submit():
        return _page(season, ExportForm(None), form), 422
    try:
        done = import_results(db.session, actor(), VettingKind(form.result_kind.data), form.file.data.read())
    except SheetError as error:
        form.file.errors = [*form.file.errors, say_sheet(error)]
        return _page(season, ExportForm(None), form), 422
    if done.problems or not done.answered:
        return _page(season, ExportForm(None), form, done), 422
    flash(ngettext("%(num)s check recorded.", "%(num)s checks recorded.", done.recorded), "success")
    if request.form.get("next") == "board":
        return redirect(url_for("seasons.board", season_id=season.id))
    return redirect(url_for(".vetting", season=season.id))


def _season() -> Season:
    season = chosen_season()
    if season is None:
        raise Missing
    return season


def _page(season: Season, form: ExportForm, back: ResultsForm, done: Returned | None = None) -> str:
    authorize(actor(), Permission.VETTING_EXPORT, season)
    return render_template(
        "volunteers/lists.html",
        season=season,
        form=form,
        back=back,
        counts=[(kind, len(due(db.session, season, kind, clock.today()))) for kind in EXCHANGED],
        done=done,
        say=_say,
    )


def _say(problem: Problem) -> str:
    """What is wrong with a row, in words: of the list itself, or what recording by hand would answer too."""
    code = f"checklist.{problem.code}"
    params = {"value": "", "first_row": "", "heading": "", **problem.params}
    if "field" in params:
        params["heading"] = RESULTS.canonical(str(params["field"]))
    return message(code, **params) if knows(code) else message(f"volunteers.{problem.code}")
