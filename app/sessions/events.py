"""What sessions tell the floors above, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.foundation.access import Actor
from app.sessions.models import ServiceSession


@dataclass(frozen=True)
class SessionLogged:
    """A volunteer has logged, or corrected, a session."""

    session: ServiceSession
    actor: Actor


@dataclass(frozen=True)
class SessionConfirmed:
    """Somebody who can know it has said that a session took place: from now on it counts."""

    session: ServiceSession
    actor: Actor


@dataclass(frozen=True)
class DecisionUndoing:
    """Somebody wants to take back what they decided on a session at ``decided_at``.

    A handler puts the name of what already counts on that decision into ``held_by``; it changes nothing else.
    """

    session: ServiceSession
    decided_at: datetime
    held_by: set[str] = field(default_factory=set)
