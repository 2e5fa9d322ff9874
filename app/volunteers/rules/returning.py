"""Coming back: who served in an earlier season signs up for the next one with one tap."""

from __future__ import annotations

from app.accounts.models import Account
from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish
from app.seasons.models import Season
from app.volunteers.events import VolunteerReturned
from app.volunteers.gates import availability_in
from app.volunteers.models import Availability, Volunteer
from app.volunteers.queries import volunteer_of
from app.volunteers.rules.profiles import Offer, write_offer
from app.volunteers.rules.signup import season_at


def last_offer(volunteer: Volunteer, season: Season) -> Availability | None:
    """What the volunteer offered in the last season before this one; None: it is the first, or this one is signed up.

    One who withdrew from this season has signed up for it, and signs up again by the form.
    """
    if availability_in(volunteer, season.id) is not None or volunteer.district_id != season.district_id:
        return None
    before = [one for one in volunteer.availabilities if one.season.starts_on < season.starts_on]
    return max(before, key=lambda one: one.season.starts_on, default=None)


def come_back(session: DbSession, actor: Actor) -> Volunteer:
    """Sign up for the coming season as one did for the last: the same skills, times, ways and townships. Commits.

    Days at home are the whole season's, and days away none: who knows otherwise changes them. Checks are not touched:
    those in date count on, and what has run out is asked for again. Sent twice, it takes effect once.

    Raises:
        Missing: the actor has no profile.
        Refused: there is no season, or no earlier one to come back from.
    """
    session.get(Account, actor.id, with_for_update=True)  # sent twice at once, it takes effect once
    known = authorize(actor, Permission.SIGNUP_WRITE, volunteer_of(session, actor.id))
    volunteer = session.get_one(Volunteer, known.id, with_for_update=True, populate_existing=True)
    season = season_at(session, volunteer.township_id)
    if season is None:
        raise Refused("volunteers.no_season")
    if availability_in(volunteer, season.id) is not None:
        session.rollback()
        return volunteer
    last = last_offer(volunteer, season)
    if last is None:
        raise Refused("volunteers.never_before")
    offer = Offer(
        home_from=season.starts_on,
        home_to=season.ends_on,
        slots=last.slots,
        modes=last.modes,
        reach=last.reach,
        capacity=min(max(1, last.capacity), season.max_capacity),
    )
    write_offer(session, volunteer, season, offer)
    audit.record(session, actor, audit.Action.VOLUNTEER_RETURNED, volunteer, season=season.code)
    publish(session, VolunteerReturned(volunteer, season, actor))
    session.commit()
    return volunteer
