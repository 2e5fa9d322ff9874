"""What holds a volunteer back, on any day; pure, without a database."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seasons.models import Season
from app.volunteers.gates import VolunteerGate, expiry_of, missing, skill_counts
from app.volunteers.models import Availability, Skill, VettingCheck, VettingKind, VettingResult, Volunteer

TODAY = date(2027, 1, 20)
SEASON = Season(id=uuid.uuid4(), training_hours=1)
NEEDED = [kind for kind in VettingKind if kind is not VettingKind.GUARDIAN]


def check(
    kind: VettingKind,
    on: date = date(2027, 1, 10),
    result: VettingResult = VettingResult.CLEAR,
    expires_on: date | None = None,
    minute: int = 0,
) -> VettingCheck:
    at = datetime(2027, 1, 10, 8, minute, tzinfo=UTC)
    version = 1 if kind in {VettingKind.PLEDGE, VettingKind.TRAINING} else None
    hours = 1 if kind is VettingKind.TRAINING else None
    return VettingCheck(
        kind=kind,
        result=result,
        checked_on=on,
        expires_on=expires_on,
        recorded_at=at,
        text_version=version,
        hours=hours,
    )


def volunteer(birth: date = date(2005, 3, 2)) -> Volunteer:
    made = Volunteer(birth_date=birth)
    made.skills = [Skill(area="companionship")]
    made.availabilities = [Availability(season_id=SEASON.id, capacity=1)]
    made.checks = [check(kind) for kind in NEEDED]
    return made


def test_with_everything_nothing_is_missing() -> None:
    assert missing(volunteer(), SEASON, TODAY) == ()


@pytest.mark.parametrize("kind", NEEDED)
def test_each_check_is_a_gate(kind: VettingKind) -> None:
    one = volunteer()
    one.checks = [had for had in one.checks if had.kind is not kind]
    assert missing(one, SEASON, TODAY) == (VolunteerGate(kind.value),)


@pytest.mark.parametrize("kind", NEEDED)
def test_the_check_recorded_last_counts(kind: VettingKind) -> None:
    one = volunteer()
    one.checks = [check(kind, result=VettingResult.FAILED, minute=1), *one.checks]
    failed = VolunteerGate.BACKGROUND_FAILED if kind is VettingKind.BACKGROUND else VolunteerGate(kind.value)
    assert missing(one, SEASON, TODAY) == (failed,)
    one.checks = [check(kind, minute=2), *one.checks]
    assert missing(one, SEASON, TODAY) == ()


def test_a_background_check_counts_for_less_than_twelve_months() -> None:
    one = volunteer()
    background = next(had for had in one.checks if had.kind is VettingKind.BACKGROUND)
    background.checked_on = date(2026, 1, 21)
    assert missing(one, SEASON, TODAY) == ()
    background.checked_on = date(2026, 1, 20)
    assert missing(one, SEASON, TODAY) == (VolunteerGate.BACKGROUND_EXPIRED,)
    background.checked_on, background.expires_on = date(2027, 1, 10), TODAY
    assert missing(one, SEASON, TODAY) == (VolunteerGate.BACKGROUND_EXPIRED,)


def test_an_expiry_written_too_late_does_not_lengthen_it() -> None:
    one = volunteer()
    background = next(had for had in one.checks if had.kind is VettingKind.BACKGROUND)
    background.checked_on, background.expires_on = date(2025, 1, 1), date(2030, 1, 1)
    assert missing(one, SEASON, TODAY) == (VolunteerGate.BACKGROUND_EXPIRED,)


def test_a_check_dated_in_the_future_does_not_count_yet() -> None:
    one = volunteer()
    for had in one.checks:
        had.checked_on = TODAY + timedelta(days=1)
    assert missing(one, SEASON, TODAY) == tuple(VolunteerGate(kind.value) for kind in NEEDED)


def test_age() -> None:
    eighteen = volunteer(date(2009, 1, 20))
    assert missing(eighteen, SEASON, TODAY) == ()
    seventeen = volunteer(date(2009, 1, 21))
    assert missing(seventeen, SEASON, TODAY) == (VolunteerGate.GUARDIAN,)
    seventeen.checks.append(check(VettingKind.GUARDIAN))
    assert missing(seventeen, SEASON, TODAY) == ()
    sixteen = volunteer(date(2010, 1, 21))
    sixteen.checks.append(check(VettingKind.GUARDIAN))
    assert missing(sixteen, SEASON, TODAY) == (VolunteerGate.AGE,)


def test_what_is_offered_belongs_to_one_season() -> None:
    one = volunteer()
    assert missing(one, Season(id=uuid.uuid4(), training_hours=1), TODAY) == (VolunteerGate.NO_AVAILABILITY,)
    one.availabilities[0].withdrawn_on = TODAY
    assert missing(one, SEASON, TODAY) == (VolunteerGate.WITHDRAWN,)


def test_counselling_counts_only_when_verified_with_a_supervisor() -> None:
    one = volunteer()
    skill = Skill(area="counselling")
    one.skills = [skill]
    assert missing(one, SEASON, TODAY) == (VolunteerGate.NO_SKILL,)
    skill.verified_on = TODAY
    assert not skill_counts(skill)
    skill.supervisor = "陈医生"
    assert missing(one, SEASON, TODAY) == ()


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_twelve_months_later(day: date) -> None:
    assert timedelta(days=364) <= expiry_of(day) - day <= timedelta(days=366)
