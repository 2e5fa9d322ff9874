"""Milestones and relays: who is late, ticking off, and what comes after a pairing."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, holds, may, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.pairing.access import knows_child
from app.pairing.course import steps_of
from app.pairing.forms import MilestoneForm, RelayForm, SayForm
from app.pairing.models import MilestoneKind, Pairing, RelayWay
from app.pairing.queries import count_undecided, late_pairings, load_pairing, undecided_pairings
from app.pairing.rules.milestones import TICKED, tick
from app.pairing.rules.relaying import Decision, decide_relay, may_be_renewed, say
from app.pairing.views.wording import log_names

PAGE = 20
"""Pairings of each list on a page."""
FIRST = 5
"""Pairings on a landing page."""
blueprint = Blueprint("course", __name__)


@blueprint.get("/pairings/late")
@requires(Permission.PAIRING_READ, logs=True)
def index() -> ResponseReturnValue:
    """Pairings that are late with a milestone, and those of which nobody has said what comes after."""
    who, today, asked = actor(), clock.today(), request.args
    late = late_pairings(db.session, who, today, asked.get("cursor"), PAGE)
    undecided = undecided_pairings(db.session, who, asked.get("after"), PAGE)
    rows = (*late.page.rows, *undecided.page.rows)
    known = {one.id for one in rows if knows_child(who, one)}
    log_names(who, "late_pairings", [one.child for one in rows if one.id in known])
    return render_template(
        "pairing/late.html",
        late=late,
        steps={one.id: [step for step in steps_of(one) if step.is_late(today)] for one in late.page.rows},
        undecided=undecided,
        here={"cursor": asked.get("cursor"), "after": asked.get("after")},
        known=known,
        shown=known | {one.id for one in rows if one.child.consented(today)},
        may_tick=holds(who, Permission.MILESTONE_TICK),
    )


@blueprint.route("/pairings/<uuid:pairing_id>/milestones/<string:kind>", methods=["GET", "POST"])
@requires(Permission.MILESTONE_TICK, logs=True)
def milestone(pairing_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """Tick a milestone off, with a line of how it was."""
    pairing = authorize(actor(), Permission.MILESTONE_TICK, load_pairing(db.session, pairing_id))
    if kind not in {one.value for one in TICKED}:
        raise Missing
    form = MilestoneForm(data={"done_on": clock.today()})
    if form.validate_on_submit():
        try:
            tick(db.session, actor(), pairing_id, MilestoneKind(kind), form.done_on.data, form.note.data or "")
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_("Ticked off."), "success")
            return redirect(url_for("pairings.show", pairing_id=pairing_id))
    return _read(pairing, "pairing/milestone.html", form=form, kind=MilestoneKind(kind))


@blueprint.route("/pairings/<uuid:pairing_id>/relay", methods=["GET", "POST"])
@requires(Permission.RELAY_DECIDE, logs=True)
def relay(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """What the school says of the season after."""
    pairing = authorize(actor(), Permission.RELAY_DECIDE, load_pairing(db.session, pairing_id))
    said = pairing.relay
    known = {} if said is None or said.way is None else {
        "way": said.way.value, "child_wishes": said.child_wishes, "carer_agrees": said.carer_agrees, "note": said.note
    }  # fmt: skip
    form = RelayForm(data=known)
    if form.validate_on_submit():
        decision = Decision(
            RelayWay(form.way.data), form.child_wishes.data, form.carer_agrees.data, form.note.data or ""
        )
        try:
            decide_relay(db.session, actor(), pairing_id, decision)
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("pairings.show", pairing_id=pairing_id))
    return _read(pairing, "pairing/relay.html", form=form, may_renew=may_be_renewed(pairing))


@blueprint.post("/my/pairings/<uuid:pairing_id>/relay")
@requires(Permission.PAIRING_ANSWER)
def say_it(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """The volunteer says in one tap whether to be there again."""
    authorize(actor(), Permission.PAIRING_ANSWER, load_pairing(db.session, pairing_id))
    form = SayForm()
    if form.validate_on_submit():
        try:
            say(db.session, actor(), pairing_id, form.returns.data == "yes")
        except Refused as refused:
            db.session.rollback()
            flash(explain(refused), "error")
        else:
            flash(_("Thank you for saying so. You can change it until the next season is matched."), "success")
    return redirect(url_for("my_pairings.show", pairing_id=pairing_id))


def course_panel(pairing: Pairing) -> dict[str, Any] | None:
    """On the page of a pairing: its milestones, and what comes after it."""
    who, steps = actor(), steps_of(pairing)
    if not steps:
        return None
    notes = {one.kind: one.note for one in pairing.milestones} if knows_child(who, pairing) else {}
    return {
        "pairing": pairing,
        "steps": [(step, notes.get(step.kind)) for step in steps],
        "today": clock.today(),
        "ticked": TICKED,
        "may_tick": may(who, Permission.MILESTONE_TICK, pairing),
        "relay": pairing.relay,
        "by_name": knows_child(who, pairing),
        "begun": pairing.active_at is not None,
        "may_decide": may(who, Permission.RELAY_DECIDE, pairing),
    }


def say_panel(pairing: Pairing) -> dict[str, Any] | None:
    """On a volunteer's own page of a pairing, from the middle of its season: the season after."""
    if not may_be_renewed(pairing) or clock.today() < pairing.season.reviewed_by:
        return None
    return {"pairing": pairing, "returns": pairing.relay.volunteer_returns if pairing.relay is not None else None}


def late_panel(who: Actor) -> dict[str, Any] | None:
    """For school staff: how many pairings are late, the first of them, and how many relays are undecided."""
    today = clock.today()
    late, undecided = late_pairings(db.session, who, today, None, FIRST), count_undecided(db.session, who)
    if not late.total and not undecided:
        return None
    first = [(one, next(step for step in steps_of(one) if step.is_late(today))) for one in late.page.rows]
    return {"late": late.total, "first": first, "undecided": undecided}


def _read(pairing: Pairing, template: str, **values: Any) -> ResponseReturnValue:
    page = render_template(template, pairing=pairing, **values)
    audit.record_and_commit(db.session, actor(), audit.Action.PAIRING_READ, pairing)
    return page, 422 if values["form"].errors or values["form"].form_errors else 200
