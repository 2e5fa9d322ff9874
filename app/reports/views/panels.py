"""What tasks put on the landing page."""

from __future__ import annotations

from typing import Any

from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.database import db
from app.foundation.panels import add_panel
from app.reports import queries
from app.reports.access import KEEPERS

SHOWN = 3


def tasks_panel(actor: Actor) -> dict[str, Any] | None:
    """What is to be done oneself: how much, how much of it late, and the first few."""
    today = clock.today()
    counts = queries.counts(db.session, actor, today, mine=True)
    if not counts.open:
        return None
    rows = queries.tasks_page(db.session, actor, mine=True, limit=SHOWN)[:SHOWN]
    return {"counts": counts, "rows": rows, "today": today}


def register() -> None:
    """Add them all."""
    add_panel("tasks", *KEEPERS, order=25, template="reports/_panel_tasks.html", make=tasks_panel)
