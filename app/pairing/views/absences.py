"""The school's and the village's side of absences: whom to call, and who may stand in."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import audit, clock
from app.foundation.access import Permission, may, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.pairing.absences import absence_to_handle, absences_to_handle, standing
from app.pairing.candidates import best_two
from app.pairing.forms import as_uuid
from app.pairing.rules.absences import tell_family
from app.pairing.rules.substituting import approve_substitute, call_off_substitute
from app.pairing.views.wording import log_names

blueprint = Blueprint("absences", __name__, url_prefix="/absences")


@blueprint.get("")
@requires(Permission.ABSENCE_READ, logs=True)
def index() -> ResponseReturnValue:
    """Who cannot come, today and later."""
    found = absences_to_handle(db.session, actor(), clock.today())
    log_names(actor(), "absences", [one.pairing.child for one in found])
    return render_template("pairing/absences.html", absences=found, standing=standing)


@blueprint.get("/<uuid:absence_id>")
@requires(Permission.ABSENCE_READ, logs=True)
def show(absence_id: uuid.UUID) -> ResponseReturnValue:
    """One absence: whom to call, and the two who could stand in."""
    absence = absence_to_handle(db.session, actor(), absence_id)
    stands = standing(absence)
    open_still = absence.taken_back_at is None and absence.last_on >= clock.today()
    approves = may(actor(), Permission.SUBSTITUTE_APPROVE, absence.pairing) and open_still
    audit.record_and_commit(db.session, actor(), audit.Action.PAIRING_READ, absence.pairing)
    return render_template(
        "pairing/absence.html",
        absence=absence,
        standing=stands,
        approves=approves,
        candidates=best_two(db.session, absence) if approves and stands is None else [],
    )


@blueprint.post("/<uuid:absence_id>/told")
@requires(Permission.ABSENCE_TELL)
def told(absence_id: uuid.UUID) -> ResponseReturnValue:
    """The family was told."""
    return _done(absence_id, lambda: tell_family(db.session, actor(), absence_id), _("Noted: the family was told."))


@blueprint.post("/<uuid:absence_id>/substitute")
@requires(Permission.SUBSTITUTE_APPROVE)
def approve(absence_id: uuid.UUID) -> ResponseReturnValue:
    """Approve one of the two and ask whether they can."""
    volunteer_id = as_uuid(request.form.get("volunteer_id"))
    if volunteer_id is None:
        absence_to_handle(db.session, actor(), absence_id)
        flash(_("Choose one of the two."), "error")
        return redirect(url_for(".show", absence_id=absence_id))
    return _done(
        absence_id,
        lambda: approve_substitute(db.session, actor(), absence_id, volunteer_id),
        _("Approved and asked. The answer will appear here; introduce the two on the first day."),
    )


@blueprint.post("/<uuid:absence_id>/substitute/<uuid:substitute_id>/call-off")
@requires(Permission.SUBSTITUTE_APPROVE)
def call_off(absence_id: uuid.UUID, substitute_id: uuid.UUID) -> ResponseReturnValue:
    """Nobody stands in any more; what the substitute saw of the child is shut at once."""
    return _done(absence_id, lambda: call_off_substitute(db.session, actor(), substitute_id), _("Called off, at once."))


def _done(absence_id: uuid.UUID, act: Callable[[], object], words: str) -> ResponseReturnValue:
    """Run a rule; what it refuses is told."""
    try:
        act()
    except Missing:
        raise
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        flash(words, "success")
    return redirect(url_for(".show", absence_id=absence_id))
