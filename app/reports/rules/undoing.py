"""Opening a task again that one has just ended: the ended one is kept, a new one like it stands beside it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, may
from app.foundation.database import DbSession
from app.foundation.errors import Conflict
from app.reports.models import CareTask, TaskState
from app.reports.rules.tasks import open_of

UNDO_FOR = timedelta(minutes=10)
COPIED = (
    "district_id", "township_id", "village_id", "school_id", "child_id", "owner_id", "owner_school_id",
    "owner_area_id", "source", "subject_id", "report_id", "words", "due_on",
)  # fmt: skip


def may_reopen(session: DbSession, actor: Actor, task: CareTask) -> bool:
    """Whether the actor ended it a few minutes ago, and nothing has taken its place since."""
    if task.state is TaskState.OPEN or task.ended_at is None or actor.id is None or task.ended_by_id != actor.id:
        return False
    if clock.now() - task.ended_at >= UNDO_FOR or not may(actor, Permission.TASK_END, task):
        return False
    if session.get(CareTask, number_after(task)) is not None:
        return False
    return task.subject_id is None or open_of(session, task.source, task.subject_id) is None


def number_after(task: CareTask) -> uuid.UUID:
    """The id of the task that takes the place of an ended one: one and no more, however often somebody taps."""
    return uuid.uuid5(task.id, "open again")


def reopen_task(session: DbSession, actor: Actor, task_id: uuid.UUID) -> CareTask:
    """Put a new task like it in its place. The same person twice is once. Commits.

    Raises:
        Missing: it is not the actor's to end.
        Conflict: it is too late, or another has taken its place.
    """
    found = session.get(CareTask, task_id, with_for_update={"of": CareTask}, populate_existing=True)
    task = authorize(actor, Permission.TASK_END, found)
    again = session.get(CareTask, number_after(task))
    if again is not None and task.ended_by_id == actor.id:
        return again
    if not may_reopen(session, actor, task):
        raise Conflict("tasks.undo_too_late")
    again = CareTask(
        id=number_after(task), made_by_id=actor.id, state=TaskState.OPEN,
        **{name: getattr(task, name) for name in COPIED},
    )  # fmt: skip
    session.add(again)
    session.flush()
    audit.record(session, actor, audit.Action.TASK_REOPENED, again, before=task.state.value)
    session.commit()
    return again
