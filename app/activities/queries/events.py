"""Reading activities and the children one may tick."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from app.activities.access import sites_of
from app.activities.models import Activity, ActivityState, Attendance, Enrolment, EnrolmentState
from app.activities.rules.recording import placed_at_kept_sites, tickable
from app.children.access import NEAR
from app.children.gates import agrees
from app.children.models import Child, ChildStatus, Consent, Scope
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, any_of, authorize, visible_to, within_any
from app.foundation.chinese.ordering import by_name
from app.foundation.database import DbSession
from app.foundation.paging import Page, row_page
from app.places.models import Area, School, Site

PAGE = 30
MOST_TICKS = 300
DAYS_BACK, DAYS_AHEAD = timedelta(days=7), timedelta(days=3)
"""What a phone knows for when there is no signal; it asks once a day."""


@dataclass(frozen=True)
class Tick:
    """A child on the list to tick; ``name`` only for the staff of its own school or village."""

    id: uuid.UUID
    code: str
    name: str | None
    group: str
    grade: int | None
    present: bool
    photos: bool
    """Whether the guardian agreed to photos."""


@dataclass(frozen=True)
class Narrowing:
    """Which of the children the list shows: of a township and of a school, where one's scope holds several."""

    township_id: uuid.UUID | None = None
    school_id: uuid.UUID | None = None
    everyone: bool = False
    """Of one date of a class: not only those who have a place in it."""


def planned(session: DbSession, actor: Actor, most: int = 10) -> list[Activity]:
    """Planned activities of the scope, the next first; those that are over and not recorded yet stand on top."""
    statement = visible_to(actor, Activity).where(Activity.state == ActivityState.PLANNED)
    statement = statement.options(joinedload(Activity.site).joinedload(Site.township))
    return list(session.scalars(statement.order_by(Activity.starts_at, Activity.id).limit(most)))


def to_attend(session: DbSession, actor: Actor) -> list[Activity]:
    """Activities of the scope of which a phone may have to say who was there: of these days.

    Those that have begun stand first, the latest at the top; then those to come, the next one first.
    """
    now = clock.now()
    statement = visible_to(actor, Activity).where(
        Activity.state.in_((ActivityState.PLANNED, ActivityState.HELD)),
        Activity.starts_at > now - DAYS_BACK,
        Activity.starts_at < now + DAYS_AHEAD,
    )
    statement = statement.options(joinedload(Activity.site).joinedload(Site.township))
    rows = list(session.scalars(statement.order_by(Activity.starts_at.desc(), Activity.id).limit(PAGE)))
    begun = [row for row in rows if row.starts_at <= now]
    return begun + [row for row in reversed(rows) if row.starts_at > now]


