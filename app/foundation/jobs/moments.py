"""What time it is for leases. Machines' clocks differ and jump; who holds what is judged by one clock, the database's.

SQLite has none of its own: there everything runs on one machine. A moment that lies too far ahead was written before
the clock went back: it holds nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select

from app.foundation import clock
from app.foundation.database import DbSession


def now(session: DbSession) -> datetime:
    """The present, aware, in UTC: the database server's, where it is one."""
    if session.get_bind().dialect.name == "sqlite":
        return clock.now()
    there: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return there.astimezone(UTC)
