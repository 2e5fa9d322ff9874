"""Reading safety education: which child was taught which topic this year, and who was not."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, Text, cast, func, select
from sqlalchemy.orm import joinedload

from app.activities.models import Activity, ActivityState, ActivityTopic, Attendance, SafetyLesson
from app.catalogue.terms import KnownTerm
from app.children.access import NEAR, is_near
from app.children.models import Child, ChildStatus
from app.foundation import clock
from app.foundation.access import Actor, visible_to, within_any
from app.foundation.chinese.ordering import by_name
from app.foundation.database import DbSession
from app.foundation.paging import Page, entity_page
from app.places.models import Area, School
from app.sessions.entry import day_bounds
from app.visits.models import Visit

MOST_LISTED = 300
PAGE = 30
NOWHERE = uuid.UUID(int=0)
BY_CLASS = (
    func.coalesce(Child.school_id, NOWHERE),
    func.coalesce(Child.grade, -1),
    func.coalesce(Child.class_name, ""),
    Child.code,
)
"""What the children are listed by; those without a school, grade or class first."""
Taught = Mapping[uuid.UUID, Mapping[str, date]]
"""Child and topic to the last day on which it was taught."""


@dataclass(frozen=True)
class Where:
    """What the page is narrowed to: a township or a school, and the children who lack a topic."""

    township_id: uuid.UUID | None = None
    school_id: uuid.UUID | None = None
    lacking: str | None = None


@dataclass(frozen=True)
class Pupil:
    """A child of the list with the days of its topics; ``name`` for its own school and village only."""

    id: uuid.UUID
    code: str
    name: str | None
    place: str
    grade: int | None
    days: Mapping[str, date]


@dataclass(frozen=True)
class Counted:
    """A township or school: how many children, and how many of them were taught each topic."""

    id: uuid.UUID | None
    name: str
    children: int
    taught: Mapping[str, int]


def taught_in(session: DbSession, year: int, children: Select[uuid.UUID]) -> Taught:
    """What children were taught in a year: at activities held, on visits, and in lessons; three queries.

    ``children``: a selection of their ids.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    found: dict[uuid.UUID, dict[str, date]] = defaultdict(dict)

    def note(child_id: uuid.UUID, topic: str, day: date) -> None:
        found[child_id][topic] = max(day, found[child_id].get(topic, day))

    begin, after = day_bounds(first)[0], day_bounds(last)[1]
    at_activities = (
        select(Attendance.child_id, ActivityTopic.topic, Activity.starts_at)
        .join(Activity, Activity.id == Attendance.activity_id)
        .join(ActivityTopic, ActivityTopic.activity_id == Activity.id)
        .where(Activity.state == ActivityState.HELD, Activity.starts_at >= begin, Activity.starts_at < after)
        .where(Attendance.child_id.in_(children))
    )
    for child_id, topic, moment in session.execute(at_activities):
        note(child_id, topic, clock.local(moment).date())
    on_visits = select(Visit.child_id, Visit.topics, Visit.visited_on).where(
        Visit.voided_at.is_(None),
        Visit.visited_on.between(first, last),
        cast(Visit.topics, Text) != "[]",  # PostgreSQL compares no JSON with JSON
        Visit.child_id.in_(children),
    )
    for child_id, topics, day in session.execute(on_visits):
        for topic in topics:
            note(child_id, topic, day)
    in_lessons = select(SafetyLesson.child_id, SafetyLesson.topic, SafetyLesson.taught_on).where(
        SafetyLesson.taught_on.between(first, last), SafetyLesson.child_id.in_(children)
    )
    for child_id, topic, day in session.execute(in_lessons):
        note(child_id, topic, day)
    return found


def taught_of(session: DbSession, actor: Actor, year: int, where: Where) -> Taught:
    """What the children the actor sees were taught in a year."""
    return taught_in(session, year, _chosen(actor, where).with_only_columns(Child.id))


def counted(
    session: DbSession, actor: Actor, taught: Taught, topics: Sequence[KnownTerm], where: Where
) -> tuple[list[Counted], Counted]:
    """The children the actor sees by township, or by school where a place is chosen; and all of them together."""
    by = Child.school_id if where.township_id or where.school_id else Child.township_id
    members: dict[uuid.UUID | None, list[uuid.UUID]] = defaultdict(list)
    for child_id, group in session.execute(_chosen(actor, where).with_only_columns(Child.id, by)):
        members[group].append(child_id)
    model = School if by is Child.school_id else Area
    known = session.execute(select(model.id, model.name).where(model.id.in_([one for one in members if one])))
    named: dict[uuid.UUID | None, str] = {row[0]: row[1] for row in known}
    rows = [_counted(group, named.get(group, "—"), ids, taught, topics) for group, ids in members.items()]
    everybody = [child_id for ids in members.values() for child_id in ids]
    return by_name(rows), _counted(None, "", everybody, taught, topics)


def pupils(session: DbSession, actor: Actor, taught: Taught, where: Where, cursor: str | None = None) -> Page[Pupil]:
    """A page of the children the actor sees with what each was taught, class by class."""
    chosen = _chosen(actor, where)
    if where.lacking:
        has = [child_id for child_id, days in taught.items() if where.lacking in days]
        chosen = chosen.where(Child.id.not_in(has))
    chosen = chosen.options(joinedload(Child.school), joinedload(Child.township))
    page = entity_page(session, chosen, BY_CLASS, cursor, PAGE)
    return Page([_pupil(child, actor, taught) for child in page.rows], page.next, page.previous)


def own_children(session: DbSession, actor: Actor) -> list[Child]:
    """The children of the actor's own school or village, to tick who was taught."""
    own = visible_to(actor, Child).where(within_any(actor, NEAR, Child), Child.status == ChildStatus.ACTIVE)
    ordered = own.order_by(Child.grade, Child.class_name, Child.code).limit(MOST_LISTED)
    return list(session.scalars(ordered))


def choices(session: DbSession, actor: Actor, where: Where) -> tuple[Sequence[Area], Sequence[School]]:
    """The townships of the children the actor sees, and the schools of the chosen one's children."""
    seen = _chosen(actor, Where())
    townships = (
        select(Area).where(Area.id.in_(seen.with_only_columns(Child.township_id))).order_by(Area.code, Area.name)
    )
    here = _chosen(actor, Where(where.township_id)).with_only_columns(Child.school_id)
    schools = select(School).where(School.id.in_(here))
    return session.scalars(townships).all(), by_name(session.scalars(schools))


def _chosen(actor: Actor, where: Where) -> Select[Child]:
    conditions: list[ColumnElement[bool]] = [Child.status == ChildStatus.ACTIVE]
    if where.township_id is not None:
        conditions.append(Child.township_id == where.township_id)
    if where.school_id is not None:
        conditions.append(Child.school_id == where.school_id)
    return visible_to(actor, Child).where(*conditions)


def _counted(
    group: uuid.UUID | None, name: str, ids: Collection[uuid.UUID], taught: Taught, topics: Sequence[KnownTerm]
) -> Counted:
    had = {term.code: sum(term.code in taught.get(child_id, {}) for child_id in ids) for term in topics}
    return Counted(group, name, len(ids), had)


def _pupil(child: Child, actor: Actor, taught: Taught) -> Pupil:
    place = child.school.name if child.school else child.township.name
    name = child.name if is_near(actor, child) else None
    return Pupil(child.id, child.code, name, place, child.grade, taught.get(child.id, {}))
