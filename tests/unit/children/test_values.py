"""Dates of a consent, masked phones, and what an offer serves."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from app.children.askfirst import Offer, Skill, serves
from app.children.models import Child, Need
from app.children.rules.recording import add_months
from app.children.wording import masked_phone

HERE, ELSEWHERE = uuid.uuid4(), uuid.uuid4()


@pytest.mark.parametrize(("day", "months", "then"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)),
    (date(2024, 2, 29), 12, date(2025, 2, 28)),
    (date(2026, 11, 23), 12, date(2027, 11, 23)),
    (date(2026, 12, 1), 1, date(2027, 1, 1)),
])  # fmt: skip
def test_months_end_where_the_month_does(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@pytest.mark.parametrize(("phone", "shown"), [
    ("13812341234", "138********"),
    ("0874-3123456", "0874********"),
    (None, "—"),
    ("", "—"),
])  # fmt: skip
def test_phones_are_masked(phone: str | None, shown: str) -> None:
    assert masked_phone(phone) == shown


def child(*needs: Need, grade: int | None = 4, modes: frozenset[str] = frozenset({"in_person"})) -> Child:
    return Child(township_id=HERE, grade=grade, modes=modes, needs=list(needs))


MATH = Offer((Skill("tutoring", "math", 1, 6),), frozenset({"in_person"}), frozenset({HERE}))


def test_an_offer_serves_a_need_at_the_grade_in_reach() -> None:
    assert serves(MATH, child(Need(area="tutoring", subject="math")))
    assert serves(MATH, child(Need(area="tutoring")))
    assert not serves(MATH, child(Need(area="tutoring", subject="english")))
    assert not serves(MATH, child(Need(area="tutoring", subject="math"), grade=7))
    assert not serves(MATH, child(Need(area="tutoring", subject="math"), grade=None))
    assert not serves(MATH, child())


def test_reach_and_mode_decide_too() -> None:
    far = Offer(MATH.skills, MATH.modes, frozenset({ELSEWHERE}))
    online = Offer(MATH.skills, frozenset({"online"}), frozenset({ELSEWHERE}))
    need = Need(area="tutoring", subject="math")
    assert not serves(far, child(need))
    assert not serves(online, child(need))
    assert serves(online, child(Need(area="tutoring", subject="math"), modes=frozenset({"online"})))
