"""What the worker does for the figures: it publishes the months that are over."""

from __future__ import annotations

from app.coverage.published.rules import publish_due
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import DbSession
from app.foundation.jobs import chore

MORNING = 5
"""The hour, where the children are, in which months are published."""


@chore
def publish_months(session: DbSession) -> int:
    """The months that are due, in one hour of the day."""
    now = clock.local(clock.now())
    return publish_due(session, system_actor("figures"), now.date()) if now.hour == MORNING else 0
