"""The introducer's page: met, did not come, moved to."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.models import Account
from app.foundation import audit
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.pairing.forms import MeetingForm, MetForm
from app.pairing.models import Meeting, MeetingOutcome, PairingState
from app.pairing.queries import load_meeting, meetings_due
from app.pairing.rules.meeting import record_met, record_missed, record_moved
from app.pairing.stages import place_name
from app.pairing.views.wording import log_names

blueprint = Blueprint("meetings", __name__, url_prefix="/meetings")


@blueprint.get("")
@requires(Permission.MEETING_RECORD, logs=True)
def index() -> ResponseReturnValue:
    """First meetings of which nobody has said how they went."""
    meetings = meetings_due(db.session, actor())
    log_names(actor(), "meetings", [meeting.pairing.child for meeting in meetings])
    return render_template("pairing/meetings.html", meetings=meetings, place_name=place_name)


@blueprint.get("/<uuid:meeting_id>")
@requires(Permission.MEETING_RECORD, logs=True)
def show(meeting_id: uuid.UUID) -> ResponseReturnValue:
    """One first meeting, and the three things that can be said of it."""
    return _page(_load(meeting_id), MetForm(), MeetingForm())


@blueprint.post("/<uuid:meeting_id>/met")
@requires(Permission.MEETING_RECORD)
def met(meeting_id: uuid.UUID) -> ResponseReturnValue:
    """They met."""
    meeting, form = _load(meeting_id), MetForm()
    if not form.validate_on_submit():
        return _page(meeting, form, MeetingForm(formdata=None)), 422
    try:
        record_met(db.session, actor(), meeting_id, form.usual_place.data or "")
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
        return redirect(url_for(".show", meeting_id=meeting_id))
    flash(_("Recorded: they met. The pairing is active."), "success")
    return redirect(url_for(".index"))


@blueprint.post("/<uuid:meeting_id>/again")
@requires(Permission.MEETING_RECORD)
def again(meeting_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody did not come, or it was moved: another meeting is agreed on."""
    meeting, form = _load(meeting_id), MeetingForm()
    form.offer(db.session, meeting.pairing)
    if not form.validate_on_submit():
        return _page(meeting, MetForm(formdata=None), form), 422
    missed = request.form.get("outcome") == MeetingOutcome.MISSED.value
    try:
        (record_missed if missed else record_moved)(db.session, actor(), meeting_id, form.plan())
    except Conflict as conflict:
        db.session.rollback()
        flash(explain(conflict), "error")
        return redirect(url_for(".show", meeting_id=meeting_id))
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(_load(meeting_id), MetForm(formdata=None), form), 422
    flash(_("Recorded. The volunteer sees the new day, hour and place."), "success")
    return redirect(url_for(".index"))


def _load(meeting_id: uuid.UUID) -> Meeting:
    meeting = load_meeting(db.session, meeting_id)
    if meeting is None:
        raise Missing
    authorize(actor(), Permission.MEETING_RECORD, meeting.pairing)
    return meeting


def _page(meeting: Meeting, met_form: MetForm, form: MeetingForm) -> str:
    form.offer(db.session, meeting.pairing)
    page = render_template(
        "pairing/meeting.html",
        meeting=meeting,
        pairing=meeting.pairing,
        introducer=db.session.get(Account, meeting.introducer_id),
        place=place_name(meeting),
        open=meeting.outcome is None and meeting.pairing.state is PairingState.APPROVED,
        met_form=met_form,
        form=form,
    )
    audit.record_and_commit(db.session, actor(), audit.Action.PAIRING_READ, meeting.pairing)
    return page
