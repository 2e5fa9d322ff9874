"""The table of alerts: a volunteer with an active pairing has stopped logging."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Sealed, Values
from app.pairing.models import Pairing
from app.safeguarding.models.kinds import SilenceEnd


class SilenceAlert(Identified, Base):
    """One silence of one pairing; ``silent_since`` is the last day on which something was heard."""

    __tablename__ = "silence_alert"
    __table_args__ = (
        Index("uq_silence_alert_open", "pairing_id", unique=True, **only_where("closed_at IS NULL")),
        CheckConstraint("(closed_at IS NULL) = (ended_how IS NULL)", name="ended"),
        CheckConstraint("ended_how IS NULL OR ended_how <> 'word' OR word IS NOT NULL", name="word"),
    )

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"), index=True)
    """Of the pairing: the word said about a silence ends with the child's file."""
    silent_since: Mapped[date]
    raised_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    ended_how: Mapped[SilenceEnd | None] = mapped_column(Values(SilenceEnd))
    closed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    word: Mapped[str | None] = mapped_column(Sealed("silence_alert.word"))

    pairing: Mapped[Pairing] = relationship()

    @property
    def district_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.pairing.district_id

    @property
    def village_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.pairing.village_id
