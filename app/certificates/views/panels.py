"""What the landing page and a volunteer's page say about publicity, certificates and the record."""

from __future__ import annotations

from typing import Any

from app.certificates.access import OF_THE_DISTRICT
from app.certificates.queries import issued_in, last_publicity, publicities, record_of
from app.foundation.access import Actor, Permission, holds, may
from app.foundation.database import db
from app.foundation.pages import actor as reader
from app.foundation.panels import add_panel, add_to_page


def publicity_panel(actor: Actor) -> dict[str, Any] | None:
    """Hours that are publicised now; to who answers, also objections that wait."""
    answers = holds(actor, Permission.PUBLICITY_OPEN)
    found = [one for one in publicities(db.session, actor) if one.running or (answers and one.unanswered)]
    asks = any(answers and one.unanswered for one in found)
    return {"found": found, "answers": answers, "asks": asks} if found else None


def record_panel(volunteer: Any) -> dict[str, Any]:
    """The way to the record, on a volunteer's page."""
    return {"volunteer": volunteer}


def pairing_panel(pairing: Any) -> dict[str, Any] | None:
    """The same on the page of a pairing, for a school whose child the volunteer has met."""
    found = record_of(db.session, pairing.volunteer_id)
    if found is None or not may(reader(), Permission.RECORD_READ, found):
        return None
    return {"volunteer": pairing.volunteer}


def season_panel(season: Any) -> dict[str, Any] | None:
    """What of a season's certificates is done, to who issues them."""
    if not may(reader(), Permission.CERTIFICATE_ISSUE, season):
        return None
    issued = issued_in(db.session, reader(), season.id)
    publicity = last_publicity(db.session, season.id)
    return {"season": season, "publicity": publicity, "valid": issued.valid}


def register() -> None:
    """Put the panels where they belong."""
    add_panel(
        "certificates.publicity", *OF_THE_DISTRICT, order=60, template="certificates/_panel_publicity.html",
        make=publicity_panel,
    )  # fmt: skip
    add_to_page("pairing", "record", order=10, template="certificates/_panel_record.html", make=pairing_panel)
    add_to_page("season", "certificates", order=60, template="certificates/_panel_season.html", make=season_panel)
    add_to_page("volunteer", "record", order=10, template="certificates/_panel_record.html", make=record_panel)
