"""Pairings as staff see them: the list, one with its life so far, and ending it."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, holds, may, requires
from app.foundation.database import db
from app.foundation.errors import Conflict, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.foundation.panels import page_panels
from app.pairing.access import knows_child
from app.pairing.forms import EndForm, HomeForm, WithdrawForm
from app.pairing.gates import CONFIRMED_STATES
from app.pairing.listing import pairing_page
from app.pairing.models import OPEN_STATES, EndReason, Pairing, PairingState, WithdrawReason
from app.pairing.queries import count_by_state, load_pairing
from app.pairing.rules.approving import allow_home_visits
from app.pairing.rules.ending import end, resume, withdraw
from app.pairing.sexes import is_one_sex
from app.pairing.stages import place_name
from app.pairing.views.wording import log_names, reason_of, still_shut, story_of

SIZE = 30
"""Pairings on one page."""

blueprint = Blueprint("pairings", __name__, url_prefix="/pairings")


@blueprint.get("")
@requires(Permission.PAIRING_READ, logs=True)
def index() -> ResponseReturnValue:
    """Pairings within one's scope: the open ones, or those in one state; by name for those who know the child."""
    chosen = request.args.get("state", "")
    states = [PairingState(chosen)] if chosen in set(PairingState) else list(OPEN_STATES)
    who, today = actor(), clock.today()
    page = pairing_page(db.session, who, states, request.args.get("cursor"), SIZE)
    pairings = page.rows
    known = [one for one in pairings if knows_child(who, one)]
    known_ids = {one.id for one in known}
    log_names(who, "pairings", [one.child for one in known])
    return render_template(
        "pairing/pairings.html",
        pairings=pairings,
        page=page,
        known_ids=known_ids,
        shown_ids=known_ids | {one.id for one in pairings if one.child.consented(today)},
        counted=count_by_state(db.session, who),
        chosen=chosen if chosen in set(PairingState) else "",
        states=list(PairingState),
        open_states=OPEN_STATES,
        may_keep_apart=holds(who, Permission.APART_READ),
    )  # fmt: skip


@blueprint.get("/<uuid:pairing_id>")
@requires(Permission.PAIRING_READ, logs=True)
def show(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """One pairing and its life so far."""
    return _page(_load(pairing_id), EndForm(), WithdrawForm())


@blueprint.post("/<uuid:pairing_id>/end")
@requires(Permission.PAIRING_END)
def end_it(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """End it, with a farewell."""
    pairing, form = _to_end(pairing_id), EndForm()
    if not form.validate_on_submit():
        return _page(pairing, form, WithdrawForm(formdata=None)), 422
    try:
        end(db.session, actor(), pairing_id, EndReason(form.reason.data), form.farewell.data)
    except Refused as refused:
        db.session.rollback()
        if not isinstance(refused, Conflict):
            form.refuse(refused)
            return _page(_load(pairing_id), form, WithdrawForm(formdata=None)), 422
        flash(explain(refused), "error")
    else:
        flash(_("The pairing has ended. The volunteer keeps hours and dates, and sees nothing else."), "success")
    return redirect(url_for(".show", pairing_id=pairing_id))


@blueprint.post("/<uuid:pairing_id>/withdraw")
@requires(Permission.PAIRING_END)
def withdraw_it(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Take back one that has not begun."""
    pairing, form = _to_end(pairing_id), WithdrawForm()
    if not form.validate_on_submit():
        return _page(pairing, EndForm(formdata=None), form), 422
    try:
        withdraw(db.session, actor(), pairing_id, WithdrawReason(form.reason.data))
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        flash(_("Taken back. The child waits again."), "success")
    return redirect(url_for(".show", pairing_id=pairing_id))


@blueprint.post("/<uuid:pairing_id>/home-visits")
@requires(Permission.PAIRING_HOME)
def home_visits(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Allow visits at the child's home with a note; without one there are none."""
    pairing, form = authorize(actor(), Permission.PAIRING_HOME, load_pairing(db.session, pairing_id)), HomeForm()
    if not form.validate_on_submit():
        return _page(pairing, EndForm(formdata=None), WithdrawForm(formdata=None), form), 422
    try:
        allow_home_visits(db.session, actor(), pairing_id, form.home_note.data or "")
    except Refused as refused:
        db.session.rollback()
        if not isinstance(refused, Conflict):
            form.refuse(refused)
            return _page(_load(pairing_id), EndForm(formdata=None), WithdrawForm(formdata=None), form), 422
        flash(explain(refused), "error")
    else:
        flash(_("Saved."), "success")
    return redirect(url_for(".show", pairing_id=pairing_id))


@blueprint.post("/<uuid:pairing_id>/resume")
@requires(Permission.PAIRING_RESUME)
def resume_it(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Let a suspended one go on."""
    authorize(actor(), Permission.PAIRING_RESUME, load_pairing(db.session, pairing_id))
    try:
        resume(db.session, actor(), pairing_id)
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        flash(_("The pairing goes on."), "success")
    return redirect(url_for(".show", pairing_id=pairing_id))


def _load(pairing_id: uuid.UUID) -> Pairing:
    return authorize(actor(), Permission.PAIRING_READ, load_pairing(db.session, pairing_id))


def _to_end(pairing_id: uuid.UUID) -> Pairing:
    return authorize(actor(), Permission.PAIRING_END, load_pairing(db.session, pairing_id))


def _page(pairing: Pairing, ending: EndForm, withdrawing: WithdrawForm, home: HomeForm | None = None) -> str:
    by_name = knows_child(actor(), pairing)
    begun = pairing.state in CONFIRMED_STATES
    page = render_template(
        "pairing/pairing.html",
        pairing=pairing,
        by_name=by_name,
        shown=by_name or pairing.child.consented(clock.today()),
        ending=ending,
        withdrawing=withdrawing,
        may_end=may(actor(), Permission.PAIRING_END, pairing),
        may_keep_apart=holds(actor(), Permission.APART_WRITE),
        may_decide=pairing.state is PairingState.ACCEPTED and may(actor(), Permission.APPROVAL_DECIDE, pairing),
        may_record=may(actor(), Permission.MEETING_RECORD, pairing),
        place_name=place_name,
        home=home or HomeForm(None, data={"home_note": pairing.home_note}),
        may_home=begun and pairing.season.allows_home_visits and may(actor(), Permission.PAIRING_HOME, pairing),
        one_sex=is_one_sex(pairing),
        may_resume=pairing.state is PairingState.SUSPENDED and may(actor(), Permission.PAIRING_RESUME, pairing),
        shut=still_shut(pairing) if pairing.state is PairingState.SUSPENDED else (),
        reason=reason_of(pairing),
        story=story_of(pairing),
        panels=page_panels("pairing", pairing),
    )
    audit.record_and_commit(db.session, actor(), audit.Action.PAIRING_READ, pairing)
    return page
