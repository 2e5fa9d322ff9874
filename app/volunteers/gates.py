"""The gates before a volunteer: what is missing until one may be matched. A gate is never a weight and has no skip.

Reads the loaded volunteer with its checks, skills and availabilities, and asks the database for nothing but, once a
transaction, which version of a standing text still counts.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import object_session

from app.foundation import clock
from app.seasons.models import Season
from app.texts.kinds import TextKind
from app.texts.queries import still_good
from app.volunteers.models import Availability, Skill, VettingCheck, VettingKind, VettingResult, Volunteer
from app.volunteers.training import training_of

ADULT = 18
WARNING = timedelta(days=30)
"""How long before a check runs out its volunteer and the League are told."""
YOUNGEST = 17
NEEDS_VERIFICATION = frozenset({"counselling"})
"""Service areas that count only where staff verified the skill and named a supervisor."""


class VolunteerGate(StrEnum):
    """What holds a volunteer back."""

    SUSPENDED = "suspended"
    NO_AVAILABILITY = "no_availability"
    WITHDRAWN = "withdrawn"
    AGE = "age"
    GUARDIAN = "guardian"
    IDENTITY = "identity"
    BACKGROUND = "background"
    BACKGROUND_FAILED = "background_failed"
    BACKGROUND_EXPIRED = "background_expired"
    TRAINING = "training"
    PLEDGE = "pledge"
    INSURANCE = "insurance"
    NO_SKILL = "no_skill"


_PLAIN = {
    VettingKind.IDENTITY: VolunteerGate.IDENTITY,
    VettingKind.PLEDGE: VolunteerGate.PLEDGE,
    VettingKind.INSURANCE: VolunteerGate.INSURANCE,
}


def missing(volunteer: Volunteer, season: Season, today: date) -> tuple[VolunteerGate, ...]:
    """The gates that do not hold on ``today``, in the order of ``VolunteerGate``; empty: may be matched."""
    found: set[VolunteerGate] = set()
    if volunteer.suspended_since is not None:
        found.add(VolunteerGate.SUSPENDED)
    offered = availability_in(volunteer, season.id)
    if offered is None or offered.capacity == 0:
        found.add(VolunteerGate.NO_AVAILABILITY)
    elif offered.withdrawn_on is not None:
        found.add(VolunteerGate.WITHDRAWN)
    if not counting_skills(volunteer):
        found.add(VolunteerGate.NO_SKILL)
    checks = latest_checks(volunteer)
    found |= _age_gates(volunteer, checks, today)
    found |= {gate for kind, gate in _PLAIN.items() if not _is_clear(checks.get(kind), today)}
    if not training_of(volunteer, today).is_enough(season):
        found.add(VolunteerGate.TRAINING)
    background = _background_gate(checks.get(VettingKind.BACKGROUND), today)
    if background is not None:
        found.add(background)
    return tuple(gate for gate in VolunteerGate if gate in found)


def availability_in(volunteer: Volunteer, season_id: uuid.UUID) -> Availability | None:
    """What the volunteer offers in a season."""
    return next((one for one in volunteer.availabilities if one.season_id == season_id), None)


def counting_skills(volunteer: Volunteer) -> list[Skill]:
    """The skills that may be matched: an unverified counselling skill is not one of them."""
    return [skill for skill in volunteer.skills if skill_counts(skill)]


def skill_counts(skill: Skill) -> bool:
    """Whether a skill may be matched."""
    return skill.area not in NEEDS_VERIFICATION or (skill.verified_on is not None and bool(skill.supervisor))


def may_serve(volunteer: Volunteer, area: str) -> bool:
    """Whether the volunteer may serve in an area today: what needs verifying is verified, under a named supervisor."""
    return area not in NEEDS_VERIFICATION or any(one.area == area and skill_counts(one) for one in volunteer.skills)


def supervisor_of(volunteer: Volunteer) -> str | None:
    """Who supervises the volunteer's counselling, where a skill for it counts."""
    wanted = (one.supervisor for one in volunteer.skills if one.area in NEEDS_VERIFICATION and skill_counts(one))
    return next(wanted, None)


def latest_checks(volunteer: Volunteer) -> dict[VettingKind, VettingCheck]:
    """The check of each kind that counts: the one recorded last."""
    return {check.kind: check for check in sorted(volunteer.checks, key=lambda check: check.recorded_at)}


def runs_out_on(check: VettingCheck) -> date | None:
    """The first day on which a check no longer counts; None: never. A background check counts twelve months at most."""
    if check.kind is not VettingKind.BACKGROUND:
        return check.expires_on
    return min(check.expires_on or date.max, expiry_of(check.checked_on))


def has_pledged(check: VettingCheck) -> bool:
    """Whether a signed pledge is of a text that still counts."""
    signed = check.result is VettingResult.CLEAR
    return signed and still_good(object_session(check), TextKind.PLEDGE, check.text_version)


def running_out(volunteer: Volunteer, today: date) -> dict[VettingKind, date]:
    """Checks that count today and run out within 30 days, with the first day on which they no longer will."""
    found: dict[VettingKind, date] = {}
    for kind, check in latest_checks(volunteer).items():
        last = runs_out_on(check) if _is_clear(check, today) else None
        if last is not None and last <= today + WARNING and _is_asked(kind, volunteer, last):
            found[kind] = last
    return found


def _is_asked(kind: VettingKind, volunteer: Volunteer, day: date) -> bool:
    """Whether a check is asked of this volunteer on a day: of one who is of age by then no guardian is."""
    return kind is not VettingKind.GUARDIAN or clock.age_on(volunteer.birth_date, day) < ADULT


def expiry_of(checked_on: date) -> date:
    """The first day on which a background check no longer counts: twelve months later."""
    if (checked_on.month, checked_on.day) == (2, 29):
        return date(checked_on.year + 1, 2, 28)
    return checked_on.replace(year=checked_on.year + 1)


def _age_gates(volunteer: Volunteer, checks: dict[VettingKind, VettingCheck], today: date) -> set[VolunteerGate]:
    age = clock.age_on(volunteer.birth_date, today)
    if age < YOUNGEST:
        return {VolunteerGate.AGE}
    if age < ADULT and not _is_clear(checks.get(VettingKind.GUARDIAN), today):
        return {VolunteerGate.GUARDIAN}
    return set()


def _is_clear(check: VettingCheck | None, today: date) -> bool:
    if check is None or check.result is not VettingResult.CLEAR or check.checked_on > today:
        return False
    if check.kind is VettingKind.PLEDGE and not has_pledged(check):
        return False
    last = runs_out_on(check)
    return last is None or today < last


def _background_gate(check: VettingCheck | None, today: date) -> VolunteerGate | None:
    if check is None or check.checked_on > today:
        return VolunteerGate.BACKGROUND
    if check.result is VettingResult.FAILED:
        return VolunteerGate.BACKGROUND_FAILED
    if check.result is VettingResult.WITHDRAWN:
        return VolunteerGate.BACKGROUND
    return None if _is_clear(check, today) else VolunteerGate.BACKGROUND_EXPIRED
