"""What a season tells the floors above it."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.access import Actor
from app.seasons.models import Season


@dataclass(frozen=True)
class SeasonClosing:
    """A season is about to close. A handler raises ``Refused`` where something of it is still open."""

    season: Season
    actor: Actor
