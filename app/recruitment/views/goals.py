"""The goals of a season, beside what was reached so far."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.foundation import clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.pages import actor
from app.places.models import Area
from app.places.queries import townships
from app.recruitment.forms import GoalsForm
from app.recruitment.progress import progress_of
from app.seasons.goals import goals_of, set_goals
from app.seasons.models import GoalMeasure, Season, SeasonStage

blueprint = Blueprint("goals", __name__, url_prefix="/seasons/<uuid:season_id>/goals")

MEASURES = tuple(GoalMeasure)
MEANINGS = {
    GoalMeasure.VOLUNTEERS: _l("Signed up for the season and not withdrawn, by home township."),
    GoalMeasure.PAIRED: _l("Children with a pairing of the season that a school approved, whatever became of it."),
    GoalMeasure.REACHED: _l("Children on the ledger with a confirmed session of the season, or at an activity in it."),
    GoalMeasure.SESSIONS: _l("Sessions of the season's pairings that were confirmed."),
    GoalMeasure.HOURS: _l("Of these sessions, in whole hours."),
    GoalMeasure.ACTIVITIES: _l("Group activities held on the season's days, by township of the site."),
    GoalMeasure.VISITS: _l("Visits made on the season's days."),
    GoalMeasure.SAFETY_SESSIONS: _l("Safety-education sessions held on the season's days."),
    GoalMeasure.CARE_SESSIONS: _l("Care sessions held on the season's days."),
}


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
    progress = progress_of(db.session, season, clock.today())
    place_id = place.id if place is not None else None
    return {
        "season": season,
        "place": place,
        "form": form,
        "closed": season.stage is SeasonStage.CLOSED,
        "townships": townships(db.session, season.district_id),
        "rows": [(measure, goals.get(measure), progress.of(measure, place_id)) for measure in MEASURES],
        "meanings": MEANINGS,
    }
