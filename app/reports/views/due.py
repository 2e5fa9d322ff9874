"""What is due, and a task of it by one tap."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, requires
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.reports import queries
from app.reports.due import FINDERS
from app.reports.models import TaskSource
from app.reports.rules.tapping import tap_task
from app.reports.views.base import blueprint

MOST = 100


@blueprint.get("/due")
@requires(Permission.TASK_WRITE)
def due() -> ResponseReturnValue:
    """What is due within the scope, by what it is, each with the task made of it or a button that makes one."""
    who = actor()
    found = [(source, finder(db.session, who)) for source, finder in FINDERS.items()]
    groups = [
        (source, things[:MOST], len(things),
         queries.open_subjects(db.session, who, source, (one.subject_id for one in things[:MOST])))
        for source, things in found if things
    ]  # fmt: skip
    return render_template("reports/due.html", groups=groups)


@blueprint.post("/due")
@requires(Permission.TASK_WRITE)
def tap() -> ResponseReturnValue:
    """Make a task of one thing that is due; of one that has a task, show that."""
    try:
        source, subject_id = TaskSource(request.form.get("source", "")), uuid.UUID(request.form.get("subject", ""))
    except ValueError:
        raise Missing from None
    task = tap_task(db.session, actor(), source, subject_id)
    flash(_("The task is made."), "success")
    return redirect(url_for(".show", task_id=task.id))
