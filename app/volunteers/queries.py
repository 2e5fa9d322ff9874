"""Reading volunteers, everything that gates and lists look at loaded at once."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import g
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.foundation.access import Actor, visible_to
from app.foundation.chinese.ordering import by_person
from app.foundation.database import DbSession
from app.foundation.panels import once_a_landing
from app.seasons.models import Season
from app.volunteers.gates import WARNING, VolunteerGate, availability_in, missing, running_out
from app.volunteers.models import (
    Availability,
    QuizAttempt,
    SignupDraft,
    VettingCheck,
    VettingKind,
    Volunteer,
    VolunteerImport,
)

MOST_NAMES = 5000


@dataclass(frozen=True)
class Standing:
    """A volunteer of a season and what holds them back (nothing: may be matched)."""

    volunteer: Volunteer
    availability: Availability | None
    missing: tuple[VolunteerGate, ...]


def loaded(query: Select[Volunteer]) -> Select[Volunteer]:
    """With skills, checks, availabilities and home township, in a handful of queries."""
    return query.options(
        selectinload(Volunteer.skills),
        selectinload(Volunteer.checks),
        selectinload(Volunteer.availabilities),
        joinedload(Volunteer.township),
        joinedload(Volunteer.account),
    )


def of_season(session: DbSession, season: Season) -> Sequence[Volunteer]:
    """Everybody who signed up for a season, by day and code."""
    query = (
        select(Volunteer)
        .join(Availability, Availability.volunteer_id == Volunteer.id)
        .where(Availability.season_id == season.id, Volunteer.district_id == season.district_id)
        .order_by(Availability.signed_up_on, Volunteer.code)
    )
    return session.scalars(loaded(query)).all()


def standings(session: DbSession, season: Season, today: date) -> list[Standing]:
    """Everybody who signed up for a season, with what holds each of them back. The caller has judged the season."""
    return [
        Standing(volunteer, availability_in(volunteer, season.id), missing(volunteer, season, today))
        for volunteer in of_season(session, season)
    ]


def standings_shown(session: DbSession, season: Season, today: date) -> list[Standing]:
    """``standings``, read once for all that one page says of them."""
    held: dict[tuple[uuid.UUID, date], list[Standing]] = g.setdefault("standings_shown", {})
    if (season.id, today) not in held:
        held[season.id, today] = standings(session, season, today)
    return held[season.id, today]


def in_order(found: Sequence[Standing]) -> Sequence[Standing]:
    """In the order of the names, by pinyin; of more than can be put in order in memory, as they come."""
    return found if len(found) > MOST_NAMES else by_person(found, lambda one: one.volunteer.name)


def candidates(session: DbSession, season: Season, today: date) -> list[tuple[Volunteer, Availability]]:
    """Who may be matched today, with what each offers; the gates of every one of them hold."""
    return [
        (standing.volunteer, standing.availability)
        for standing in standings(session, season, today)
        if standing.availability is not None and not standing.missing
    ]


def held_back(found: Iterable[Standing]) -> Counter[VolunteerGate]:
    """How many volunteers each gate holds back; one with two gates missing counts under both."""
    return Counter(gate for standing in found for gate in standing.missing)


def without_account(found: Iterable[Standing]) -> list[Standing]:
    """Those who cannot sign in yet: no account, or one whose slip was not taken up."""
    return [one for one in found if one.volunteer.account is None or one.volunteer.account.password_hash is None]


def soon_to_lapse(found: Iterable[Standing], today: date) -> list[Standing]:
    """Those of whom a check that counts today runs out within 30 days."""
    return [standing for standing in found if running_out(standing.volunteer, today)]


def checks_to_lapse(
    session: DbSession, seasons: Sequence[Season], today: date
) -> Iterator[tuple[uuid.UUID, Volunteer, date]]:
    """``soon_to_lapse`` of many seasons at once: the season's id, the volunteer, and the first day that does not count.

    Only who has a check with such a day on it is loaded: of a whole province, that is a few.
    """
    year, last = timedelta(days=365), today + WARNING  # a background check counts twelve months at most
    ending = or_(
        VettingCheck.expires_on <= last,
        and_(VettingCheck.kind == VettingKind.BACKGROUND, VettingCheck.checked_on <= last - year),
    )
    wanted = (
        select(Availability.season_id, Volunteer)
        .join(Availability, Availability.volunteer_id == Volunteer.id)
        .join(Season, and_(Season.id == Availability.season_id, Season.district_id == Volunteer.district_id))
        .where(Season.id.in_([season.id for season in seasons]), Volunteer.checks.any(ending))
        .options(selectinload(Volunteer.checks))
        .order_by(Availability.signed_up_on, Volunteer.code)
    )
    for season_id, volunteer in session.execute(wanted):
        found = running_out(volunteer, today)
        if found:
            yield season_id, volunteer, min(found.values())


@once_a_landing
def volunteer_of(session: DbSession, account_id: uuid.UUID | None) -> Volunteer | None:
    """The profile of an account."""
    if account_id is None:
        return None
    return session.scalars(loaded(select(Volunteer).where(Volunteer.account_id == account_id))).one_or_none()


def draft_of(session: DbSession, account_id: uuid.UUID | None) -> SignupDraft | None:
    """What an account has typed so far."""
    if account_id is None:
        return None
    return session.scalars(select(SignupDraft).where(SignupDraft.account_id == account_id)).one_or_none()


def load_volunteer(session: DbSession, volunteer_id: uuid.UUID) -> Volunteer | None:
    """One volunteer, loaded for a page; the caller judges it."""
    return session.scalars(loaded(select(Volunteer).where(Volunteer.id == volunteer_id))).one_or_none()


def visible_imports(session: DbSession, actor: Actor) -> Sequence[VolunteerImport]:
    """The last uploads of one's district."""
    return session.scalars(
        visible_to(actor, VolunteerImport).order_by(VolunteerImport.created_at.desc()).limit(20)
    ).all()


def attempts_of(session: DbSession, volunteer_id: uuid.UUID) -> Sequence[QuizAttempt]:
    """Every try at the quiz, the last one first; the caller has judged the volunteer."""
    wanted = select(QuizAttempt).where(QuizAttempt.volunteer_id == volunteer_id)
    return session.scalars(wanted.order_by(QuizAttempt.at.desc(), QuizAttempt.id)).all()
