"""Checking the log: names the first row of a chain that was changed, removed, moved, or cut off with the tail.

A chain is walked from its first row: archived files, then the live rows; every link is computed anew, and where a head
was sealed the row must be the one that was sealed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, union

from app.foundation.audit.archive import ARCHIVE
from app.foundation.audit.log import content
from app.foundation.audit.models import AuditEvent, AuditSegment
from app.foundation.audit.rows import file_rows, live_rows
from app.foundation.audit.sealing import FILE, current_heads, read_seals
from app.foundation.database import DbSession
from app.foundation.secrets.keyring import keyring


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold, and how.

    ``how`` is ``changed``, ``removed``, ``reordered`` (another row stands there), ``cut`` (the tail is missing),
    ``rewritten`` (not what was sealed), or for an archived file ``missing`` or ``swapped``; ``what`` names the file.
    """

    chain: str
    position: int
    how: str
    what: str = ""


@dataclass
class Report:
    """What a check found: rows checked (of them in archived files), breaks, and the seals they were held against."""

    checked: int = 0
    archived: int = 0
    seals: int = 0
    breaks: list[Break] = field(default_factory=list)


@dataclass
class Walk:
    """How far a chain is proven: the position and link of the last good row."""

    chain: str
    position: int = 0
    link: str = ""
    broken: Break | None = None


def verify(session: DbSession, folder: Path, seals: Path | None = None) -> Report:
    """Walk every chain that the log, its archive or its seals know; of each, the first break.

    Args:
        session: the database.
        folder: where the archived files lie.
        seals: the file of sealed heads, by default the one in ``folder``.
    """
    report = Report()
    sealed = read_seals(seals or folder / FILE)
    report.seals = len(sealed.seals)
    if sealed.bad_line:
        report.breaks.append(Break("seals", sealed.bad_line, "changed", str(seals or folder / FILE)))
    points = sealed.checkpoints()
    heads = current_heads(session)
    names = session.scalars(union(select(AuditEvent.chain), select(AuditSegment.chain))).all()
    for name in sorted({*heads, *names, *points}):
        walk = Walk(name)
        _walk_files(session, walk, folder, report, points.get(name, {}))
        _walk_live(session, walk, report, points.get(name, {}))
        if walk.broken is None:
            walk.broken = _ending(walk, heads.get(name, (0, "")), points.get(name, {}))
        if walk.broken is not None:
            report.breaks.append(walk.broken)
    return report


def _walk_files(session: DbSession, walk: Walk, folder: Path, report: Report, points: dict[int, str]) -> None:
    """Walk the archived files; one that does not hold is reported, and the walk goes on where it ended."""
    segments = select(AuditSegment).where(AuditSegment.chain == walk.chain).order_by(AuditSegment.first_row)
    for segment in session.scalars(segments.execution_options(populate_existing=True)):
        if segment.first_row != walk.position + 1:
            report.breaks.append(Break(walk.chain, walk.position + 1, "removed"))
            walk.position = segment.first_row - 1
        how = _walk_file(walk, folder / ARCHIVE / segment.file, segment, points)
        if how is not None:
            report.breaks.append(Break(walk.chain, walk.position + 1, how, segment.file))
        good = walk.position - segment.first_row + 1
        report.archived, report.checked = report.archived + good, report.checked + good
        walk.position, walk.link, walk.broken = segment.last_row, segment.head, None


def _walk_file(walk: Walk, path: Path, segment: AuditSegment, points: dict[int, str]) -> str | None:
    """How a file is not the one that was archived; None where it is."""
    if not path.exists():
        return "missing"
    for row in file_rows(path):
        if row is not None and (row.chain, row.position) != (walk.chain, walk.position + 1):
            return "swapped"
        if not _step(walk, row, points):
            return walk.broken.how if walk.broken else "changed"
    if (walk.position, walk.link) != (segment.last_row, segment.head):
        return "cut"
    return None if hashlib.sha256(path.read_bytes()).hexdigest() == segment.digest else "changed"


def _walk_live(session: DbSession, walk: Walk, report: Report, points: dict[int, str]) -> None:
    rows = live_rows(session, walk.chain, 0)
    archived = walk.position
    for position, row in rows:
        if position <= archived:
            walk.broken = Break(walk.chain, position, "changed")  # an archived row came back
        elif position != walk.position + 1:
            walk.broken = Break(walk.chain, walk.position + 1, "removed")
        elif not _step(walk, row, points) and walk.broken is None:
            walk.broken = Break(walk.chain, position, _how(session, walk, row))
        if walk.broken is not None:
            rows.close()
            return
        report.checked += 1


def _step(walk: Walk, row: AuditEvent | None, points: dict[int, str]) -> bool:
    """Whether the row is the next of its chain, untouched; then the walk is one further."""
    if row is None or (row.chain, row.position) != (walk.chain, walk.position + 1):
        return False
    if row.link != keyring.chain_link(walk.link, content(row)):
        return False
    if points.get(row.position, row.link) != row.link:
        walk.broken = Break(walk.chain, row.position, "rewritten")
        return False
    walk.position, walk.link = row.position, row.link
    return True


def _how(session: DbSession, walk: Walk, row: AuditEvent | None) -> str:
    """What became of the row that should stand here: its own stands elsewhere, nowhere, or is this one, changed."""
    place, elsewhere = walk.position + 1, live_rows(session, walk.chain, walk.position)
    for position, other in elsewhere:
        if other is not None and position != place and other.link == _link_at(walk.link, other, place):
            elsewhere.close()
            return "reordered"
    following = next(live_rows(session, walk.chain, place), (0, None))[1]
    if row is not None and following is not None and following.link == _link_at(row.link, following, place + 2):
        return "removed"  # what follows fits one place further on: the rows were numbered anew
    return "changed"


def _link_at(previous: str, row: AuditEvent, position: int) -> str:
    return keyring.chain_link(previous, content(row, position))


def _ending(walk: Walk, head: tuple[int, str], points: dict[int, str]) -> Break | None:
    if (walk.position, walk.link) != head or any(length > walk.position for length in points):
        return Break(walk.chain, walk.position + 1, "cut")
    return None
