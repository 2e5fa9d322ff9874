"""What a volunteer is and offers, as values; and writing them to the rows. Nothing here commits or judges access."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.children.models import Sex
from app.foundation.chinese import normalise_name
from app.foundation.database import DbSession
from app.foundation.secrets.keyring import keyring
from app.seasons.models import Season
from app.volunteers.gates import availability_in
from app.volunteers.models import Availability, Skill, Volunteer, VolunteerSlot
from app.volunteers.rules.slots import set_slots

TUTORING = "tutoring"
EVERY_GRADE = (0, 14)
"""The grades of a service area without a subject: from preschool to the end of school."""
PERSON = ("name", "sex", "birth_date", "phone", "township_id", "college", "major", "study_year")
OFFER = ("home_from", "home_to", "days_away", "slots", "modes", "reach", "capacity")


@dataclass(frozen=True, order=True)
class SkillOffer:
    """A service area, for tutoring a subject (``""``: none), and the grades."""

    area: str
    subject: str = ""
    grade_min: int = EVERY_GRADE[0]
    grade_max: int = EVERY_GRADE[1]


@dataclass(frozen=True)
class Profile:
    """The person: everything that does not belong to one season. ``languages`` None: not said."""

    name: str
    sex: Sex | None
    birth_date: date
    phone: str
    township_id: uuid.UUID | None
    college: str = ""
    major: str = ""
    study_year: str = ""
    languages: frozenset[str] | None = None
    interests: str = ""
    skills: tuple[SkillOffer, ...] = ()
    national_number: str | None = None
    """None: nothing was said, and what is on file stays; empty: there is none."""

    @property
    def identity(self) -> str:
        """The keyed index under which the same person is known again."""
        return identity_token(self.phone, self.name, self.birth_date)


@dataclass(frozen=True)
class Offer:
    """What is offered in one season. ``slots`` and ``reach`` (township ids as text) None: any."""

    home_from: date | None = None
    home_to: date | None = None
    days_away: tuple[str, ...] = ()
    slots: frozenset[str] | None = None
    modes: frozenset[str] = frozenset({"in_person"})
    reach: frozenset[str] | None = None
    capacity: int = 1
    signed_up_on: date | None = None


def identity_token(phone: str, name: str, birth_date: date) -> str:
    """Keyed index of mobile number, normalised name and birth date."""
    return keyring.token("volunteer", phone, normalise_name(name), birth_date.isoformat())


def skill_offers(areas: list[str], subjects: list[SkillOffer]) -> tuple[SkillOffer, ...]:
    """Areas and subjects as skills; tutoring without a subject stands for itself only where no subject is named."""
    plain = [SkillOffer(area) for area in areas if not (area == TUTORING and subjects)]
    return tuple(sorted({*plain, *subjects}))


def differences(volunteer: Volunteer, season: Season, profile: Profile, offer: Offer) -> list[str]:
    """The names of the fields that writing would change."""
    changed = [name for name in (*PERSON, "interests") if getattr(volunteer, name) != getattr(profile, name)]
    if volunteer.languages != profile.languages:
        changed.append("languages")
    if profile.national_number is not None and (volunteer.national_number or "") != profile.national_number:
        changed.append("national_number")
    if current_skills(volunteer) != set(profile.skills):
        changed.append("skills")
    offered = availability_in(volunteer, season.id)
    if offered is None:
        return [*changed, "availability"]
    if any(_kept(offered, name) != getattr(offer, name) for name in OFFER) or offered.withdrawn_on is not None:
        changed.append("availability")
    return changed


def _kept(offered: Availability, name: str) -> Any:
    value = getattr(offered, name)
    return tuple(value) if name == "days_away" else value


def current_skills(volunteer: Volunteer) -> set[SkillOffer]:
    """The skills on file."""
    return {SkillOffer(one.area, one.subject or "", one.grade_min, one.grade_max) for one in volunteer.skills}


def write_profile(volunteer: Volunteer, profile: Profile, session: DbSession) -> None:
    """Set the person's fields and skills; a skill that stays keeps its verification, whatever its grades."""
    for name in (*PERSON, "interests", "languages"):
        setattr(volunteer, name, getattr(profile, name))
    if profile.national_number is not None:
        volunteer.national_number = profile.national_number or None
    volunteer.identity_token = profile.identity
    kept: dict[tuple[str, str], Skill] = {}
    for skill in list(volunteer.skills):
        offered = next(
            (one for one in profile.skills if _same(one, skill) and (one.area, one.subject) not in kept), None
        )
        if offered is None:
            volunteer.skills.remove(skill)
            session.delete(skill)
        else:
            kept[offered.area, offered.subject] = skill
    for position, offer in enumerate(profile.skills):
        known = kept.get((offer.area, offer.subject))
        skill = known or Skill(area=offer.area, subject=offer.subject or None)
        if known is None:
            volunteer.skills.append(skill)
        skill.grade_min, skill.grade_max, skill.position = offer.grade_min, offer.grade_max, position


def _same(offer: SkillOffer, skill: Skill) -> bool:
    return (offer.area, offer.subject) == (skill.area, skill.subject or "")


def write_offer(session: DbSession, volunteer: Volunteer, season: Season, offer: Offer, *, new: bool = False) -> None:
    """Set what is offered in a season, and the places for children. ``new``: the volunteer is not saved yet."""
    offered = availability_in(volunteer, season.id)
    if offered is None:
        offered = Availability(season_id=season.id)
        volunteer.availabilities.append(offered)
        if offer.signed_up_on is not None:
            offered.signed_up_on = offer.signed_up_on
    for name in OFFER:
        value = getattr(offer, name)
        setattr(offered, name, list(value) if name == "days_away" else value)
    offered.withdrawn_on = None
    if new:
        volunteer.places.extend(VolunteerSlot(number=number) for number in range(1, offer.capacity + 1))
    else:
        set_slots(session, volunteer, offer.capacity)
