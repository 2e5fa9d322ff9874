"""Pictures as numbers: parts add up, nothing leaves its frame, and nothing, one and many are all drawn."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.foundation.pictures import Funnel, HeatMap, SeasonLine, ShareBars, ShareOf, Tile, Week, WeekBars, lay_out
from app.foundation.pictures.heat import step_of
from app.foundation.pictures.scales import WIDTH, axis_top, breadth, length, shortened
from app.foundation.pictures.weeks import weeks_of

MONDAY = date(2027, 1, 11)


def test_axes_lengths_and_labels() -> None:
    assert [axis_top(n) for n in (0, 1, 7, 10, 11, 15, 16, 99, 101, 2521)] == [1, 1, 8, 10, 15, 15, 20, 100, 150, 3000]
    assert (length(0, 0, 100), length(1, 1000, 100), length(5, 10, 100)) == (0, 2, 50)
    with pytest.raises(ValueError, match="no part"):
        length(3, 2, 100)
    with pytest.raises(ValueError, match="below zero"):
        axis_top(-1)
    assert shortened("西平街道", 8) == "西平街道"
    assert shortened("德泽彝族苗族回族乡", 8) == "德泽彝…"
    assert breadth(shortened("A very long township", 8)) == 8


def test_weeks_add_up_and_lose_nothing() -> None:
    served = {MONDAY + timedelta(weeks=1): (3, 125), MONDAY - timedelta(weeks=2): (1, 7)}
    weeks = weeks_of(MONDAY + timedelta(days=2), MONDAY + timedelta(weeks=3), served)
    assert [week.first for week in weeks] == [MONDAY + timedelta(weeks=n) for n in range(-2, 4)]
    bars = WeekBars.of(weeks)
    assert (bars.sessions, bars.minutes, bars.hours, bars.most) == (4, 132, "2.2", "2.1")
    assert sum(float(one.shown) for one in bars.columns) == pytest.approx(float(bars.hours))
    with pytest.raises(ValueError, match="Mondays"):
        weeks_of(MONDAY, MONDAY, {MONDAY + timedelta(days=1): (1, 1)})


@pytest.mark.parametrize("count", [1, 2, 7, 15, 30])
def test_columns_stay_within_the_picture(count: int) -> None:
    bars = WeekBars.of([Week(MONDAY + timedelta(weeks=n), n + 1, 6000 * (n + 1)) for n in range(count)])
    for one in bars.columns:
        assert one.x >= 0
        assert one.x + one.wide <= WIDTH
        assert one.hours_high <= bars.hours_foot - 20
        assert one.sessions_high <= bars.sessions_foot - bars.hours_foot - 20
    assert any(one.hours == bars.most for one in bars.columns)
    shown = [one.x for one in bars.columns if one.day]
    assert all(after - before >= 40 for before, after in pairwise(shown))


def test_without_service_there_are_no_columns() -> None:
    assert WeekBars.of([]).columns == WeekBars.of([Week(MONDAY, 0, 0)]).columns == ()
    assert WeekBars.of([]).busiest is None


def test_a_funnel_narrows() -> None:
    drawn = Funnel.of([("a", "A", 200), ("b", "B", 150), ("c", "C", 150), ("d", "D", 0)])
    assert [(row.count, row.lost) for row in drawn.rows] == [(200, 0), (150, 50), (150, 0), (0, 150)]
    assert [row.wide for row in drawn.rows] == [WIDTH, WIDTH * 0.75, WIDTH * 0.75, 0]
    with pytest.raises(ValueError, match="cannot come from"):
        Funnel.of([("a", "A", 1), ("b", "B", 2)])
    assert [row.wide for row in Funnel.of([("a", "A", 0), ("b", "B", 0)]).rows] == [0, 0]
    assert Funnel.of([]).rows == ()


@pytest.mark.parametrize("count", range(1, 31))
def test_shares_of_one_to_thirty_townships(count: int) -> None:
    shares = [ShareOf(f"很长的乡镇名字{n}", n % 7, (count - n) / 3, n % 5) for n in range(count)]
    drawn = ShareBars.of(shares)
    assert [bar.share for bar in drawn.bars] == shares
    assert drawn.got == sum(one.got for one in shares)
    assert [one.name for one in drawn.short] == [one.name for one in shares if one.got < one.floor]
    right = drawn.left + drawn.full
    assert all(drawn.left <= bar.mark <= right and bar.wide <= drawn.full for bar in drawn.bars)
    assert all(breadth(bar.label) <= 10 for bar in drawn.bars)
    assert drawn.height == drawn.bars[-1].y + 30


def test_no_townships_no_bars() -> None:
    assert ShareBars.of([]).bars == ()
    (bar,) = ShareBars.of([ShareOf("A", 0, 0, 0)]).bars
    assert (bar.wide, bar.share.short) == (0, 0)


def test_days_of_service_add_up_and_end_today() -> None:
    today = date(2027, 2, 3)
    served = {today: (1, 60), today - timedelta(days=8): (2, 245), today - timedelta(weeks=60): (1, 500)}
    drawn = HeatMap.of(served, today)
    assert drawn.span == 20
    assert (drawn.minutes, drawn.days, drawn.hours) == (305, 2, "5.0")
    assert drawn.cells[-1].day == today
    assert sum(week.minutes for week in drawn.weeks) == drawn.minutes
    assert [week.sessions for week in drawn.weeks] == [1, 2]
    assert sum(float(hours) for _week, hours in drawn.shown) == pytest.approx(5.0)
    assert all(cell.x + drawn.size <= WIDTH and cell.y + drawn.size <= drawn.height for cell in drawn.cells)
    assert sum(path.count("M") for _step, path in drawn.paths) == len(drawn.cells)
    assert [step_of(n) for n in (0, 1, 60, 61, 180, 240, 241)] == [0, 1, 1, 2, 3, 4, 5]
    empty = HeatMap.of({}, today)
    assert (empty.span, empty.minutes, empty.weeks) == (8, 0, ())
    assert HeatMap.of({today + timedelta(days=1): (1, 60)}, today).minutes == 0


def test_a_seasons_line() -> None:
    first, last = date(2027, 1, 15), date(2027, 2, 27)
    moments = [(last, "ends"), (date(2026, 12, 20), "opened"), (first, "begins"), (first, "twice")]
    blackout = [date(2027, 2, 5), date(2027, 2, 7), date(2027, 2, 6), date(2027, 2, 20)]
    drawn = SeasonLine.of(first, last, date(2027, 2, 3), blackout, moments)
    assert [mark.name for mark in drawn.marks] == ["opened", "begins", "twice", "ends"]
    assert [mark.passed for mark in drawn.marks] == [True, True, True, False]
    assert drawn.marks[1].y != drawn.marks[2].y, "two of one day stand above each other"
    assert [(run.first, run.last) for run in drawn.blackout] == [
        (date(2027, 2, 5), date(2027, 2, 7)), (date(2027, 2, 20), date(2027, 2, 20)),
    ]  # fmt: skip
    assert drawn.over is not None
    assert drawn.over.last == date(2027, 2, 3)
    assert drawn.before.wide + drawn.season.wide == pytest.approx(WIDTH - 24, abs=0.2)
    assert drawn.now is not None
    assert drawn.season.x < drawn.now < drawn.season.x + drawn.season.wide
    before = SeasonLine.of(first, last, date(2026, 1, 1), [], moments)
    assert (before.now, before.over, before.blackout) == (None, None, ())
    after = SeasonLine.of(first, last, date(2028, 1, 1), [], [])
    assert after.now is None
    assert after.over == after.season


@pytest.mark.parametrize("count", [1, 4, 11, 30])
def test_every_place_has_a_tile_of_its_own(count: int) -> None:
    places = [
        Tile(f"很长的乡镇名字{n}", n % 3 if n % 2 else None, n // 3 if n % 2 else None, None, "—") for n in range(count)
    ]
    laid = lay_out(places)
    assert len(laid) == count
    assert len({(one.x, one.y) for one in laid}) == count
    assert all(breadth(one.name) <= 8 for one in laid)
    assert lay_out([]) == []
