"""Telling somebody by hand: the tick that it was done, by whom and by which way."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, visible_to
from app.foundation.database import DbSession
from app.foundation.errors import Missing
from app.reminders.kinds import ReminderKind, ToldWay
from app.reminders.models import Reminder


def untold(
    session: DbSession, actor: Actor, account_id: uuid.UUID, kinds: Collection[ReminderKind] = ()
) -> Sequence[Reminder]:
    """What waits for one person, lies at the actor's places and was not told yet, the oldest first.

    ``kinds``: of these alone; none of them: of all.
    """
    wanted = visible_to(actor, Reminder).where(
        Reminder.account_id == account_id, Reminder.done_at.is_(None), Reminder.told_at.is_(None)
    )
    if kinds:
        wanted = wanted.where(Reminder.kind.in_(kinds))
    return session.scalars(wanted.order_by(Reminder.created_at, Reminder.id)).all()


def tell(
    session: DbSession, actor: Actor, account_id: uuid.UUID, way: ToldWay, kinds: Collection[ReminderKind] = ()
) -> int:
    """Note that the person was told what waits at the actor's places, of these ``kinds`` or all. Commits.

    Twice is once.

    Raises:
        Missing: nothing of this person is for the actor to tell.
    """
    rows = untold(session, actor, account_id, kinds)
    if not rows:
        _must_have_been_told(session, actor, account_id)
        return 0
    now = clock.now()
    for row in rows:
        authorize(actor, Permission.REMINDER_TELL, row)
        row.told_at, row.told_by_id, row.told_way = now, actor.id, way
    audit.record(session, actor, audit.Action.REMINDER_TOLD, rows[0].account, way=way.value, count=len(rows))
    session.commit()
    return len(rows)


def _must_have_been_told(session: DbSession, actor: Actor, account_id: uuid.UUID) -> None:
    told = visible_to(actor, Reminder).where(Reminder.account_id == account_id, Reminder.told_at.is_not(None))
    if session.scalars(told.with_only_columns(Reminder.id).limit(1)).first() is None:
        raise Missing


def last_told(session: DbSession, actor: Actor, limit: int = 20) -> Sequence[Reminder]:
    """What was told at the actor's places today, the latest first."""
    since = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = visible_to(actor, Reminder).where(Reminder.told_at >= since)
    return session.scalars(wanted.order_by(Reminder.told_at.desc(), Reminder.id).limit(limit)).all()
