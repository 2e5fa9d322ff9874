"""What sessions tell the floors above, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.access import Actor
from app.sessions.models import ServiceSession


@dataclass(frozen=True)
class SessionLogged:
    """A volunteer has logged, or corrected, a session."""

    session: ServiceSession
    actor: Actor
