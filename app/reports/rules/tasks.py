"""Making, moving and ending tasks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.children.models import Child, ChildStatus
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, visible_to
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.places.models import Area, AreaLevel, School
from app.reports.models import CareTask, DropReason, TaskSource, TaskState
from app.reports.owners import Owner, own_place, resolve

LONGEST = 500
FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class NewTask:
    """A task as it was sent. ``id`` is made before sending, sending twice makes one; ``owner`` as in ``resolve``."""

    id: uuid.UUID
    words: str
    due_on: date
    owner: str
    child_code: str = ""


def make_task(session: DbSession, actor: Actor, new: NewTask) -> CareTask:
    """Make a task by hand. Commits.

    Raises:
        Missing: one sent before under this id is not the actor's.
        Refused: words, day, child or owner cannot be.
    """
    known = session.get(CareTask, new.id)
    if known is not None:
        return authorize(actor, Permission.TASK_WRITE, known)
    child = _child(session, actor, new.child_code)
    owner = resolve(session, actor, new.owner, child)
    task = build(
        session, actor, owner, child, id=new.id, source=TaskSource.BY_HAND, words=checked_words(new.words),
        due_on=checked_day(new.due_on),
    )  # fmt: skip
    return keep_task(session, actor, task)


def build(session: DbSession, actor: Actor, owner: Owner, child: Child | None, **values: Any) -> CareTask:
    """A task of the actor's making, not saved; it lies with its child, else where its owner is."""
    task = CareTask(child=child, child_id=child.id if child else None, made_by_id=actor.id, **values)
    give(task, owner)
    place = child or owner.place or own_place(session, actor)
    task.district_id = place.district_id or place.id
    if child is None:
        task.township_id = getattr(place, "township_id", None)
        task.school_id = place.id if isinstance(place, School) else None
        task.village_id = place.id if isinstance(place, Area) and place.level is AreaLevel.VILLAGE else None
    return task


def give(task: CareTask, owner: Owner) -> None:
    """Make it somebody's. The ids too: access rules read them before anything is saved."""
    task.owner_id, task.owner_school, task.owner_area = owner.account_id, owner.school, owner.area
    task.owner_school_id = owner.school.id if owner.school else None
    task.owner_area_id = owner.area.id if owner.area else None


def keep_task(session: DbSession, actor: Actor, task: CareTask) -> CareTask:
    """Save a task that was built; where its twin was first (a double click), that one. Commits.

    Raises:
        Missing: it is not the actor's to make.
    """
    authorize(actor, Permission.TASK_WRITE, task)
    session.add(task)
    audit.record(session, actor, audit.Action.TASK_MADE, task, source=task.source.value)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return authorize(actor, Permission.TASK_WRITE, _twin(session, task))
    return task


def open_of(session: DbSession, source: TaskSource, subject_id: uuid.UUID) -> CareTask | None:
    """The open task of a record, if there is one; the caller judges it."""
    wanted = select(CareTask).where(
        CareTask.source == source, CareTask.subject_id == subject_id, CareTask.state == TaskState.OPEN
    )
    return session.scalars(wanted).one_or_none()


def _twin(session: DbSession, task: CareTask) -> CareTask | None:
    if task.subject_id is None:
        return session.get(CareTask, task.id)
    return open_of(session, task.source, task.subject_id)


def move_task(session: DbSession, actor: Actor, task_id: uuid.UUID, due_on: date, owner: str) -> CareTask:
    """Give an open task another day or owner; ``owner`` empty: the same. Commits.

    Raises:
        Missing: it is not the actor's to move.
        Refused: it is over, or the day or owner cannot be.
    """
    task = _open(session, actor, task_id)
    fields = []
    if due_on != task.due_on:
        task.due_on = checked_day(due_on)
        fields.append("due_on")
    before = (task.owner_id, task.owner_school_id, task.owner_area_id)
    if owner:
        give(task, resolve(session, actor, owner, task.child))
    if before != (task.owner_id, task.owner_school_id, task.owner_area_id):
        fields.append("owner")
    if fields:
        audit.record(session, actor, audit.Action.TASK_MOVED, task, fields=fields)
    session.commit()
    return task


def finish_task(session: DbSession, actor: Actor, task_id: uuid.UUID, words: str = "") -> CareTask:
    """Say that it is done. The same person twice is once. Commits.

    Raises:
        Missing: it is not the actor's to end.
        Conflict: it is over already.
    """
    return _end(session, actor, task_id, TaskState.DONE, None, words)


def drop_task(session: DbSession, actor: Actor, task_id: uuid.UUID, reason: DropReason, words: str = "") -> CareTask:
    """Drop it, with a reason; as ``finish_task``.

    Raises:
        Refused: another reason was chosen, and no words say which.
    """
    if reason is DropReason.OTHER and not words.strip():
        raise Refused("tasks.drop_words", field="words")
    return _end(session, actor, task_id, TaskState.DROPPED, reason, words)


def _end(
    session: DbSession, actor: Actor, task_id: uuid.UUID, state: TaskState, reason: DropReason | None, words: str
) -> CareTask:
    task = authorize(actor, Permission.TASK_END, session.get(CareTask, task_id))
    if (task.state, task.ended_by_id, task.drop_reason) == (state, actor.id, reason):
        return task
    task = _open(session, actor, task_id)
    end(session, actor, task, state, reason, words)
    session.commit()
    return task


def end(
    session: DbSession, actor: Actor, task: CareTask, state: TaskState, reason: DropReason | None, words: str
) -> None:
    """End an open task that the caller holds. Does not commit."""
    task.state, task.ended_at, task.ended_by_id = state, clock.now(), actor.id
    task.drop_reason, task.end_words = reason, words.strip()[:LONGEST] or None
    audit.record(
        session, actor, audit.Action.TASK_ENDED, task, outcome=state.value, reason=reason.value if reason else None
    )


def _open(session: DbSession, actor: Actor, task_id: uuid.UUID) -> CareTask:
    found = session.get(CareTask, task_id, with_for_update={"of": CareTask}, populate_existing=True)
    task = authorize(actor, Permission.TASK_END, found)
    if task.state is not TaskState.OPEN:
        raise Conflict("tasks.over", state=task.state)
    return task


def checked_words(words: str) -> str:
    """What is to be done, without blanks around it.

    Raises:
        Refused: nothing is said, or too much.
    """
    text = words.strip()
    if not text or len(text) > LONGEST:
        raise Refused("tasks.words", field="words", most=LONGEST)
    return text


def checked_day(day: date) -> date:
    """A day on which a task can be due.

    Raises:
        Refused: it is past, or more than a year away.
    """
    if not clock.today() <= day <= clock.today() + FARTHEST:
        raise Refused("tasks.day", field="due_on")
    return day


def _child(session: DbSession, actor: Actor, code: str) -> Child | None:
    """The child of a code; a code out of the actor's sight looks like one that does not exist."""
    if not code.strip():
        return None
    wanted = visible_to(actor, Child).where(Child.code == code.strip().upper(), Child.status == ChildStatus.ACTIVE)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise Refused("tasks.child_unknown", field="child_code")
    return found
