"""What of tasks waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Permission, may
from app.foundation.database import DbSession
from app.reminders.counting import Pile, add_counted
from app.reminders.kinds import ReminderKind
from app.reports.access import KEEPERS, owns
from app.reports.models import CareTask, TaskState

AHEAD = timedelta(days=3)


def tasks_due(session: DbSession) -> Iterator[Pile]:
    """The open tasks that are due within three days, or overdue, for whose they are to do."""
    places = joinedload(CareTask.child).load_only(
        Child.district_id, Child.township_id, Child.village_id, Child.school_id, Child.consented_until, Child.erased_at
    )
    wanted = select(CareTask).where(CareTask.state == TaskState.OPEN, CareTask.due_on < clock.today() + AHEAD)
    for task in session.scalars(wanted.options(places, defer(CareTask.words))):
        yield _pile(task)


def _pile(task: CareTask) -> Pile:
    def judge(actor: Actor) -> bool:
        own = any(owns(grant, actor, task) for grant in actor.grants)
        return own and may(actor, Permission.TASK_READ, task)

    return Pile(1, frozenset({task.owner_id, task.owner_school_id, task.owner_area_id}), judge)


add_counted(ReminderKind.TASKS, "tasks.index", *KEEPERS, piles=tasks_due)
