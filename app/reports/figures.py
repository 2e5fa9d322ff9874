"""The figures of a monthly report: computed once, kept as plain JSON, and read back for page, PDF and spreadsheet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select

from app.children.models import Child
from app.coverage.figures import By, Month
from app.coverage.registry import Counts, FigureCode, Period, figures_by, figures_for
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import DbSession
from app.places.models import Area
from app.places.queries import townships
from app.reports.models import CareTask, TaskState
from app.seasons.goals import goals_of
from app.seasons.models import GoalMeasure, Season

READER = system_actor("monthly report")
"""Everything is counted; what a reader may not see of it is left out when it is shown."""
Numbers = dict[str, int | None]
GOALS = {GoalMeasure.VOLUNTEERS: FigureCode.RECRUITED.value}
"""Goals whose figure has another code."""


@dataclass(frozen=True)
class TaskNumbers:
    """Tasks: ended in the month, and how many were open and overdue when the report was computed."""

    done: int = 0
    dropped: int = 0
    open: int = 0
    overdue: int = 0

    def __add__(self, other: TaskNumbers) -> TaskNumbers:
        return TaskNumbers(*(a + b for a, b in zip(asdict(self).values(), asdict(other).values(), strict=True)))


@dataclass(frozen=True)
class TownshipFigures:
    """One township's month; ``id`` is None for records without a township, ``tasks`` where they are not told."""

    id: str | None
    name: str
    figures: Numbers
    tasks: TaskNumbers | None


@dataclass(frozen=True)
class ReportFigures:
    """A month of a district, by codes of figures (hours in minutes; None where a figure cannot be asked so).

    ``season``: the season so far, empty without one. ``goals``: by code, hours in whole hours.
    """

    total: Numbers
    before: Numbers
    season: Numbers
    goals: dict[str, int]
    townships: tuple[TownshipFigures, ...]
    tasks: TaskNumbers

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self) | {"townships": [asdict(one) for one in self.townships]}

    @classmethod
    def from_plain(cls, kept: Mapping[str, Any]) -> ReportFigures:
        """What ``plain`` gave."""
        places = tuple(
            TownshipFigures(one["id"], one["name"], one["figures"], TaskNumbers(**one["tasks"]))
            for one in kept["townships"]
        )
        return cls(kept["total"], kept["before"], kept["season"], kept["goals"], places, TaskNumbers(**kept["tasks"]))


def season_of(session: DbSession, district_id: uuid.UUID, month: Month) -> Season | None:
    """The season of a month: the last that has a day in it; None in term time."""
    period = Period.of_month(month)
    wanted = select(Season).where(
        Season.district_id == district_id, Season.starts_on <= period.last, Season.ends_on >= period.first
    )
    return session.scalars(wanted.order_by(Season.starts_on.desc(), Season.code).limit(1)).one_or_none()


def compute(session: DbSession, district: Area, month: Month, season: Season | None) -> ReportFigures:
    """The figures as they are now; the caller has judged the district."""
    period, today = Period.of_month(month), clock.today()
    found = figures_by(session, READER, period, By.TOWNSHIP, district)
    tasks = tasks_by_township(session, district.id, period, today)
    names: dict[uuid.UUID | None, str] = {one.id: one.name for one in townships(session, district.id)}
    names |= {None: ""} if None in found or None in tasks else {}
    places = tuple(
        TownshipFigures(str(place) if place else None, name, _plain(found.get(place)), tasks.get(place, TaskNumbers()))
        for place, name in names.items()
    )
    return ReportFigures(
        total=total_of(session, district, month),
        before=_plain(figures_for(session, READER, period.before, district)),
        season=_plain(figures_for(session, READER, Period.of_season(season), district)) if season else {},
        goals=_goals(session, season) if season else {},
        townships=places,
        tasks=sum((tasks.get(place, TaskNumbers()) for place in names), TaskNumbers()),
    )


def total_of(session: DbSession, district: Area, month: Month) -> Numbers:
    """The month of the whole district as it is now."""
    return _plain(figures_for(session, READER, Period.of_month(month), district))


def tasks_by_township(
    session: DbSession, district_id: uuid.UUID, period: Period, today: date
) -> dict[uuid.UUID | None, TaskNumbers]:
    """The tasks of a district where their child lives, else where they lie; None: of the district as a whole."""
    first, after = period.bounds
    within = and_(CareTask.ended_at >= first, CareTask.ended_at < after)
    is_open = CareTask.state == TaskState.OPEN
    conditions = (
        and_(CareTask.state == TaskState.DONE, within),
        and_(CareTask.state == TaskState.DROPPED, within),
        is_open,
        and_(is_open, CareTask.due_on < today),
    )
    place = func.coalesce(Child.township_id, CareTask.township_id)
    sums = (func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions)
    rows = session.execute(
        select(place, *sums)
        .select_from(CareTask)
        .outerjoin(Child, Child.id == CareTask.child_id)
        .where(CareTask.district_id == district_id)
        .group_by(place)
    )
    return {place: TaskNumbers(*map(int, numbers)) for place, *numbers in rows}


def _goals(session: DbSession, season: Season) -> dict[str, int]:
    """The goals of the season by the codes of figures."""
    return {GOALS.get(measure, measure.value): target for measure, target in goals_of(session, season.id).items()}


def _plain(counts: Counts | None) -> Numbers:
    return {code.value: number for code, number in (counts or {}).items()}
