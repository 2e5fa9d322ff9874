"""Who served at an activity: staff say so when they take the attendance, and it is confirmed with that.

One volunteer is never in two places: services among themselves are kept apart by the database, services and sessions by
the two rules below. Both hold the volunteer's lock, so that of two requests at once the second sees the first.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.activities.models import Activity, ActivityService, ActivityState, ServiceState
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.dates import local_moment, time_of_day
from app.foundation.errors import Conflict, Missing, Refused
from app.seasons.models import Season
from app.sessions.entry import day_bounds
from app.sessions.models import ServiceSession, SessionState
from app.volunteers.gates import VolunteerGate, may_serve, missing
from app.volunteers.models import Volunteer

COUNTED = (SessionState.SENT, SessionState.CONFIRMED)
# A group activity asks for nobody's free time or own child: these stand before a pairing only.
BEFORE_A_PAIRING_ONLY = frozenset({VolunteerGate.NO_AVAILABILITY, VolunteerGate.NO_SKILL})


@dataclass(frozen=True)
class Span:
    """From when to when a volunteer served, within the activity."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """Whole minutes served."""
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))


def shut_gates(volunteer: Volunteer, activity: Activity, season: Season) -> tuple[VolunteerGate, ...]:
    """What did not hold on the day of the activity; empty where the volunteer may be with children."""
    day = clock.local(activity.starts_at).date()
    return tuple(gate for gate in missing(volunteer, season, day) if gate not in BEFORE_A_PAIRING_ONLY)


def set_services(
    session: DbSession,
    actor: Actor,
    activity_id: uuid.UUID,
    shown: Collection[uuid.UUID],
    served: Mapping[uuid.UUID, Span],
) -> int:
    """Say who of the volunteers ``shown`` on the list served, from when to when; the others stay as they are. Commits.

    Returns how many volunteers served in all.

    Raises:
        Missing: the activity is not the actor's, or a volunteer is of another district.
        Refused: it is not held, lies in no season, times outside it, a gate that did not hold, too much for one day, or
            the actor's own service.
        Conflict: the volunteer was elsewhere at that time.
    """
    activity = authorize(actor, Permission.ACTIVITY_WRITE, session.get(Activity, activity_id, with_for_update=True))
    session.refresh(activity)
    if activity.state is not ActivityState.HELD:
        raise Refused("activities.not_held")
    season = session.get(Season, activity.season_id) if activity.season_id else None
    if season is None:
        raise Refused("activities.no_season")
    volunteers = _lock(session, activity, {*shown, *served})
    now_there = {row.volunteer_id: row for row in services_of(session, activity.id)}
    for volunteer in volunteers:
        row, span = now_there.get(volunteer.id), served.get(volunteer.id)
        if row is not None and span == Span(row.starts_at, row.ends_at):
            continue
        if row is not None:
            row.state, row.voided_at, row.voided_by_id = ServiceState.VOID, clock.now(), actor.id
            session.flush()
        if span is not None:
            _check(session, actor, activity, season, volunteer, span)
            session.add(_row(actor, activity, volunteer, span))
            session.flush()
    counted = services_of(session, activity.id)
    minutes = sum(row.minutes for row in counted)
    audit.record(session, actor, audit.Action.ACTIVITY_SERVED, activity, volunteers=len(counted), minutes=minutes)
    session.commit()
    return len(counted)


def services_of(session: DbSession, activity_id: uuid.UUID) -> list[ActivityService]:
    """The services at an activity that count."""
    wanted = select(ActivityService).where(ActivityService.activity_id == activity_id)
    return list(session.scalars(wanted.where(ActivityService.state == ServiceState.CONFIRMED)))


def refuse_overlap_with(session: DbSession, logged: ServiceSession) -> None:
    """Refuse a session at a time at which its volunteer served at an activity. The volunteer is locked.

    Raises:
        Conflict: naming the activity's time.
    """
    volunteer_id: uuid.UUID = logged.volunteer_id or logged.volunteer.id
    found = session.execute(
        select(ActivityService.starts_at, ActivityService.ends_at)
        .where(ActivityService.volunteer_id == volunteer_id, ActivityService.state == ServiceState.CONFIRMED)
        .where(ActivityService.starts_at < logged.ends_at, ActivityService.ends_at > logged.starts_at)
        .limit(1)
    ).one_or_none()
    if found is not None:
        raise Conflict("activities.session_overlaps", field="start", other=_span_words(*found))


def _lock(session: DbSession, activity: Activity, ids: Collection[uuid.UUID]) -> list[Volunteer]:
    wanted = select(Volunteer).where(Volunteer.id.in_(ids), Volunteer.district_id == activity.district_id)
    wanted = wanted.where(Volunteer.erased_at.is_(None)).order_by(Volunteer.id).with_for_update(of=Volunteer)
    found = list(session.scalars(wanted.execution_options(populate_existing=True)))
    if len(found) != len(ids):
        raise Missing
    return found


def _check(
    session: DbSession, actor: Actor, activity: Activity, season: Season, volunteer: Volunteer, span: Span
) -> None:
    if actor.id is not None and volunteer.account_id == actor.id:
        raise Refused("activities.own_service")
    if not activity.starts_at <= span.starts_at < span.ends_at <= activity.ends_at:
        raise Refused("activities.outside")
    for gate in shut_gates(volunteer, activity, season):
        raise Refused("activities.volunteer_gate", volunteer=volunteer.code, gate=gate)
    if not may_serve(volunteer, activity.service_area):
        raise Refused("activities.not_verified", volunteer=volunteer.code)
    _check_elsewhere(session, volunteer, span)
    if span.minutes + _minutes_of_day(session, volunteer, span) > season.day_hours * 60:
        raise Refused("activities.day_full", volunteer=volunteer.code, hours=season.day_hours)


def _check_elsewhere(session: DbSession, volunteer: Volunteer, span: Span) -> None:
    sessions = select(ServiceSession.starts_at, ServiceSession.ends_at).where(
        ServiceSession.volunteer_id == volunteer.id,
        ServiceSession.state.in_(COUNTED),
        ServiceSession.starts_at < span.ends_at,
        ServiceSession.ends_at > span.starts_at,
    )
    services = select(ActivityService.starts_at, ActivityService.ends_at).where(
        ActivityService.volunteer_id == volunteer.id,
        ActivityService.state == ServiceState.CONFIRMED,
        ActivityService.starts_at < span.ends_at,
        ActivityService.ends_at > span.starts_at,
    )
    other = session.execute(sessions.union_all(services).limit(1)).one_or_none()
    if other is not None:
        raise Conflict("activities.overlap", other=_span_words(*other), volunteer=volunteer.code)


def _span_words(starts_at: datetime, ends_at: datetime) -> str:
    return f"{local_moment(starts_at)}–{time_of_day(ends_at)}"


def _minutes_of_day(session: DbSession, volunteer: Volunteer, span: Span) -> int:
    first, after = day_bounds(clock.local(span.starts_at).date())
    sessions = select(ServiceSession.minutes).where(
        ServiceSession.volunteer_id == volunteer.id,
        ServiceSession.state.in_(COUNTED),
        ServiceSession.starts_at >= first,
        ServiceSession.starts_at < after,
    )
    services = select(ActivityService.minutes).where(
        ActivityService.volunteer_id == volunteer.id,
        ActivityService.state == ServiceState.CONFIRMED,
        ActivityService.starts_at >= first,
        ActivityService.starts_at < after,
    )
    return sum(session.scalars(sessions.union_all(services)))


def _row(actor: Actor, activity: Activity, volunteer: Volunteer, span: Span) -> ActivityService:
    return ActivityService(
        activity=activity,
        volunteer=volunteer,
        service_area=activity.service_area,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        minutes=span.minutes,
        confirmed_by_id=actor.id,
    )
