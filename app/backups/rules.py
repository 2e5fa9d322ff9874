"""Making a backup, proving one, and putting one back."""

from __future__ import annotations

import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.backups import snapshot
from app.backups.archive import AUDIT, LEDGER, Manifest, Opened, digests, gathered, name_of, pack, unpacked
from app.backups.errors import BackupBroken, BackupRefused
from app.backups.sealing import identity_of, recipients_of
from config import Settings

SEALS = "seals.jsonl"
PATTERN = "tongxing-*.age"


@dataclass(frozen=True)
class Made:
    """A backup that was made: its file, its size in bytes, the rows in it, and how long it took in seconds."""

    file: Path
    size: int
    rows: int
    seconds: float


@dataclass(frozen=True)
class Proven:
    """A backup that was put back into an empty place and found the same; ``seconds`` for all of it."""

    file: Path
    made_at: str
    rows: int
    tables: int
    seconds: float


@dataclass(frozen=True)
class Restored:
    """A backup that was put back; ``kept`` names the files that were there already and were left alone."""

    made_at: str
    rows: int
    kept: tuple[str, ...]
    seconds: float


def create(
    settings: Settings, engine: Engine, folder: Path | None = None, beat: Callable[[], None] = lambda: None
) -> Made:
    """Back everything up into a new file of ``folder`` (by default that of the settings).

    Args:
        beat: called between the steps; what it raises ends the work, and nothing is left behind.

    Raises:
        BackupRefused: a tool, a key or the room on the disk is missing.
    """
    started, moment = time.monotonic(), datetime.now(UTC)
    folder = folder or settings.backup_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    recipients = recipients_of(settings.backup_recipients, settings.backup_key_file)
    target = folder / name_of(moment)
    if target.exists():
        raise BackupRefused(f"{target} is there already: another backup was made in this very second.")
    with _scratch(folder) as scratch:
        _copy_seals(settings.audit_folder, scratch)
        _file, figures = snapshot.take(engine, scratch)
        beat()
        gathered(scratch, settings.audit_folder, settings.ledger_file)
        manifest = Manifest(
            moment.isoformat(), engine.dialect.name, snapshot.NAMES[engine.dialect.name], figures, digests(scratch)
        )
        beat()
        pack(scratch, manifest, target, recipients)
    rows = sum(count for count, _total in figures.tables.values())
    return Made(target, target.stat().st_size, rows, time.monotonic() - started)


def verify(file: Path, key_file: Path, url: str) -> Proven:
    """Put a backup into an empty place beside the database of ``url`` and hold it against what it says of itself.

    Raises:
        BackupBroken: it is not whole, or what came out is not what went in.
        BackupRefused: no empty place can be made, or a tool is missing.
    """
    started = time.monotonic()
    with unpacked(file, identity_of(key_file)) as opened, _empty_place(opened, make_url(url)) as place:
        there = snapshot.put(opened.database, place)
        _same(opened.manifest, there)
        rows = sum(count for count, _total in there.tables.values())
        return Proven(file, opened.manifest.made_at, rows, len(there.tables), time.monotonic() - started)


def restore(file: Path, key_file: Path, settings: Settings) -> Restored:
    """Put a backup into the empty database of the settings, and its files beside it.

    Files that are there already stay: a ledger of erasures or a line of seals that is younger knows more.

    Raises:
        BackupBroken: it is not whole, or what came out is not what went in.
        BackupRefused: the database is not empty or is of the other kind, or a tool is missing.
    """
    started, url = time.monotonic(), make_url(settings.database_url)
    with unpacked(file, identity_of(key_file), settings.instance) as opened:
        if url.get_backend_name() != opened.manifest.dialect:
            raise BackupRefused(
                f"The backup is of {opened.manifest.dialect}, the database of {url.get_backend_name()}."
            )
        there = snapshot.put(opened.database, url)
        _same(opened.manifest, there)
        kept = tuple(_put_beside(opened, settings))
    rows = sum(count for count, _total in there.tables.values())
    return Restored(opened.manifest.made_at, rows, kept, time.monotonic() - started)


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest ``keep`` backups of a folder; return what was deleted."""
    gone = sorted(folder.glob(PATTERN))[:-keep] if keep else []
    for one in gone:
        one.unlink()
    return gone


def newest(folder: Path) -> Path | None:
    """The last backup of a folder."""
    return max(folder.glob(PATTERN), default=None)


def _same(manifest: Manifest, there: snapshot.Figures) -> None:
    if wrong := manifest.figures.differences(there):
        raise BackupBroken("What was restored is not what was backed up: " + "; ".join(wrong))


def _copy_seals(audit: Path, scratch: Path) -> None:
    if (audit / SEALS).exists():
        (scratch / AUDIT).mkdir()
        shutil.copyfile(audit / SEALS, scratch / AUDIT / SEALS)


def _put_beside(opened: Opened, settings: Settings) -> Iterator[str]:
    pairs = [(opened.folder / name, settings.audit_folder / name.removeprefix(f"{AUDIT}/"))
             for name in opened.manifest.files if name.startswith(f"{AUDIT}/")]  # fmt: skip
    if LEDGER in opened.manifest.files:
        pairs.append((opened.folder / LEDGER, settings.ledger_file))
    for source, target in pairs:
        if target.exists():
            yield str(target)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        target.chmod(0o600)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    # On the disk of the backups: what is there for a moment is as large as the database.
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as made:
        yield Path(made)


@contextmanager
def _empty_place(opened: Opened, url: URL) -> Iterator[URL]:
    if opened.manifest.dialect == "sqlite":
        yield URL.create("sqlite", database=str(opened.folder / "restored.db"))
        return
    if url.get_backend_name() != opened.manifest.dialect:
        raise BackupRefused(
            f"The backup is of {opened.manifest.dialect}: DATABASE_URL must name a server of that kind."
        )
    name = f"tongxing_verify_{uuid.uuid4().hex[:12]}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    except DBAPIError as error:
        raise BackupRefused(
            f"The role {url.username} may not create an empty database to try the backup in. Run this with a "
            "DATABASE_URL of a role that may (CREATEDB)."
        ) from error
    try:
        yield url.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
