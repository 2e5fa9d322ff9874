"""One scheduler among all workers, elected in the database: whoever holds the office does the chores of every minute.

huey's periodic tasks run in every worker. A holder that was killed is followed by another once its term is over.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError

from app.foundation.database import DbSession
from app.foundation.jobs import moments
from app.foundation.jobs.models import Scheduler

CHORES = "chores"
TERM = timedelta(seconds=90)
"""Longer than a round, so that a slow minute does not lose the office."""


def lead(session: DbSession, worker: uuid.UUID, name: str = CHORES) -> bool:
    """Take the office, or keep it for another term; False while another worker holds it. Commits."""
    now = moments.now(session)
    free = or_(Scheduler.holder == worker, Scheduler.until <= now, Scheduler.until > now + 2 * TERM)
    statement = update(Scheduler).where(Scheduler.name == name, free).values(holder=worker, until=now + TERM)
    taken: Any = session.execute(statement)
    session.commit()
    if taken.rowcount == 1:
        return True
    if session.get(Scheduler, name) is not None:
        session.rollback()
        return False
    session.add(Scheduler(name=name, holder=worker, until=now + TERM))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # another worker was first
        return False
    return True
