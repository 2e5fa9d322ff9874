"""Publicity of a season's hours, and what is objected to it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Sealed
from app.seasons.models import Season


class Publicity(Identified, Base):
    """The hours of a season as they were confirmed at ``opened_at``, shown in the district up to ``last_day``.

    A season may be publicised again, under the next ``number``, where hours were confirmed later.
    """

    __tablename__ = "publicity"
    __table_args__ = (
        UniqueConstraint("season_id", "number"),
        CheckConstraint("number > 0", name="number"),
        Index(None, "district_id", "opened_at"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"))
    number: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    last_day: Mapped[date]

    season: Mapped[Season] = relationship()
    objections: Mapped[list[Objection]] = relationship(
        back_populates="publicity", order_by="Objection.made_at, Objection.id"
    )

    @property
    def running(self) -> bool:
        """Whether it is still shown, and objections are taken."""
        return clock.today() <= self.last_day

    @property
    def unanswered(self) -> int:
        """Objections without an answer."""
        return sum(one.answered_at is None for one in self.objections)


class Objection(Identified, Base):
    """What somebody of the district objects to, in words, and the written answer. The id is made with the page."""

    __tablename__ = "publicity_objection"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint("answered_by_id <> account_id", name="answered_by_another"),
        Index(None, "publicity_id"),
    )

    publicity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("publicity.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str] = mapped_column(Sealed("publicity_objection.words"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str | None] = mapped_column(Sealed("publicity_objection.answer"))
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]

    publicity: Mapped[Publicity] = relationship(back_populates="objections")
    account: Mapped[Account] = relationship(foreign_keys=[account_id])

    @property
    def district_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.publicity.district_id
