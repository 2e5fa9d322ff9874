"""What happens below and matters here: what a task asked for was done, a child left, or two files were one child's."""

from __future__ import annotations

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from app.children.events import ChildLeft, ChildrenMerged
from app.foundation.events import handles
from app.reports.due import still_due
from app.reports.models import ABOUT_CHILD, CareTask, DropReason, TaskState
from app.reports.rules.tasks import end, open_of
from app.visits.events import GuardianshipRecorded


@handles(ChildLeft)
def _child_left(session: Session, event: ChildLeft) -> None:
    for task in _open_tasks(session, event.child.id):
        end(session, event.actor, task, TaskState.DROPPED, DropReason.CHILD_LEFT, "")


@handles(ChildrenMerged)
def _children_merged(session: Session, event: ChildrenMerged) -> None:
    for task in _open_tasks(session, event.gone.id):
        if task.subject_id is not None and open_of(session, task.source, event.kept.id) is not None:
            end(session, event.actor, task, TaskState.DROPPED, DropReason.DOUBLE, "")
    session.flush()
    same = case((CareTask.subject_id == event.gone.id, event.kept.id), else_=CareTask.subject_id)
    moved = update(CareTask).where(CareTask.child_id == event.gone.id).values(child_id=event.kept.id, subject_id=same)
    session.execute(moved, execution_options={"synchronize_session": "fetch"})


@handles(GuardianshipRecorded)
def _guardianship_recorded(session: Session, event: GuardianshipRecorded) -> None:
    for task in _open_tasks(session, event.child.id):
        if task.source in ABOUT_CHILD and not still_due(session, task.source, event.child):
            end(session, event.actor, task, TaskState.DONE, None, "")


def _open_tasks(session: Session, child_id: object) -> list[CareTask]:
    wanted = select(CareTask).where(CareTask.child_id == child_id, CareTask.state == TaskState.OPEN)
    return list(session.scalars(wanted.with_for_update(of=CareTask)))
