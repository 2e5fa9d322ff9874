"""When a call without an answer comes back: at a decent hour, and never in a rush."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.calls.timing import FIRST, LAST, next_try
from app.foundation import clock

START = datetime(2027, 1, 1, tzinfo=UTC)


@given(minutes=st.integers(0, 60 * 24 * 60), tries=st.integers(1, 5))
def test_after_two_hours_or_in_the_morning(minutes: int, tries: int) -> None:
    now = START + timedelta(minutes=minutes)
    there, then = clock.local(now), clock.local(next_try(now, tries))
    assert then > there
    assert then.date() - there.date() in (timedelta(0), timedelta(days=1))
    if then.date() == there.date():
        assert tries == 1
        assert then - there == timedelta(hours=2)
        assert then.time() <= LAST
    else:
        assert then.time() == FIRST
