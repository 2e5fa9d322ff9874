"""What waits for oneself, and following one of it."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.foundation.access import Permission, requires
from app.foundation.database import db
from app.foundation.pages import actor
from app.reminders import queries
from app.reminders.links import target
from app.reminders.rules import reading
from app.reminders.views.base import blueprint


@blueprint.get("/reminders")
@requires(Permission.REMINDER_OWN)
def index() -> ResponseReturnValue:
    """Everything that waits, and what was done lately."""
    who = actor()
    return render_template(
        "reminders/index.html",
        waiting=queries.own_open(db.session, who),
        over=queries.own_over(db.session, who),
    )


@blueprint.get("/r/<uuid:reminder_id>")
@requires(Permission.REMINDER_OWN, logs=True)
def follow(reminder_id: uuid.UUID) -> ResponseReturnValue:
    """One tap to the thing: who is not signed in is asked to, and comes back here."""
    return redirect(target(reading.follow(db.session, actor(), reminder_id)))


@blueprint.post("/reminders/read")
@requires(Permission.REMINDER_OWN)
def read_all() -> ResponseReturnValue:
    """All seen."""
    reading.read_all(db.session, actor())
    return redirect(url_for(".index"))
