"""What is kept of a file's changes: its levels of attention, and its coming and going. No commits."""

from __future__ import annotations

from app.children.models import Child, LedgerChange, RiskChange, RiskReason
from app.foundation.access import Actor
from app.foundation.database import DbSession


def note_risk(
    session: DbSession, actor: Actor, child: Child, before: int | None, reason: RiskReason, note: str | None = None
) -> None:
    """The level of attention has just become ``child.risk``; ``before`` None: when the file was made."""
    session.add(
        RiskChange(child_id=child.id, before=before, after=child.risk, reason=reason, note=note, changed_by_id=actor.id)
    )


def note_ledger(session: DbSession, actor: Actor, child: Child) -> None:
    """The child has just left the ledger (``child.left_reason`` says why), or come back."""
    session.add(LedgerChange(child_id=child.id, reason=child.left_reason, changed_by_id=actor.id))
