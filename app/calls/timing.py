"""When a call without an answer comes back: later today, and after that tomorrow. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from app.foundation import clock

LATER = timedelta(hours=2)
LAST = time(19, 30)
"""No family is called later than this in the evening."""
FIRST = time(8, 30)
A_DAY = 2
"""So often in a day; then it waits for tomorrow."""


def next_try(now: datetime, tries_today: int) -> datetime:
    """When to call again after this try, the ``tries_today``-th of its day, went unanswered."""
    later = now + LATER
    there, then = clock.local(now), clock.local(later)
    if tries_today < A_DAY and then.date() == there.date() and then.time() <= LAST:
        return later
    return clock.from_local(datetime.combine(there.date() + timedelta(days=1), FIRST))
