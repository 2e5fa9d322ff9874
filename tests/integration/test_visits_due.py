"""When the next visit is due: the SQL of the lists and the rule in Python say the same, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.children.models import Child
from app.foundation.database import db
from app.visits.codes import VisitPlace, VisitVoid
from app.visits.due import MONTHLY, WEEKLY, Interval, due_date, due_table, shipped_interval
from app.visits.models import LONGEST_INTERVAL, VisitInterval
from tests import factories as make
from tests.factories import visits
from tests.thorough import examples

INTERVALS = st.integers(1, LONGEST_INTERVAL).flatmap(
    lambda days: st.builds(Interval, st.just(days), st.integers(1, days))
)
DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))


@given(DAYS, INTERVALS)
def test_no_due_date_is_missed_doubled_or_moved(last: date, interval: Interval) -> None:
    due = due_date(last, interval)
    assert last < due <= last + timedelta(days=interval.days)
    assert due_date(last + timedelta(days=1), interval) >= due, "a later visit never makes the next one due earlier"
    shorter = Interval(interval.days, max(1, interval.summer_days - 1))
    assert due_date(last, shorter) <= due, "a shorter summer interval never makes a visit due later"
    if due < last + timedelta(days=interval.days):
        assert date(due.year, 7, 1) < due < date(due.year, 9, 1), "only the summer shortens"


def test_the_examples_of_the_rule() -> None:
    monthly = Interval(30, 10)
    assert due_date(date(2026, 3, 1), monthly) == date(2026, 3, 31)
    assert due_date(date(2026, 6, 20), monthly) == date(2026, 7, 11), "the summer interval runs from 1 July"
    assert due_date(date(2026, 7, 20), monthly) == date(2026, 7, 30)
    assert due_date(date(2026, 8, 28), monthly) == date(2026, 9, 27), "after the summer it is monthly again"


def test_the_database_computes_the_same(app: Flask) -> None:
    """Many children of every level, with and without visits and settings, in one query."""
    cases: list[tuple[Child, date, Interval]] = []
    plain, set_up = make.district(), make.district()
    own = {level: Interval(20 + level, 3 + level) for level in range(4)}
    for level, one in own.items():
        make.add(VisitInterval(district_id=set_up.id, level=level, days=one.days, summer_days=one.summer_days))

    @settings(max_examples=examples(60))
    @given(st.integers(0, 3), DAYS, st.lists(st.integers(0, 400), max_size=3), st.booleans(), st.booleans())
    def enter(level: int, registered: date, gaps: list[int], has_settings: bool, calls: bool) -> None:
        place = make.township(set_up if has_settings else plain)
        child = make.child(make.school(place), place, risk=level, registered_on=registered)
        made = VisitPlace.PHONE if calls else VisitPlace.HOME
        seen = [registered + timedelta(days=gap) for gap in gaps]
        for day in seen:
            visits.visit(child, visited_on=day, place=made)
        visits.visit(child, visited_on=date(2030, 1, 1), void_reason=VisitVoid.WRONG_CHILD)
        counted = [] if calls and level == 3 else seen
        cases.append((child, max(counted, default=registered), own[level] if has_settings else shipped_interval(level)))

    enter()
    table = due_table()
    told = {row.child_id: row.due_on for row in db.session.execute(select(table))}
    assert {child.id: told[child.id] for child, _, _ in cases} == {
        child.id: due_date(last, interval) for child, last, interval in cases
    }


def test_weekly_at_the_highest_level_and_monthly_else() -> None:
    assert [shipped_interval(level) for level in range(4)] == [MONTHLY, MONTHLY, MONTHLY, WEEKLY]
