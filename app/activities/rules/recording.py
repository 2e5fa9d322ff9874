"""Recording a group activity, or planning one that lies ahead, and who was there."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.exc import IntegrityError

from app.activities.models import (
    Activity,
    ActivityState,
    ActivityTopic,
    Attendance,
    Enrolment,
    EnrolmentState,
    SiteClass,
)
from app.catalogue.queries import safety_topics, service_areas
from app.children.models import Child, ChildStatus
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, any_of, authorize, visible_to
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.places.access import kept_sites
from app.places.models import Site
from app.seasons.models import Season

LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=370)
"""How far ahead an activity may be planned."""


@dataclass(frozen=True)
class Event:
    """An activity as it was sent. ``id`` is made before sending, so that sending twice records once."""

    id: uuid.UUID
    site_id: uuid.UUID
    title: str
    service_area: str
    starts_at: datetime
    ends_at: datetime
    plan: str = ""
    safety_note: str = ""
    topics: Collection[str] = ()


def record_activity(session: DbSession, actor: Actor, event: Event, present: Collection[uuid.UUID] = ()) -> Activity:
    """Record a group activity at a site of the actor's scope; the same again gives the one recorded first. Commits.

    One that is not over is planned, and held once somebody says who was there. ``present``: children who were there,
    ticked before it was sent; who has left the actor's scope since is left out.

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
        state=ActivityState.HELD if event.ends_at <= clock.now() else ActivityState.PLANNED,
        plan=event.plan or None,
        safety_note=event.safety_note or None,
        recorded_by_id=actor.id,
    )
    row.topics = [ActivityTopic(topic=topic) for topic in sorted(set(event.topics))]
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
    if here and activity.state is ActivityState.HELD:
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

    A planned activity is held from now on.

    Raises:
        Missing: the activity is not the actor's, or a child of the list is not within the actor's scope.
        Refused: it has not begun, or is cancelled or void.
    """
    locked = session.get(Activity, activity_id, with_for_update={"of": Activity}, populate_existing=True)
    activity = authorize(actor, Permission.ACTIVITY_WRITE, locked)
    _begin(activity)
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


def add_present(session: DbSession, actor: Actor, activity_id: uuid.UUID, present: Collection[uuid.UUID]) -> int:
    """Add children who were there, as a phone kept them; sent twice it takes effect once. Commits.

    Nobody is taken off, and who has left the actor's scope since is left out: the phone knows an old list.

    Raises:
        Missing, Refused: as ``set_attendance``.
    """
    activity = authorize(actor, Permission.ACTIVITY_WRITE, session.get(Activity, activity_id))
    here = _within_scope(session, actor, activity, present)
    return set_attendance(session, actor, activity_id, here, here)


def _begin(activity: Activity) -> None:
    if activity.state is ActivityState.PLANNED:
        if activity.starts_at > clock.now():
            raise Refused("activities.not_begun")
        activity.state = ActivityState.HELD
    elif activity.state is not ActivityState.HELD:
        raise Refused("activities.ended_already", state=activity.state)


def _within_scope(session: DbSession, actor: Actor, activity: Activity, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of the ids are children that the actor may tick here."""
    statement = tickable(actor, activity).where(Child.id.in_(ids))
    return set(session.scalars(statement.with_only_columns(Child.id)))


def tickable(actor: Actor, activity: Activity) -> Select[Child]:
    """Children of the district on the ledger: the actor's own, and those who have a place in the activity's class.

    For the site's keeper: in any class of the sites one keeps. Whoever records the activity has judged it before.
    """
    seen: list[ColumnElement[bool]] = [Child.id.in_(visible_to(actor, Child).with_only_columns(Child.id))]
    consented = Child.is_consented(clock.today())
    if activity.class_id is not None:
        placed = select(Enrolment.child_id).where(
            Enrolment.class_id == activity.class_id, Enrolment.state == EnrolmentState.ENROLLED
        )
        seen.append(Child.id.in_(placed) & consented)
    if actor.id is not None and activity.keeper_id == actor.id:
        seen.append(Child.id.in_(placed_at_kept_sites(actor)) & consented)
    here = (Child.district_id == activity.district_id, Child.status == ChildStatus.ACTIVE)
    return select(Child).where(any_of(Child.id, *seen), *here, Child.erased_at.is_(None))


def placed_at_kept_sites(actor: Actor) -> Select[uuid.UUID]:
    """Ids of the children who have a place in a class at a site the actor keeps."""
    placed = select(Enrolment.child_id).join(SiteClass, SiteClass.id == Enrolment.class_id)
    kept = placed.join(Site, Site.id == SiteClass.site_id).where(kept_sites(actor))
    return kept.where(Enrolment.state == EnrolmentState.ENROLLED, SiteClass.ends_on >= clock.today())


def _check(session: DbSession, event: Event) -> None:
    if event.ends_at <= event.starts_at:
        raise Refused("activities.end_before_start", field="end")
    if event.ends_at - event.starts_at > LONGEST:
        raise Refused("activities.too_long", field="end", hours=LONGEST // timedelta(hours=1))
    if event.starts_at > clock.now() + FURTHEST:
        raise Refused("activities.too_far", field="day")
    check_area(session, event.service_area)
    check_topics(session, event.topics)


def check_area(session: DbSession, area: str) -> None:
    """Refuse a service area that is not in use.

    Raises:
        Refused: naming the field ``service_area``.
    """
    if area not in {term.code for term in service_areas(session)}:
        raise Refused("activities.unknown_area", field="service_area")


def check_topics(session: DbSession, topics: Collection[str]) -> None:
    """Refuse a topic of safety education that is not in use.

    Raises:
        Refused: naming the field ``topics``.
    """
    if set(topics) - {term.code for term in safety_topics(session)}:
        raise Refused("activities.unknown_topic", field="topics")


def season_of(session: DbSession, district_id: uuid.UUID, day: date) -> Season | None:
    """The season of a day, if it is in one."""
    within = (Season.district_id == district_id, Season.starts_on <= day, Season.ends_on >= day)
    return session.scalars(select(Season).where(*within).order_by(Season.starts_on.desc()).limit(1)).one_or_none()
