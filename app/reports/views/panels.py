"""What tasks put on the landing page."""

from __future__ import annotations

from typing import Any

from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Permission, holds
from app.foundation.database import db
from app.foundation.pages import actor
from app.foundation.panels import add_panel, add_to_page
from app.reports import queries
from app.reports.access import KEEPERS

SHOWN = 3


def tasks_panel(who: Actor) -> dict[str, Any] | None:
    """What is to be done oneself: how much, how much of it late, and the first few."""
    today = clock.today()
    counts = queries.counts(db.session, who, today, mine=True)
    if not counts.open:
        return None
    rows = queries.tasks_page(db.session, who, mine=True, size=SHOWN).rows
    return {"counts": counts, "rows": rows, "today": today}


def child_panel(record: Any) -> dict[str, Any] | None:
    """On a child's file, for who has tasks: the open ones about it."""
    who = actor()
    if not holds(who, Permission.TASK_READ):
        return None
    child: Child = record
    return {"rows": queries.open_about(db.session, who, child.id), "code": child.code, "today": clock.today()}


def register() -> None:
    """Add them all."""
    add_panel("tasks", *KEEPERS, order=25, template="reports/_panel_tasks.html", make=tasks_panel)
    add_to_page("child", "tasks", order=60, template="reports/_panel_child.html", make=child_panel)
