"""The database at one moment, while it is being written: as a file, with figures to hold a restored one against."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess  # nosec B404 - the tools of PostgreSQL, with fixed arguments
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Numeric,
    cast,
    create_engine,
    func,
    inspect,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import NullPool

from app.backups.errors import BackupBroken, BackupRefused

NAMES = {"sqlite": "database.db", "postgresql": "database.dump"}
CURRENT = "SELECT version_num FROM alembic_version"
QUEUE = "huey_"
"""How the tables of the queue begin, where TASKS_URL names this database too: any command makes them as it starts. What
they hold is signals only; the jobs themselves are records."""


@dataclass(frozen=True)
class Figures:
    """What must be the same after a restore: the revision of the tables, and for each table its rows and their sum.

    The sum is that of a hash of every row; on SQLite it is 0, since the file itself is compared.
    """

    revision: str
    tables: Mapping[str, tuple[int, int]]

    def differences(self, other: Figures) -> list[str]:
        """What is not the same, in words."""
        found = [] if self.revision == other.revision else [f"revision {self.revision} is {other.revision}"]
        for name in sorted({*self.tables, *other.tables}):
            one, two = self.tables.get(name), other.tables.get(name)
            if one != two:
                found.append(f"table {name}: {_told(one)}, restored {_told(two)}")
        return found


def _told(found: tuple[int, int] | None) -> str:
    return "missing" if found is None else f"{found[0]} rows (sum {found[1]})"


def take(engine: Engine, folder: Path) -> tuple[Path, Figures]:
    """Write the database as it is at one moment into ``folder``; return the file and its figures.

    Raises:
        BackupRefused: a tool is missing or failed.
    """
    target = folder / NAMES[engine.dialect.name]
    if engine.dialect.name == "sqlite":
        return target, _take_sqlite(Path(str(engine.url.database)), target)
    return target, _take_postgresql(engine.url, target)


def put(file: Path, url: URL) -> Figures:
    """Restore a snapshot into the empty database of ``url``; return the figures of what is there then.

    Raises:
        BackupRefused: the database is not empty, or a tool is missing.
        BackupBroken: the file could not be restored whole.
    """
    if url.get_backend_name() == "sqlite":
        return _put_sqlite(file, Path(str(url.database)))
    return _put_postgresql(file, url)


def tables_there(url: URL) -> int:
    """How many tables a database has; 0 where there is none yet."""
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return 0
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return len(_tables_of_records(connection))


def _tables_of_records(connection: Connection) -> list[str]:
    return [name for name in inspect(connection).get_table_names() if not name.startswith(QUEUE)]


def _take_sqlite(source: Path, target: Path) -> Figures:
    with contextlib.closing(sqlite3.connect(source, timeout=60)) as connection:
        # One transaction that only reads: writers go on meanwhile. Freed pages, with what was erased, stay behind.
        connection.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    return _sqlite_figures(target)


def _put_sqlite(file: Path, target: Path) -> Figures:
    if tables_there(URL.create("sqlite", database=str(target))):
        raise BackupRefused(f"{target} is not empty. A backup is put into an empty place; move the file away first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".restoring")
    shutil.copyfile(file, beside)
    beside.chmod(0o600)
    _sync(beside)
    for leftover in (target.with_name(target.name + end) for end in ("-wal", "-shm")):
        leftover.unlink(missing_ok=True)
    beside.replace(target)
    _sync(target.parent)
    return _sqlite_figures(target)


def _sqlite_figures(file: Path) -> Figures:
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
        said = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
        loose = connection.execute("PRAGMA foreign_key_check").fetchall()
        if said != ["ok"] or loose:
            raise BackupBroken(
                f"The database file is damaged: {'; '.join(said)}; {len(loose)} references lead nowhere."
            )
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        names = [str(row[0]) for row in connection.execute(named)]
        (revision,) = (connection.execute(CURRENT).fetchone() if "alembic_version" in names else None) or ("",)
        counted = {name: connection.execute(_counting(name)).fetchone()[0] for name in names}
    return Figures(str(revision), {name: (int(count), 0) for name, count in counted.items()})


def _counting(name: str) -> str:
    return str(select(func.count()).select_from(table(name)).compile(dialect=sqlite.dialect()))


def _take_postgresql(url: URL, target: Path) -> Figures:
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SET TRANSACTION READ ONLY"))
        snapshot = str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
        _tool("pg_dump", url, "--format=custom", "--compress=0", "--no-owner", "--no-privileges",
              f"--exclude-table={QUEUE}*", f"--snapshot={snapshot}", f"--file={target}")  # fmt: skip
        figures = _postgresql_figures(connection)
    target.chmod(0o600)
    return figures


def _put_postgresql(file: Path, url: URL) -> Figures:
    if there := tables_there(url):
        raise BackupRefused(f"The database {url.database} has {there} tables. A backup is put into an empty one.")
    try:
        _tool("pg_restore", url, "--exit-on-error", "--no-owner", "--no-privileges", "--single-transaction",
              f"--dbname={url.database}", str(file), database=False)  # fmt: skip
    except BackupRefused as error:
        raise BackupBroken(str(error)) from error
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return _postgresql_figures(connection)


def _postgresql_figures(connection: Connection) -> Figures:
    # How a value is written depends on these: both sides write it the same way.
    for setting in ("timezone = 'UTC'", "datestyle = 'ISO'", "bytea_output = 'hex'", "extra_float_digits = 1"):
        connection.execute(text(f"SET LOCAL {setting}"))
    tables, names = {}, _tables_of_records(connection)
    revision = connection.execute(text(CURRENT)).scalar() if "alembic_version" in names else None
    for name in names:
        one = table(name).alias("one")
        hashed = cast(func.hashtextextended(literal_column("one::text"), 0), Numeric)
        summed = select(func.count(), func.coalesce(func.sum(hashed), 0)).select_from(one)
        count, total = connection.execute(summed).one()
        tables[name] = (int(count), int(total))
    return Figures(str(revision or ""), tables)


def _tool(name: str, url: URL, *arguments: str, database: bool = True) -> None:
    program = shutil.which(name)
    if program is None:
        raise BackupRefused(
            f"{name} is not installed here: install the client tools of PostgreSQL (postgresql-client)."
        )
    where = {
        "PGHOST": url.host,
        "PGPORT": url.port and str(url.port),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
    }
    if database:
        where["PGDATABASE"] = url.database
    environment = {**os.environ, **{key: str(value) for key, value in where.items() if value}}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 # nosec B603 - a fixed program
    if done.returncode:
        raise BackupRefused(
            f"{name} failed: {done.stderr.strip().splitlines()[0] if done.stderr.strip() else done.returncode}"
        )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
