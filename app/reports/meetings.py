"""Reads of monthly reports, within what the asker may see."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.coverage.figures import Month
from app.foundation.access import Actor, Role, visible_to
from app.foundation.database import DbSession
from app.places.models import Area
from app.reports.models import CareTask, MonthlyReport, ReportSnapshot

MONTHS = 12
"""How far back a report can be made."""


def reports_of(session: DbSession, actor: Actor) -> Sequence[tuple[MonthlyReport, int]]:
    """The reports the actor may read, the latest first, each with the number of its snapshots."""
    how_many = select(func.count()).where(ReportSnapshot.report_id == MonthlyReport.id).scalar_subquery()
    wanted = visible_to(actor, MonthlyReport).options(joinedload(MonthlyReport.district)).add_columns(how_many)
    ordered = wanted.order_by(MonthlyReport.month.desc(), MonthlyReport.district_id)
    return [(report, int(number)) for report, number in session.execute(ordered)]


def report_of(session: DbSession, actor: Actor, report_id: uuid.UUID) -> MonthlyReport | None:
    """One report, if the actor may read it, with what its page shows."""
    wanted = visible_to(actor, MonthlyReport).where(MonthlyReport.id == report_id)
    return session.scalars(
        wanted.options(
            joinedload(MonthlyReport.district),
            selectinload(MonthlyReport.decisions),
            selectinload(MonthlyReport.snapshots).joinedload(ReportSnapshot.computed_by).load_only(Account.name),
            selectinload(MonthlyReport.snapshots).joinedload(ReportSnapshot.season),
        )
    ).one_or_none()


def tasks_of(session: DbSession, actor: Actor, report: MonthlyReport) -> dict[uuid.UUID, CareTask]:
    """The tasks of a report's decisions that the actor sees, by the decision."""
    wanted = visible_to(actor, CareTask).where(CareTask.report_id == report.id).order_by(CareTask.made_at)
    return {task.subject_id: task for task in session.scalars(wanted) if task.subject_id is not None}


def districts_of(session: DbSession, actor: Actor) -> Sequence[Area]:
    """The districts for which the actor makes reports."""
    ids = actor.scope_ids(Role.ORGANIZER)
    return session.scalars(select(Area).where(Area.id.in_(ids)).order_by(Area.code)).all()


def months_until(today: date) -> list[Month]:
    """This month and those before it, the latest first."""
    months = [Month.of(today)]
    while len(months) < MONTHS:
        last = months[-1]
        months.append(Month(last.year - (last.number == 1), last.number - 1 or 12))
    return months
