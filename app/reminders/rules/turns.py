"""Whose turn it is: of several workers, one does what is due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.foundation import clock
from app.foundation.database import DbSession
from app.reminders.models import SweepTurn


def take_turn(session: DbSession, name: str, every: timedelta) -> bool:
    """Whether ``name`` is due, and this worker's to do: nobody else gets it before ``every`` is over. Commits."""
    now = clock.now()
    due = update(SweepTurn).where(SweepTurn.name == name, SweepTurn.taken_at <= now - every)
    taken: Any = session.execute(due.values(taken_at=now))
    if taken.rowcount == 1:
        session.commit()
        return True
    known = session.get(SweepTurn, name)
    session.rollback()
    if known is not None:
        return False
    session.add(SweepTurn(name=name, taken_at=now))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # another worker was first
        return False
    return True
