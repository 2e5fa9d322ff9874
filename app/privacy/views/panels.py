"""What rights and retention put on the landing page."""

from __future__ import annotations

from typing import Any

from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, holds
from app.foundation.database import db
from app.foundation.panels import add_panel
from app.privacy.queries import SOON, assessment_due, breaches_of, to_answer
from app.privacy.rules.registers import tell_by

JANUARY = 1


def requests_panel(actor: Actor) -> dict[str, Any] | None:
    """For whoever answers: how many requests wait, and the first due date."""
    waiting = to_answer(db.session, actor)
    if not waiting:
        return None
    today = clock.today()
    return {
        "count": len(waiting),
        "first": waiting[0].due_on,
        "late": sum(one.due_on < today for one in waiting),
        "soon": waiting[0].due_on <= today + SOON,
    }


def protection_panel(actor: Actor) -> dict[str, Any] | None:
    """For those who lead: breaches to be told, an assessment that is due, the report in January."""
    untold = [one for one in breaches_of(db.session, actor) if one.told_office_at is None and one.closed_at is None]
    due = holds(actor, Permission.ASSESSMENT_WRITE) and assessment_due(db.session, actor)
    january = clock.today().month == JANUARY
    if not untold and not due and not january:
        return None
    first = min(map(tell_by, untold), default=None)
    return {"untold": len(untold), "tell_by": first, "late": first is not None and first < clock.now(),
            "assessment": due, "january": january, "year": clock.today().year - 1}  # fmt: skip


add_panel(
    "data_requests", Role.SCHOOL_STAFF, Role.SAFEGUARDING_LEAD, Role.ORGANIZER,
    order=35, template="privacy/panels/requests.html", make=requests_panel,
)  # fmt: skip
add_panel(
    "data_protection", Role.SAFEGUARDING_LEAD, Role.ORGANIZER, Role.AUDITOR,
    order=60, template="privacy/panels/protection.html", make=protection_panel,
)  # fmt: skip
