"""What is wrong outside the program when nothing can be kept: the database is gone or busy, or the disk is full.

None of it is a fault of the request, and all of it passes: the visitor is told so, and a phone's script tries again.
"""

from __future__ import annotations

import errno
import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

RETRY_SECONDS = 30


class Outage(StrEnum):
    """``gone``: no database answers; ``busy``: somebody holds it; ``full``: the disk has no room left."""

    GONE = "gone"
    BUSY = "busy"
    FULL = "full"


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SQLITE = {
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_CANTOPEN: Outage.GONE,
    sqlite3.SQLITE_IOERR: Outage.GONE,
    sqlite3.SQLITE_READONLY: Outage.GONE,
}
# Classes and codes of SQLSTATE: no connection, shut down, too many connections; no room; a lock that was not given.
_POSTGRESQL = (
    ("53100", Outage.FULL),
    ("53", Outage.BUSY),
    ("55P03", Outage.BUSY),
    ("08", Outage.GONE),
    ("57P", Outage.GONE),
    ("58", Outage.GONE),
    ("25006", Outage.GONE),  # read-only: the standby answered, and is not yet promoted
)


def outage_of(error: BaseException) -> Outage | None:
    """Which of them ``error`` tells of; None where it is about something else."""
    if isinstance(error, NoConnection):
        return Outage.BUSY
    if isinstance(error, OSError):
        return Outage.FULL if error.errno in _FULL else None
    if not isinstance(error, DBAPIError):
        return None
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if not state:
        # The connection broke, or could not be made, before the server said anything.
        return Outage.GONE if error.connection_invalidated or type(cause).__name__ == "OperationalError" else None
    return next((outage for start, outage in _POSTGRESQL if state.startswith(start)), None)
