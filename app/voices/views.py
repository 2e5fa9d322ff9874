"""Pages of voices: saying, writing down, reading, and the counts on a season's page."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.pages import actor
from app.foundation.panels import add_to_page
from app.pairing.models import Pairing
from app.pairing.queries import load_pairing
from app.seasons.models import Season
from app.voices.forms import HeardForm, VoiceForm, values_of
from app.voices.models import Question, Side, Voice
from app.voices.queries import tally, voice_of, voices_of
from app.voices.rules import speak

voices = Blueprint("voices", __name__)
BLUEPRINTS = (voices,)
HEARD = (Side.CHILD, Side.CARER)


@voices.route("/my/pairings/<uuid:pairing_id>/voice", methods=["GET", "POST"])
@requires(Permission.VOICE_OWN)
def own(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """Three taps and a line of the volunteer."""
    authorize(actor(), Permission.VOICE_OWN, load_pairing(db.session, pairing_id))
    form = VoiceForm(data=values_of(voice_of(db.session, pairing_id, Side.VOLUNTEER)))
    back = url_for("my_pairings.show", pairing_id=pairing_id)
    if form.validate_on_submit() and _spoken(pairing_id, Side.VOLUNTEER, form):
        flash(_("Thank you. The school reads it; nobody publishes it."), "success")
        return redirect(back)
    return _form_page(form, Side.VOLUNTEER, back)


@voices.route("/pairings/<uuid:pairing_id>/voices/<string:side>", methods=["GET", "POST"])
@requires(Permission.VOICE_RECORD, logs=True)
def hear(pairing_id: uuid.UUID, side: str) -> ResponseReturnValue:
    """What staff heard from the child or the carer. What was said before is shown to those who may read it."""
    pairing = authorize(actor(), Permission.VOICE_RECORD, load_pairing(db.session, pairing_id))
    if side not in {one.value for one in HEARD}:
        raise Missing
    before = voice_of(db.session, pairing_id, Side(side)) if may(actor(), Permission.VOICE_READ, pairing) else None
    form = HeardForm(data=values_of(before))
    back = url_for("pairings.show", pairing_id=pairing_id)
    if form.validate_on_submit() and _spoken(pairing_id, Side(side), form):
        flash(_("Saved. Only the school reads the words."), "success")
        return redirect(back)
    if before is not None:  # the form shows what was said before
        audit.record_and_commit(db.session, actor(), audit.Action.VOICE_READ, pairing, sides=[side])
    return _form_page(form, Side(side), back)


@voices.get("/pairings/<uuid:pairing_id>/voices")
@requires(Permission.VOICE_READ, logs=True)
def read(pairing_id: uuid.UUID) -> ResponseReturnValue:
    """What every side said, for the school."""
    pairing = authorize(actor(), Permission.VOICE_READ, load_pairing(db.session, pairing_id))
    said: dict[Side, Voice] = voices_of(db.session, pairing_id)
    page = render_template("voices/read.html", pairing=pairing, said=said, questions=list(Question))
    sides = [side.value for side in said]
    audit.record_and_commit(db.session, actor(), audit.Action.VOICE_READ, pairing, sides=sides)
    return page


def _spoken(pairing_id: uuid.UUID, side: Side, form: VoiceForm) -> bool:
    try:
        speak(db.session, actor(), pairing_id, side, form.saying())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return False
    return True


def _form_page(form: VoiceForm, side: Side, back: str) -> ResponseReturnValue:
    page = render_template("voices/form.html", form=form, side=side, back=back, questions=list(Question))
    return page, 422 if form.errors or form.form_errors else 200


def _on_pairing(pairing: Pairing) -> dict[str, Any] | None:
    """For staff: whose voice is there, and where to write one down."""
    may_record = may(actor(), Permission.VOICE_RECORD, pairing)
    if not may_record or pairing.active_at is None or clock.today() < pairing.season.reviewed_by:
        return None
    said = voices_of(db.session, pairing.id)
    return {
        "pairing": pairing,
        "said": said,
        "sides": list(Side),
        "may_read": may(actor(), Permission.VOICE_READ, pairing),
    }


def _on_own(pairing: Pairing) -> dict[str, Any] | None:
    """For the volunteer, from the middle of the season: how was it?"""
    if pairing.active_at is None or clock.today() < pairing.season.reviewed_by:
        return None
    return {"pairing": pairing, "said": voice_of(db.session, pairing.id, Side.VOLUNTEER) is not None}


def _on_season(season: Season) -> dict[str, Any] | None:
    """For the organizer: counts, never words."""
    if not may(actor(), Permission.SEASON_WRITE, season):
        return None
    counted = tally(db.session, season)
    return {"tally": counted, "questions": list(Question)} if any(one.voices for one in counted.values()) else None


add_to_page("pairing", "voices", order=20, template="voices/panels/pairing.html", make=_on_pairing)
add_to_page("my_pairing", "voice", order=20, template="voices/panels/own.html", make=_on_own)
add_to_page("season", "voices", order=30, template="voices/panels/season.html", make=_on_season)
