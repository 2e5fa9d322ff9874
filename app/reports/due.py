"""What is due and may become a task by one tap: read from the parts that know, never kept twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.children.access import visible_children
from app.children.models import Child, ChildStatus
from app.coverage import queries as coverage
from app.coverage.figures import By, month_shown
from app.coverage.queries import View
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, may
from app.foundation.database import DbSession
from app.places.models import Area
from app.reports.access import keeping
from app.reports.models import TaskSource
from app.seasons.queries import nearest
from app.visits.due import due_table
from app.visits.standing import agreement_lacks, to_check

DAYS = {
    TaskSource.VISIT_OVERDUE: timedelta(days=7),
    TaskSource.AGREEMENT_MISSING: timedelta(days=14),
    TaskSource.REVIEW_OVERDUE: timedelta(days=14),
    TaskSource.COVERAGE_GAP: timedelta(days=14),
}
"""Within how many days a task made by one tap is due."""


@dataclass(frozen=True)
class Due:
    """One thing that is due: of a child, or of a township, where ``count`` says how many children it is about."""

    source: TaskSource
    subject_id: uuid.UUID
    child: Child | None = None
    place: Area | None = None
    count: int | None = None
    days_late: int | None = None


@dataclass(frozen=True)
class Found:
    """The first of the things that are due, and how many there are."""

    things: list[Due]
    total: int


@dataclass(frozen=True)
class Span:
    """Which of the things, in their order: at most ``limit``, from the one at ``start`` (0: the first)."""

    limit: int
    start: int = 0

    def of(self, things: list[Due]) -> list[Due]:
        """Those of a list of all."""
        return things[self.start : self.start + self.limit]


Finder = Callable[[DbSession, Actor, uuid.UUID | None, Span], Found]
"""Reads these of the due things of the actor's scope; with an id, whether that one is due."""


def coverage_gaps(session: DbSession, actor: Actor, only: uuid.UUID | None, span: Span) -> Found:
    """Townships where consented children wait, the largest gap first; for those who may see the township's figures."""
    if not (actor.has(Role.ORGANIZER) or actor.has(Role.TOWNSHIP_SUPERVISOR)):
        return Found([], 0)
    today = clock.today()
    season = nearest(coverage.seasons_of(session, actor), today)
    if season is None:
        return Found([], 0)
    view = View(season, month_shown(season, today), today, coverage.scope_of(actor))
    found = []
    for row in coverage.rows_by(session, actor, view, By.TOWNSHIP):
        if row.id is None or not row.figures.waiting or only not in {None, row.id}:
            continue
        place = session.get(Area, row.id)
        if place is not None and may(actor, Permission.COVERAGE_READ, place):
            found.append(Due(TaskSource.COVERAGE_GAP, place.id, place=place, count=row.figures.waiting))
    found.sort(key=lambda one: one.count or 0, reverse=True)
    return Found(span.of(found), len(found))


def visits_overdue(session: DbSession, actor: Actor, only: uuid.UUID | None, span: Span) -> Found:
    """Children whose visit is overdue, the longest first."""
    table, today = due_table(), clock.today()
    late = table.c.due_on < today
    query = _children(actor, only).join(table, table.c.child_id == Child.id).where(late)
    total = session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    ordered = query.add_columns(table.c.due_on).order_by(table.c.due_on, Child.code)
    rows = session.execute(ordered.limit(span.limit).offset(span.start))
    things = [Due(TaskSource.VISIT_OVERDUE, child.id, child, days_late=(today - due_on).days) for child, due_on in rows]
    return Found(things, int(total))


def _finder(source: TaskSource) -> Finder:
    def find(session: DbSession, actor: Actor, only: uuid.UUID | None, span: Span) -> Found:
        query = _children(actor, only).where(LACKS[source](clock.today()))
        total = session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
        ordered = query.order_by(Child.risk.desc(), Child.code)
        rows = session.scalars(ordered.limit(span.limit).offset(span.start))
        return Found([Due(source, child.id, child) for child in rows], int(total))

    return find


def _children(actor: Actor, only: uuid.UUID | None) -> Any:
    """The children on the ledger whose tasks the actor makes."""
    query = select(Child).where(
        visible_children(keeping(actor)), Child.status == ChildStatus.ACTIVE, Child.erased_at.is_(None)
    )
    return query.where(Child.id == only) if only is not None else query


LACKS: dict[TaskSource, Callable[[date], ColumnElement[bool]]] = {
    TaskSource.AGREEMENT_MISSING: agreement_lacks,
    TaskSource.REVIEW_OVERDUE: to_check,
}
FINDERS: dict[TaskSource, Finder] = {
    TaskSource.COVERAGE_GAP: coverage_gaps,
    TaskSource.VISIT_OVERDUE: visits_overdue,
    TaskSource.AGREEMENT_MISSING: _finder(TaskSource.AGREEMENT_MISSING),
    TaskSource.REVIEW_OVERDUE: _finder(TaskSource.REVIEW_OVERDUE),
}


def still_due(session: DbSession, source: TaskSource, child: Child) -> bool:
    """Whether a thing about a child is due today, whoever asks; the caller has judged the child."""
    query = select(Child.id).where(Child.id == child.id)
    if source is TaskSource.VISIT_OVERDUE:
        table = due_table()
        query = query.join(table, table.c.child_id == Child.id).where(table.c.due_on < clock.today())
    else:
        query = query.where(LACKS[source](clock.today()))
    return session.scalar(query) is not None


def find_due(session: DbSession, actor: Actor, source: TaskSource, subject_id: uuid.UUID) -> Due | None:
    """The thing, if it is due today and the actor's to see."""
    finder = FINDERS.get(source)
    return next(iter(finder(session, actor, subject_id, Span(1)).things), None) if finder else None
