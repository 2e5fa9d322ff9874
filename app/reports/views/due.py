"""What is due, and a task of it by one tap."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, Role, requires
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.foundation.paging import Page
from app.reports import queries
from app.reports.due import FINDERS, Due, Found, Part
from app.reports.models import TaskSource
from app.reports.rules.tapping import tap_task
from app.reports.views.base import blueprint, log_names, named

MOST = 20
"""Things of one kind on the page of all kinds."""
PAGE = 50
"""Things on a page of one kind."""


@dataclass(frozen=True)
class Group:
    """What is due of one kind; ``made``: the open tasks there are, by what they are about."""

    source: TaskSource
    page: Page[Due]
    total: int
    made: dict[uuid.UUID, uuid.UUID]


@blueprint.get("/due")
@requires(Permission.TASK_WRITE, logs=True)
def due() -> ResponseReturnValue:
    """What is due within the scope, by its kind, each with the task made of it or a button that makes one.

    The first of every kind; or with ``of`` all of one, page by page.
    """
    who, only = actor(), _kind()
    part = Part(PAGE, request.args.get("cursor")) if only else Part(MOST)
    finders = {only: FINDERS[only]} if only else FINDERS
    groups = [_group(source, finder(db.session, who, None, part)) for source, finder in finders.items()]
    names = named((thing.child for group in groups for thing in group.page.rows), who)
    log_names(names, "due")
    return render_template(
        "reports/due.html", groups=[group for group in groups if group.page.rows], names=names,
        only=only, consented_only=not who.has(Role.VILLAGE_DIRECTOR),
    )  # fmt: skip


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


def _kind() -> TaskSource | None:
    """The kind the address asks for; none for what is none."""
    return next((one for one in FINDERS if one.value == request.args.get("of")), None)


def _group(source: TaskSource, found: Found) -> Group:
    subjects = (one.subject_id for one in found.page.rows)
    return Group(source, found.page, found.total, queries.open_subjects(db.session, actor(), source, subjects))
