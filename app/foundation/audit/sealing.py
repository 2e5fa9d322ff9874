"""Heads of the chains, signed once a day into a file outside the database: a cut tail shows against it.

The file is one JSON object a line: when, the length and last link of every chain, and a keyed hash over this and the
line before. Copies of it belong where whoever runs the database cannot write.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.foundation import clock
from app.foundation.access.actors import Actor, system_actor
from app.foundation.audit.actions import Action
from app.foundation.audit.log import INSTALLATION, locked_head, record
from app.foundation.audit.models import AuditChain, AuditEvent, AuditSegment
from app.foundation.database import DbSession
from app.foundation.jobs.registry import chore
from app.foundation.secrets.keyring import keyring

FILE = "seals.jsonl"
Heads = Mapping[str, tuple[int, str]]


@dataclass(frozen=True)
class Seal:
    """One line of the file. ``accepted`` marks that a database was restored and what was sealed beyond it is lost."""

    at: datetime
    heads: Heads
    accepted: bool
    mark: str


@dataclass
class Sealed:
    """What a file of seals says: its good lines, and the number of the first that is not (0: none)."""

    seals: list[Seal] = field(default_factory=list)
    bad_line: int = 0

    def checkpoints(self) -> dict[str, dict[int, str]]:
        """``{chain: {length: head}}`` of everything sealed and not given up by an accepted loss."""
        found: dict[str, dict[int, str]] = {}
        for seal in self.seals:
            if seal.accepted:
                for chain, points in found.items():
                    kept = seal.heads.get(chain, (0, ""))[0]
                    found[chain] = {length: head for length, head in points.items() if length <= kept}
            for chain, (length, head) in seal.heads.items():
                found.setdefault(chain, {})[length] = head
        return found


class TailIsCut(RuntimeError):
    """The log does not reach what was sealed: sealing what is left would hide it."""


def audit_folder() -> Path:
    """Where seals and archives lie."""
    folder: Path = current_app.config["SETTINGS"].audit_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def read_seals(path: Path) -> Sealed:
    """Read the file as far as it is good; a missing one has no lines."""
    sealed, previous = Sealed(), ""
    if not path.exists():
        return sealed
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        seal = _parsed(line, previous)
        if seal is None:
            sealed.bad_line = number
            break
        sealed.seals.append(seal)
        previous = seal.mark
    return sealed


def seal_heads(session: DbSession, actor: Actor, path: Path, *, accept_loss: bool = False) -> Seal:
    """Append today's heads to the file and say so on the log. Commits.

    Args:
        session: the database.
        actor: who seals.
        path: the file.
        accept_loss: the database was restored from a backup, and what was sealed since is given up, for all to see.

    Raises:
        TailIsCut: the log does not hold what was sealed before, and ``accept_loss`` was not said.
    """
    locked_head(session, INSTALLATION)  # one at a time
    sealed = read_seals(path)
    if not accept_loss and (sealed.bad_line or not holds(session, sealed)):
        session.rollback()
        raise TailIsCut
    heads = current_heads(session)
    seal = _append(path, sealed.seals[-1].mark if sealed.seals else "", heads, accepted=accept_loss)
    record(session, actor, Action.AUDIT_SEALED, chains=len(heads), accepted=accept_loss)
    session.commit()
    return seal


def current_heads(session: DbSession) -> Heads:
    """``{chain: (length, last link)}`` as the database says it."""
    query = select(AuditChain.name, AuditChain.length, AuditChain.head).where(AuditChain.length > 0)
    return {name: (length, head) for name, length, head in session.execute(query)}


def holds(session: DbSession, sealed: Sealed) -> bool:
    """Whether the log still holds the rows the last seal ends with; those in an archive count as held."""
    if not sealed.seals:
        return True
    now = current_heads(session)
    for chain, (length, head) in sealed.seals[-1].heads.items():
        query = select(AuditEvent.link).where(AuditEvent.chain == chain, AuditEvent.position == length)
        link = session.scalar(query)
        if now.get(chain, (0, ""))[0] < length or link not in {None, head}:
            return False
        if link is None and not _is_archived(session, chain, length):
            return False
    return True


@chore
def seal_daily(session: DbSession) -> None:
    """The worker's chore: a seal a day.

    Raises:
        TailIsCut: told to the log of the worker, every time, until somebody looks.
    """
    path = audit_folder() / FILE
    if _is_sealed_today(path):
        return
    locked_head(session, INSTALLATION)  # a worker that stood still, and believes itself the scheduler, waits here
    if _is_sealed_today(path):
        session.rollback()
        return
    seal_heads(session, system_actor("worker"), path)


def _is_sealed_today(path: Path) -> bool:
    last = last_sealed(path)
    return last is not None and last >= clock.today()


def _is_archived(session: DbSession, chain: str, length: int) -> bool:
    query = select(AuditSegment.head).where(
        AuditSegment.chain == chain, AuditSegment.first_row <= length, AuditSegment.last_row >= length
    )
    return session.scalar(query) is not None


def last_sealed(path: Path) -> date | None:
    """The day of the file's last line, as it says; None without one."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1_000_000))
        lines = file.read().splitlines()
    try:
        return clock.local(datetime.fromisoformat(json.loads(lines[-1])["at"])).date()
    except (ValueError, LookupError, TypeError):
        return None


def _append(path: Path, previous: str, heads: Heads, *, accepted: bool) -> Seal:
    at = clock.now()
    body: dict[str, Any] = {"at": at.isoformat(), "heads": heads, "accepted": accepted}
    mark = keyring.seal_mark(previous, _content(body))
    line = json.dumps({**body, "mark": mark}, sort_keys=True) + "\n"
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    return Seal(at, heads, accepted, mark)


def _parsed(line: str, previous: str) -> Seal | None:
    try:
        values = json.loads(line)
        mark = values.pop("mark")
        if mark != keyring.seal_mark(previous, _content(values)):
            return None
        heads = {chain: (int(length), str(head)) for chain, (length, head) in values["heads"].items()}
        return Seal(datetime.fromisoformat(values["at"]), heads, bool(values["accepted"]), mark)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _content(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
