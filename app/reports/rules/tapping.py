"""A task by one tap from something that is due."""

from __future__ import annotations

import uuid

from app.foundation import clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Missing
from app.reports.due import DAYS, Due, find_due
from app.reports.models import CareTask, TaskSource
from app.reports.owners import Owner, nearest_post
from app.reports.rules.tasks import build, keep_task, open_of


def tap_task(session: DbSession, actor: Actor, source: TaskSource, subject_id: uuid.UUID) -> CareTask:
    """The open task of something that is due: the one there is, else a new one. Commits.

    It goes to who visits the child, or to the township's supervisor.

    Raises:
        Missing: nothing of the kind is due, or it is not the actor's to see.
    """
    due = find_due(session, actor, source, subject_id)
    if due is None:
        raise Missing
    known = open_of(session, source, subject_id)
    if known is not None:
        return authorize(actor, Permission.TASK_WRITE, known)
    task = build(
        session, actor, _owner(session, due), due.child, source=source, subject_id=subject_id,
        due_on=clock.today() + DAYS[source],
    )  # fmt: skip
    return keep_task(session, actor, task)


def _owner(session: DbSession, due: Due) -> Owner:
    return nearest_post(session, due.child) if due.child is not None else Owner(area=due.place)
