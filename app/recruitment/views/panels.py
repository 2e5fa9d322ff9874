"""What recruiting says on the page of a season."""

from __future__ import annotations

from typing import Any

from app.foundation import clock
from app.foundation.access import Permission, may
from app.foundation.database import db
from app.foundation.pages import actor
from app.foundation.panels import add_to_page
from app.recruitment.progress import progress_of
from app.seasons.goals import goals_of
from app.seasons.models import Season


def _goals(season: Season) -> dict[str, Any] | None:
    """The district's goals and how far they are reached."""
    if not may(actor(), Permission.SEASON_WRITE, season):
        return None
    goals = goals_of(db.session, season.id)
    progress = progress_of(db.session, season, clock.today()) if goals else None
    rows = [(measure, target, progress.of(measure)) for measure, target in goals.items()] if progress else []
    return {"season": season, "rows": rows}


add_to_page("season", "goals", order=20, template="recruitment/panels/goals.html", make=_goals)
