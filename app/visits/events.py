"""What was recorded about a child's guardianship, for floors above that wait for it; in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from app.children.models import Child
from app.foundation.access import Actor


@dataclass(frozen=True)
class GuardianshipRecorded:
    """A visit, a care agreement or a check of the file was recorded about the child."""

    child: Child
    actor: Actor
