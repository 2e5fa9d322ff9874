"""The volunteer's side of absences, on a phone: "I cannot come", and standing in for somebody who cannot."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.pairing.absences import own_absences, own_standing_in
from app.pairing.forms import AwayForm, as_uuid
from app.pairing.models import AbsenceReason, Pairing, Substitute
from app.pairing.queries import load_pairing
from app.pairing.rules.absences import Away, say_absence, take_back_absence
from app.pairing.rules.substituting import answer_substitute

blueprint = Blueprint("away", __name__, url_prefix="/my")


@blueprint.route("/pairings/<uuid:pairing_id>/away", methods=["GET", "POST"])
@requires(Permission.ABSENCE_SAY)
def say(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Say from when to when one cannot come; today is filled in."""
    pairing = authorize(actor(), Permission.ABSENCE_SAY, load_pairing(db.session, pairing_id))
    form = AwayForm(data={"absence_id": str(uuid.uuid4()), "first_on": clock.today(), "last_on": clock.today()})
    number = as_uuid(form.absence_id.data)
    if form.validate_on_submit() and number is not None:
        reason = AbsenceReason(form.reason.data)
        try:
            say_absence(db.session, actor(), Away(number, pairing_id, form.first_on.data, form.last_on.data, reason))
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_("Said. School and village see it now and phone the family."), "success")
            return redirect(url_for(".say", pairing_id=pairing_id))
    said = own_absences(db.session, pairing, clock.today())
    return render_template("pairing/away.html", form=form, pairing=pairing, said=said)


@blueprint.post("/absences/<uuid:absence_id>/take-back")
@requires(Permission.ABSENCE_SAY)
def take_back(absence_id: uuid.UUID) -> ResponseReturnValue:
    """Come after all."""
    absence = take_back_absence(db.session, actor(), absence_id)
    flash(_("Good. School and village see that you come after all."), "success")
    return redirect(url_for(".say", pairing_id=absence.pairing_id))


@blueprint.get("/standing-in/<uuid:substitute_id>")
@requires(Permission.SUBSTITUTE_OWN, logs=True)
def stand_in(substitute_id: uuid.UUID) -> ResponseReturnValue:
    """What one may know of it today; nothing once the days are over."""
    seen = own_standing_in(db.session, actor(), substitute_id, clock.today())
    pairing = db.session.get_one(Pairing, db.session.get_one(Substitute, substitute_id).pairing_id)
    audit.record_and_commit(db.session, actor(), audit.Action.PAIRING_READ, pairing)
    return render_template("pairing/stand_in.html", seen=seen)


@blueprint.post("/standing-in/<uuid:substitute_id>/<any(yes, no):answer>")
@requires(Permission.SUBSTITUTE_OWN)
def answer_it(substitute_id: uuid.UUID, answer: str) -> ResponseReturnValue:
    """Say yes or no."""
    own_standing_in(db.session, actor(), substitute_id, clock.today())
    try:
        answer_substitute(db.session, actor(), substitute_id, yes=answer == "yes")
    except Missing:
        raise
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
        return redirect(url_for("home.index"))
    if answer == "no":
        flash(_("Noted. Thank you for saying so in good time."), "success")
        return redirect(url_for("home.index"))
    flash(_("Thank you. On the first day the school introduces you."), "success")
    return redirect(url_for(".stand_in", substitute_id=substitute_id))
