"""What the landing page and a child's page say of visits."""

from __future__ import annotations

from typing import Any

from app.children.models import Child
from app.foundation.access import Actor, Permission, Role, may
from app.foundation.database import db
from app.foundation.pages import actor
from app.foundation.panels import add_panel, add_to_page
from app.visits import queries
from app.visits.access import KEEPERS

SHOWN = 5


def _due(who: Actor) -> dict[str, Any] | None:
    """Whom to visit first, by code: the landing page opens no file. A director's round goes village by village."""
    counts = queries.counts(db.session, who)
    if not counts.total:
        return None
    rows = queries.due_first(db.session, who, SHOWN, near=who.has(Role.VILLAGE_DIRECTOR))
    return {"counts": counts, "rows": rows, "villages": len({row.child.village_id for row in rows}) > 1,
            "asks": bool(counts.overdue or counts.soon)}  # fmt: skip


def _of_child(child: Child) -> dict[str, Any] | None:
    who = actor()
    if not may(who, Permission.VISIT_READ, child):
        return None
    return {"child": child, "due": queries.due_of(db.session, who, child)}


add_panel(
    "visits", *KEEPERS, order=18, template="visits/_panel_due.html", make=_due,
    order_for={Role.VILLAGE_DIRECTOR: 6, Role.TOWNSHIP_SUPERVISOR: 6},
)  # fmt: skip
add_to_page("child", "visits", order=10, template="visits/_panel_child.html", make=_of_child)
