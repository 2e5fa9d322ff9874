"""The retention run: what has been kept long enough is anonymised, file by file, and old paperwork emptied.

Each file is a transaction of its own: a run that is stopped goes on where it was, and a second one does nothing.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from app.children.models import ImportState, RosterImport
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import Base, DbSession, db
from app.foundation.errors import Missing, Refused
from app.foundation.inventory import Kept, inventory
from app.foundation.retention import Subject, held_ids
from app.privacy.due import due_ids
from app.privacy.models import Cause
from app.privacy.overwriting import overwrite_rows
from app.privacy.rules.erasing import erase
from app.privacy.rules.replaying import replay_all
from app.privacy.rules.terms import cutoffs
from app.volunteers.models import VolunteerImport

log = logging.getLogger(__name__)

# Paperwork that belongs to no file: since when it counts as old. A decided request is proof; an open one is never old.
SINCE: dict[str, str] = {
    "rights_request": "decided_at",
    "roster_import": "created_at",
    "volunteer_import": "created_at",
    "signup_draft": "changed_at",
    "form_draft": "changed_at",
    "sign_in_attempt": "at",
}
PAPERWORK = (Kept.REQUEST, Kept.UPLOAD, Kept.DRAFT, Kept.UNSENT, Kept.ATTEMPT)


@dataclass
class Done:
    """What a run did, or with ``dry_run`` would do. ``held``: by the code of the hold; ``paperwork``: rows by table."""

    dry_run: bool
    children: int = 0
    volunteers: int = 0
    held: Counter[str] = field(default_factory=Counter)
    paperwork: dict[str, int] = field(default_factory=dict)
    replayed: int = 0

    def plain(self) -> dict[str, Any]:
        """For programs."""
        return {
            "dry_run": self.dry_run, "children": self.children, "volunteers": self.volunteers,
            "held": dict(self.held), "paperwork": self.paperwork, "replayed": self.replayed,
        }  # fmt: skip


def run(session: DbSession, actor: Actor, *, dry_run: bool, limit: int | None = None) -> Done:
    """Anonymise what is due, at most ``limit`` files of each kind. Commits file by file.

    Raises:
        LedgerBroken: the ledger of erasures cannot be trusted; nothing more is done.
    """
    today, done = clock.today(), Done(dry_run)
    if not dry_run:
        done.replayed = replay_all(session, actor)
    for subject in Subject:
        held = held_ids(session, subject)
        due = due_ids(session, subject, today)
        done.held.update(held[one] for one in due if one in held)
        free = [one for one in due if one not in held][:limit]
        session.rollback()
        count = len(free) if dry_run else sum(_erase_one(session, actor, subject, one) for one in free)
        setattr(done, "children" if subject is Subject.CHILD else "volunteers", count)
    done.paperwork = _paperwork(session, today, dry_run=dry_run)
    if not dry_run and (done.children or done.volunteers or any(done.paperwork.values())):
        audit.record(
            session, actor, audit.Action.RETENTION_RUN, None, children=done.children, volunteers=done.volunteers,
            held=sum(done.held.values()), rows=sum(done.paperwork.values()),
        )  # fmt: skip
        session.commit()
        tidy()
    session.rollback()
    return done


def _erase_one(session: DbSession, actor: Actor, subject: Subject, record_id: Any) -> bool:
    try:
        erase(session, actor, subject, record_id, Cause.TERM)
        session.commit()
    except (Refused, Missing):  # opened again, or held, since the list was made
        session.rollback()
        return False
    return True


def _paperwork(session: DbSession, today: date, *, dry_run: bool) -> dict[str, int]:
    """Empty, or with ``dry_run`` count, old rows by table."""
    limits, found = cutoffs(session, today), {}
    if not dry_run:
        _discard_undecided(session, limits[Kept.UPLOAD])
    for name, since in SINCE.items():
        table = Base.metadata.tables[name]
        rows = [row for row in inventory() if row.table == name and row.kept in PAPERWORK]
        old = table.c[since] < _after(limits[rows[0].kept])
        found[name] = overwrite_rows(session, table, rows, old, dry_run=dry_run)
        if not dry_run:
            session.commit()
    return found


def _discard_undecided(session: DbSession, limit: date) -> None:
    """Lists that nobody confirmed: their content is about to go."""
    for model in (RosterImport, VolunteerImport):
        waiting = update(model).where(model.state == ImportState.UPLOADED, model.created_at < _after(limit))
        session.execute(waiting.values(state=ImportState.DISCARDED, decided_at=clock.now()))


def _after(day: date) -> datetime:
    """The first moment after a day."""
    return clock.from_local(datetime.combine(day + timedelta(days=1), time()))


def tidy() -> None:
    """Have the database let go of what was overwritten: the log ahead of SQLite's file, PostgreSQL's dead rows."""
    try:
        if db.engine.dialect.name == "sqlite":
            connection: Any = db.engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()
            return
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
            for name in sorted({row.table for row in inventory() if row.personal}):
                plain.exec_driver_sql(f'VACUUM "{name}"')
    except SQLAlchemyError:
        log.exception("the database could not be tidied after a retention run; the next run tries again")
