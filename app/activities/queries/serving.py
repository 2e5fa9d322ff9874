"""Reading who served at an activity, and who could have."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.activities.models import Activity, ActivityService, ServiceState
from app.activities.rules.serving import services_of, shut_gates
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.seasons.models import Season
from app.volunteers.models import Availability, Volunteer
from app.volunteers.queries import loaded

MOST_VOLUNTEERS = 60


@dataclass(frozen=True)
class Helper:
    """A volunteer on the list of an activity; ``served`` where they served, from when to when."""

    id: uuid.UUID
    code: str
    name: str
    township: str
    served: bool
    starts_at: datetime
    ends_at: datetime


def helpers(session: DbSession, actor: Actor, of: Activity, *, nearby: bool = False) -> list[Helper]:
    """Who served, and the volunteers of the season who could have, those at home nearby first.

    ``nearby``: of the others, only those at home in the site's township. The caller has judged the activity. Left out
    is whom a gate kept from children on that day, and the actor's own profile: nobody says so of oneself.
    """
    season = session.get(Season, of.season_id) if of.season_id else None
    if season is None:
        return []
    there = {row.volunteer_id: row for row in services_of(session, of.id)}
    signed_up = select(Availability.volunteer_id).where(Availability.season_id == season.id)
    statement = select(Volunteer).where(
        Volunteer.district_id == of.district_id, Volunteer.erased_at.is_(None), Volunteer.suspended_since.is_(None)
    )
    near = Volunteer.township_id == of.township_id
    able_to = Volunteer.id.in_(signed_up) & near if nearby else Volunteer.id.in_(signed_up)
    statement = statement.where(able_to | Volunteer.id.in_(there))
    found = session.scalars(loaded(statement).order_by(near.desc(), Volunteer.code).limit(MOST_VOLUNTEERS * 3))
    able = [one for one in found if one.id in there or (_may(actor, one) and not shut_gates(one, of, season))]
    able.sort(key=lambda one: (one.id not in there, one.township_id != of.township_id, one.code))
    return [_helper(one, of, there.get(one.id)) for one in able[:MOST_VOLUNTEERS]]


def served_at(session: DbSession, of: Activity) -> list[ActivityService]:
    """Who served at an activity and counts, with the volunteers. Judge the activity before."""
    wanted = select(ActivityService).where(
        ActivityService.activity_id == of.id, ActivityService.state == ServiceState.CONFIRMED
    )
    ordered = wanted.options(joinedload(ActivityService.volunteer)).order_by(ActivityService.starts_at)
    return list(session.scalars(ordered))


def served_by(session: DbSession, volunteer_id: uuid.UUID) -> list[ActivityService]:
    """What a volunteer served at activities and counts, the latest first. Judge the volunteer before."""
    wanted = select(ActivityService).where(
        ActivityService.volunteer_id == volunteer_id, ActivityService.state == ServiceState.CONFIRMED
    )
    return list(session.scalars(wanted.order_by(ActivityService.starts_at.desc())))


def _may(actor: Actor, volunteer: Volunteer) -> bool:
    return volunteer.account_id is None or volunteer.account_id != actor.id


def _helper(volunteer: Volunteer, of: Activity, row: ActivityService | None) -> Helper:
    return Helper(
        volunteer.id,
        volunteer.code,
        volunteer.name,
        volunteer.township.name if volunteer.township else "—",
        row is not None,
        row.starts_at if row else of.starts_at,
        row.ends_at if row else of.ends_at,
    )
