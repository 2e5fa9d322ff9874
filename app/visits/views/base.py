"""What the pages share: one blueprint, the words of a due date, and how a child is found."""

from __future__ import annotations

import uuid

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext

from app.children.models import Child
from app.foundation.access import Permission, authorize
from app.foundation.database import db
from app.foundation.pages import actor
from app.visits.due import SOON
from app.visits.queries import Due
from app.visits.wording import GLOBALS

blueprint = Blueprint("visits", __name__)
for word in GLOBALS:
    blueprint.add_app_template_global(word)


@blueprint.app_template_global()
def visit_due_words(days: int) -> str:
    """``due today``, ``due in 3 days``, ``2 days overdue``."""
    if days == 0:
        return str(_("due today"))
    if days > 0:
        return str(ngettext("due in %(num)s day", "due in %(num)s days", days))
    return str(ngettext("%(num)s day overdue", "%(num)s days overdue", -days))


@blueprint.app_template_global()
def visit_due_state(due: Due) -> str:
    """The badge of a due date: overdue stands out, the next week asks."""
    return "late" if due.days < 0 else "due" if due.days <= SOON else "confirmed"


def judged_child(child_id: uuid.UUID, permission: Permission) -> Child:
    """The child, if the actor may do this with its visits.

    Raises:
        Missing: there is none, or it is not the actor's.
    """
    return authorize(actor(), permission, db.session.get(Child, child_id))
