"""Making a backup, proving one, and putting one back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.engine import Engine

from app.backups import places, snapshot
from app.backups.archive import AUDIT, LEDGER, Manifest, Opened, digests, gathered, name_of, pack, unpacked
from app.backups.errors import BackupBroken, BackupRefused
from app.backups.sealing import identity_of, recipients_of
from config import Settings

SEALS = "seals.jsonl"
PATTERN = "tongxing-*.age"
WHOLE = "whole.age"


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
    recipients = recipients_of(settings.backup_recipients, settings.backup_key_file)
    # On the disk of the backups: what is there for a moment is as large as the database.
    with places.scratch(folder) as scratch:
        _copy_seals(settings.audit_folder, scratch)
        _file, figures = snapshot.take(engine, scratch)
        beat()
        gathered(scratch, settings.audit_folder, settings.ledger_file)
        manifest = Manifest(
            moment.isoformat(), engine.dialect.name, snapshot.NAMES[engine.dialect.name], figures, digests(scratch)
        )
        beat()
        pack(scratch, manifest, scratch / WHOLE, recipients)
        target = _put_in_place(scratch / WHOLE, folder, moment)
    rows = sum(count for count, _total in figures.tables.values())
    return Made(target, target.stat().st_size, rows, time.monotonic() - started)


def verify(file: Path, key_file: Path, url: str) -> Proven:
    """Put a backup into an empty place beside the database of ``url`` and hold it against what it says of itself.

    Raises:
        BackupBroken: it is not whole, or what came out is not what went in.
        BackupRefused: no empty place can be made, or a tool is missing.
    """
    started = time.monotonic()
    near = file.resolve().parent
    with unpacked(file, identity_of(key_file), near) as opened, _empty_place(opened, make_url(url)) as place:
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


def _put_in_place(whole: Path, folder: Path, moment: datetime) -> Path:
    """Under the name of its second; the second backup of one second gets the next one's. Whole, or not at all."""
    while True:
        target = folder / name_of(moment)
        try:
            target.hardlink_to(whole)
        except FileExistsError:
            moment += timedelta(seconds=1)
            continue
        except OSError:  # a disk that knows no second name for a file
            whole.replace(target)
        return target


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
def _empty_place(opened: Opened, url: URL) -> Iterator[URL]:
    if opened.manifest.dialect == "sqlite":
        yield URL.create("sqlite", database=str(opened.folder / "restored.db"))
        return
    if url.get_backend_name() != opened.manifest.dialect:
        raise BackupRefused(
            f"The backup is of {opened.manifest.dialect}: DATABASE_URL must name a server of that kind."
        )
    with places.empty_database(url) as made:
        yield made
