"""What concerns put on the landing page: for who handles them, for who names people, for who asks after a silence."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.foundation.access import Actor, Role
from app.foundation.database import db
from app.foundation.panels import add_panel, add_to_page
from app.safeguarding import queries
from app.safeguarding.access import ASKED


def handler_panel(actor: Actor) -> dict[str, Any]:
    """For the lead and the deputies: how many are open, of those they may see."""
    return {"counts": queries.counts(db.session, actor), "lifts": queries.waiting_lifts(db.session, actor)}


def naming_panel(actor: Actor) -> dict[str, Any] | None:
    """For administrators: where nobody is second, and whether something waits for somebody to be named."""
    found = {
        "districts": queries.districts_without_second(db.session),
        "unreachable": queries.unreachable(db.session, actor),
    }
    return found if any(found.values()) else None


def silence_panel(actor: Actor) -> dict[str, Any] | None:
    """For the school and the lead: how many volunteers stopped logging."""
    count = queries.count_silences(db.session, actor)
    return {"count": count} if count else None


def family_panel(record: Any) -> dict[str, Any]:
    """For guardians and carers, on the pages of their link and receipt: where to say that something is not right."""
    del record
    return {}


def paper_lines(record: Any) -> dict[str, Any]:
    """For paper: the same with the address written out."""
    del record
    return {"url": url_for("concerns.report", _external=True)}


def register() -> None:
    """Add them all."""
    for page in ("family.question", "family.receipt"):
        add_to_page(page, "concern", order=50, template="safeguarding/_panel_family.html", make=family_panel)
    add_to_page("paper.card", "concern", order=50, template="safeguarding/_paper_lines.html", make=paper_lines)
    add_panel("concerns", Role.SAFEGUARDING_LEAD, order=1, template="safeguarding/_panel.html", make=handler_panel)
    add_panel("second", Role.ADMINISTRATOR, order=6, template="safeguarding/_panel_naming.html", make=naming_panel)
    add_panel(
        "silences", *ASKED, order=15,
        template="safeguarding/_panel_silences.html", make=silence_panel,
    )  # fmt: skip
