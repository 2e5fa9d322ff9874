"""What is due, and a task of it by one tap."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, requires
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.reports import queries
from app.reports.due import FINDERS, Due, Found
from app.reports.models import TaskSource
from app.reports.rules.tapping import tap_task
from app.reports.views.base import blueprint, log_names, named

MOST = 20
"""Things of one kind on the page."""


@dataclass(frozen=True)
class Group:
    """What is due of one kind; ``made``: the open tasks there are, by what they are about."""

    source: TaskSource
    things: list[Due]
    total: int
    made: dict[uuid.UUID, uuid.UUID]


@blueprint.get("/due")
@requires(Permission.TASK_WRITE, logs=True)
def due() -> ResponseReturnValue:
    """What is due within the scope, by its kind, each with the task made of it or a button that makes one."""
    who = actor()
    groups = [_group(source, finder(db.session, who, None, MOST)) for source, finder in FINDERS.items()]
    names = named((thing.child for group in groups for thing in group.things), who)
    log_names(names, "due")
    return render_template("reports/due.html", groups=[group for group in groups if group.total], names=names)


@blueprint.post("/due")
@requires(Permission.TASK_WRITE)
def tap() -> ResponseReturnValue:
    """Make a task of one thing that is due; of one that has a task, show that."""
    try:
        source, subject_id = TaskSource(request.form.get("source", "")), uuid.UUID(request.form.get("subject", ""))
    except ValueError:
        raise Missing from None
    task = tap_task(db.session, actor(), source, subject_id)
    flash(_("Task created."), "success")
    return redirect(url_for(".show", task_id=task.id))


def _group(source: TaskSource, found: Found) -> Group:
    subjects = (one.subject_id for one in found.things)
    return Group(source, found.things, found.total, queries.open_subjects(db.session, actor(), source, subjects))
