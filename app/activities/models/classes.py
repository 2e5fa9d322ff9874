"""Tables of the classes of a site: the class with its seats, and the children's places in it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.activities.models.kinds import EnrolmentEnd, EnrolmentState
from app.children.models import Child, OfChild
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import StringSet, Values
from app.places.models import Site


class SiteClass(Identified, Base):
    """A class of a site: a four-thirty classroom's term, a holiday class of three weeks. It is a series of activities.

    ``weekdays``: ``"1"`` (Monday) to ``"7"``. It has as many ``ClassSeat`` rows as it has places. Closed, it takes no
    more children.
    """

    __tablename__ = "site_class"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="dates"),
        CheckConstraint("starts < ends", name="times"),
        Index(None, "site_id", "starts_on"),
        Index(None, "district_id", "ends_on"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"))
    season_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("season.id"))
    name: Mapped[str] = mapped_column(String(60))
    service_area: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    weekdays: Mapped[frozenset[str]] = mapped_column(StringSet)
    starts: Mapped[time]
    ends: Mapped[time]
    plan: Mapped[str | None] = mapped_column(String(500))
    closed_at: Mapped[datetime | None]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    site: Mapped[Site] = relationship()
    seats: Mapped[list[ClassSeat]] = relationship(order_by="ClassSeat.number")
    enrolments: Mapped[list[Enrolment]] = relationship(back_populates="site_class", order_by="Enrolment.asked_at")

    @property
    def township_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.site.township_id

    @property
    def village_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.site.village_id

    @property
    def school_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.site.school_id

    @property
    def keeper_id(self) -> uuid.UUID | None:
        """The account that keeps the site; for judging scope."""
        return self.site.keeper_id


class ClassSeat(Base):
    """One place in a class; there are as many as its capacity, so that no two requests can fill one more."""

    __tablename__ = "class_seat"
    __table_args__ = (CheckConstraint("number BETWEEN 1 AND 200", name="number"),)

    class_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site_class.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Enrolment(OfChild, Identified, Base):
    """A child's place in a class, or its wait for one.

    Offered and enrolled it holds a seat, which no other holds; waiting it holds none, and who asked first
    (``asked_at``) is offered the next one. ``answered_at``: when staff noted what the carer said.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        ForeignKeyConstraint(["class_id", "seat"], ["class_seat.class_id", "class_seat.number"]),
        CheckConstraint("(state IN ('offered', 'enrolled')) = (seat IS NOT NULL)", name="seat"),
        CheckConstraint("(state IN ('declined', 'ended')) = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("(state IN ('declined', 'ended')) = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint("state <> 'offered' OR offered_at IS NOT NULL", name="offered"),
        Index("uq_enrolment_open", "class_id", "child_id", unique=True,
              **only_where("state IN ('waiting', 'offered', 'enrolled')")),
        Index("uq_enrolment_seat", "class_id", "seat", unique=True, **only_where("seat IS NOT NULL")),
        Index(None, "child_id"),
        Index(None, "class_id", "state", "asked_at"),
    )  # fmt: skip

    class_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site_class.id"))
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    state: Mapped[EnrolmentState] = mapped_column(Values(EnrolmentState), default=EnrolmentState.WAITING)
    seat: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    offered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[EnrolmentEnd | None] = mapped_column(Values(EnrolmentEnd))
    ended_at: Mapped[datetime | None]

    site_class: Mapped[SiteClass] = relationship(back_populates="enrolments", foreign_keys=[class_id])
    child: Mapped[Child] = relationship()

    @property
    def keeper_id(self) -> uuid.UUID | None:
        """The account that keeps the site of the class; for judging scope."""
        return self.site_class.site.keeper_id
