"""The monthly report: made by one click, computed anew, and what the meeting decided."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.coverage.figures import Month
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.places.models import Area, AreaLevel
from app.reports.codes import ReportFormat, ReportReason
from app.reports.figures import compute, season_of
from app.reports.models import MonthlyReport, ReportDecision, ReportSnapshot, TaskSource
from app.reports.owners import resolve
from app.reports.rules.tasks import LONGEST, build, checked_day, checked_words


@dataclass(frozen=True)
class Decision:
    """A decision as it was sent: what, by whom (as ``resolve`` reads it) and by when. ``id`` is made before sending."""

    id: uuid.UUID
    words: str
    owner: str
    due_on: date


def make_report(session: DbSession, actor: Actor, district_id: uuid.UUID, month: Month) -> MonthlyReport:
    """The report of a month, with its figures as they are now; one made before is given as it is. Commits.

    Raises:
        Missing: no such district, or not the actor's.
        Refused: the month has not begun.
    """
    district = authorize(actor, Permission.REPORT_WRITE, session.get(Area, district_id))
    if district.level is not AreaLevel.DISTRICT:
        raise Missing
    if month > Month.of(clock.today()):
        raise Refused("reports.future", field="month")
    known = _of_month(session, district_id, month)
    if known is not None:
        return known
    try:
        report = new_report(session, actor, district, month)
    except IntegrityError:
        session.rollback()  # the twin of a double click was first
        known = _of_month(session, district_id, month)
        if known is None:
            raise
        return known
    session.commit()
    return report


def new_report(session: DbSession, actor: Actor, district: Area, month: Month) -> MonthlyReport:
    """The report of a month that has none, with its figures; the caller has judged the district. Does not commit."""
    report = MonthlyReport(
        id=uuid.uuid4(), district_id=district.id, month=date(month.year, month.number, 1), made_by_id=actor.id
    )
    session.add(report)
    session.flush()
    _snapshot(session, actor, report, district, uuid.uuid4(), 1)
    return report


def refresh_report(session: DbSession, actor: Actor, report_id: uuid.UUID, snapshot_id: uuid.UUID) -> ReportSnapshot:
    """Compute the figures anew, beside those there are; the same ``snapshot_id`` again computes once. Commits.

    Raises:
        Missing: it is not the actor's to make.
    """
    report = _locked(session, actor, report_id)
    known = session.get(ReportSnapshot, snapshot_id)
    if known is not None:
        if known.report_id != report.id:
            raise Missing
        return known
    last = session.scalar(select(func.max(ReportSnapshot.number)).where(ReportSnapshot.report_id == report.id))
    made = _snapshot(session, actor, report, report.district, snapshot_id, (last or 0) + 1)
    session.commit()
    return made


def set_meeting(
    session: DbSession, actor: Actor, report_id: uuid.UUID, held_on: date | None, participants: str
) -> MonthlyReport:
    """Say when the meeting was and who took part. Commits.

    Raises:
        Missing: it is not the actor's to make.
        Refused: there are participants and no day, or too many words.
    """
    report = _locked(session, actor, report_id)
    names = participants.strip()
    if len(names) > LONGEST:
        raise Refused("reports.participants", field="participants", most=LONGEST)
    if names and held_on is None:
        raise Refused("reports.held_on", field="held_on")
    report.held_on, report.participants = held_on, names or None
    audit.record(session, actor, audit.Action.REPORT_CHANGED, report, fields=["held_on", "participants"])
    session.commit()
    return report


def decide(session: DbSession, actor: Actor, report_id: uuid.UUID, given: Decision) -> ReportDecision:
    """Write down a decision; what it asks for is a task from that moment on. Sent twice it is one. Commits.

    Raises:
        Missing: it is not the actor's to make.
        Refused: words, owner or day cannot be.
    """
    report = _locked(session, actor, report_id)
    known = session.get(ReportDecision, given.id)
    if known is not None:
        if known.report_id != report.id:
            raise Missing
        return known
    words, due_on = checked_words(given.words), checked_day(given.due_on)
    owner = resolve(session, actor, given.owner, None)
    last = session.scalar(select(func.max(ReportDecision.position)).where(ReportDecision.report_id == report.id))
    decision = ReportDecision(
        id=given.id, report_id=report.id, position=(last or 0) + 1, words=words, made_by_id=actor.id
    )
    task = build(
        session, actor, owner, None, source=TaskSource.DECISION, subject_id=decision.id, report_id=report.id,
        words=words, due_on=due_on,
    )  # fmt: skip
    authorize(actor, Permission.TASK_WRITE, task)
    session.add_all([decision, task])
    audit.record(session, actor, audit.Action.REPORT_DECIDED, report, number=decision.position)
    audit.record(session, actor, audit.Action.TASK_MADE, task, source=task.source.value)
    session.commit()
    return decision


def export_report(
    session: DbSession, actor: Actor, report_id: uuid.UUID, kind: ReportFormat, reason: ReportReason, rows: int
) -> MonthlyReport:
    """Put it on the log that a report leaves the house: as what, why, and with how many rows. Commits.

    Raises:
        Missing: it is not the actor's to give out.
    """
    report = authorize(actor, Permission.REPORT_EXPORT, session.get(MonthlyReport, report_id))
    details = {"kind": kind.value, "count": rows, "reason": reason.value}
    audit.record_and_commit(session, actor, audit.Action.REPORT_EXPORTED, report, **details)
    return report


def _snapshot(
    session: DbSession, actor: Actor, report: MonthlyReport, district: Area, snapshot_id: uuid.UUID, number: int
) -> ReportSnapshot:
    month = Month.of(report.month)
    season = season_of(session, district.id, month)
    figures = compute(session, district, month, season).plain()
    made = ReportSnapshot(
        id=snapshot_id, report_id=report.id, number=number, season_id=season.id if season else None,
        computed_by_id=actor.id, figures=figures,
    )  # fmt: skip
    session.add(made)
    audit.record(session, actor, audit.Action.REPORT_MADE, report, number=number)
    return made


def _of_month(session: DbSession, district_id: uuid.UUID, month: Month) -> MonthlyReport | None:
    first = date(month.year, month.number, 1)
    wanted = select(MonthlyReport).where(MonthlyReport.district_id == district_id, MonthlyReport.month == first)
    return session.scalars(wanted).one_or_none()


def _locked(session: DbSession, actor: Actor, report_id: uuid.UUID) -> MonthlyReport:
    found = session.get(MonthlyReport, report_id, with_for_update=True, populate_existing=True)
    return authorize(actor, Permission.REPORT_WRITE, found)
