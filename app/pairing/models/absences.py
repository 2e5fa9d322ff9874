"""Tables of days on which a volunteer cannot come, and of who stands in. A substitute is not a pairing."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Values
from app.pairing.models.kinds import AbsenceReason, SubstituteState
from app.pairing.models.pairings import Pairing
from app.volunteers.models import Volunteer


class Absence(Identified, Base):
    """A volunteer cannot come from one day to another (both counted). The id is made by the client.

    The pairing stays as it is. ``told_at``: when school or village had told the child's family.
    """

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="dates"),
        CheckConstraint("(told_at IS NULL) = (told_by_id IS NULL)", name="told"),
        Index(None, "pairing_id"),
        Index(None, "last_on"),
    )

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[AbsenceReason] = mapped_column(Values(AbsenceReason))
    said_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    said_at: Mapped[datetime] = mapped_column(default=clock.now)
    told_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    told_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    """The volunteer can come after all; who stood in does not any more."""

    pairing: Mapped[Pairing] = relationship()
    substitutes: Mapped[list[Substitute]] = relationship(back_populates="absence", order_by="Substitute.approved_at")

    @property
    def account_id(self) -> uuid.UUID | None:
        """The account of the volunteer who cannot come; for judging scope."""
        return self.pairing.account_id

    @property
    def district_id(self) -> uuid.UUID:
        """For judging scope: that of the child, as with the pairing."""
        return self.pairing.district_id

    @property
    def township_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.pairing.township_id

    @property
    def village_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.pairing.village_id

    @property
    def school_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.pairing.school_id


class Substitute(Identified, Base):
    """A volunteer who stands in for another on the days of one absence: sees the child on those days, and no longer.

    No slot and no state of the pairing changes. A school approves, every gate judged; then the volunteer says yes.
    """

    __tablename__ = "substitute"
    __table_args__ = (
        Index("uq_substitute_standing", "absence_id", unique=True, **only_where("state IN ('approved', 'accepted')")),
        Index(None, "volunteer_id"),
        Index(None, "pairing_id"),
        CheckConstraint("first_on <= last_on", name="dates"),
        CheckConstraint("(state = 'approved') = (answered_at IS NULL)", name="answered"),
    )

    absence_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("absence.id"))
    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    state: Mapped[SubstituteState] = mapped_column(Values(SubstituteState), default=SubstituteState.APPROVED)
    approved_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    """Of the child's school; introduces the two on the first day."""
    approved_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]

    absence: Mapped[Absence] = relationship(back_populates="substitutes")
    pairing: Mapped[Pairing] = relationship()
    volunteer: Mapped[Volunteer] = relationship()
    approved_by: Mapped[Account] = relationship()

    @property
    def account_id(self) -> uuid.UUID | None:
        """The substitute's account; for judging scope."""
        return self.volunteer.account_id
