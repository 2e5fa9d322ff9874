"""Hours shown in parts add up to the total that stands under them, and nobody is credited more than was served."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.hours import hours_of, shares_of_hours, split_hours
from app.foundation.pages import hours

parts = st.dictionaries(st.text(max_size=3), st.integers(0, 100_000), max_size=8)


def test_one_part_has_the_tenth_that_rounding_each_would_lose() -> None:
    # 59 + 59 = 118 minutes are 1.9 hours; each for itself would be 0.9.
    assert shares_of_hours({"tutoring": 59, "quality": 59}) == {"tutoring": Decimal("1.0"), "quality": Decimal("0.9")}
    assert shares_of_hours({"a": 5, "b": 7, "c": 0}) == {"a": Decimal("0.1"), "b": Decimal("0.1"), "c": Decimal(0)}
    assert shares_of_hours({}) == {}
    assert str(shares_of_hours({"a": 120})["a"]) == "2.0"


@given(parts)
def test_parts_add_up_to_the_shown_total_and_none_is_a_tenth_off(minutes: dict[str, int]) -> None:
    shares = shares_of_hours(minutes)
    assert list(shares) == list(minutes)
    assert sum(shares.values(), Decimal(0)) == hours_of(sum(minutes.values()))
    for key, share in shares.items():
        assert abs(share - Decimal(minutes[key]) / 60) < Decimal("0.1")


@given(st.dictionaries(st.integers(0, 3), st.lists(st.integers(1, 2_000), min_size=1, max_size=6), max_size=4))
def test_parts_of_parts_add_up_too(minutes: dict[int, list[int]]) -> None:
    """Sessions of service areas of a volunteer: each level adds up to the one above, and none is a tenth off twice."""
    areas = shares_of_hours({area: sum(parts) for area, parts in minutes.items()})
    for area, parts in minutes.items():
        split = split_hours(dict(enumerate(parts)), areas[area])
        assert sum(split.values(), Decimal(0)) == areas[area]
        assert all(abs(share - Decimal(parts[key]) / 60) < Decimal("0.2") for key, share in split.items())


def test_hours_that_parts_cannot_make_are_a_mistake_of_the_caller() -> None:
    for told in ("1.9", "2.3"):
        with pytest.raises(ValueError, match="do not make"):
            split_hours({"a": 60, "b": 60}, Decimal(told))


@given(st.integers(0, 10**9))
def test_the_total_is_what_pages_show(minutes: int) -> None:
    assert str(hours_of(minutes)) == hours(minutes)
    assert hours_of(minutes) * 60 <= minutes < (hours_of(minutes) + Decimal("0.1")) * 60


def test_negative_minutes_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="negative"):
        shares_of_hours({"a": 5, "b": -1})
    with pytest.raises(ValueError, match="negative"):
        hours_of(-1)
