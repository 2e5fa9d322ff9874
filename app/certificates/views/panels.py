"""What the landing page and a volunteer's page say about publicity, certificates and the record."""

from __future__ import annotations

from typing import Any

from app.certificates.access import OF_THE_DISTRICT
from app.certificates.queries import publicities
from app.foundation.access import Actor, Permission, holds
from app.foundation.database import db
from app.foundation.panels import add_panel, add_to_page


def publicity_panel(actor: Actor) -> dict[str, Any] | None:
    """Hours that are publicised now; to who answers, also objections that wait."""
    answers = holds(actor, Permission.PUBLICITY_OPEN)
    found = [one for one in publicities(db.session, actor) if one.running or (answers and one.unanswered)]
    return {"found": found, "answers": answers} if found else None


def record_panel(volunteer: Any) -> dict[str, Any]:
    """The way to the record, on a volunteer's page."""
    return {"volunteer": volunteer}


def register() -> None:
    """Put the panels where they belong."""
    add_panel(
        "certificates.publicity", *OF_THE_DISTRICT, order=60, template="certificates/_panel_publicity.html",
        make=publicity_panel,
    )  # fmt: skip
    add_to_page("volunteer", "record", order=10, template="certificates/_panel_record.html", make=record_panel)
