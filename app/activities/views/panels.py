"""What activities put on the landing page: planned ones that nobody recorded yet, and offers without an answer."""

from __future__ import annotations

from typing import Any

from app.activities import queries
from app.activities.access import RECORDERS
from app.activities.queries.classes import offers_open
from app.children.access import NEAR
from app.foundation.access import Actor
from app.foundation.database import db
from app.foundation.panels import add_panel


def todo_panel(actor: Actor) -> dict[str, Any] | None:
    """For who records activities: what is over and not recorded; for the children's own staff: open offers."""
    unrecorded = queries.count_unrecorded(db.session, actor)
    offered = offers_open(db.session, actor) if any(actor.has(role) for role in NEAR) else 0
    return {"unrecorded": unrecorded, "offered": offered} if unrecorded or offered else None


add_panel("activities", *RECORDERS, order=30, template="activities/_panel.html", make=todo_panel)
