"""What sessions put on the landing page."""

from __future__ import annotations

from typing import Any

from app.foundation.access import Actor
from app.foundation.database import db
from app.sessions import queries
from app.sessions.models import SessionState
from app.sessions.next import next_meetings


def log_panel(actor: Actor) -> dict[str, Any] | None:
    """For a volunteer: the next meeting, the big button, the hours; nothing before the first pairing is active."""
    total = queries.own_hours(db.session, actor).total
    may_log = bool(queries.whom_to_log(db.session, actor))
    if not may_log and not total:
        return None
    waiting = queries.waiting_minutes(db.session, actor)
    returned = queries.count_returned(db.session, actor)
    own = queries.active_pairings(db.session, actor)
    return {
        "may_log": may_log, "minutes": total, "waiting": waiting, "returned": returned, "own": own,
        "coming": next_meetings(db.session, own), "asks": may_log or returned > 0,
    }  # fmt: skip


def second_panel(actor: Actor) -> dict[str, Any] | None:
    """For who oversees a township: late entries that somebody stands for and that need a second person."""
    waiting = queries.count_seconds(db.session, actor)
    return {"waiting": waiting} if waiting else None


def queue_panel(actor: Actor) -> dict[str, Any] | None:
    """For those who confirm: how many sessions wait."""
    waiting = queries.staff_counts(db.session, actor)[SessionState.SENT]
    disputes = queries.open_disputes(db.session, actor)
    return {"waiting": waiting, "disputes": disputes} if waiting or disputes else None
