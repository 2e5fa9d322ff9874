"""Tasks: for who keeps the children's card, ledger or file, and only as far as they may see the child."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.foundation.access import Role
from app.foundation.database import db
from tests.factories import tasks
from tests.guards.matrix import Row, row
from tests.guards.world import Half

NEAR = frozenset({Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR})
KEEPERS = (*NEAR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)
TASK = {"words": "请联系家长", "due_on": "2099-01-01", "owner": "me"}


def _of_child(half: Half) -> Mapping[str, Any]:
    """The school is to do it; about the child."""
    made = tasks.task(half.school, half.child)
    db.session.commit()
    return {"task_id": made.id}


def _task(endpoint: str, *allowed: Role, method: str = "POST", **values: Any) -> Row:
    """A row of a task about a child: a consent taken back leaves it to school and village."""
    return row(
        endpoint, *allowed, method=method, own=lambda w: _of_child(w.own), foreign=lambda w: _of_child(w.foreign),
        allowed_in={"withdrawn": NEAR & set(allowed)}, **values,
    )  # fmt: skip


# A village's director sees the school's task about the child, and cannot end it.
ENDERS = (Role.SCHOOL_STAFF, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)


ROWS = [
    row("tasks.index", *KEEPERS),
    row("tasks.new", *KEEPERS),
    row("tasks.new", *KEEPERS, method="POST", data=TASK),
    _task("tasks.show", *KEEPERS, method="GET"),
    _task("tasks.finish", *ENDERS),
    _task("tasks.drop", *ENDERS, data={"drop-reason": "not_needed"}),
    _task("tasks.move", *ENDERS, data={"move-due_on": "2099-01-01"}),
    row("tasks.due", *KEEPERS),
    # Nothing of the kind is due, which looks like what one may not see.
    row("tasks.tap", method="POST", data={"source": "by_hand", "subject": "6f1c8f10-0000-4000-8000-000000000000"}),
]
