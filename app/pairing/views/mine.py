"""The volunteer's own pairings, on a phone: what the stage allows, and two buttons."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import audit
from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.foundation.panels import page_panels
from app.pairing.forms import DeclineForm
from app.pairing.models import OPEN_STATES, DeclineReason
from app.pairing.queries import load_pairing, pairings_of_volunteer
from app.pairing.rules.answering import accept, decline
from app.pairing.stages import seen_by_volunteer
from app.pairing.views.wording import log_names

blueprint = Blueprint("my_pairings", __name__, url_prefix="/my/pairings")


@blueprint.get("")
@requires(Permission.PAIRING_OWN, logs=True)
def index() -> ResponseReturnValue:
    """All of one's own pairings."""
    account_id = actor().id
    pairings = pairings_of_volunteer(db.session, account_id) if account_id is not None else []
    seen = [seen_by_volunteer(db.session, pairing) for pairing in pairings]
    named = {one.id for one in seen if one.given_name is not None}
    log_names(actor(), "my_pairings", [pairing.child for pairing in pairings if pairing.id in named])
    return render_template(
        "pairing/mine.html",
        current=[one for one in seen if one.state in OPEN_STATES],
        past=[one for one in seen if one.state not in OPEN_STATES],
    )


@blueprint.get("/<uuid:pairing_id>")
@requires(Permission.PAIRING_OWN, logs=True)
def show(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """One pairing, as far as its stage shows it."""
    return _page(pairing_id, DeclineForm())


@blueprint.post("/<uuid:pairing_id>/accept")
@requires(Permission.PAIRING_ANSWER)
def accept_it(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Say yes."""
    try:
        accept(db.session, actor(), pairing_id)
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        flash(_("Thank you. The school decides next; you will see here when and where you meet."), "success")
    return redirect(url_for(".show", pairing_id=pairing_id))


@blueprint.post("/<uuid:pairing_id>/decline")
@requires(Permission.PAIRING_ANSWER)
def decline_it(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Say no, with a reason."""
    form = DeclineForm()
    if form.validate_on_submit():
        try:
            decline(db.session, actor(), pairing_id, DeclineReason(form.reason.data))
        except Refused as refused:
            db.session.rollback()
            flash(explain(refused), "error")
            return redirect(url_for(".show", pairing_id=pairing_id))
        flash(_("Noted. Thank you for saying so in good time."), "success")
        return redirect(url_for(".index"))
    return _page(pairing_id, form), 422


def _page(pairing_id: uuid.UUID, form: DeclineForm) -> str:
    pairing = authorize(actor(), Permission.PAIRING_OWN, load_pairing(db.session, pairing_id))
    seen, panels = seen_by_volunteer(db.session, pairing), page_panels("my_pairing", pairing)
    audit.record_and_commit(db.session, actor(), audit.Action.PAIRING_READ, pairing)
    return render_template("pairing/mine_one.html", pairing=seen, form=form, panels=panels)
