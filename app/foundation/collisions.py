"""Somebody else was first: a unique index is the last word between two who save the same at one moment."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import IntegrityError

from app.foundation.database import DbSession
from app.foundation.errors import Conflict

_POSTGRESQL = "23505"
_SQLITE = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})


@contextlib.contextmanager
def one_is_first(session: DbSession, code: str) -> Iterator[None]:
    """Save and commit inside: the index may speak whenever rows are sent, not at the commit alone.

    Raises:
        Conflict: it spoke; with ``code``, and all is rolled back. What breaks another rule of a table is a fault, and
            raised as it is.
    """
    try:
        yield
    except IntegrityError as error:
        if not _is_double(error):
            raise
        session.rollback()
        raise Conflict(code) from error


def _is_double(error: IntegrityError) -> bool:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) in _SQLITE
    return getattr(cause, "sqlstate", None) == _POSTGRESQL
