"""How long each class of data is kept: a default each, bounds that the law sets, and what an administrator chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.children.rules.recording import add_months
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, holds
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.foundation.inventory import Kept
from app.privacy.models import RetentionTerm


@dataclass(frozen=True)
class Bounds:
    """Months: what holds without a choice, and the least and the most that can be chosen."""

    default: int
    least: int
    most: int


TERMS: dict[Kept, Bounds] = {
    Kept.CHILD_FILE: Bounds(12, 1, 60),  # after the child has left the ledger
    Kept.VOLUNTEER_FILE: Bounds(24, 6, 120),  # after the last season, session or pairing
    Kept.REQUEST: Bounds(36, 36, 120),  # proof that it was answered; as long as the records of assessments
    Kept.UPLOAD: Bounds(1, 1, 6),
    Kept.DRAFT: Bounds(6, 1, 12),
    Kept.ATTEMPT: Bounds(6, 6, 24),  # network logs: at least six months (Cybersecurity Law)
}
UNSENT_FOR = timedelta(days=14)
"""How long a form that nobody sent is kept: long enough for a holiday, and it may hold what a child's file does."""


def months_of(session: DbSession) -> dict[Kept, int]:
    """The months in force, by class."""
    chosen = {row.kept: row.months for row in session.scalars(select(RetentionTerm))}
    return {kept: chosen.get(kept, bounds.default) for kept, bounds in TERMS.items()}


def cutoffs(session: DbSession, today: date) -> dict[Kept, date]:
    """For each class the last day that is old enough: what ended on it, or before, is due today."""
    chosen = {kept: add_months(today, -months) for kept, months in months_of(session).items()}
    return chosen | {Kept.UNSENT: today - UNSENT_FOR}


def set_term(session: DbSession, actor: Actor, kept: Kept, months: int) -> None:
    """Choose how long a class is kept. Commits.

    Raises:
        Missing: the actor may not.
        Refused: shorter than the law lets, or longer than anybody needs.
    """
    if not holds(actor, Permission.RETENTION_SET) or kept not in TERMS:
        raise Missing
    bounds = TERMS[kept]
    if not bounds.least <= months <= bounds.most:
        raise Refused("privacy.term_bounds", field="months", least=bounds.least, most=bounds.most)
    row = session.get(RetentionTerm, kept, with_for_update=True)
    before = row.months if row else bounds.default
    if before == months:
        session.rollback()
        return
    if row is None:
        row = RetentionTerm(kept=kept)
        session.add(row)
    row.months, row.changed_by_id, row.changed_at = months, actor.id, clock.now()
    audit.record(session, actor, audit.Action.RETENTION_TERM_SET, None, kept=kept.value, before=before, months=months)
    session.commit()
