"""Tables of what stands around a session: a dispute about one, and a meeting that did not take place."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Sealed, Values
from app.pairing.models import Pairing
from app.sessions.models.kinds import DisputeAnswer, DisputeReason, MissedKind, MissedParty, MissedReason, SessionState
from app.sessions.models.logged import ServiceSession


class SessionDispute(Identified, Base):
    """A volunteer says that what became of a session is wrong. Staff answer in words; at most one is open at a time."""

    __tablename__ = "session_dispute"
    __table_args__ = (
        Index("uq_session_dispute_open", "session_id", unique=True, **only_where("answer IS NULL")),
        Index(None, "session_id"),
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by_id IS NULL)",
            name="answered",
        ),
        CheckConstraint("answered_by_id <> raised_by_id", name="not_by_oneself"),
    )

    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_session.id"))
    state: Mapped[SessionState] = mapped_column(Values(SessionState))
    """What had become of the session when it was disputed."""
    reason: Mapped[DisputeReason] = mapped_column(Values(DisputeReason))
    words: Mapped[str] = mapped_column(Sealed("session_dispute.words"))
    raised_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    raised_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[DisputeAnswer | None] = mapped_column(Values(DisputeAnswer))
    answer_words: Mapped[str | None] = mapped_column(Sealed("session_dispute.answer_words"))
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]

    session: Mapped[ServiceSession] = relationship()


class MissedMeeting(Identified, Base):
    """Two who should have met did not. It never counts; one a day and pairing; taken back at most, never deleted."""

    __tablename__ = "missed_meeting"
    __table_args__ = (
        Index("uq_missed_meeting_day", "pairing_id", "day", unique=True, **only_where("taken_back_at IS NULL")),
        Index(None, "day"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name="taken_back"),
    )

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    day: Mapped[date]
    kind: Mapped[MissedKind] = mapped_column(Values(MissedKind))
    missing: Mapped[MissedParty] = mapped_column(Values(MissedParty))
    reason: Mapped[MissedReason] = mapped_column(Values(MissedReason))
    recorded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_back_at: Mapped[datetime | None]
    taken_back_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))

    pairing: Mapped[Pairing] = relationship()

    @property
    def account_id(self) -> uuid.UUID | None:
        """The volunteer's account; for judging scope."""
        return self.pairing.account_id
