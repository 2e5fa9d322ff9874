"""The monthly reports: the list, one report, and what is written down of its meeting."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.coverage.figures import Month
from app.coverage.registry import FigureCode
from app.drafts.pages import open_draft, sent_place
from app.drafts.registry import DraftForm, add_draft_form
from app.drafts.rules import sending
from app.foundation import clock
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.reports import meetings
from app.reports.behind import LEAST, MARGIN
from app.reports.figures import Numbers, ReportFigures, total_of
from app.reports.forms import as_id
from app.reports.meeting_forms import DecisionForm, ExportForm, MakeForm, MeetingForm
from app.reports.models import MonthlyReport, ReportSnapshot
from app.reports.owners import posts_for
from app.reports.papers import behind_words, rule_words
from app.reports.pictures import pictures_of
from app.reports.rules import reports as rules
from app.reports.sentences import sentences
from app.reports.showing import show as shown_to
from app.reports.words import season_heading

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
FORTNIGHT = timedelta(days=14)
DRAFT = "decision"
add_draft_form(
    DraftForm(
        DRAFT, Permission.REPORT_WRITE, "reports.show", "report_id",
        lambda session, who, number: authorize(who, Permission.REPORT_WRITE, session.get(MonthlyReport, number)),
    )
)  # fmt: skip

add_navigation(
    NavigationItem(
        _l("Monthly meeting"),
        "reports.index",
        "document",
        Permission.REPORT_READ,
        22,
        also=("/tables",),
        group=NavigationGroup.FIGURES,
    )
)


blueprint.add_app_template_global(behind_words, "behind_words")
blueprint.add_app_template_global(rule_words, "rule_words")
blueprint.add_app_template_global(season_heading, "season_heading")


@blueprint.app_template_global()
def live_url(code: str | None, month: Month) -> str:
    """Where a figure of the month (None: all of them) stands as it is now, with the records behind it."""
    if code in set(FigureCode):
        return url_for("figures.show", code=code, period=str(month))
    return url_for("figures.index", period=str(month))


@blueprint.get("/")
@requires(Permission.REPORT_READ)
def index() -> ResponseReturnValue:
    """The reports there are; for the organizer, one click to make the next."""
    return _list(_make_form())


@blueprint.post("/")
@requires(Permission.REPORT_WRITE)
def make() -> ResponseReturnValue:
    """Make the report of a month."""
    form = _make_form()
    month, district_id = Month.parse(form.month.data or ""), as_id(form.district_id.data)
    if not form.validate() or month is None or district_id is None:
        return _list(form)
    try:
        report = rules.make_report(db.session, actor(), district_id, month)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _list(form)
    return redirect(url_for(".show", report_id=report.id))


@blueprint.get("/<uuid:report_id>")
@requires(Permission.REPORT_READ)
def show(report_id: uuid.UUID) -> ResponseReturnValue:
    """One report, as it was computed; large for a projector with ``view=projector``."""
    return report_page(report_id)


def report_page(report_id: uuid.UUID, **forms: Any) -> ResponseReturnValue:
    """The page of a report; ``forms`` are those that came back with errors."""
    who = actor()
    report = meetings.report_of(db.session, who, report_id)
    if report is None:
        raise Missing
    snapshot = chosen(report)
    figures = ReportFigures.from_plain(snapshot.figures)
    now = total_of(db.session, report.district, Month.of(report.month))
    writes = may(who, Permission.REPORT_WRITE, report)
    on_wall, shown = request.args.get("view") == "projector", shown_to(report, figures, who)
    return render_template(
        "reports/projector.html" if on_wall else "reports/report.html",
        report=report, snapshot=snapshot, figures=figures, shown=shown,
        sentences=sentences(db.session, report, snapshot, shown),
        pictures=pictures_of(db.session, who, report, snapshot, shown) if on_wall else None,
        month=Month.of(report.month), changed=changed(figures, now), tasks=meetings.tasks_of(db.session, who, report),
        margin=MARGIN, least=LEAST, today=clock.today(), writes=writes,
        **({**_forms(report), **forms} if writes else {}),
    )  # fmt: skip


def changed(kept: ReportFigures, now: Numbers) -> int:
    """How many of the figures of the district are others by now."""
    return sum(kept.total.get(code) != number for code, number in now.items())


def chosen(report: MonthlyReport) -> ReportSnapshot:
    """The snapshot asked for by ``number``, else the latest."""
    number = request.args.get("number", type=int)
    return next((one for one in report.snapshots if one.number == number), report.snapshots[-1])


def _forms(report: MonthlyReport) -> dict[str, Any]:
    who, draft = actor(), open_draft(db.session, actor(), DRAFT, report.id)
    given = {"held_on": report.held_on, "participants": report.participants}
    made: dict[str, Any] = {
        "snapshot_id": uuid.uuid4(),
        "meeting_form": MeetingForm(formdata=None, prefix="meeting-", data=given),
        "draft": draft,
        "decision_form": DecisionForm(
            draft.formdata, prefix="decision-",
            data={"decision_id": str(uuid.uuid4()), "due_on": clock.today() + FORTNIGHT},
        ),
        "export_form": ExportForm(formdata=None, prefix="export-"),
    }  # fmt: skip
    made["decision_form"].owner.offer(posts_for(db.session, who), of_child=False)
    return made


def _make_form() -> MakeForm:
    form = MakeForm()
    form.offer(meetings.districts_of(db.session, actor()), meetings.months_until(clock.today()))
    return form


def _list(form: MakeForm) -> ResponseReturnValue:
    rows = meetings.reports_of(db.session, actor())
    several = len({report.district_id for report, _number in rows}) > 1
    return render_template("reports/index.html", rows=rows, form=form, several=several)


@blueprint.post("/<uuid:report_id>/figures")
@requires(Permission.REPORT_WRITE)
def refresh(report_id: uuid.UUID) -> ResponseReturnValue:
    """Compute the figures anew, beside those there are."""
    snapshot_id = as_id(request.form.get("snapshot_id")) or uuid.uuid4()
    rules.refresh_report(db.session, actor(), report_id, snapshot_id)
    flash(_("Computed again. The earlier figures stay."), "success")
    return redirect(url_for(".show", report_id=report_id))


@blueprint.post("/<uuid:report_id>/meeting")
@requires(Permission.REPORT_WRITE)
def meeting(report_id: uuid.UUID) -> ResponseReturnValue:
    """Write down when the meeting was and who took part."""
    authorize(actor(), Permission.REPORT_WRITE, db.session.get(MonthlyReport, report_id))
    form = MeetingForm(prefix="meeting-")
    if form.validate():
        try:
            rules.set_meeting(db.session, actor(), report_id, form.held_on.data, form.participants.data or "")
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show", report_id=report_id))
    return report_page(report_id, meeting_form=form)


@blueprint.post("/<uuid:report_id>/decisions")
@requires(Permission.REPORT_WRITE)
def decide(report_id: uuid.UUID) -> ResponseReturnValue:
    """Write down a decision; a task of it begins."""
    authorize(actor(), Permission.REPORT_WRITE, db.session.get(MonthlyReport, report_id))
    form = DecisionForm(prefix="decision-")
    form.owner.offer(posts_for(db.session, actor()), of_child=False)
    if form.validate():
        try:
            with sending(db.session, actor(), sent_place(DRAFT, report_id)):
                rules.decide(db.session, actor(), report_id, form.decision())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Written down, and made a task."), "success")
            return redirect(url_for(".show", report_id=report_id, _anchor="decisions"))
    return report_page(report_id, decision_form=form)
