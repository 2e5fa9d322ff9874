"""From one database into an empty one, of the same or the other kind: every row, and the proof that it is every row."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, MetaData, Table, create_engine, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.backups.errors import BackupBroken, BackupRefused
from app.backups.rowwise import Difference, compare, plain_tables, rows_of
from app.backups.snapshot import CURRENT
from app.foundation.audit.verify import verify

Tell = Callable[[str], None]
PATIENCE = 1000
"""Milliseconds: what the site writes takes a few of them; who holds the lock for longer is at work."""
KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Copied:
    """What was copied and found the same: tables, rows, rows of the audit log whose chains hold; and the seconds."""

    tables: int
    rows: int
    audited: int
    seconds: float


def copy(source: Engine, url: URL, metadata: MetaData, migrations: Config, audit_folder: Path, tell: Tell) -> Copied:
    """Copy everything into the empty database of ``url`` and hold both against each other.

    Nobody can write to the source meanwhile: what was acknowledged is in the copy, or there is no copy. The rows come
    in one transaction: after a failure the target is empty, and this can be run again.

    Args:
        metadata: the tables of the program; both databases are at its last migration.
        audit_folder: where archived rows and seals of the audit log lie.
        tell: is told how far it is, a line at a time.

    Raises:
        BackupRefused: the target is not empty, a revision is another one, or somebody writes to the source.
        BackupBroken: what arrived is not what was sent, or an audit chain does not hold there.
    """
    started, tables = time.monotonic(), plain_tables(metadata)
    if url == source.url:
        raise BackupRefused("That is the source itself.")
    with _still(source, tables) as reading, _opened(url) as target:
        _same_program(reading, migrations, "The source")
        _made_ready(target, tables, migrations)
        rows = _load(reading, target, metadata, tables, tell)
        with target.connect() as arrived:
            _told(compare(reading, arrived, tables, tell))
    audited = _audited(url, audit_folder)
    return Copied(len(tables), rows, audited, time.monotonic() - started)


def differences(source: Engine, url: URL, metadata: MetaData, migrations: Config, tell: Tell) -> list[Difference]:
    """Hold the database of ``url`` against the source, row by row; neither is changed.

    Raises:
        BackupRefused: a revision is another one, or somebody writes to the source.
    """
    tables = plain_tables(metadata)
    with _still(source, tables) as reading, _opened(url) as target, target.connect() as there:
        _same_program(reading, migrations, "The source")
        _same_program(there, migrations, "The target")
        return compare(reading, there, tables, tell)


@contextmanager
def _opened(url: URL) -> Iterator[Engine]:
    if url.get_backend_name() not in KINDS:
        raise BackupRefused(f"A copy goes into SQLite or PostgreSQL, not into {url.get_backend_name()}.")
    if url.get_backend_name() == "sqlite":
        _own_file(url.database)
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect():
            pass
    except DBAPIError as error:
        raise BackupRefused(f"{url.render_as_string()} does not answer: {error.orig}") from error
    yield engine


def _own_file(name: str | None) -> None:
    """Nobody else's to read, from its first byte on."""
    if not name or name == ":memory:":
        raise BackupRefused("A copy goes into a file.")
    try:
        Path(name).touch(mode=0o600)
    except OSError as error:
        raise BackupRefused(f"{name} cannot be written: {error.strerror}") from error


@contextmanager
def _still(source: Engine, tables: Sequence[Table]) -> Iterator[Connection]:
    """One transaction in which the source is read, and in which nobody else writes to it."""
    engine = create_engine(source.url, poolclass=NullPool)
    try:
        connection = engine.connect()
        if engine.dialect.name == "sqlite":
            raw: Any = connection.connection.dbapi_connection
            raw.execute(f"PRAGMA busy_timeout={PATIENCE}")
        connection.begin()  # on SQLite this takes the lock of the writer
        if engine.dialect.name == "postgresql":
            there = set(inspect(connection).get_table_names())
            names = ", ".join(f'"{one.name}"' for one in tables if one.name in there)
            connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE NOWAIT")
    except DBAPIError as error:
        raise BackupRefused(
            f"Somebody writes to the source: stop the site and its workers first. ({error.orig})"
        ) from error
    with connection:
        yield connection


def _same_program(connection: Connection, migrations: Config, whose: str) -> None:
    wanted = ScriptDirectory.from_config(migrations).get_current_head()
    there = "alembic_version" in inspect(connection).get_table_names()
    found = connection.execute(text(CURRENT)).scalar() if there else None
    if found != wanted:
        raise BackupRefused(
            f"{whose} is at revision {found or 'none'}, this program at {wanted}: flask db upgrade first."
        )


def _made_ready(target: Engine, tables: Sequence[Table], migrations: Config) -> None:
    """The tables of this program, without a row."""
    with target.connect() as connection:
        there = set(inspect(connection).get_table_names())
        if there:
            _same_program(connection, migrations, "The target")
        known = [one for one in tables if one.name in there]
        full = [one.name for one in known if connection.execute(select(1).select_from(one).limit(1)).first()]
    if full or there - {one.name for one in tables} - {"alembic_version"}:
        raise BackupRefused(
            f"The target is not empty ({', '.join(full) or 'foreign tables'}). A copy goes into an empty one."
        )
    if not there:
        migrations.attributes["engine"] = target
        try:
            command.upgrade(migrations, "head")
        finally:
            del migrations.attributes["engine"]


def _load(source: Connection, target: Engine, metadata: MetaData, tables: Sequence[Table], tell: Tell) -> int:
    total = 0
    with _unbound(target) as connection:
        for table in tables:
            columns = [one.name for one in metadata.tables[table.name].columns if one.computed is None]
            number = 0
            for rows in rows_of(source, table, columns):
                connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
                number += len(rows)
            tell(f"{table.name}: {number} rows copied")
            total += number
            _count_on(connection, metadata.tables[table.name])
    return total


@contextmanager
def _unbound(target: Engine) -> Iterator[Connection]:
    """A transaction that writes while no reference between rows is checked; all of them are at its end."""
    with target.connect() as connection:
        if target.dialect.name == "sqlite":
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")  # outside a transaction; the connection is not used again
            with connection.begin():
                yield connection
                if loose := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise BackupBroken(f"{len(loose)} references lead nowhere.")
            return
        with connection.begin():
            bound = connection.execute(text(REFERENCES)).all()
            for table, name, _definition in bound:
                connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            yield connection
            for table, name, definition in bound:
                connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


REFERENCES = (
    "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
)


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number the next row after those that came; SQLite does by itself."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    last = connection.execute(select(func.max(column))).scalar()
    sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
    if sequence is not None and last is not None:
        connection.execute(select(func.setval(sequence, last)))


def _told(found: Sequence[Difference]) -> None:
    if found:
        raise BackupBroken("What arrived is not what was sent: " + "; ".join(map(str, found)))


def _audited(url: URL, folder: Path) -> int:
    """Rows of the audit log in the copy, every chain walked."""
    engine = create_engine(url, poolclass=NullPool)
    with Session(engine) as session:
        report = verify(session, folder)
    if report.breaks:
        raise BackupBroken(f"The audit log does not hold in the copy: {report.breaks[0]}")
    return report.checked
