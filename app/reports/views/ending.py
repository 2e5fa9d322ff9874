"""What happens to a task: done, dropped, opened again at once, or given another day or owner."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Conflict, Refused
from app.foundation.forms import Form
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.reports import queries
from app.reports.forms import DoneForm, DropForm, MoveForm
from app.reports.models import DropReason
from app.reports.rules import tasks as rules
from app.reports.rules.undoing import reopen_task
from app.reports.views.base import blueprint
from app.reports.views.tasks import task_page


@blueprint.post("/<uuid:task_id>/done")
@requires(Permission.TASK_END)
def finish(task_id: uuid.UUID) -> ResponseReturnValue:
    """It is done."""
    form = DoneForm(prefix="done-")
    return _act(
        task_id, "done_form", form, lambda: rules.finish_task(db.session, actor(), task_id, form.words.data or ""),
        _("Done. Thank you."),
    )  # fmt: skip


@blueprint.post("/<uuid:task_id>/undo")
@requires(Permission.TASK_END)
def undo(task_id: uuid.UUID) -> ResponseReturnValue:
    """A slip: it is open again."""
    try:
        task_id = reopen_task(db.session, actor(), task_id).id
    except Refused as refused:
        db.session.rollback()
        flash(explain(refused), "error")
    else:
        flash(_("The task is open again."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


@blueprint.post("/<uuid:task_id>/drop")
@requires(Permission.TASK_END)
def drop(task_id: uuid.UUID) -> ResponseReturnValue:
    """It is dropped, with a reason."""
    form = DropForm(prefix="drop-")
    return _act(
        task_id, "drop_form", form,
        lambda: rules.drop_task(
            db.session, actor(), task_id, DropReason(form.reason.data), form.words.data or ""
        ),
        _("Dropped. It stays in the list of ended tasks, with its reason."),
    )  # fmt: skip


@blueprint.post("/<uuid:task_id>/move")
@requires(Permission.TASK_END)
def move(task_id: uuid.UUID) -> ResponseReturnValue:
    """It gets another day or owner."""
    form = MoveForm(prefix="move-")
    return _act(
        task_id, "move_form", form,
        lambda: rules.move_task(db.session, actor(), task_id, form.due_on.data, form.owner.data or ""),
        _("Saved."),
    )  # fmt: skip


def _act(task_id: uuid.UUID, name: str, form: Form, act: Callable[[], object], words: str) -> ResponseReturnValue:
    authorize(actor(), Permission.TASK_END, queries.task_of(db.session, task_id))
    if form.validate():
        try:
            act()
        except Conflict as error:
            db.session.rollback()
            flash(explain(error), "error")
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
            return task_page(task_id, **{name: form})
        else:
            flash(words, "success")
        return redirect(url_for(".show", task_id=task_id))
    return task_page(task_id, **{name: form})
