"""What recruiting says on the page of a season."""

from __future__ import annotations

from typing import Any

from app.foundation.access import Permission, may
from app.foundation.database import db
from app.foundation.pages import actor
from app.foundation.panels import add_to_page
from app.places.models import Area
from app.recruitment.progress import progress_of
from app.recruitment.queries import draft_of, public_notice_of
from app.seasons.goals import goals_of
from app.seasons.models import Season, SeasonStage


def _goals(season: Season) -> dict[str, Any] | None:
    """The district's goals and how far they are reached."""
    if not may(actor(), Permission.SEASON_WRITE, season):
        return None
    goals = goals_of(db.session, season.id)
    if not goals:
        return {"season": season, "rows": []}
    progress = progress_of(db.session, actor(), season, db.session.get_one(Area, season.district_id))
    return {"season": season, "rows": [(measure, target, progress[measure]) for measure, target in goals.items()]}


def _notice(season: Season) -> dict[str, Any] | None:
    """Whether volunteers are asked for in public, and where to see to it."""
    if not may(actor(), Permission.RECRUITMENT_WRITE, season) or season.stage is SeasonStage.CLOSED:
        return None
    shown = public_notice_of(db.session, season.id)
    return {"season": season, "shown": shown, "draft": draft_of(db.session, season.id)}


add_to_page("season", "notice", order=10, template="recruitment/panels/notice.html", make=_notice)
add_to_page("season", "goals", order=20, template="recruitment/panels/goals.html", make=_goals)
