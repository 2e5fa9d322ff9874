"""Old rows leave the database whole: a checked run from where the last one ended goes to a file, its head stays."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, func, select

from app.foundation import clock
from app.foundation.access.actors import Actor
from app.foundation.audit.actions import Action
from app.foundation.audit.log import content, record
from app.foundation.audit.models import AuditChain, AuditEvent, AuditSegment
from app.foundation.audit.rows import file_rows, live_rows, write_rows
from app.foundation.database import DbSession
from app.foundation.secrets.keyring import keyring

ARCHIVE = "archive"
KEPT = timedelta(days=183)
"""What stays in the database at least: the auditor's half year."""


class NotArchived(ValueError):
    """Rows stay where they are; the message says why."""


@dataclass(frozen=True)
class Archived:
    """What left: a chain's rows, and the file they lie in."""

    chain: str
    rows: int
    file: str


def archive(session: DbSession, actor: Actor, before: datetime, folder: Path) -> list[Archived]:
    """Move every chain's rows from before a moment to files; the last row of a chain always stays. Commits per chain.

    Raises:
        NotArchived: the moment is less than half a year ago, or a chain does not hold: nothing of it leaves then.
    """
    if before > clock.now() - KEPT:
        raise NotArchived(f"rows stay in the database for {KEPT.days} days at least")
    (folder / ARCHIVE).mkdir(parents=True, exist_ok=True, mode=0o700)
    names = session.scalars(select(AuditChain.name).order_by(AuditChain.name)).all()
    found = [_archive_chain(session, actor, name, before, folder / ARCHIVE) for name in names]
    return [one for one in found if one is not None]


def _archive_chain(session: DbSession, actor: Actor, chain: str, before: datetime, folder: Path) -> Archived | None:
    start, link = _archived_so_far(session, chain)
    last = _last_before(session, chain, before)
    if last <= start:
        return None
    path = folder / f"{chain}-{start + 1:09}-{last:09}.jsonl.gz"
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    count = write_rows(draft, _proven(session, chain, start, last, link))
    # What was written is read back: the rows are about to be deleted.
    ends = [row.link for row in file_rows(draft) if row is not None]
    if not count == len(ends) == last - start:
        raise NotArchived(f"chain {chain} does not hold: run 'flask audit verify'")
    with draft.open("rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
        os.fsync(file.fileno())
    draft.replace(path)
    session.add(AuditSegment(
        chain=chain, first_row=start + 1, last_row=last, head=ends[-1], digest=digest, file=path.name,
        archived_at=clock.now(),
    ))  # fmt: skip
    session.flush()
    gone = delete(AuditEvent).where(AuditEvent.chain == chain, AuditEvent.position.between(start + 1, last))
    session.execute(gone.execution_options(synchronize_session=False))
    record(session, actor, Action.AUDIT_ARCHIVED, chain=chain, rows=count)
    session.commit()
    return Archived(chain, count, path.name)


def _archived_so_far(session: DbSession, chain: str) -> tuple[int, str]:
    query = select(AuditSegment.last_row, AuditSegment.head).where(AuditSegment.chain == chain)
    found = session.execute(query.order_by(AuditSegment.last_row.desc()).limit(1)).one_or_none()
    return (found.last_row, found.head) if found else (0, "")


def _last_before(session: DbSession, chain: str, before: datetime) -> int:
    """The end of the run whose rows are all from before the moment, short of the chain's last row."""
    rows = select(func.min(AuditEvent.position)).where(AuditEvent.chain == chain, AuditEvent.at >= before)
    newest = session.scalar(select(func.max(AuditEvent.position)).where(AuditEvent.chain == chain)) or 0
    return min(session.scalar(rows) or newest, newest) - 1


def _proven(session: DbSession, chain: str, start: int, last: int, link: str) -> Iterator[AuditEvent]:
    for position, row in live_rows(session, chain, start):
        if position > last:
            return
        if row is None or position != start + 1 or row.link != keyring.chain_link(link, content(row)):
            raise NotArchived(f"chain {chain} does not hold: run 'flask audit verify'")
        start, link = position, row.link
        yield row
