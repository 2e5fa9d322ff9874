"""Places for a while: a scratch folder, an empty database, each held while somebody works in it.

What is in them can be read by anybody who finds it, and a killed process clears nothing away: ``sweep`` removes every
place that nobody holds any more. A folder is held by a lock on it, a database by an advisory lock under its name.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.backups.errors import BackupRefused

FOLDER, DATABASE = ".making-", "tongxing_verify_"
YOUNG = 60
"""Seconds that a folder may be there before whoever made it holds it."""


@contextmanager
def scratch(near: Path) -> Iterator[Path]:
    """A folder of one's own below ``near``, gone afterwards; ``near`` is made where it is missing."""
    near.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=FOLDER, dir=near) as made:
        held = os.open(made, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield Path(made)
        finally:
            os.close(held)


@contextmanager
def empty_database(url: URL) -> Iterator[URL]:
    """A database without a table on the server of ``url``, gone afterwards.

    Raises:
        BackupRefused: the role may not make one.
    """
    name = f"{own_names(url)}{uuid.uuid4().hex[:12]}"
    with _server(url).connect() as admin:
        _hold(admin, name)
        try:
            admin.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        except DBAPIError as error:
            raise BackupRefused(
                f"The role {url.username} may not create an empty database to try the backup in. Run this with a "
                "DATABASE_URL of a role that may (CREATEDB)."
            ) from error
        try:
            yield url.set(database=name)
        finally:
            admin.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def own_names(url: URL) -> str:
    """How the names of the databases begin that are made for this one.

    A lock is seen from the same database only: whoever shares the server with another sweeps one's own.
    """
    return f"{DATABASE}{zlib.crc32(str(url.database).encode()):08x}_"


def sweep(folder: Path, url: URL) -> list[str]:
    """Remove what killed processes left below ``folder`` and on the server of ``url``; return the names."""
    gone = [path.name for path in sorted(folder.glob(f"{FOLDER}*")) if _clear(path)]
    if url.get_backend_name() != "postgresql":
        return gone
    with _server(url).connect() as admin:
        names = admin.scalars(text("SELECT datname FROM pg_database ORDER BY datname")).all()
        for name in names:
            if name.startswith(own_names(url)) and _hold(admin, name):
                with suppress(DBAPIError):  # of another role: theirs to sweep
                    admin.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
                    gone.append(name)
    return gone


def _server(url: URL) -> Engine:
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


def _hold(admin: Connection, name: str) -> bool:
    return bool(admin.scalar(text("SELECT pg_try_advisory_lock(hashtext(:name))"), {"name": name}))


def _clear(path: Path) -> bool:
    try:
        if time.time() - path.stat().st_mtime < YOUNG:
            return False
        held = os.open(path, os.O_RDONLY)
    except OSError:
        return False  # its maker was quicker
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        shutil.rmtree(path, ignore_errors=True)
        return True
    finally:
        os.close(held)
