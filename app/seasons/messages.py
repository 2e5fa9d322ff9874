"""Words for what the rules of seasons refuse, and for kinds and stages."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.seasons.models import GoalMeasure, SeasonKind, SeasonStage

MESSAGES = {
    "seasons.ends_before_start": _l("The last day must come after the first day."),
    "seasons.too_long": _l("A season lasts %(days)s days at most."),
    "seasons.blackout_outside": _l("%(day)s is not within the season."),
    "seasons.limits": _l("Hours and days must be above zero, children per volunteer between 1 and 3."),
    "seasons.hours": _l("A day counts at least as many hours as one session, and 16 at most."),
    "seasons.overlap": _l("These dates overlap with the season %(season_code)s, which is not closed."),
    "seasons.code_taken": _l("There is a season %(season_code)s already. Change that one instead."),
    "seasons.first_contact": _l("Between 1 and 60 days."),
    "seasons.review_outside": _l("The day must be within the season."),
    "seasons.goal_limits": _l("Between 1 and %(highest)s."),
    "seasons.closed": _l("This season is closed. What is closed stays as it was."),
    "seasons.code_of_several": _l("Several districts have a season %(code_asked)s."),
}

LABELS: dict[StrEnum, Any] = {
    SeasonKind.WINTER: _l("Winter vacation"),
    SeasonKind.SUMMER: _l("Summer vacation"),
    SeasonStage.RECRUIT: _l("Recruiting"),
    SeasonStage.VET: _l("Checking"),
    SeasonStage.MATCH: _l("Matching"),
    SeasonStage.SERVE: _l("Serving"),
    SeasonStage.CLOSED: _l("Closed"),
    GoalMeasure.VOLUNTEERS: _l("Volunteers"),
    GoalMeasure.PAIRED: _l("Children paired"),
    GoalMeasure.REACHED: _l("Children reached"),
    GoalMeasure.SESSIONS: _l("Confirmed sessions"),
    GoalMeasure.HOURS: _l("Confirmed hours"),
    GoalMeasure.ACTIVITIES: _l("Activities"),
    GoalMeasure.VISITS: _l("Visits made"),
    GoalMeasure.SAFETY_SESSIONS: _l("Safety-education sessions"),
    GoalMeasure.CARE_SESSIONS: _l("Care sessions"),
}
