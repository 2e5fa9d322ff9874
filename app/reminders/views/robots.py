"""Robots of WeCom groups: who has one, a new one, and ending one."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, requires
from app.foundation.database import db
from app.foundation.errors import Conflict, Refused
from app.foundation.messages import explain
from app.foundation.notifier import Channel, notifier
from app.foundation.pages import actor
from app.reminders import queries
from app.reminders.forms import RobotForm
from app.reminders.rules.robots import end_robot, set_robot
from app.reminders.views.base import blueprint


@blueprint.route("/reminders/robots", methods=["GET", "POST"])
@requires(Permission.ROBOT_WRITE)
def robots() -> ResponseReturnValue:
    """The robots of the district, and a form for another."""
    who, form = actor(), RobotForm()
    form.offer(queries.places_for_robots(db.session, who))
    if form.validate_on_submit():
        try:
            set_robot(db.session, who, uuid.UUID(form.place.data), form.url.data or "")
        except Refused as refused:
            form.refuse(refused)
        except Conflict as conflict:
            form.form_errors = [explain(conflict)]
        else:
            flash(_("The bot speaks every morning from now on, where something waits."), "success")
            return redirect(url_for(".robots"))
    rows = queries.robots(db.session, who)
    page = render_template(
        "reminders/robots.html", form=form, rows=rows, open=Channel.WECOM in notifier().channels,
        last=queries.sent_lately(db.session, [one.id for one in rows]),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/reminders/robots/<uuid:robot_id>/end")
@requires(Permission.ROBOT_WRITE)
def end(robot_id: uuid.UUID) -> ResponseReturnValue:
    """It speaks no more."""
    end_robot(db.session, actor(), robot_id)
    flash(_("The bot speaks no more."), "success")
    return redirect(url_for(".robots"))
