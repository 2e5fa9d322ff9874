"""Logging a session where there is no signal: the empty form, and what a phone asks before it sends."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.foundation.access import Permission, kept, requires
from app.foundation.database import db
from app.foundation.outbox import Outbox, add_outbox, asked_ids, in_language, state_answer
from app.foundation.pages import actor
from app.sessions import queries
from app.sessions.forms import ChosenMissedForm, SessionForm, whom_said
from app.sessions.missed import recorded_ids
from app.sessions.models import MissedKind

blueprint = Blueprint("sessions_unsent", __name__, url_prefix="/sessions")

add_outbox(
    Outbox(
        "session",
        _l("Session"),
        Permission.SESSION_LOG,
        empty="sessions_unsent.empty",
        state="sessions_unsent.state",
        send="sessions.new",
        number="session_id",
    )
)
add_outbox(
    Outbox(
        "missed",
        _l("We did not meet"),
        Permission.SESSION_LOG,
        empty="sessions_unsent.missed_empty",
        state="sessions_unsent.missed_state",
        send="missed.new",
        number="missed_id",
    )
)


@blueprint.get("/without-signal/<any(zh, en):language>")
@kept
def empty(language: str) -> ResponseReturnValue:
    """The form with nobody in it; the phone fills in the codes it keeps."""
    with in_language(language):
        form = SessionForm(formdata=None, meta={"csrf": False})
        form.offer(queries.offered_for(db.session, []))
        return render_template("sessions/empty.html", form=form)


@blueprint.get("/unsent")
@requires(Permission.SESSION_LOG, blind=True)
def state() -> ResponseReturnValue:
    """Which of the sessions asked about are recorded, and the codes of the children one meets."""
    who = actor()
    recorded = queries.own_ids(db.session, who, asked_ids(request.args.getlist("id")))
    codes = [(str(one.number), whom_said(one, by_code=True)) for one in queries.whom_to_log(db.session, who)]
    last = queries.last_of(db.session, who)
    preset = [("place", last.place.value), ("service_area", last.service_area)] if last is not None else []
    return state_answer(who, recorded, {"pairing_id": codes, "preset": preset})


@blueprint.get("/missed/without-signal/<any(zh, en):language>")
@kept
def missed_empty(language: str) -> ResponseReturnValue:
    """The form for a meeting that did not take place, with nobody in it."""
    with in_language(language):
        form = ChosenMissedForm(formdata=None, meta={"csrf": False})
        return render_template("sessions/missed_empty.html", form=form)


@blueprint.get("/missed/unsent")
@requires(Permission.SESSION_LOG, blind=True)
def missed_state() -> ResponseReturnValue:
    """Which of the meetings asked about are recorded as missed, and the codes of the children one meets."""
    who = actor()
    recorded = recorded_ids(db.session, who, asked_ids(request.args.getlist("id")))
    codes = [(str(one.number), whom_said(one, by_code=True)) for one in queries.whom_to_log(db.session, who)]
    return state_answer(who, recorded, {"pairing_id": codes, "preset": [("kind", MissedKind.MISSED.value)]})
