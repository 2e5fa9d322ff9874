"""Asking for one child or one volunteer: the three best, why, and proposing one."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.database import db
from app.foundation.dates import local_moment
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.pairing.asking import Answer, best_for_child, best_for_volunteer
from app.pairing.forms import AskForm, ProposeForm, as_uuid
from app.pairing.rules.proposing import propose
from app.pairing.stages import age_band
from app.pairing.wanted import latest_run
from app.seasons.models import Season
from app.seasons.queries import current_season
from app.volunteers.models import Volunteer

blueprint = Blueprint("suggestions", __name__, url_prefix="/suggestions")


@blueprint.get("")
@requires(Permission.MATCH_SUGGEST)
def index() -> ResponseReturnValue:
    """Type a code; it leads to the page of that child or volunteer."""
    form = AskForm(request.args)
    if form.code.data:
        code = form.code.data.strip().upper()
        for model, endpoint, name in (
            (Child, ".for_child", "child_id"),
            (Volunteer, ".for_volunteer", "volunteer_id"),
        ):
            found: Any = db.session.scalars(select(model).where(model.code == code)).one_or_none()
            if found is not None and may(actor(), Permission.MATCH_SUGGEST, found):
                return redirect(url_for(endpoint, **{name: found.id}))
        form.code.errors = [_("There is no child or volunteer with this code within your scope.")]
    return render_template("pairing/ask.html", form=form)


@blueprint.get("/children/<uuid:child_id>")
@requires(Permission.MATCH_SUGGEST)
def for_child(child_id: uuid.UUID) -> ResponseReturnValue:
    """The three best volunteers for one child."""
    child = authorize(actor(), Permission.MATCH_SUGGEST, db.session.get(Child, child_id))
    season = current_season(db.session, child.district_id, clock.today())
    answer = best_for_child(db.session, child, season) if season is not None else Answer()
    return render_template(
        "pairing/ask_child.html", child=child, season=season, answer=answer, age_band=age_band, ways=_ways(season)
    )


@blueprint.get("/volunteers/<uuid:volunteer_id>")
@requires(Permission.MATCH_SUGGEST)
def for_volunteer(volunteer_id: uuid.UUID) -> ResponseReturnValue:
    """The three best children for one volunteer."""
    volunteer = authorize(actor(), Permission.MATCH_SUGGEST, db.session.get(Volunteer, volunteer_id))
    season = current_season(db.session, volunteer.district_id, clock.today())
    answer = best_for_volunteer(db.session, volunteer, season) if season is not None else Answer()
    return render_template(
        "pairing/ask_volunteer.html",
        volunteer=volunteer,
        season=season,
        answer=answer,
        age_band=age_band,
        ways=_ways(season),
    )


def _ways(season: Season | None) -> dict[str, str] | None:
    """Where the last matching says whom to recruit and who waits, for a reader of matchings."""
    if season is None or not may(actor(), Permission.MATCH_READ, season):
        return None
    run = latest_run(db.session, season.id)
    if run is None:
        return None
    return {
        "recruit": url_for("recruits.index", run_id=run.id),
        "waiting": url_for("matching.waiting", run_id=run.id),
    }


@blueprint.post("/propose")
@requires(Permission.MATCH_SUGGEST)
def propose_it() -> ResponseReturnValue:
    """Propose one of the three."""
    form = ProposeForm()
    child_id, volunteer_id = as_uuid(form.child_id.data), as_uuid(form.volunteer_id.data)
    if not form.validate_on_submit() or child_id is None or volunteer_id is None:
        flash(_("Choose one of the proposals."), "error")
        return redirect(url_for(".index"))
    child = authorize(actor(), Permission.MATCH_SUGGEST, db.session.get(Child, child_id))
    season = current_season(db.session, child.district_id, clock.today())
    try:
        pairing = propose(db.session, actor(), _wanted(child, volunteer_id, season))
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
        return redirect(url_for(".for_child", child_id=child_id))
    flash(_("Proposed. The volunteer has until %(due)s to answer.", due=local_moment(pairing.answer_due_at)), "success")
    return redirect(url_for("pairings.show", pairing_id=pairing.id))


def _wanted(child: Child, volunteer_id: uuid.UUID, season: Season | None) -> Any:
    """The pair with its score as the engine gives it now; what the page sent is not believed."""
    from app.pairing.asking import wanted_pair

    if season is None:
        raise Missing
    volunteer = db.session.get(Volunteer, volunteer_id)
    if volunteer is None or volunteer.district_id != child.district_id:
        raise Missing
    return wanted_pair(db.session, child, volunteer, season)
