"""Tasks, for who keeps the children's card, ledger or file and may see the child; and the reports of the district."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.foundation.access import Role
from app.foundation.database import db
from tests.factories import tasks
from tests.guards.matrix import PLACES, Row, row
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


def _report(half: Half) -> Mapping[str, Any]:
    """The report of this month, with a snapshot."""
    return {"report_id": tasks.report(half.district).id}


def _reports(endpoint: str, *allowed: Role, method: str = "POST", **values: Any) -> Row:
    """A row of a report of the district: readers everywhere in it, makers its organizers alone."""
    return row(
        endpoint, *allowed, method=method, own=lambda w: _report(w.own), foreign=lambda w: _report(w.foreign),
        allowed_in={place: frozenset(allowed) for place in PLACES if place != "foreign"}, **values,
    )  # fmt: skip


READERS = (Role.SCHOOL_STAFF, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)
DECISION = {"decision-words": "各乡镇补访", "decision-owner": "me", "decision-due_on": "2099-01-01"}

ROWS = [
    row("reports.index", *READERS),
    row("reports.make", Role.ORGANIZER, method="POST"),
    _reports("reports.show", *READERS, method="GET"),
    _reports("reports.refresh", Role.ORGANIZER),
    _reports("reports.meeting", Role.ORGANIZER, data={"meeting-held_on": "2027-02-01"}),
    _reports("reports.decide", Role.ORGANIZER, data=DECISION),
    _reports("reports.export", Role.ORGANIZER, data={"export-kind": "xlsx", "export-reason": "meeting"}),
    row("tasks.index", *KEEPERS),
    row("tasks.new", *KEEPERS),
    row("tasks.new", *KEEPERS, method="POST", data=TASK),
    _task("tasks.show", *KEEPERS, method="GET"),
    _task("tasks.finish", *ENDERS),
    _task("tasks.undo", *ENDERS),
    _task("tasks.drop", *ENDERS, data={"drop-reason": "not_needed"}),
    _task("tasks.move", *ENDERS, data={"move-due_on": "2099-01-01"}),
    row("tasks.due", *KEEPERS),
    # Nothing of the kind is due, which looks like what one may not see.
    row("tasks.tap", method="POST", data={"source": "by_hand", "subject": "6f1c8f10-0000-4000-8000-000000000000"}),
    row("tables.index", *READERS),
    row("tables.take", *READERS, method="POST"),
    row("tables.about", public=True, own=lambda _w: {"kind": "visits"}),
]
