"""Tables of what changed in a file over time: its level of attention, and its coming and going on the ledger."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.children.models.kinds import RiskReason
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Sealed, Values


class RiskChange(Identified, Base):
    """The level of attention went from one to another (``before`` NULL: set when the file was made), and why."""

    __tablename__ = "risk_change"
    __table_args__ = (
        CheckConstraint("after BETWEEN 0 AND 3", name="after"),
        CheckConstraint("before IS NULL OR (before BETWEEN 0 AND 3 AND before <> after)", name="before"),
        Index(None, "child_id", "changed_at"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    before: Mapped[int | None]
    after: Mapped[int]
    reason: Mapped[RiskReason] = mapped_column(Values(RiskReason))
    note: Mapped[str | None] = mapped_column(Sealed("risk_change.note"))
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class LedgerChange(Identified, Base):
    """The child left the ledger (``reason`` says why), or came back (no reason)."""

    __tablename__ = "ledger_change"
    __table_args__ = (Index(None, "child_id", "changed_on"),)

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    reason: Mapped[str | None] = mapped_column(String(40))
    changed_on: Mapped[date] = mapped_column(default=clock.today)
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
