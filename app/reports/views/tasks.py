"""The lists of tasks, one task, and making one."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, may, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.pages import actor
from app.reports import queries
from app.reports.forms import DoneForm, DropForm, MoveForm, TaskForm
from app.reports.models import TaskState
from app.reports.owners import OwnerChoice, posts_for
from app.reports.rules import tasks as rules
from app.reports.rules.undoing import may_reopen
from app.reports.views.base import blueprint, log_names, named

SHOWS = ("mine", "all", "ended")
SOON = timedelta(days=7)


@blueprint.get("/")
@requires(Permission.TASK_READ, logs=True)
def index() -> ResponseReturnValue:
    """The tasks to do oneself, all of the scope, or those that are over."""
    who, today = actor(), clock.today()
    show = request.args.get("show", SHOWS[0])
    show = show if show in SHOWS else SHOWS[0]
    cursor = request.args.get("cursor")
    page = queries.tasks_page(db.session, who, mine=show == "mine", over=show == "ended", cursor=cursor)
    own, scope = queries.counts(db.session, who, today, mine=True), queries.counts(db.session, who, today)
    names = named((task.child for task in page.rows), who)
    log_names(names, "tasks")
    return render_template(
        "reports/tasks.html", page=page, show=show, own=own, scope=scope, names=names, today=today,
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.TASK_WRITE)
def new() -> ResponseReturnValue:
    """Make a task by hand."""
    given = {"task_id": str(uuid.uuid4()), "due_on": clock.today() + SOON, "owner": OwnerChoice.ME.value}
    form = TaskForm(data={**given, "child_code": request.args.get("child", "")[:12]})
    form.owner.offer(posts_for(db.session, actor()))
    if form.validate_on_submit():
        try:
            task = rules.make_task(db.session, actor(), form.new())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Task created."), "success")
            return redirect(url_for(".show", task_id=task.id))
    return render_template("reports/task_new.html", form=form)


@blueprint.get("/<uuid:task_id>")
@requires(Permission.TASK_READ, logs=True)
def show(task_id: uuid.UUID) -> ResponseReturnValue:
    """One task, and what can be done with it."""
    return task_page(task_id)


def task_page(task_id: uuid.UUID, **forms: Any) -> ResponseReturnValue:
    """The page of a task; ``forms`` are those that came back with errors."""
    who = actor()
    task = authorize(who, Permission.TASK_READ, queries.task_of(db.session, task_id))
    names = named([task.child], who)
    if task.child is not None:
        audit.record_and_commit(db.session, who, audit.Action.TASK_READ, task)
    answers = task.state is TaskState.OPEN and may(who, Permission.TASK_END, task)
    made: dict[str, Any] = {}
    if answers:
        made = {
            "done_form": DoneForm(formdata=None, prefix="done-"),
            "drop_form": DropForm(formdata=None, prefix="drop-"),
            "move_form": MoveForm(formdata=None, prefix="move-", data={"due_on": task.due_on, "owner": ""}),
            **forms,
        }
        made["move_form"].owner.offer(posts_for(db.session, who), of_child=task.child is not None, keep=True)
    return render_template(
        "reports/task.html", task=task, names=names, answers=answers, today=clock.today(),
        slip=may_reopen(db.session, who, task), **made,
    )  # fmt: skip
