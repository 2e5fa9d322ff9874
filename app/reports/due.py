"""What is due and may become a task by one tap: read from the parts that know, never kept twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.children.models import Child
from app.coverage import queries as coverage
from app.coverage.figures import By, month_shown
from app.coverage.queries import View
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, may
from app.foundation.database import DbSession
from app.places.models import Area
from app.reports.models import TaskSource
from app.seasons.queries import nearest

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


Finder = Callable[[DbSession, Actor], list[Due]]


def coverage_gaps(session: DbSession, actor: Actor) -> list[Due]:
    """Townships where consented children wait, the largest gap first; for those who may see the township's figures."""
    if not (actor.has(Role.ORGANIZER) or actor.has(Role.TOWNSHIP_SUPERVISOR)):
        return []
    today = clock.today()
    season = nearest(coverage.seasons_of(session, actor), today)
    if season is None:
        return []
    view = View(season, month_shown(season, today), today, coverage.scope_of(actor))
    found = []
    for row in coverage.rows_by(session, actor, view, By.TOWNSHIP):
        place = session.get(Area, row.id) if row.id is not None and row.figures.waiting else None
        if place is not None and may(actor, Permission.COVERAGE_READ, place):
            found.append(Due(TaskSource.COVERAGE_GAP, place.id, place=place, count=row.figures.waiting))
    return sorted(found, key=lambda one: one.count or 0, reverse=True)


FINDERS: dict[TaskSource, Finder] = {TaskSource.COVERAGE_GAP: coverage_gaps}


def find_due(session: DbSession, actor: Actor, source: TaskSource, subject_id: uuid.UUID) -> Due | None:
    """The thing, if it is due today and the actor's to see."""
    finder = FINDERS.get(source)
    return next((one for one in finder(session, actor) if one.subject_id == subject_id), None) if finder else None
