"""Tables of visits, the intervals between them, care agreements, and the quarterly check of a file."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.children.models import AtChild, Child
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Sealed, StringSet, Values
from app.visits.codes import CareNeed, CheckOutcome, Mark, ParentContact, VisitPlace, VisitVoid

LONGEST_INTERVAL = 90
"""Days; so that no interval reaches past the year of the visit into another summer (see ``due``)."""


class OfFile(AtChild):
    """What a child's file holds beside the file itself."""

    def consented(self, day: date) -> bool:
        """Whether the child's valid consent reaches ``day``; for judging scope."""
        return self.child.consented(day)


class Visit(OfFile, Identified, Base):
    """Somebody who keeps the child's card or ledger saw the child or its carer. The id is made by the client.

    ``topics``: codes of the safety topics that were taught there. A voided one counts for nothing and stays.
    """

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("met_child OR met_carer", name="met"),
        CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="void"),
        Index(None, "child_id", "visited_on"),
        Index(None, "district_id", "visited_on"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    visited_on: Mapped[date]
    place: Mapped[VisitPlace] = mapped_column(Values(VisitPlace))
    met_child: Mapped[bool]
    met_carer: Mapped[bool]
    health: Mapped[Mark] = mapped_column(Values(Mark), default=Mark.NOT_SEEN)
    mood: Mapped[Mark] = mapped_column(Values(Mark), default=Mark.NOT_SEEN)
    safety: Mapped[Mark] = mapped_column(Values(Mark), default=Mark.NOT_SEEN)
    schooling: Mapped[Mark] = mapped_column(Values(Mark), default=Mark.NOT_SEEN)
    care_needs: Mapped[frozenset[str]] = mapped_column(StringSet, default=frozenset())
    """Codes of ``CareNeed``."""
    parent_contact: Mapped[ParentContact] = mapped_column(Values(ParentContact), default=ParentContact.UNKNOWN)
    risk_seen: Mapped[bool] = mapped_column(default=False)
    topics: Mapped[frozenset[str]] = mapped_column(StringSet, default=frozenset())
    note: Mapped[str | None] = mapped_column(Sealed("visit.note"))
    visited_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    voided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[VisitVoid | None] = mapped_column(Values(VisitVoid))

    child: Mapped[Child] = relationship()
    visited_by: Mapped[Account | None] = relationship(foreign_keys=[visited_by_id])

    @property
    def needs_of_care(self) -> list[CareNeed]:
        """``care_needs`` in the order of the list."""
        return [need for need in CareNeed if need.value in self.care_needs]

    @property
    def marks(self) -> dict[str, Mark]:
        """What was seen, by side of the child's life."""
        return {"health": self.health, "mood": self.mood, "safety": self.safety, "schooling": self.schooling}

    @property
    def worries(self) -> bool:
        """Whether something was seen that asks for more than the next visit."""
        return self.risk_seen or bool(self.care_needs) or Mark.CONCERN in self.marks.values()


class VisitInterval(Base):
    """How many days may lie between two visits in a district at one level of attention, and in the summer vacation."""

    __tablename__ = "visit_interval"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        CheckConstraint(f"days BETWEEN 1 AND {LONGEST_INTERVAL}", name="days"),
        CheckConstraint("summer_days BETWEEN 1 AND days", name="summer_days"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days: Mapped[int]
    summer_days: Mapped[int]


class CareAgreement(OfFile, Identified, Base):
    """The written agreement with the person to whom parents who work away entrusted the child 委托照护协议.

    ``barred_asked``: codes of ``Barred``, each asked about and none the case. ``evidence`` says where the paper is.
    """

    __tablename__ = "care_agreement"
    __table_args__ = (
        CheckConstraint("signed_on < valid_until", name="dates"),
        CheckConstraint("ended_on IS NULL OR ended_on >= signed_on", name="ended"),
        Index(None, "child_id", "signed_on"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    carer: Mapped[str] = mapped_column(Sealed("care_agreement.carer"))
    relation: Mapped[str] = mapped_column(String(20))
    signed_on: Mapped[date]
    valid_until: Mapped[date]
    witness: Mapped[str] = mapped_column(Sealed("care_agreement.witness"))
    barred_asked: Mapped[frozenset[str]] = mapped_column(StringSet, default=frozenset())
    child_heard: Mapped[bool]
    written_notice: Mapped[bool]
    """The parents told the school and the village committee in writing (Art. 23)."""
    evidence: Mapped[str] = mapped_column(String(60))
    ended_on: Mapped[date | None]
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    child: Mapped[Child] = relationship()


class FileCheck(OfFile, Identified, Base):
    """Somebody who knows the child looked through the file: it is still right, or something differs."""

    __tablename__ = "file_check"
    __table_args__ = (
        CheckConstraint("outcome = 'differs' OR note IS NULL", name="note"),
        Index(None, "child_id", "checked_on"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    checked_on: Mapped[date] = mapped_column(default=clock.today)
    outcome: Mapped[CheckOutcome] = mapped_column(Values(CheckOutcome))
    note: Mapped[str | None] = mapped_column(Sealed("file_check.note"))
    checked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime] = mapped_column(default=clock.now)

    child: Mapped[Child] = relationship()
