"""The database: typed base, constraint names, and what SQLite needs in order to behave like a database."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from datetime import datetime
from typing import Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DDL, JSON, Engine, FromClause, MetaData, Table, Uuid, event, insert, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry, scoped_session

from app.foundation.types import UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime, uuid.UUID: Uuid(), dict[str, Any]: JSON, list[str]: JSON},
    )


class Identified:
    """A row with a random UUID for its key: it can be made before the row is saved, and cannot be guessed."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


def after_create(table: FromClause, dialect: str, statements: Iterable[str]) -> None:
    """Run ``statements`` after ``table`` is made on a database of that dialect: triggers, exclusion constraints."""
    for statement in statements:
        ddl: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
        event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def only_where(condition: str) -> dict[str, Any]:
    """Arguments that make an index partial on both databases: ``Index(..., unique=True, **only_where("..."))``."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


_DETAIL = re.compile(r"^(DETAIL|CONTEXT|HINT):.*\n?", re.MULTILINE)

# What rules and queries take: a plain session, or the app's scoped one.
DbSession = Session | scoped_session[Any]

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

# A request that only reads must not take SQLite's write lock; every other transaction takes it at once, because a
# read-then-write transaction that upgrades late either fails with "database is locked" or loses an update.
_writes: ContextVar[bool] = ContextVar("writes", default=True)


class ReadOnlyTransaction(RuntimeError):
    """Something tried to write in a transaction that was opened for reading."""


def writes() -> bool:
    """Whether transactions begun now may write."""
    return _writes.get()


def set_writes(may_write: bool) -> None:
    """Say whether transactions begun from now on, in this context, may write."""
    _writes.set(may_write)


@contextlib.contextmanager
def writing(may_write: bool) -> Iterator[None]:
    """Transactions begun inside may, or may not, write."""
    token = _writes.set(may_write)
    try:
        yield
    finally:
        _writes.reset(token)


def add_rows(session: DbSession, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows that give the same columns by one plain statement.

    Types and defaults of columns are as ever, so that sealed is sealed; but there are no objects, and what listens to
    those of ``model`` hears nothing.

    Raises:
        ReadOnlyTransaction: the transaction was opened for reading.
    """
    if rows:
        _refuse_in_reading()
        session.flush()  # what the rows point to
        session.execute(insert(cast("Table", model.__table__)), rows)


@event.listens_for(Engine, "connect")
def _on_connect(connection: Any, record: object) -> None:
    if type(connection).__module__.startswith("psycopg"):
        with connection.cursor() as cursor:
            # A page reads a record with all that is shown of it. With more than 8 of them (PostgreSQL's own limit) it
            # would join every row of the table first, and look whose they are last.
            # And it would compile a page's statement to machine code for a second that then runs for 50 ms.
            # And it would rather read 200,000 rows one after another than 2,500 by an index, as if on a turning disk.
            cursor.execute("SET join_collapse_limit = 12; SET from_collapse_limit = 12; SET jit = off")
            cursor.execute("SET random_page_cost = 1.1")
        connection.commit()
    if type(connection).__module__ != "sqlite3":
        return
    connection.isolation_level = None  # the driver begins nothing by itself; `_on_begin` does
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is anonymised does not stay readable in freed pages of the file
        "recursive_triggers=ON",  # REPLACE fires the delete triggers of append-only tables
        "busy_timeout=15000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _on_begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes() else "BEGIN")


@event.listens_for(Session, "before_flush")
def _refuse_writes(session: Session, context: object, instances: object) -> None:
    if session.new or session.dirty or session.deleted:
        _refuse_in_reading()


def _refuse_in_reading() -> None:
    if not writes():
        raise ReadOnlyTransaction("this request was opened for reading; mark its view as logging or writing")


@event.listens_for(Engine, "handle_error")
def _quote_no_row(context: Any) -> None:
    """Errors go to the log, and PostgreSQL's quote the row they refuse: keep what was wrong, drop the quotation."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args and isinstance(error.args[0], str):
            error.args = (_DETAIL.sub("", error.args[0]), *error.args[1:])
