"""The goals of a season, beside what was reached so far."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import message
from app.foundation.pages import actor
from app.places.models import Area
from app.places.queries import townships
from app.recruitment.forms import GoalsForm
from app.recruitment.progress import FIGURE_OF, progress_of
from app.seasons.goals import goals_of, set_goals
from app.seasons.models import GoalMeasure, Season, SeasonStage

blueprint = Blueprint("goals", __name__, url_prefix="/seasons/<uuid:season_id>/goals")

MEASURES = tuple(GoalMeasure)


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.SEASON_WRITE)
def district(season_id: uuid.UUID) -> ResponseReturnValue:
    """The goals of the whole district."""
    return _goals(_season(season_id), None)


@blueprint.route("/<uuid:township_id>", methods=["GET", "POST"])
@requires(Permission.SEASON_WRITE)
def township(season_id: uuid.UUID, township_id: uuid.UUID) -> ResponseReturnValue:
    """The goals of one township."""
    season = _season(season_id)
    found = next((one for one in townships(db.session, season.district_id) if one.id == township_id), None)
    if found is None:
        raise Missing
    return _goals(season, found)


def _season(season_id: uuid.UUID) -> Season:
    return authorize(actor(), Permission.SEASON_WRITE, db.session.get(Season, season_id))


def _goals(season: Season, place: Area | None) -> ResponseReturnValue:
    place_id = place.id if place is not None else None
    goals = goals_of(db.session, season.id, place_id)
    form = GoalsForm.of(MEASURES)(data={measure.value: target for measure, target in goals.items()})
    if form.validate_on_submit():
        try:
            set_goals(db.session, actor(), season.id, place_id, form.targets(MEASURES))
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".township" if place else ".district", season_id=season.id, township_id=place_id))
    return render_template("recruitment/goals.html", **_page(season, place, form, goals))


def _page(season: Season, place: Area | None, form: GoalsForm, goals: dict[GoalMeasure, int]) -> dict[str, Any]:
    spot = place or db.session.get_one(Area, season.district_id)
    progress = progress_of(db.session, actor(), season, spot)
    return {
        "season": season,
        "place": place,
        "form": form,
        "closed": season.stage is SeasonStage.CLOSED,
        "townships": townships(db.session, season.district_id),
        "rows": [(measure, goals.get(measure), progress[measure]) for measure in MEASURES],
        "meanings": {measure: message(f"figures.{FIGURE_OF[measure]}.means") for measure in MEASURES},
    }
