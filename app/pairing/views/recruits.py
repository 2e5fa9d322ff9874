"""Whom to recruit: the kinds of volunteers a run could have used, and the waiting children each would serve."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.pairing.models import MatchRecruit, MatchRun
from app.pairing.views.figures import children_of, equip, recruits_shown

blueprint = Blueprint("recruits", __name__, url_prefix="/matching")
equip(blueprint)
PAGE = 50
MOST_PAGES = 10_000


@blueprint.get("/<uuid:run_id>/recruits")
@requires(Permission.MATCH_READ)
def index(run_id: uuid.UUID) -> ResponseReturnValue:
    """All kinds of one run."""
    run = authorize(actor(), Permission.MATCH_READ, db.session.get(MatchRun, run_id))
    if run.finished_at is None:
        return redirect(url_for("matching.show", run_id=run_id))
    return render_template("pairing/recruits.html", run=run, recruits=recruits_shown(run_id))


@blueprint.get("/<uuid:run_id>/recruits/<uuid:recruit_id>")
@requires(Permission.MATCH_READ)
def show(run_id: uuid.UUID, recruit_id: uuid.UUID) -> ResponseReturnValue:
    """One kind: the waiting children such a volunteer could serve."""
    run = authorize(actor(), Permission.MATCH_READ, db.session.get(MatchRun, run_id))
    recruit = db.session.get(MatchRecruit, recruit_id)
    if recruit is None or recruit.run_id != run.id:
        raise Missing
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    children = children_of(db.session, recruit.serves)
    return render_template(
        "pairing/recruit.html",
        run=run,
        recruit=recruit,
        children=children[(page - 1) * PAGE : page * PAGE],
        page=page,
        more=len(children) > page * PAGE,
    )
