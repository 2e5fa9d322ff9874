"""The list of today's calls, one call with its numbers, and the volunteer's "I am late"."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.calls.access import CALLERS
from app.calls.codes import CallKind, CallResult
from app.calls.due import Due, find_due, todays_calls
from app.calls.rules import LATE_MINUTES, Made, late_today, note_call, say_late
from app.calls.wording import sentence
from app.children.codes import OpenReason
from app.children.disclosure.codes import Section
from app.children.disclosure.opening import open_sections
from app.children.views.base import log_list
from app.foundation.access import Actor, Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.ids import as_id
from app.foundation.messages import explain
from app.foundation.pages import NavigationItem, actor, add_navigation
from app.foundation.panels import add_panel, add_to_page
from app.pairing.models import Pairing, PairingState
from app.pairing.queries import load_pairing

KINDS = f"any({', '.join(CallKind)})"
blueprint = Blueprint("calls", __name__)
blueprint.add_app_template_global(sentence, "call_sentence")
add_navigation(NavigationItem(_l("Calls"), "calls.index", "phone", Permission.CALL_MAKE, 19))


@blueprint.get("/calls")
@requires(Permission.CALL_MAKE, logs=True)
def index() -> ResponseReturnValue:
    """Whom to call now, and who comes back later."""
    calls = todays_calls(db.session, actor())
    log_list(db.session, actor(), "calls", [one.child for one in (*calls.now, *calls.later)])
    return render_template("calls/index.html", calls=calls)


@blueprint.post(f"/calls/<{KINDS}:kind>/<uuid:subject_id>/number")
@requires(Permission.CALL_MAKE)
def number(kind: str, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Open the family's numbers for this call: the look is on the log, and nothing stays open."""
    due = _due(kind, subject_id)
    log_list(db.session, actor(), "call", [due.child])
    opened = open_sections(db.session, actor(), due.child, {Section.PHONES}, OpenReason.CALL_CARER)
    return render_template(
        "calls/one.html", due=due, opened=opened, shut=Section.PHONES not in opened.keys, call_id=uuid.uuid4(),
        results=list(CallResult),
    )  # fmt: skip


@blueprint.post(f"/calls/<{KINDS}:kind>/<uuid:subject_id>")
@requires(Permission.CALL_MAKE)
def result(kind: str, subject_id: uuid.UUID) -> ResponseReturnValue:
    """Told, no answer, or call again."""
    call_id, said = as_id(request.form.get("call_id")), request.form.get("result", "")
    if call_id is None or said not in set(CallResult):
        _due(kind, subject_id)
        flash(_("Say what came of the call."), "error")
        return redirect(url_for(".index"))
    try:
        row = note_call(db.session, actor(), Made(call_id, CallKind(kind), subject_id, CallResult(said)))
    except Missing:
        raise
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        words = _("Noted.") if row.again_at is None else _("Noted. It comes back by itself.")
        flash(words, "success")
    return redirect(url_for(".index"))


@blueprint.post("/my/pairings/<uuid:pairing_id>/late")
@requires(Permission.ABSENCE_SAY)
def late(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Say by one tap that one comes late today."""
    authorize(actor(), Permission.ABSENCE_SAY, load_pairing(db.session, pairing_id))
    try:
        say_late(db.session, actor(), pairing_id, request.form.get("minutes", 0, type=int))
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        flash(_("Said. School and village see it and phone the family. Travel safely."), "success")
    return redirect(url_for("my_pairings.show", pairing_id=pairing_id))


def _due(kind: str, subject_id: uuid.UUID) -> Due:
    found = find_due(db.session, actor(), CallKind(kind), subject_id)
    if found is None:
        raise Missing
    authorize(actor(), Permission.CALL_MAKE, found.pairing)
    return found


def _panel(who: Actor) -> dict[str, Any] | None:
    calls = todays_calls(db.session, who)
    tells = frozenset(one.subject_id for one in (*calls.now, *calls.later))
    return {"now": calls.now, "later": len(calls.later), "tells": tells} if tells else None


def _late_panel(pairing: Pairing) -> dict[str, Any] | None:
    if pairing.state is not PairingState.ACTIVE:
        return None
    return {"pairing_id": pairing.id, "said": late_today(db.session, pairing), "choices": LATE_MINUTES}


add_panel("calls", *CALLERS, order=4, template="calls/_panel.html", make=_panel)
add_to_page("my_pairing", "late", order=5, template="calls/_panel_late.html", make=_late_panel)
BLUEPRINTS = (blueprint,)
