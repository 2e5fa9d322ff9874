"""Duty grants of a season: the lead approves them in bulk."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.children.disclosure import duty
from app.children.views.base import blueprint
from app.foundation import clock
from app.foundation.access import Permission, Role, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.ids import as_id
from app.foundation.messages import explain
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.seasons.models import Season
from app.seasons.queries import nearest, visible_seasons

add_navigation(
    NavigationItem(
        _l("Duty grants"),
        "children.duty_grants",
        "people",
        Permission.ACCESS_DECIDE,
        29,
        group=NavigationGroup.PROTECTION,
    )
)


@blueprint.get("/access/duty")
@requires(Permission.ACCESS_DECIDE)
def duty_grants() -> ResponseReturnValue:
    """Who has daily duty this season, and whose grant is approved."""
    seasons = _seasons()
    asked = as_id(request.args.get("season"))
    season = next((one for one in seasons if one.id == asked), nearest(seasons, clock.today()))
    return render_template(
        "children/duty_grants.html",
        seasons=seasons,
        season=season,
        runs=season is not None and duty.runs(season),
        rows=duty.candidates(db.session, actor(), season) if season else [],
        without=duty.schools_without_keeper(db.session, season.district_id) if season else [],
    )


@blueprint.post("/access/duty/<uuid:season_id>")
@requires(Permission.ACCESS_DECIDE)
def approve_duty(season_id: uuid.UUID) -> ResponseReturnValue:
    """Approve those ticked, or all who wait."""
    season = authorize(actor(), Permission.ACCESS_DECIDE, db.session.get(Season, season_id))
    if "all" in request.form:
        ids = [one.role.id for one in duty.candidates(db.session, actor(), season) if one.approvable]
    else:
        ids = [found for text in request.form.getlist("ids") if (found := as_id(text))]
    try:
        new = duty.approve_duty(db.session, actor(), season_id, ids)
    except Refused as error:
        db.session.rollback()
        flash(explain(error), "error")
    else:
        flash(ngettext("%(num)s duty grant is approved.", "%(num)s duty grants are approved.", new), "success")
    return redirect(url_for("children.duty_grants", season=season_id))


@blueprint.post("/access/duty/grants/<uuid:grant_id>/end")
@requires(Permission.ACCESS_DECIDE)
def end_duty(grant_id: uuid.UUID) -> ResponseReturnValue:
    """End one before the season does."""
    grant = duty.end_duty(db.session, actor(), grant_id)
    flash(_("Ended. This person can no longer open addresses and phones."), "success")
    return redirect(url_for("children.duty_grants", season=grant.season_id))


def _seasons() -> list[Season]:
    own = actor().scope_ids(Role.SAFEGUARDING_LEAD)
    return [one for one in visible_seasons(db.session, actor()) if one.district_id in own]
