"""Who reads, changes and reviews standing texts. They are the installation's, not a district's (decision 10)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, true

from app.foundation.access import Actor, Grant, Permission, Role, allow, visible
from app.texts.models import StandingText


def not_the_writer(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """Nobody ticks that their own words were reviewed."""
    text: StandingText = record
    return text.written_by_id is None or text.written_by_id != actor.id


# The administrator reads them, as one of those who may be the second person.
allow(Permission.TEXT_READ, (Role.ORGANIZER,), (Role.SAFEGUARDING_LEAD,), (Role.ADMINISTRATOR,))
allow(Permission.TEXT_WRITE, (Role.ORGANIZER,))
allow(Permission.TEXT_REVIEW, (Role.ORGANIZER, not_the_writer), (Role.SAFEGUARDING_LEAD, not_the_writer))


@visible(StandingText)
def _texts(actor: Actor) -> ColumnElement[bool]:  # noqa: ARG001 - a visibility's signature
    return true()
