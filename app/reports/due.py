"""What is due and may become a task by one tap: read from the parts that know, never kept twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.children.access import visible_children
from app.children.gates import HIGHEST_RISK
from app.children.models import Child, ChildStatus
from app.coverage import queries as coverage
from app.coverage.figures import By, month_shown
from app.coverage.queries import View
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, may
from app.foundation.database import DbSession
from app.foundation.paging import Page, entity_page, list_page, row_page
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
    """Some of the things that are due, and how many there are."""

    page: Page[Due]
    total: int


@dataclass(frozen=True)
class Part:
    """Which of the things, in their order: at most ``size``, from a cursor on (None: from the first)."""

    size: int
    cursor: str | None = None


Finder = Callable[[DbSession, Actor, uuid.UUID | None, Part], Found]
"""Reads these of the due things of the actor's scope; with an id, whether that one is due."""


def coverage_gaps(session: DbSession, actor: Actor, only: uuid.UUID | None, part: Part) -> Found:
    """Townships where consented children wait, the largest gap first; for those who may see the township's figures."""
    if not (actor.has(Role.ORGANIZER) or actor.has(Role.TOWNSHIP_SUPERVISOR)):
        return Found(Page([]), 0)
    today = clock.today()
    season = nearest(coverage.seasons_of(session, actor), today)
    if season is None:
        return Found(Page([]), 0)
    view = View(season, month_shown(season, today), today, coverage.scope_of(actor))
    gaps = {row.id: row.figures.waiting for row in coverage.rows_by(session, actor, view, By.TOWNSHIP) if row.id}
    wanted = [one for one, waiting in gaps.items() if waiting and only in {None, one}]
    places = session.scalars(select(Area).where(Area.id.in_(wanted)))
    found = [
        Due(TaskSource.COVERAGE_GAP, place.id, place=place, count=gaps[place.id])
        for place in places
        if may(actor, Permission.COVERAGE_READ, place)
    ]
    return Found(list_page(found, lambda one: (-(one.count or 0), one.subject_id), part.cursor, part.size), len(found))


def visits_overdue(session: DbSession, actor: Actor, only: uuid.UUID | None, part: Part) -> Found:
    """Children whose visit is overdue, the longest first."""
    table, today = due_table(), clock.today()
    query = _children(actor, only).join(table, table.c.child_id == Child.id).where(table.c.due_on < today)
    rows = query.add_columns(table.c.due_on)
    page = row_page(session, rows, (table.c.due_on, Child.code), part.cursor, part.size)
    things = [Due(TaskSource.VISIT_OVERDUE, one.id, one, days_late=(today - due_on).days) for one, due_on in page.rows]
    return Found(Page(things, page.next, page.previous), _number(session, query))


def _finder(source: TaskSource) -> Finder:
    def find(session: DbSession, actor: Actor, only: uuid.UUID | None, part: Part) -> Found:
        query = _children(actor, only).where(LACKS[source](clock.today()))
        keys = (HIGHEST_RISK - Child.risk, Child.code)  # the most at risk first, which no address tells
        page = entity_page(session, query, keys, part.cursor, part.size, hidden=1)
        things = [Due(source, child.id, child) for child in page.rows]
        return Found(Page(things, page.next, page.previous), _number(session, query))

    return find


def _number(session: DbSession, query: Select[Any]) -> int:
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


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
    return next(iter(finder(session, actor, subject_id, Part(1)).page.rows), None) if finder else None
