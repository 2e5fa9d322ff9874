"""Reads of tasks, within what the asker may see; the counts too."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from app.children.models import Child
from app.foundation.access import Actor, visible_to
from app.foundation.database import DbSession
from app.foundation.paging import Page, entity_page
from app.places.models import Area, School
from app.reports.access import owned_by
from app.reports.models import CareTask, TaskSource, TaskState

PAGE = 50
OPEN = (CareTask.due_on, CareTask.made_at, CareTask.id)
ENDED = (CareTask.ended_at, CareTask.id)
"""What the lists are ordered by."""


@dataclass(frozen=True)
class Counts:
    """Open tasks, and those of them whose day has passed."""

    open: int
    overdue: int


def tasks_page(
    session: DbSession, actor: Actor, *, mine: bool = False, over: bool = False, cursor: str | None = None,
    size: int = PAGE,
) -> Page[CareTask]:  # fmt: skip
    """Tasks the actor sees: open ones by their day, what is overdue first; ended ones the latest first."""
    wanted = _listed(visible_to(actor, CareTask), over=over)
    if mine:
        wanted = wanted.where(owned_by(actor))
    return entity_page(session, wanted, ENDED if over else OPEN, cursor, size, descending=over)


def counts(session: DbSession, actor: Actor, today: date, *, mine: bool = False) -> Counts:
    """How many are open and overdue, of those the actor sees."""
    wanted = visible_to(actor, CareTask).where(CareTask.state == TaskState.OPEN)
    if mine:
        wanted = wanted.where(owned_by(actor))
    late = func.coalesce(func.sum(case((CareTask.due_on < today, 1), else_=0)), 0)
    found = session.execute(wanted.with_only_columns(func.count(), late, maintain_column_froms=True)).one()
    return Counts(int(found[0]), int(found[1]))


def open_subjects(
    session: DbSession, actor: Actor, source: TaskSource, subjects: Iterable[uuid.UUID]
) -> dict[uuid.UUID, uuid.UUID]:
    """The open tasks of records, by the record."""
    wanted = visible_to(actor, CareTask).where(
        CareTask.source == source, CareTask.state == TaskState.OPEN, CareTask.subject_id.in_(set(subjects))
    )
    return {one.subject_id: one.id for one in session.scalars(wanted) if one.subject_id is not None}


def open_about(session: DbSession, actor: Actor, child_id: uuid.UUID) -> Sequence[CareTask]:
    """The open tasks about a child that the actor sees, the next due first."""
    listed = _listed(visible_to(actor, CareTask), over=False).where(CareTask.child_id == child_id)
    return session.scalars(listed.order_by(*OPEN)).all()


def task_of(session: DbSession, task_id: uuid.UUID) -> CareTask | None:
    """One task with what its page shows; the caller judges it."""
    wanted = select(CareTask).where(CareTask.id == task_id)
    return session.scalars(
        wanted.options(joinedload(CareTask.owner), joinedload(CareTask.made_by), joinedload(CareTask.ended_by))
    ).one_or_none()


def _listed(wanted: Select[CareTask], *, over: bool) -> Select[CareTask]:
    shown = joinedload(CareTask.child).load_only(
        Child.code, Child.name, Child.district_id, Child.township_id, Child.village_id, Child.school_id,
        Child.consented_until, Child.erased_at,
    )  # fmt: skip
    wanted = wanted.options(
        shown, joinedload(CareTask.owner), joinedload(CareTask.owner_school).load_only(School.name),
        joinedload(CareTask.owner_area).load_only(Area.name, Area.level), joinedload(CareTask.township),
    )  # fmt: skip
    if over:
        return wanted.where(CareTask.state != TaskState.OPEN)
    return wanted.where(CareTask.state == TaskState.OPEN)
