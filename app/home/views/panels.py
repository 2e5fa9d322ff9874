"""What the landing page says to the auditor."""

from __future__ import annotations

from typing import Any

from app.foundation import clock
from app.foundation.access import Actor, Role
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.panels import add_panel
from app.home.trail import counts_of_day, seals

SHOWN = (
    Action.CHILD_READ,
    Action.CHILD_SENSITIVE_READ,
    Action.CHILD_EXPORTED,
    Action.LEDGER_EXPORTED,
    Action.ACCOUNT_ROLE_GRANTED,
    Action.ACCOUNT_SIGN_IN_FAILED,
)


def auditor_panel(actor: Actor) -> dict[str, Any]:
    """For the auditor: today's entries, those an auditor asks for first, and how the chains stand."""
    day = clock.today()
    counted = counts_of_day(db.session, actor, day)
    shown = [(action, counted[action]) for action in SHOWN]
    return {"day": day, "total": counted.total(), "shown": shown, "seals": seals(db.session)}


add_panel("audit", Role.AUDITOR, order=10, template="home/panels/auditor.html", make=auditor_panel)
