"""The rules of the board: each finds what its sentence says, and rests until there is as much new as it asks for."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.safeguarding.looking.records import Records, SessionRow, Sign
from app.safeguarding.looking.rules import RULES, Setting, findings, known_at, shipped
from app.safeguarding.models.kinds import LookRule
from app.sessions.models import Mood, Response, SessionPlace

TODAY = date(2027, 2, 1)
FIRST = datetime(2027, 1, 11, 6, 0, tzinfo=UTC)  # 14:00 where the children are
ONE, OTHER = uuid.uuid4(), uuid.uuid4()
SITE, ONLINE = SessionPlace.SITE, SessionPlace.ONLINE


def met(day: int, **values: Any) -> SessionRow:
    """A plain session so many days after the first, confirmed by one or another in turn."""
    starts = values.pop("starts", FIRST + timedelta(days=day))
    usual: dict[str, Any] = {
        "id": uuid.uuid4(), "starts_at": starts, "ends_at": starts + timedelta(hours=1), "minutes": 60,
        "place": SessionPlace.SCHOOL, "adult_present": True, "safe": True, "mood": Mood.CALM, "response": Response.FINE,
        "late": False, "logged_at": starts + timedelta(hours=2), "confirmed_by_id": (ONE, OTHER)[day % 2],
    }  # fmt: skip
    return SessionRow(**{**usual, **values})


def records(*sessions: SessionRow, **values: Any) -> Records:
    return Records(None, list(sessions), **values)  # type: ignore[arg-type] # the rules never look at the pairing


def found(given: Records, **changed: Setting) -> dict[LookRule, int]:
    settings = {**shipped(), **{LookRule(name): one for name, one in changed.items()}}
    return {one.rule: len(one.records) for one in findings(given, settings, {}, TODAY)}


def test_a_plain_pair_is_on_no_board() -> None:
    assert found(records(*(met(day) for day in range(9)))) == {}
    assert found(records()) == {}


sign = Sign(FIRST, FIRST.date())
LATE = datetime(2027, 1, 12, 11, 30, tzinfo=UTC)  # 19:30 there
CASES: list[tuple[LookRule, Records, int]] = [
    (LookRule.UNSAFE, records(met(0), met(1, safe=False)), 1),
    (LookRule.MOOD_DOWN, records(met(0, mood=Mood.LOW), met(1, response=Response.UNWILLING)), 2),
    (LookRule.ONE_PLACE_ALONE, records(*(met(day, adult_present=False) for day in range(3))), 3),
    (LookRule.LATE_HOURS, records(met(0, starts=LATE)), 1),
    (LookRule.MANY_MINUTES, records(*(met(day) for day in range(6)), usual_minutes=120), 6),
    (LookRule.MANY_PLACES, records(*(met(day, place=(SITE, SessionPlace.SCHOOL)[day % 2]) for day in range(5))), 4),
    (LookRule.ONE_CONFIRMER, records(*(met(day, confirmed_by_id=ONE) for day in range(6))), 6),
    (LookRule.LATE_ENTRIES, records(*(met(day, late=True) for day in range(3))), 3),
    (LookRule.DISPUTED, records(disputes=[sign]), 1),
    (LookRule.ABSENT, records(away=[sign] * 3), 3),
    (LookRule.SILENT, records(silences=[sign]), 1),
    (LookRule.EXPIRING, records(expiring=[sign]), 1),
]


def test_every_rule_is_tried() -> None:
    assert [rule for rule, _given, _count in CASES] == list(LookRule) == list(RULES)


@pytest.mark.parametrize(("rule", "given", "count"), CASES, ids=[rule.value for rule, _given, _count in CASES])
def test_a_rule_finds_what_it_says_and_nothing_else_does(rule: LookRule, given: Records, count: int) -> None:
    assert found(given) == {rule: count}
    assert found(given, **{rule.value: Setting(False, 1)}) == {}, "turned off"


def test_one_less_is_not_enough() -> None:
    fewer = [
        records(met(0, mood=Mood.LOW), met(1), met(2, mood=Mood.LOW)),  # twice, but not in a row
        records(met(0, mood=Mood.LOW), met(1, mood=Mood.RESTLESS), met(2)),  # over again
        records(met(0, adult_present=False), met(1, adult_present=False)),
        records(*(met(day, adult_present=day == 1) for day in range(3))),  # once somebody was there
        records(*(met(day, adult_present=False, place=(SITE, ONLINE)[day % 2]) for day in range(4))),
        records(*(met(day, adult_present=False, place=ONLINE) for day in range(5))),
        records(met(0, starts=LATE - timedelta(minutes=90))),  # 18:00 to 19:00
        records(*(met(day) for day in range(5)), usual_minutes=120),
        records(*(met(day) for day in range(40))),  # nobody to compare with
        records(*(met(day, confirmed_by_id=ONE) for day in range(5))),
        records(met(0, late=True), met(1, late=True)),
        records(away=[sign] * 2),
    ]
    assert [found(one) for one in fewer] == [{}] * len(fewer)


@given(rule=st.sampled_from([case[0] for case in CASES if case[1].sessions]), before=st.integers(0, 8))
def test_it_rests_until_there_is_as_much_new_as_its_step(rule: LookRule, before: int) -> None:
    given_records = next(case[1] for case in CASES if case[0] is rule)
    [one] = findings(given_records, shipped(), {}, TODAY)
    moments = sorted(known_at(row) for row in one.records)
    looked = moments[min(before, len(moments)) - 1] if before else moments[0] - timedelta(seconds=1)
    new = sum(moment > looked for moment in moments)
    assert bool(findings(given_records, shipped(), {rule: looked}, TODAY)) == (new >= RULES[rule].step)
