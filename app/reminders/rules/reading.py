"""Reading one's reminders: what was seen is not new, and news that was read are over."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, case, select, update

from app.foundation import clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.reminders.models import Reminder


def follow(session: DbSession, actor: Actor, reminder_id: uuid.UUID) -> Reminder:
    """The actor's own reminder, read from now on. Commits.

    Raises:
        Missing: there is none, or it is somebody else's.
    """
    wanted = select(Reminder).where(Reminder.id == reminder_id)
    found = authorize(actor, Permission.REMINDER_OWN, session.scalars(wanted).one_or_none())
    if found.read_at is None:
        _read(session, Reminder.id == found.id)
    return found


def read_all(session: DbSession, actor: Actor) -> None:
    """All of the actor's own. Commits."""
    _read(session, Reminder.account_id == actor.id)


def _read(session: DbSession, whose: ColumnElement[bool]) -> None:
    now = clock.now()
    done = case((Reminder.news, now), else_=Reminder.done_at)
    unread = update(Reminder).where(whose, Reminder.read_at.is_(None), Reminder.done_at.is_(None))
    session.execute(unread.values(read_at=now, done_at=done), execution_options={"synchronize_session": False})
    session.commit()
    session.expire_all()
