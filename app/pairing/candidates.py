"""Who could stand in for a volunteer on some days: the two best by the engine, of those whom no rule keeps away."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from app import matching
from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.asking import Suggestion
from app.pairing.computing import best_three
from app.pairing.feed import able_volunteers, as_child, forbidden_pairs, policy_of
from app.pairing.models import STANDING_IN, Absence, Pairing, Substitute
from app.pairing.solving import Input
from app.seasons.models import Season
from app.volunteers.gates import availability_in
from app.volunteers.models import Volunteer

SHOWN = 2


def best_two(session: DbSession, absence: Absence) -> list[Suggestion]:
    """The two best for the days of an absence that are still to come, best first; fewer where there are no more."""
    pairs = best_three(_given(session, absence))[:SHOWN]
    wanted = select(Volunteer).where(Volunteer.id.in_([uuid.UUID(pair.volunteer_id) for pair in pairs]))
    people = {str(one.id): one for one in session.scalars(wanted)}
    return [
        Suggestion(people[pair.volunteer_id], pair.score, [(one.name, one.points) for one in pair.reasons], pair.mode)
        for pair in pairs
    ]


def is_able(session: DbSession, absence: Absence, volunteer_id: uuid.UUID) -> bool:
    """Whether neither a rule of the engine nor the days keep this volunteer from standing in."""
    given = _given(session, absence)
    only = [one for one in given.volunteers if one.id == str(volunteer_id)]
    return bool(matching.match(only, given.children, given.policy, forbidden=given.forbidden).pairs)


def days_to_come(absence: Absence) -> tuple[date, date]:
    """The days of an absence from today on; the first may be after the last where it is over."""
    return max(absence.first_on, clock.today()), absence.last_on


def _given(session: DbSession, absence: Absence) -> Input:
    pairing, today = absence.pairing, clock.today()
    season = pairing.season
    # A stranger for a few days: of the child's sex, whatever the area, and in the way the two meet already.
    child = replace(as_child(pairing.child, today, season), same_gender=True, modes=(pairing.mode,))
    ids = _free_on_the_days(session, absence)
    volunteers = [one for one in able_volunteers(session, season, today) if uuid.UUID(one.id) in ids]
    forbidden = forbidden_pairs(session, season, volunteers, [child])
    return Input(volunteers, [child], policy_of(session, season), forbidden)


def _free_on_the_days(session: DbSession, absence: Absence) -> set[uuid.UUID]:
    """Who has an account to answer with, is there on all the days, and neither away nor standing in on any of them."""
    first, last = days_to_come(absence)
    busy = select(Substitute.volunteer_id).where(
        Substitute.state.in_(STANDING_IN), Substitute.first_on <= last, Substitute.last_on >= first
    )
    away = (
        select(Pairing.volunteer_id)
        .join(Absence, Absence.pairing_id == Pairing.id)
        .where(Absence.taken_back_at.is_(None), Absence.first_on <= last, Absence.last_on >= first)
    )
    season = absence.pairing.season
    wanted = select(Volunteer).where(
        Volunteer.district_id == season.district_id,
        Volunteer.account_id.is_not(None),
        Volunteer.id != absence.pairing.volunteer_id,
        Volunteer.id.not_in(busy),
        Volunteer.id.not_in(away),
    )
    days = list(_days(first, last))
    return {one.id for one in session.scalars(wanted) if _is_there(one, season, days)}


def _is_there(volunteer: Volunteer, season: Season, days: Iterable[date]) -> bool:
    offered = availability_in(volunteer, season.id)
    if offered is None:
        return False
    first, last = offered.home_from or season.starts_on, offered.home_to or season.ends_on
    return all(first <= day <= last and day.isoformat() not in offered.days_away for day in days)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
