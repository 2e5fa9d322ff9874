"""Volunteers with an active pairing who stopped logging: for the school that decides, and the lead."""

from __future__ import annotations

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import clock
from app.foundation.access import Permission, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor
from app.safeguarding import queries
from app.safeguarding.forms import WordForm
from app.safeguarding.rules.silences import close_with_word
from app.safeguarding.views.base import blueprint, done


@blueprint.get("/silences")
@requires(Permission.SILENCE_READ)
def silences() -> ResponseReturnValue:
    """Whom to ask after."""
    return _page()


@blueprint.post("/silences/<uuid:alert_id>/close")
@requires(Permission.SILENCE_CLOSE)
def close_silence(alert_id: uuid.UUID) -> ResponseReturnValue:
    """Say what was found out."""
    form = WordForm()
    word = form.word.data or "" if form.validate() else ""
    try:
        close_with_word(db.session, actor(), alert_id, word)
    except Refused as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form)
    return done(lambda: None, _("Saved. The days begin to count again."), "concerns.silences")


def _page(form: WordForm | None = None) -> ResponseReturnValue:
    rows = queries.open_silences(db.session, actor())
    return render_template("safeguarding/silences.html", rows=rows, today=clock.today(), form=form)
