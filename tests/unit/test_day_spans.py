"""A span of days says once what its ends share; of a moment it takes the day where the children are."""

from __future__ import annotations

from datetime import UTC, datetime

from app.foundation.dates import day_span


def test_a_moment_late_in_the_evening_of_greenwich_is_a_day_later_here() -> None:
    begun, ended = datetime(2026, 7, 9, 17, tzinfo=UTC), datetime(2026, 8, 26, 3, tzinfo=UTC)
    assert day_span(begun, ended) == "2026年7月10日–8月26日"
    assert day_span(begun, begun) == "2026年7月10日"
