"""A database that came back from a backup forgets who was erased since: the ledger says so, and it is done again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from app.foundation import audit
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.privacy.ledger import Entry
from app.privacy.models import Erasure
from app.privacy.rules.erasing import ledger, replay


@dataclass(frozen=True)
class Standing:
    """How ledger and database stand to each other.

    ``behind``: erasures of the ledger that this database does not know; ``unwritten``: its own that the ledger lacks.
    """

    entries: int
    behind: tuple[Entry, ...]
    unwritten: tuple[Entry, ...]

    @property
    def agree(self) -> bool:
        """Whether both know the same erasures."""
        return not self.behind and not self.unwritten


def standing(session: DbSession) -> Standing:
    """Compare the ledger with the database.

    Raises:
        LedgerBroken: the ledger cannot be trusted.
    """
    written = {entry.id: entry for entry in ledger().entries()}
    known: dict[uuid.UUID, Erasure] = {row.id: row for row in session.scalars(select(Erasure).order_by(Erasure.at))}
    return Standing(
        len(written),
        tuple(entry for entry in written.values() if entry.id not in known),
        tuple(
            Entry(row.id, row.subject, row.subject_id, row.cause, row.at)
            for row in known.values()
            if row.id not in written
        ),
    )


def replay_all(session: DbSession, actor: Actor) -> int:
    """Bring both sides level: erase again what the database forgot, write down what the ledger lost. Commits.

    Returns how many files were anonymised again.

    Raises:
        LedgerBroken: the ledger cannot be trusted; nothing was done.
    """
    found, again = standing(session), 0
    if found.unwritten:
        ledger().append(*found.unwritten)
    for entry in found.behind:
        again += replay(session, actor, entry)
        session.commit()
    if found.behind or found.unwritten:
        audit.record(
            session, actor, audit.Action.ERASURES_REPLAYED, None, files=again, entries=len(found.behind),
            written=len(found.unwritten),
        )  # fmt: skip
        session.commit()
    session.rollback()
    return again
