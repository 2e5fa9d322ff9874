"""Whom to tell today: the text to copy for each person, and the tick that it was done."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, holds, requires
from app.foundation.database import db
from app.foundation.pages import actor
from app.foundation.redirects import own_path
from app.reminders import queries
from app.reminders.forms import ToldForm
from app.reminders.rules.telling import last_told, tell
from app.reminders.views.base import blueprint


@blueprint.get("/reminders/telling")
@requires(Permission.REMINDER_TELL)
def telling() -> ResponseReturnValue:
    """The people with something waiting, by school or township."""
    return render_template(
        "reminders/telling.html",
        groups=queries.whom_to_tell(db.session, actor()),
        told=last_told(db.session, actor()),
        actor_may_set_robots=holds(actor(), Permission.ROBOT_WRITE),
    )


@blueprint.post("/reminders/telling/<uuid:account_id>")
@requires(Permission.REMINDER_TELL)
def told(account_id: uuid.UUID) -> ResponseReturnValue:
    """The tick: told, by this way; everything that waits for the person, or what a list was about."""
    form = ToldForm()
    if form.validate_on_submit():
        tell(db.session, actor(), account_id, form.told_way(), form.about())
        flash(_("Noted."), "success")
    else:
        flash(_("Say how you told them."), "error")
    return redirect(own_path(request.form.get("next"), url_for(".telling")))
