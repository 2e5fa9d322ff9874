"""Reading meetings that did not take place, and the codes of the day; what staff see follows the pairing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from app.foundation.access import Actor, Role
from app.foundation.chinese.ordering import by_name
from app.foundation.database import DbSession
from app.pairing.access import seen_near
from app.pairing.models import Pairing
from app.places.models import School, Site
from app.seasons.models import Season
from app.sessions.check_in import code_of
from app.sessions.models import MissedMeeting
from app.volunteers.models import Volunteer

MOST = 100


def missed_near(session: DbSession, actor: Actor) -> list[MissedMeeting]:
    """Those of the actor's school or village, the latest first."""
    return _found(session, seen_near(actor))


def own_missed(session: DbSession, actor: Actor) -> list[MissedMeeting]:
    """Those of the actor's own pairings, the latest first."""
    return _found(session, Pairing.volunteer.has(Volunteer.account_id == actor.id))


def recorded_ids(session: DbSession, actor: Actor, ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Those of the ids under which the actor has recorded one, taken back since or not."""
    wanted = select(MissedMeeting.id).where(MissedMeeting.recorded_by_id == actor.id, MissedMeeting.id.in_(ids))
    return list(session.scalars(wanted))


def codes_of_day(session: DbSession, actor: Actor, day: date) -> list[tuple[str, str]]:
    """``(name of the place, code)`` of the actor's schools and sites in districts whose season has codes that day."""
    districts = select(Season.district_id).where(
        Season.check_in.is_(True), Season.starts_on <= day, Season.ends_on >= day
    )
    ids = {role: actor.scope_ids(role) for role in Role}
    schools = select(School).where(
        School.district_id.in_(districts),
        or_(
            School.id.in_(ids[Role.SCHOOL_STAFF]),
            School.township_id.in_(ids[Role.TOWNSHIP_SUPERVISOR]),
            School.district_id.in_(ids[Role.ORGANIZER]),
        ),
    )
    sites = select(Site).where(
        Site.district_id.in_(districts),
        or_(
            Site.school_id.in_(ids[Role.SCHOOL_STAFF]),
            Site.village_id.in_(ids[Role.VILLAGE_DIRECTOR]),
            Site.township_id.in_(ids[Role.TOWNSHIP_SUPERVISOR]),
            Site.district_id.in_(ids[Role.ORGANIZER]),
        ),
    )
    places: Sequence[School | Site] = [
        *by_name(session.scalars(schools)),
        *by_name(session.scalars(sites)),
    ]
    return [(place.name, code_of(place.id, day)) for place in places]


def _found(session: DbSession, condition: ColumnElement[bool]) -> list[MissedMeeting]:
    wanted = (
        select(MissedMeeting)
        .join(MissedMeeting.pairing)
        .where(MissedMeeting.taken_back_at.is_(None), condition)
        .options(joinedload(MissedMeeting.pairing).joinedload(Pairing.child))
        .options(joinedload(MissedMeeting.pairing).joinedload(Pairing.volunteer))
        .order_by(MissedMeeting.day.desc(), MissedMeeting.id)
        .limit(MOST)
    )
    return list(session.scalars(wanted))
