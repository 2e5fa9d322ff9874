"""The blueprint of volunteers, and which season an organizer looks at."""

from __future__ import annotations

import uuid

from flask import Blueprint, request

from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.pages import actor
from app.seasons.models import Season, SeasonStage
from app.seasons.queries import nearest, visible_season, visible_seasons
from app.volunteers.forms import study_year_name
from app.volunteers.rules.signup import mask_id
from app.volunteers.wording import skill_name, skills_line

blueprint = Blueprint("volunteers", __name__)
for helper in (mask_id, skill_name, skills_line):
    blueprint.add_app_template_global(helper)
blueprint.add_app_template_filter(study_year_name, "study_year")


def chosen_season() -> Season | None:
    """The season asked for with ``?season=``, if it is the organizer's; else the one being worked on."""
    asked = request.values.get("season", type=uuid.UUID)
    own = actor().scope_ids(Role.ORGANIZER)
    if asked is not None:
        found = visible_season(db.session, actor(), asked)
        if found is not None and found.district_id in own:
            return found
    seasons = [season for season in visible_seasons(db.session, actor()) if season.district_id in own]
    unclosed = [season for season in seasons if season.stage is not SeasonStage.CLOSED]
    return nearest(unclosed, clock.today()) or (seasons[0] if seasons else None)
