"""What time alone makes due: concerns that nobody acknowledged, and volunteers who fell silent."""

from __future__ import annotations

from app.foundation.access import system_actor
from app.foundation.database import DbSession
from app.foundation.jobs import chore
from app.safeguarding.rules.routing import escalate_due
from app.safeguarding.rules.silences import sweep


@chore
def escalate_concerns(session: DbSession) -> int:
    """Concerns that nobody acknowledged in time go on to the next."""
    return escalate_due(session, system_actor("concerns"))


@chore
def watch_silences(session: DbSession) -> tuple[int, int]:
    """Volunteers with an active pairing who have stopped logging."""
    return sweep(session, system_actor("silences"))
