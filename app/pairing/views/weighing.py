"""The organizer's page of weights: what counts how much in the season's matching."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.pairing import gates
from app.pairing.outlook import comparable_season
from app.pairing.policy import differing, fingerprint
from app.pairing.policy_form import PolicyForm, shown
from app.pairing.rules.weighing import save_policy
from app.seasons.models import Season

blueprint = Blueprint("weights", __name__, url_prefix="/matching/weights")


@blueprint.route("/<uuid:season_id>", methods=["GET", "POST"])
@requires(Permission.MATCH_RUN)
def show(season_id: uuid.UUID) -> ResponseReturnValue:
    """The weights of a season; save them."""
    season = authorize(actor(), Permission.MATCH_RUN, db.session.get(Season, season_id))
    form = PolicyForm.showing(season.policy, fingerprint(season.policy))
    if form.validate_on_submit():
        try:
            save_policy(db.session, actor(), season_id, form.values(), form.seen.data or None)
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
            # Who saves again has read the refusal.
            form.seen.data = fingerprint(season.policy)
        else:
            flash(_("Saved. The next run of the matching uses these weights."), "success")
            return redirect(url_for(".show", season_id=season_id))
    return render_template(
        "pairing/weights.html",
        form=form,
        season=season,
        usual=shown({}),
        differs=set(differing(season.policy)),
        running=gates.is_running(season, clock.today()),
        comparable=comparable_season(db.session, season),
    ), 422 if form.errors or form.form_errors else 200


@blueprint.post("/<uuid:season_id>/reset")
@requires(Permission.MATCH_RUN)
def reset(season_id: uuid.UUID) -> ResponseReturnValue:
    """Back to the shipped weights."""
    authorize(actor(), Permission.MATCH_RUN, db.session.get(Season, season_id))
    try:
        save_policy(db.session, actor(), season_id, {})
        flash(_("All weights are as they were shipped."), "success")
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    return redirect(url_for(".show", season_id=season_id))
