"""Tables of how a pairing goes: its milestones, and the relay at its end."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Sealed, Values
from app.pairing.models.pairings import Pairing


class MilestoneKind(StrEnum):
    """What happens once in every pairing. The first contact is the first meeting, recorded as such."""

    FIRST_CONTACT = "first_contact"
    REVIEW = "review"
    FAREWELL = "farewell"


class RelayWay(StrEnum):
    """What comes after a pairing: it is renewed, the child goes to another volunteer, or it closes for a reason."""

    RENEWED = "renewed"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"


class Milestone(Identified, Base):
    """A milestone that somebody ticked off. The first contact is never one: the first meeting says it."""

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("pairing_id", "kind"),
        CheckConstraint("kind <> 'first_contact'", name="kind"),
    )

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    kind: Mapped[MilestoneKind] = mapped_column(Values(MilestoneKind))
    done_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(Sealed("milestone.note"))
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    pairing: Mapped[Pairing] = relationship(back_populates="milestones")
    recorded_by: Mapped[Account | None] = relationship()


class Relay(Identified, Base):
    """What each side says of the season after, one row per pairing that began.

    The same two go on only where all sides want it: the volunteer, the child, the carer, and the school that decides.
    ``note`` is what the next volunteer should know, or why it closes; it is the school's.
    """

    __tablename__ = "relay"
    __table_args__ = (
        UniqueConstraint("pairing_id"),
        CheckConstraint("(volunteer_returns IS NULL) = (volunteer_said_at IS NULL)", name="volunteer"),
        CheckConstraint("(way IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("way IS NULL OR way <> 'renewed' OR (child_wishes AND carer_agrees)", name="renewed"),
        CheckConstraint("way IS NULL OR way = 'renewed' OR note IS NOT NULL", name="note"),
    )

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    volunteer_returns: Mapped[bool | None]
    volunteer_said_at: Mapped[datetime | None]
    way: Mapped[RelayWay | None] = mapped_column(Values(RelayWay))
    child_wishes: Mapped[bool] = mapped_column(default=False)
    carer_agrees: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Sealed("relay.note"))
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    pairing: Mapped[Pairing] = relationship(back_populates="relay")
    decided_by: Mapped[Account | None] = relationship()

    @property
    def is_renewed(self) -> bool:
        """Whether every side wants the same two to go on."""
        return self.way is RelayWay.RENEWED and bool(self.volunteer_returns)
