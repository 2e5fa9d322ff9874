"""Figures that add up, and months as the children's calendar has them."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coverage.figures import Figures, Month, Row, largest_gaps, month_shown, months_of, total
from app.seasons.models import Season

FIGURES = st.builds(Figures, *(st.integers(0, 5000) for _ in range(6)))


@given(st.lists(FIGURES, max_size=12))
def test_the_sum_of_rows_is_the_sum_of_every_figure(figures: list[Figures]) -> None:
    whole = total(Row(None, str(number), one) for number, one in enumerate(figures))
    for name in ("registered", "consented", "paired", "met", "reached", "minutes", "waiting"):
        assert getattr(whole, name) == sum(getattr(one, name) for one in figures)


@given(st.integers(0, 10_000))
def test_hours_have_one_decimal_and_are_rounded_down(minutes: int) -> None:
    shown = Row(None, "x", Figures(minutes=minutes)).plain()["hours"]
    assert shown == int(minutes / 6 + 1e-9) / 10
    assert round(shown * 10) == minutes * 10 // 60


def test_without_a_denominator_there_is_no_rate() -> None:
    assert Figures(registered=3).rate is None
    assert Figures(3, 2, 1).rate == 0.5


def test_the_largest_gap_is_where_most_wait() -> None:
    rows = [Row(None, "a", Figures(9, 9, 9)), Row(None, "b", Figures(9, 5, 1)), Row(None, "c", Figures(9, 9, 7))]
    assert [row.name for row in largest_gaps(rows, 5)] == ["b", "c"]
    assert [row.name for row in largest_gaps(rows, 1)] == ["b"]
    assert largest_gaps(rows[:1], 5) == []


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(1, 400), st.integers(-500, 500))
def test_the_month_shown_is_one_of_the_season(start: date, length: int, offset: int) -> None:
    season = Season(starts_on=start, ends_on=start + timedelta(days=length))
    months = months_of(season)
    assert months == sorted(set(months))
    assert (months[0], months[-1]) == (Month.of(season.starts_on), Month.of(season.ends_on))
    today = start + timedelta(days=offset)
    shown = month_shown(season, today)
    assert shown in months
    assert shown == Month.of(today) or not season.starts_on <= today <= season.ends_on
    assert all(one.bounds[1] == two.bounds[0] for one, two in itertools.pairwise(months))


@pytest.mark.parametrize("text", ["", "2027", "2027-13", "2027-1-1", "junk", "0000-01"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert Month.parse(text) is None
