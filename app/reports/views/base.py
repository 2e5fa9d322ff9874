"""The blueprint of tasks, and what its pages share."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.children.access import named_in_lists
from app.children.models import Child
from app.foundation import audit
from app.foundation.access import Actor, Permission, may
from app.foundation.database import db
from app.foundation.pages import NavigationGroup, NavigationItem, actor, add_navigation
from app.reports.models import CareTask, TaskSource
from app.reports.words import owner_words, task_title

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")

add_navigation(
    NavigationItem(_l("Tasks"), "tasks.index", "check", Permission.TASK_READ, 15, group=NavigationGroup.RECORD)
)


def named(children: Iterable[Child | None], who: Actor) -> dict[str, str]:
    """The children's names by their codes, for those who keep their card or ledger; others go by the code alone."""
    return {child.code: child.name for child in children if child is not None and named_in_lists(who, child)}


def log_names(names: dict[str, str], page: str) -> None:
    """Put it on the log that children were named on a page."""
    if names:
        audit.record_and_commit(db.session, actor(), audit.Action.CHILD_LISTED, None, page=page, count=len(names))


@blueprint.app_template_global()
def task_way(task: CareTask) -> tuple[str, str] | None:
    """Words and address of the form with which the reader does what the task asks for; the task then ends by itself."""
    who, child = actor(), task.child
    if child is None:
        return None
    if task.source is TaskSource.VISIT_OVERDUE and may(who, Permission.VISIT_RECORD, child):
        return _("Record the visit"), url_for("visits.new", child=child.id)
    if task.source is TaskSource.AGREEMENT_MISSING and may(who, Permission.GUARDIANSHIP_WRITE, child):
        return _("Record the agreement"), url_for("visits.agreement", child_id=child.id)
    if task.source is TaskSource.REVIEW_OVERDUE and may(who, Permission.GUARDIANSHIP_WRITE, child):
        return _("Look through the file"), url_for("visits.of_child", child_id=child.id)
    return None


blueprint.add_app_template_global(owner_words, "task_owner")
blueprint.add_app_template_global(task_title, "task_title")
