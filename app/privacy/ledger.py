"""The ledger of erasures: a file outside the database, so that an old database cannot bring back who was erased.

One line of JSON per anonymised file: its own number, whether child or volunteer, that record's id, why and when, and a
keyed hash over the line and the one before it. No name, no code, nothing that says who it was. Lines are only added.
"""

from __future__ import annotations

import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from app.foundation.retention import Subject
from app.foundation.secrets.keyring import keyring
from app.privacy.models import Cause

LONGEST_LINE = 4096


class LedgerBroken(RuntimeError):
    """A line of the ledger was changed, removed or reordered; the message says which."""


@dataclass(frozen=True)
class Entry:
    """One file that was anonymised."""

    id: uuid.UUID
    subject: Subject
    subject_id: uuid.UUID
    cause: Cause
    at: datetime

    def content(self) -> bytes:
        """What the keyed hash vouches for."""
        values = [str(self.id), self.subject.value, str(self.subject_id), self.cause.value, self.at.isoformat()]
        return b"erasure" + json.dumps(values).encode()


class Ledger:
    """The file at ``path``; it is made with the first entry, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> list[Entry]:
        """Every entry, in order.

        Raises:
            LedgerBroken: the chain does not hold.
        """
        if not self.path.exists():
            return []
        with self.path.open(encoding="utf-8") as file:
            return [entry for entry, _link in _read(file)]

    def append(self, *entries: Entry) -> None:
        """Write entries and have the disk hold them before this returns.

        It goes on from the last line without reading all of them again: a run of thousands would read them thousands
        of times. ``entries`` checks the whole, at each start of production and each run.

        Raises:
            LedgerBroken: the last line cannot be read; nothing is written.
        """
        with self._locked() as file:
            _cut_torn_line(file)
            link = self._last_link()
            for entry in entries:
                link = keyring.chain_link(link, entry.content())
                file.write(_line(entry, link))
            file.flush()
            os.fsync(file.fileno())

    def _last_link(self) -> str:
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - LONGEST_LINE))
            tail = file.read()
        if not tail:
            return ""
        try:
            return str(json.loads(tail.splitlines()[-1])["link"])
        except (ValueError, KeyError, TypeError) as error:
            raise LedgerBroken(f"the last line of {self.path} cannot be read") from error

    @contextmanager
    def _locked(self) -> Iterator[TextIO]:
        """The file, open to read and append, while no other process writes."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file


def _cut_torn_line(file: TextIO) -> None:
    """Take off what a crash left of a line: nothing was committed for it, or its line would stand to the end."""
    with open(file.fileno(), "rb+", closefd=False) as raw:
        size = raw.seek(0, os.SEEK_END)
        start = max(0, size - LONGEST_LINE)
        raw.seek(start)
        tail = raw.read()
        if tail and not tail.endswith(b"\n"):
            raw.truncate(start + tail.rfind(b"\n") + 1)


def _line(entry: Entry, link: str) -> str:
    values = {
        "id": str(entry.id),
        "subject": entry.subject.value,
        "subject_id": str(entry.subject_id),
        "cause": entry.cause.value,
        "at": entry.at.isoformat(),
        "link": link,
    }
    return json.dumps(values) + "\n"


def _read(file: TextIO) -> Iterator[tuple[Entry, str]]:
    link = ""
    for number, line in enumerate(file, 1):
        if not line.endswith("\n"):
            return  # a crash tore it, before anything was committed for it
        try:
            values = json.loads(line)
            entry = Entry(
                uuid.UUID(values["id"]), Subject(values["subject"]), uuid.UUID(values["subject_id"]),
                Cause(values["cause"]), datetime.fromisoformat(values["at"]),
            )  # fmt: skip
            written = values["link"]
        except (ValueError, KeyError, TypeError) as error:
            raise LedgerBroken(f"line {number} of {file.name} cannot be read") from error
        link = keyring.chain_link(link, entry.content())
        if link != written:
            raise LedgerBroken(f"line {number} of {file.name} was changed, or lines before it are missing")
        yield entry, link
