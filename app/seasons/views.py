"""Pages of seasons."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.foundation import clock
from app.foundation.access import Permission, Role, authorize, may, requires
from app.foundation.board import StepState, add_step, steps_of
from app.foundation.database import db
from app.foundation.dates import runs_of
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain, label
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.foundation.panels import page_panels
from app.places.queries import districts
from app.seasons.board import season_step
from app.seasons.calendar import coming_vacation
from app.seasons.closing import checklist
from app.seasons.forms import SeasonForm, values_of, values_of_plan
from app.seasons.line import season_line
from app.seasons.models import Season, SeasonStage
from app.seasons.queries import nearest, visible_season, visible_seasons
from app.seasons.rules import STAGES, SeasonPlan, change_season, move_season, open_season

seasons = Blueprint("seasons", __name__)
BLUEPRINTS = (seasons,)
add_navigation(
    NavigationItem(
        _l("Seasons"),
        "seasons.index",
        "calendar",
        Permission.SEASON_READ,
        80,
        also=("/texts",),
        group=NavigationGroup.PAIRING,
    )
)
add_step("season", order=30, make=season_step)

HINTS = {
    SeasonStage.RECRUIT: _l("Volunteers sign up. Go on when enough of them have."),
    SeasonStage.VET: _l("Identity, background check, training, pledge and insurance of every volunteer are recorded."),
    SeasonStage.MATCH: _l("Run the matching, publish it, and fill the gaps."),
    SeasonStage.SERVE: _l("Volunteers serve. The season closes when every pairing has ended or is handed over."),
}


@seasons.get("/seasons")
@requires(Permission.SEASON_READ)
def index() -> ResponseReturnValue:
    """All seasons of one's district."""
    found = visible_seasons(db.session, actor())
    current = nearest([season for season in found if season.stage is not SeasonStage.CLOSED], clock.today())
    return render_template("seasons/index.html", seasons=found, current=current, may_write=actor().has(Role.ORGANIZER))


@seasons.get("/seasons/<uuid:season_id>")
@requires(Permission.SEASON_READ)
def show(season_id: uuid.UUID) -> ResponseReturnValue:
    """One season: its dates, its rules, its stage."""
    season = _found(season_id)
    may_write = may(actor(), Permission.SEASON_WRITE, season)
    return render_template(
        "seasons/show.html",
        season=season,
        days_away=runs_of(date.fromisoformat(day) for day in season.blackout),
        stages=STAGES,
        stage_labels=[label(stage) for stage in STAGES],
        hint=HINTS.get(season.stage, ""),
        may_write=may_write,
        left=checklist(db.session, season) if may_write and season.stage is SeasonStage.SERVE else [],
        line=season_line(season, clock.today()),
        panels=page_panels("season", season),
    )


@seasons.get("/seasons/<uuid:season_id>/board")
@requires(Permission.SEASON_READ)
def board(season_id: uuid.UUID) -> ResponseReturnValue:
    """Every step from an empty district to the first meetings: done, under way, or held back by what."""
    season = _found(season_id)
    steps = steps_of(actor(), season)
    done = sum(step.state is StepState.DONE for step in steps)
    # The first step that asks for something has the page's one bright button.
    lead = next((step.name for step in steps if any(act.main for act in step.acts)), None)
    return render_template("seasons/board.html", season=season, steps=steps, done=done, lead=lead)


@seasons.route("/seasons/new", methods=["GET", "POST"])
@requires(Permission.SEASON_WRITE)
def new() -> ResponseReturnValue:
    """Open a season; the coming vacation is filled in as a suggestion."""
    form = SeasonForm(data=values_of_plan(SeasonPlan.of(coming_vacation(clock.today()))))
    own = actor().scope_ids(Role.ORGANIZER)
    form.offer([(str(area.id), area.name) for area in districts(db.session) if area.id in own])
    if form.district_id.data is None and form.district_id.choices:
        form.district_id.data = form.district_id.choices[0].value
    if form.validate_on_submit():
        try:
            season = open_season(db.session, actor(), uuid.UUID(form.district_id.data), form.plan())
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("The season %(code)s is open for sign-ups.", code=season.code), "success")
            return redirect(url_for("seasons.board", season_id=season.id))
    return _form_page(form, None)


@seasons.route("/seasons/<uuid:season_id>/edit", methods=["GET", "POST"])
@requires(Permission.SEASON_WRITE)
def edit(season_id: uuid.UUID) -> ResponseReturnValue:
    """Change dates and rules."""
    season = authorize(actor(), Permission.SEASON_WRITE, db.session.get(Season, season_id))
    form = SeasonForm(data=values_of(season))
    form.offer([(str(season.district_id), "")])
    if request.method == "POST":
        # The district and the kind of a season never change, whatever is posted.
        form.district_id.data, form.kind.data = str(season.district_id), season.kind.value
    if form.validate_on_submit():
        try:
            change_season(db.session, actor(), season.id, form.plan())
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("seasons.show", season_id=season.id))
    return _form_page(form, season)


@seasons.post("/seasons/<uuid:season_id>/stage")
@requires(Permission.SEASON_WRITE)
def move(season_id: uuid.UUID) -> ResponseReturnValue:
    """Move a season to another stage."""
    season = authorize(actor(), Permission.SEASON_WRITE, db.session.get(Season, season_id))
    wanted = request.form.get("stage", "")
    if wanted in {stage.value for stage in SeasonStage}:
        try:
            move_season(db.session, actor(), season.id, SeasonStage(wanted))
            flash(_("Saved."), "success")
        except Refused as error:
            db.session.rollback()
            flash(explain(error), "error")
    back = "seasons.board" if request.form.get("next") == "board" else "seasons.show"
    return redirect(url_for(back, season_id=season_id))


def _found(season_id: uuid.UUID) -> Season:
    season = visible_season(db.session, actor(), season_id)
    if season is None:
        raise Missing
    return season


def _form_page(form: SeasonForm, season: Season | None) -> ResponseReturnValue:
    values: dict[str, Any] = {"form": form, "season": season}
    return render_template("seasons/form.html", **values)
