"""What of tasks waits for whom."""

from __future__ import annotations

from datetime import timedelta

from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.reminders.kinds import ReminderKind
from app.reminders.registry import add_counted
from app.reports.access import KEEPERS
from app.reports.queries import counts

AHEAD = timedelta(days=3)


def tasks_due(session: DbSession, actor: Actor) -> int:
    """How many of the actor's own tasks are due within three days, or overdue."""
    return counts(session, actor, clock.today() + AHEAD, mine=True).overdue


add_counted(ReminderKind.TASKS, "tasks.index", *KEEPERS, count=tasks_due)
