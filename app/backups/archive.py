"""One file with everything: the database of a moment, the files kept beside it, and a list of what must be in it.

The order matters where files and database speak of each other. Seals name rows, so they are older than the snapshot;
the ledger of erasures and archived rows of the audit log know more than the snapshot at worst: they come after it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BufferedWriter, BytesIO
from pathlib import Path
from typing import Any

from app.backups.errors import BackupBroken, BackupRefused
from app.backups.places import scratch
from app.backups.sealing import Identity, Recipient, seal, unsealed
from app.backups.snapshot import Figures

MANIFEST, FORMAT = "manifest.json", 1
AUDIT, LEDGER = "audit", "erasures.jsonl"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. ``files``: the SHA-256 of each, by its name in the archive."""

    made_at: str
    dialect: str
    database: str
    figures: Figures
    files: Mapping[str, str]

    def written(self) -> bytes:
        """As it stands in the archive."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1).encode()

    @classmethod
    def read(cls, found: bytes) -> Manifest:
        """From the archive.

        Raises:
            BackupBroken: it is none of ours, or of a later program.
        """
        try:
            told: dict[str, Any] = json.loads(found)
            if told.pop("format") != FORMAT:
                raise BackupBroken("The backup was made by another version of this program.")
            figures = told.pop("figures")
            tables = {name: (int(rows), int(total)) for name, (rows, total) in figures["tables"].items()}
            return cls(figures=Figures(figures["revision"], tables), **told)
        except (ValueError, KeyError, TypeError) as error:
            raise BackupBroken("The backup does not say what is in it.") from error


@dataclass(frozen=True)
class Opened:
    """An unpacked backup: its folder, with every file as the manifest says."""

    folder: Path
    manifest: Manifest

    @property
    def database(self) -> Path:
        """The snapshot."""
        return self.folder / self.manifest.database


def gathered(folder: Path, audit: Path, ledger: Path) -> None:
    """Copy what is kept beside the database into ``folder``; the seals are there already, from before the snapshot."""
    target = folder / AUDIT
    target.mkdir(exist_ok=True)
    if audit.is_dir():
        for source in sorted(one for one in audit.rglob("*") if one.is_file()):
            kept = target / source.relative_to(audit)
            if not kept.exists():
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, kept)
    if ledger.exists():
        shutil.copyfile(ledger, folder / LEDGER)


def pack(folder: Path, manifest: Manifest, target: Path, recipients: list[Recipient]) -> None:
    """Encrypt the files of the folder that ``manifest`` names into ``target``, a new file."""

    def write(pipe: BufferedWriter) -> None:
        with (
            gzip.GzipFile(fileobj=pipe, mode="wb", compresslevel=5, mtime=0) as pressed,
            tarfile.open(fileobj=pressed, mode="w|") as archive,
        ):
            head = tarfile.TarInfo(MANIFEST)
            written = manifest.written()
            head.size = len(written)
            archive.addfile(head, BytesIO(written))
            for name in manifest.files:
                archive.add(folder / name, arcname=name, filter=_nobodys)

    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        seal(write, file, recipients)
        file.flush()
        os.fsync(file.fileno())


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


@contextmanager
def unpacked(file: Path, identity: Identity, near: Path) -> Iterator[Opened]:
    """The backup in a folder of its own below ``near``, gone afterwards.

    Raises:
        BackupBroken: it does not open with this key, was cut or changed, or a file is not what the manifest says.
    """
    with scratch(near) as folder:
        with file.open("rb") as source, unsealed(source, identity) as inside:
            try:
                with tarfile.open(fileobj=inside, mode="r|gz") as archive:
                    _extract(archive, folder)
            except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise BackupBroken(f"The backup is cut or damaged: {error}") from error
            except OSError as error:
                raise BackupRefused(f"The backup cannot be unpacked here: {error}") from error
        yield Opened(folder, _checked(folder))


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Plain files below the folder and nothing else: by hand, for Debian 12's Python (3.11.2) knows no filter yet."""
    root = folder.resolve()
    for member in archive:
        target = (folder / member.name).resolve()
        source = archive.extractfile(member) if member.isreg() else None
        if source is None or not target.is_relative_to(root):
            raise BackupBroken(f"The backup holds what no backup holds: {member.name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as copy:
            shutil.copyfileobj(source, copy)


def _checked(folder: Path) -> Manifest:
    try:
        manifest = Manifest.read((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise BackupBroken("The backup does not say what is in it.") from error
    there = digests(folder)
    there.pop(MANIFEST)
    wrong = sorted({name for name in {*there, *manifest.files} if there.get(name) != manifest.files.get(name)})
    if wrong:
        raise BackupBroken(f"Not what the backup says is in it: {', '.join(wrong)}")
    return manifest


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below ``folder``, by its name there."""
    found = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        with path.open("rb") as file:
            found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def name_of(moment: datetime) -> str:
    """The name of a backup's file: its moment in UTC, so that names sort by age."""
    return f"tongxing-{moment:%Y%m%dT%H%M%SZ}.age"
