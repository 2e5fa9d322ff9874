"""Recording a group activity and who was there."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.activities.models import Activity, Attendance
from app.catalogue.queries import service_areas
from app.children.models import Child, ChildStatus
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, visible_to
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.places.models import Site
from app.seasons.models import Season

LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class Event:
    """An activity as it was sent. ``id`` is made before sending, so that sending twice records once."""

    id: uuid.UUID
    site_id: uuid.UUID
    title: str
    service_area: str
    starts_at: datetime
    ends_at: datetime


def record_activity(session: DbSession, actor: Actor, event: Event, present: Collection[uuid.UUID] = ()) -> Activity:
    """Record a group activity at a site of the actor's scope; the same again gives the one recorded first. Commits.

    ``present``: children who were there, ticked before it was sent; who has left the actor's scope since is left out.

    Raises:
        Missing: the site, or an activity already recorded under this id, is not the actor's.
        Refused: the times cannot be, or the service area is unknown.
    """
    known = session.get(Activity, event.id)
    if known is not None:
        return authorize(actor, Permission.ACTIVITY_WRITE, known)
    site = authorize(actor, Permission.ACTIVITY_WRITE, session.get(Site, event.site_id))
    _check(session, event)
    season = season_of(session, site.district_id, clock.local(event.starts_at).date())
    row = Activity(
        id=event.id,
        district_id=site.district_id,
        site=site,
        season_id=season.id if season else None,
        title=event.title,
        service_area=event.service_area,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        recorded_by_id=actor.id,
    )
    session.add(row)
    audit.record(session, actor, audit.Action.ACTIVITY_CREATED, row)
    try:
        session.flush()
        _tick(session, actor, row, present)
        session.commit()
    except IntegrityError:
        session.rollback()  # the twin of a double click was first
        return authorize(actor, Permission.ACTIVITY_WRITE, session.get(Activity, event.id))
    return row


def _tick(session: DbSession, actor: Actor, activity: Activity, present: Collection[uuid.UUID]) -> None:
    here = _within_scope(session, actor, activity, present) if present else set()
    if here:
        session.add_all(Attendance(activity_id=activity.id, child_id=child_id) for child_id in sorted(here))
        audit.record(session, actor, audit.Action.ACTIVITY_ATTENDANCE_SET, activity, present=len(here))


def set_attendance(
    session: DbSession,
    actor: Actor,
    activity_id: uuid.UUID,
    shown: Collection[uuid.UUID],
    present: Collection[uuid.UUID],
) -> int:
    """Say which of the children ``shown`` on the list were there; the others on the activity stay as they are. Commits.

    Returns how many of all children are on the activity now.

    Raises:
        Missing: the activity is not the actor's, or a child of the list is not within the actor's scope.
    """
    activity = authorize(actor, Permission.ACTIVITY_WRITE, session.get(Activity, activity_id, with_for_update=True))
    listed = set(shown) | set(present)
    if listed - _within_scope(session, actor, activity, listed):
        raise Missing
    before = set(session.scalars(select(Attendance.child_id).where(Attendance.activity_id == activity.id)))
    after = (before - listed) | set(present)
    for row in session.scalars(
        select(Attendance).where(Attendance.activity_id == activity.id, Attendance.child_id.in_(before - after))
    ):
        session.delete(row)
    session.add_all(Attendance(activity_id=activity.id, child_id=child_id) for child_id in sorted(after - before))
    if before != after:
        audit.record(session, actor, audit.Action.ACTIVITY_ATTENDANCE_SET, activity, present=len(after))
    session.commit()
    return len(after)


def _within_scope(session: DbSession, actor: Actor, activity: Activity, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of the ids are children of the actor's, of the activity's district, on the ledger."""
    statement = visible_to(actor, Child).where(
        Child.id.in_(ids), Child.district_id == activity.district_id, Child.status == ChildStatus.ACTIVE
    )
    return set(session.scalars(statement.with_only_columns(Child.id)))


def _check(session: DbSession, event: Event) -> None:
    if event.ends_at <= event.starts_at:
        raise Refused("activities.end_before_start", field="end")
    if event.ends_at - event.starts_at > LONGEST:
        raise Refused("activities.too_long", field="end", hours=LONGEST // timedelta(hours=1))
    if event.ends_at > clock.now():
        raise Refused("activities.future", field="end")
    check_area(session, event.service_area)


def check_area(session: DbSession, area: str) -> None:
    """Refuse a service area that is not in use.

    Raises:
        Refused: naming the field ``service_area``.
    """
    if area not in {term.code for term in service_areas(session)}:
        raise Refused("activities.unknown_area", field="service_area")


def season_of(session: DbSession, district_id: uuid.UUID, day: date) -> Season | None:
    """The season of a day, if it is in one."""
    within = (Season.district_id == district_id, Season.starts_on <= day, Season.ends_on >= day)
    return session.scalars(select(Season).where(*within).order_by(Season.starts_on.desc()).limit(1)).one_or_none()