def count_unrecorded(session: DbSession, actor: Actor) -> int:
    """How many planned activities of the scope are over, without anybody having said who was there."""
    over = visible_to(actor, Activity).where(Activity.state == ActivityState.PLANNED, Activity.ends_at < clock.now())
    return session.scalar(over.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def activities(session: DbSession, actor: Actor, cursor: str | None = None) -> Page[tuple[Any, ...]]:
    """A page of the activities that are not planned any more, each with how many children were there, latest first."""
    present = select(func.count()).where(Attendance.activity_id == Activity.id).scalar_subquery()
    statement = (
        visible_to(actor, Activity)
        .where(Activity.state != ActivityState.PLANNED)
        .add_columns(present)
        .options(joinedload(Activity.site).joinedload(Site.township))
    )
    return row_page(session, statement, (Activity.starts_at, Activity.id), cursor, PAGE, descending=True)


def activity(session: DbSession, actor: Actor, activity_id: uuid.UUID) -> Activity:
    """One activity of the scope."""
    return authorize(actor, Permission.ACTIVITY_READ, session.get(Activity, activity_id))


def sites(session: DbSession, actor: Actor) -> Sequence[Site]:
    """The sites at which the actor may record."""
    statement = select(Site).options(joinedload(Site.township)).where(sites_of(actor))
    return by_name(session.scalars(statement))


def known_ids(session: DbSession, actor: Actor, ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Those of the ids under which an activity of the scope is recorded."""
    statement = visible_to(actor, Activity).where(Activity.id.in_(ids))
    return list(session.scalars(statement.with_only_columns(Activity.id)))


def own_codes(session: DbSession, actor: Actor) -> list[tuple[uuid.UUID, str]]:
    """Children by code, to tick without a signal: of one's school or village, and of classes at a site one keeps."""
    own = visible_to(actor, Child).where(within_any(actor, NEAR, Child)).with_only_columns(Child.id)
    here = Child.id.in_(placed_at_kept_sites(actor)) & Child.is_consented(clock.today())
    seen = any_of(Child.id, Child.id.in_(own), here)
    statement = select(Child.id, Child.code).where(seen, Child.status == ChildStatus.ACTIVE)
    rows = session.execute(statement.order_by(Child.code).limit(MOST_TICKS))
    return [(row[0], row[1]) for row in rows]


def present_count(session: DbSession, activity_id: uuid.UUID) -> int:
    """How many children were there, of everybody's."""
    return session.scalar(select(func.count()).where(Attendance.activity_id == activity_id)) or 0


def ticks(
    session: DbSession, actor: Actor, of: Activity, narrowing: Narrowing, *, present_only: bool = False
) -> tuple[list[Tick], bool]:
    """The children of the actor's scope, ticked where they were there; and whether there are more than are shown."""
    here = select(Attendance.child_id).where(Attendance.activity_id == of.id)
    placed = select(Enrolment.child_id).where(
        Enrolment.class_id == of.class_id, Enrolment.state == EnrolmentState.ENROLLED
    )
    statement: Select[Any] = tickable(actor, of)
    if of.class_id is not None and not narrowing.everyone:
        statement = statement.where(Child.id.in_(placed) | Child.id.in_(here))
    if narrowing.township_id is not None:
        statement = statement.where(Child.township_id == narrowing.township_id)
    if narrowing.school_id is not None:
        statement = statement.where(Child.school_id == narrowing.school_id)
    if present_only:
        statement = statement.where(Child.id.in_(here))
    hidden = (defer(Consent.consenter), defer(Consent.witness), defer(Consent.home_yes_by))
    statement = statement.options(joinedload(Child.school), joinedload(Child.village), joinedload(Child.township))
    statement = statement.options(selectinload(Child.consents).options(*hidden))
    ordered = statement.order_by(Child.school_id, Child.grade, Child.class_name, Child.code).limit(MOST_TICKS + 1)
    children = list(session.scalars(ordered))
    was_here = set(session.scalars(here))
    keeps = actor.id is not None and of.keeper_id == actor.id
    kept = set(session.scalars(placed_at_kept_sites(actor))) if keeps else set()
    shown = [_tick(child, actor, child.id in was_here, child.id in kept) for child in children[:MOST_TICKS]]
    return shown, len(children) > MOST_TICKS


def townships(session: DbSession, actor: Actor, of: Activity) -> Sequence[Area]:
    """The townships an organizer can narrow the list to."""
    if not actor.has(Role.ORGANIZER):
        return []
    statement = select(Area).where(Area.parent_id == of.district_id).order_by(Area.code, Area.name)
    return session.scalars(statement).all()


def schools(session: DbSession, actor: Actor, of: Activity, township_id: uuid.UUID | None) -> Sequence[School]:
    """The schools an organizer or a township supervisor can narrow the list to."""
    if not (actor.has(Role.ORGANIZER) or actor.has(Role.TOWNSHIP_SUPERVISOR)):
        return []
    statement = select(School).where(School.district_id == of.district_id)
    if township_id is not None:
        statement = statement.where(School.township_id == township_id)
    return by_name(session.scalars(statement))


def _tick(child: Child, actor: Actor, present: bool, in_kept_class: bool) -> Tick:
    near = child.school_id in actor.scope_ids(Role.SCHOOL_STAFF)
    near = near or child.village_id in actor.scope_ids(Role.VILLAGE_DIRECTOR) or in_kept_class
    place = child.school.name if child.school else child.village.name if child.village else child.township.name
    return Tick(
        child.id, child.code, child.name if near else None, place, child.grade, present, agrees(child, Scope.PHOTO)
    )
