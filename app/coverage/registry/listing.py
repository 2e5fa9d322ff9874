"""The records behind a number: those that the same condition finds, as far as the reader may see whose they are."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, select, true
from sqlalchemy.orm import aliased

from app.activities.models import Activity, ActivityService, Attendance
from app.children.access import NEAR, visible_children
from app.children.models import Child
from app.coverage.registry.asking import Ask
from app.coverage.registry.figures import Part
from app.coverage.registry.sources import CHILDREN, SESSIONS, VISITS, SourceName
from app.foundation import clock
from app.foundation.access import within_any
from app.foundation.database import DbSession
from app.foundation.paging import row_page
from app.places.models import Area, Site
from app.sessions.models import ServiceSession, SessionPlace
from app.visits.codes import VisitPlace
from app.visits.models import Visit
from app.volunteers.models import Volunteer

PAGE = 50
OF_CHILDREN = frozenset({CHILDREN.name, SESSIONS.name, VISITS.name})
"""Whose records tell of one child."""


@dataclass(frozen=True)
class Record:
    """One record; what its kind does not have is None. ``name`` only for the staff of the child's school or village."""

    id: uuid.UUID
    code: str | None = None
    name: str | None = None
    child_id: uuid.UUID | None = None
    day: date | None = None
    title: str | None = None
    place: str | SessionPlace | VisitPlace | None = None
    service: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class Listing:
    """A page of records: ``counted`` rows make the number, ``shown`` of them are listed to this reader."""

    rows: list[Record]
    counted: int
    shown: int
    next: str | None
    previous: str | None

    @property
    def named(self) -> int:
        """How many children the page names."""
        return sum(row.name is not None for row in self.rows)


def listing(session: DbSession, ask: Ask, part: Part, cursor: str | None = None) -> Listing:
    """The records a part of a figure counts, ``PAGE`` at a time.

    Records of a child without consent are counted but not listed, but to the staff of its own school or village.
    """
    source = part.source
    seen = _seen(ask) if source.name in OF_CHILDREN else true()
    counted = source.rows(ask, func.count(), func.coalesce(func.sum(case((seen, 1), else_=0)), 0))
    total, shown = session.execute(counted.where(part.counts(ask))).one()
    columns, keys, make = LISTS[source.name]
    statement = source.rows(ask, *columns(ask)).where(part.counts(ask), seen)
    page = row_page(session, statement, keys, cursor, PAGE, descending=len(keys) > 1)
    return Listing([make(row) for row in page.rows], int(total), int(shown), page.next, page.previous)


def counted(session: DbSession, ask: Ask, parts: Sequence[Part]) -> list[int]:
    """How many records each part counts, whether or not the reader may list them."""
    numbers = [part.source.rows(ask, func.count()).where(part.counts(ask)).scalar_subquery() for part in parts]
    return [int(number) for number in session.execute(select(*numbers)).one()]


def _seen(ask: Ask) -> ColumnElement[bool]:
    if ask.actor.is_system:
        return Child.erased_at.is_(None)
    return and_(visible_children(ask.actor), Child.erased_at.is_(None))


def _name(ask: Ask) -> Any:
    near = false() if ask.actor.is_system else within_any(ask.actor, NEAR, Child)
    return case((near, Child.name), else_=None)


def _day(moment: Any) -> date:
    return clock.local(moment).date()


_township = aliased(Area)


def _township_name(of: Any) -> Any:
    return select(_township.name).where(_township.id == of).scalar_subquery()


_volunteer_code = select(Volunteer.code).where(Volunteer.id == ActivityService.volunteer_id).scalar_subquery()

_Lists = dict[SourceName, tuple[Callable[[Ask], tuple[Any, ...]], tuple[Any, ...], Callable[[Any], Record]]]

LISTS: _Lists = {
    SourceName.CHILDREN: (
        lambda ask: (Child.id, Child.code, _name(ask), _township_name(Child.township_id)),
        (Child.code,),
        lambda row: Record(row[0], code=row[1], name=row[2], child_id=row[0], place=row[3]),
    ),
    SourceName.SESSIONS: (
        lambda ask: (
            ServiceSession.id, Child.code, _name(ask), Child.id, ServiceSession.starts_at, ServiceSession.place,
            ServiceSession.service_area, ServiceSession.minutes,
        ),
        (ServiceSession.starts_at, ServiceSession.id),
        lambda row: Record(
            row[0], code=row[1], name=row[2], child_id=row[3], day=_day(row[4]), place=row[5], service=row[6],
            number=row[7],
        ),
    ),
    SourceName.ACTIVITIES: (
        lambda _ask: (
            Activity.id, Activity.title, Activity.starts_at, Site.name, Activity.service_area,
            select(func.count()).where(Attendance.activity_id == Activity.id).scalar_subquery(),
        ),
        (Activity.starts_at, Activity.id),
        lambda row: Record(row[0], title=row[1], day=_day(row[2]), place=row[3], service=row[4], number=row[5]),
    ),
    SourceName.SERVICES: (
        lambda _ask: (
            Activity.id, Activity.title, Activity.starts_at, _volunteer_code, ActivityService.service_area,
            ActivityService.minutes,
        ),
        (ActivityService.starts_at, ActivityService.id),
        lambda row: Record(row[0], title=row[1], day=_day(row[2]), code=row[3], service=row[4], number=row[5]),
    ),
    SourceName.VISITS: (
        lambda ask: (Visit.id, Child.code, _name(ask), Child.id, Visit.visited_on, Visit.place),
        (Visit.visited_on, Visit.id),
        lambda row: Record(row[0], code=row[1], name=row[2], child_id=row[3], day=row[4], place=row[5]),
    ),
    SourceName.SITES: (
        lambda _ask: (Site.id, Site.name, _township_name(Site.township_id)),
        (Site.name,),
        lambda row: Record(row[0], title=row[1], place=row[2]),
    ),
    SourceName.VOLUNTEERS: (
        lambda _ask: (Volunteer.id, Volunteer.code, _township_name(Volunteer.township_id)),
        (Volunteer.code,),
        lambda row: Record(row[0], code=row[1], place=row[2]),
    ),
}  # fmt: skip
