"""What the landing page says to the administrator."""

from __future__ import annotations

from typing import Any

from app.accounts.queries import accounts_by_role, count_not_taken_up, pending_acts
from app.foundation.access import Actor, Permission, Role, may
from app.foundation.database import db
from app.foundation.panels import add_panel
from app.places.queries import count_places


def administrator_panel(actor: Actor) -> dict[str, Any]:
    """For the administrator: who there is, whose invitation is still out, and the places they work in."""
    return {
        "roles": accounts_by_role(db.session, actor),
        "not_taken_up": count_not_taken_up(db.session, actor),
        "places": count_places(db.session, actor),
    }


def pending_panel(actor: Actor) -> dict[str, Any] | None:
    """For who may be the second person: how much waits for them."""
    waiting = [act for act in pending_acts(db.session, actor) if may(actor, Permission.ACT_CONFIRM, act)]
    return {"count": len(waiting)} if waiting else None


add_panel(
    "accounts_pending", Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD, Role.ORGANIZER, order=5,
    template="accounts/_panel_pending.html", make=pending_panel,
)  # fmt: skip
add_panel(
    "accounts", Role.ADMINISTRATOR, order=10, template="accounts/_panel.html", make=administrator_panel, asks=False
)
