"""What a season tells the floors above it."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.access import Actor
from app.seasons.models import Season


@dataclass(frozen=True)
class SeasonClosing:
    """A season is about to close, and nothing on its checklist (``app.seasons.closing``) is left."""

    season: Season
    actor: Actor
