"""What a session can be, judged without a database: minutes, limits, night, midnight."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation import clock
from app.foundation.errors import Refused
from app.foundation.pages import hours
from app.sessions.entry import (
    Entry,
    Limits,
    check_day,
    check_entry,
    check_late,
    day_bounds,
    served_minutes,
    written_on_phone,
)
from app.sessions.models import SessionPlace

NOW = clock.from_local(datetime.fromisoformat("2027-01-25 23:59"))


def local(text: str) -> datetime:
    return clock.from_local(datetime.fromisoformat(text))


def entry(start: str, end: str, **values: Any) -> Entry:
    values = {
        "break_minutes": 0,
        "place": SessionPlace.SCHOOL,
        "adult_present": True,
        "safe": True,
        "service_area": "tutoring",
        **values,
    }
    return Entry(id=uuid.uuid4(), pairing_id=uuid.uuid4(), starts_at=local(start), ends_at=local(end), **values)


@pytest.mark.parametrize(("start", "end", "values", "code"), [
    ("2027-01-24 10:00", "2027-01-24 10:00", {}, "sessions.end_before_start"),
    ("2027-01-24 10:00", "2027-01-24 09:00", {}, "sessions.end_before_start"),
    ("2027-01-25 22:00", "2027-01-26 00:30", {}, "sessions.future"),
    ("2027-01-24 22:00", "2027-01-25 00:30", {}, "sessions.two_days"),
    ("2027-01-24 10:00", "2027-01-24 11:00", {"break_minutes": 60}, "sessions.break_too_long"),
    ("2027-01-24 10:00", "2027-01-24 11:00", {"break_minutes": -30}, "sessions.break_too_long"),
    ("2027-01-24 10:00", "2027-01-24 14:01", {}, "sessions.too_long"),
    ("2027-01-24 07:29", "2027-01-24 09:00", {"place": SessionPlace.HOME}, "sessions.night"),
    ("2027-01-24 19:30", "2027-01-24 20:31", {"place": SessionPlace.ONLINE}, "sessions.night"),
    ("2027-01-24 10:00", "2027-01-24 11:00", {"place": SessionPlace.HOME, "adult_present": False},
     "sessions.home_adult"),
])  # fmt: skip
def test_what_cannot_be_is_refused(start: str, end: str, values: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_entry(entry(start, end, **values), NOW, Limits())
    assert refused.value.code == code


@pytest.mark.parametrize(("start", "end", "values"), [
    ("2027-01-24 10:00", "2027-01-24 14:00", {}),
    ("2027-01-24 10:00", "2027-01-24 15:00", {"break_minutes": 60}),
    ("2027-01-24 07:30", "2027-01-24 08:30", {"place": SessionPlace.HOME}),
    ("2027-01-24 19:30", "2027-01-24 20:30", {"place": SessionPlace.ONLINE}),
    ("2027-01-24 00:00", "2027-01-24 01:00", {}),
    ("2027-01-24 22:00", "2027-01-24 23:59", {}),
])  # fmt: skip
def test_the_edges_are_allowed(start: str, end: str, values: dict[str, Any]) -> None:
    check_entry(entry(start, end, **values), NOW, Limits())


def test_the_first_hours_of_a_day_belong_to_that_day_though_it_is_yesterday_in_utc() -> None:
    early = entry("2027-01-24 07:30", "2027-01-24 09:00")
    assert early.starts_at.date() == date(2027, 1, 23)
    assert early.day == date(2027, 1, 24)
    first, after = day_bounds(date(2027, 1, 24))
    assert first <= early.starts_at < after
    assert after - first == timedelta(days=1)


def test_after_three_days_a_reason_is_needed() -> None:
    late = entry("2027-01-20 10:00", "2027-01-20 11:00")
    assert not check_late(late, date(2027, 1, 23), Limits())
    with pytest.raises(Refused, match="late"):
        check_late(late, date(2027, 1, 24), Limits())
    said = entry("2027-01-20 10:00", "2027-01-20 11:00", late_reason="没有信号")
    assert check_late(said, date(2027, 1, 24), Limits())
    assert not check_late(said, date(2027, 1, 24), Limits(late_days=5))


@pytest.mark.parametrize(("written", "counts"), [
    ("2027-01-20 11:05", True),
    ("2027-01-20 10:30", False),  # before it was over: the phone's clock is wrong
    ("2027-01-19 23:59", False),
    ("2027-01-26 12:00", False),  # in the future
    (None, False),
])  # fmt: skip
def test_what_a_phone_kept_counts_from_when_it_was_written(written: str | None, counts: bool) -> None:
    kept = entry("2027-01-20 10:00", "2027-01-20 11:00", written_at=local(written) if written else None)
    now = local("2027-01-25 12:00")
    assert written_on_phone(kept, now) == (kept.written_at if counts else None)


def test_a_week_on_the_phone_is_the_most_and_what_is_sent_at_once_was_not_kept() -> None:
    kept = entry("2027-01-20 10:00", "2027-01-20 11:00", written_at=local("2027-01-20 11:05"))
    assert written_on_phone(kept, local("2027-01-27 11:05")) == kept.written_at
    assert written_on_phone(kept, local("2027-01-27 11:06")) is None
    assert written_on_phone(kept, local("2027-01-20 11:06")) is None


def test_a_day_counts_eight_hours_at_most() -> None:
    two_hours = entry("2027-01-24 10:00", "2027-01-24 12:00")
    check_day(two_hours, [240, 120], Limits())
    with pytest.raises(Refused, match="day_full"):
        check_day(two_hours, [240, 121], Limits())
    with pytest.raises(Refused, match="day_full"):
        check_day(two_hours, [60], Limits(day_minutes=120))
    with pytest.raises(Refused, match="too_long"):
        check_entry(two_hours, NOW, Limits(session_minutes=60))


@given(
    st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-31")),
    st.integers(1, 24 * 60),
    st.integers(0, 300),
)
def test_minutes_are_end_less_start_less_break(start: datetime, length: int, pause: int) -> None:
    begins = clock.from_local(start)
    assert served_minutes(begins, begins + timedelta(minutes=length, seconds=59), pause) == length - pause


@given(st.lists(st.integers(1, 240), max_size=30))
def test_hours_are_rounded_down_once_from_the_exact_sum(minutes: list[int]) -> None:
    total = sum(minutes)
    shown = float(hours(total))
    assert shown <= total / 60 < shown + 0.1 + 1e-9
    # Rounding each first could only lose: never claim more than was served.
    assert sum(float(hours(one)) for one in minutes) <= total / 60 + 1e-9
