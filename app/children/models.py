"""Tables of children's files: the child, its carers, needs and consents, imports, transfers and doubtful doubles."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Sealed, StringSet, Values
from app.places.models import Area, School


class Sex(StrEnum):
    """As the register has it; unknown is NULL."""

    FEMALE = "female"
    MALE = "male"


class LeftBehindKind(StrEnum):
    """Why the child counts as left behind."""

    BOTH_AWAY = "both_away"
    ONE_AWAY_OTHER_UNABLE = "one_away_other_unable"
    OTHER = "other"


class ChildStatus(StrEnum):
    """Whether the child is on the ledger."""

    ACTIVE = "active"
    LEFT = "left"


class HoldReason(StrEnum):
    """Why a child on the ledger is kept out of matching by staff."""

    POSSIBLE_DOUBLE = "possible_double"


class ConsentMethod(StrEnum):
    """How consent was given."""

    PAPER = "paper"
    ORAL_WITNESS = "oral_witness"


class ConsentDecision(StrEnum):
    """What was decided."""

    GIVEN = "given"
    REFUSED = "refused"


class ChildWish(StrEnum):
    """The child's own wish."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class LegalBasis(StrEnum):
    """Why these children may be recorded."""

    LEDGER = "ledger"
    CONSENT = "consent"


class ImportState(StrEnum):
    """Life of an uploaded roster."""

    UPLOADED = "uploaded"
    IMPORTED = "imported"
    DISCARDED = "discarded"


class TransferState(StrEnum):
    """Life of a transfer: the giver asks, the receiver confirms."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


class Child(Identified, Base):
    """A child's file. Its vacation home decides matching and township figures; its school decides approval.

    ``identity_token`` is the keyed index of school, normalised name, birth date and sex: the same child twice is
    refused by the database. ``lookalike_token`` leaves the school out. ``consented_until`` mirrors the valid consent
    for lists; a gate reads the consent itself. ``slots``: ``"1-am"`` .. ``"7-ev"``; NULL is "any". ``risk`` runs
    from 0 to 3.
    """

    __tablename__ = "child"
    __table_args__ = (
        CheckConstraint("risk BETWEEN 0 AND 3", name="risk"),
        CheckConstraint("grade IS NULL OR grade BETWEEN 0 AND 14", name="grade"),
        CheckConstraint("(status = 'left') = (left_on IS NOT NULL)", name="left"),
        Index(None, "district_id", "status"),
        Index(None, "township_id", "status"),
        Index(None, "village_id"),
        Index(None, "school_id", "status"),
        Index(None, "lookalike_token"),
    )

    code: Mapped[str] = mapped_column(String(12), unique=True)
    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    township_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    village_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))

    name: Mapped[str] = mapped_column(Sealed("child.name"))
    sex: Mapped[Sex | None] = mapped_column(Values(Sex))
    birth_date: Mapped[date]
    grade: Mapped[int | None]
    class_name: Mapped[str | None] = mapped_column(String(20))
    boarding: Mapped[bool | None]
    left_behind: Mapped[LeftBehindKind] = mapped_column(Values(LeftBehindKind), default=LeftBehindKind.OTHER)
    address: Mapped[str | None] = mapped_column(Sealed("child.address"))
    health: Mapped[str | None] = mapped_column(Sealed("child.health"))
    notes: Mapped[str | None] = mapped_column(Sealed("child.notes"))
    care_tips: Mapped[str | None] = mapped_column(Sealed("child.care_tips"))
    guardianship: Mapped[str | None] = mapped_column(String(40))

    risk: Mapped[int] = mapped_column(default=0)
    suitability: Mapped[str | None] = mapped_column(Sealed("child.suitability"))
    professional: Mapped[str | None] = mapped_column(Sealed("child.professional"))
    same_sex_only: Mapped[bool] = mapped_column(default=False)
    slots: Mapped[frozenset[str] | None] = mapped_column(StringSet)
    modes: Mapped[frozenset[str]] = mapped_column(StringSet, default=frozenset({"in_person"}))
    languages: Mapped[frozenset[str] | None] = mapped_column(StringSet)
    interests: Mapped[str] = mapped_column(String(200), default="")

    status: Mapped[ChildStatus] = mapped_column(Values(ChildStatus), default=ChildStatus.ACTIVE)
    left_on: Mapped[date | None]
    left_reason: Mapped[str | None] = mapped_column(String(40))
    registered_on: Mapped[date] = mapped_column(default=clock.today)
    consented_until: Mapped[date | None]
    hold: Mapped[HoldReason | None] = mapped_column(Values(HoldReason))
    identity_token: Mapped[str] = mapped_column(String(64), unique=True)
    lookalike_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    township: Mapped[Area] = relationship(foreign_keys=[township_id])
    village: Mapped[Area | None] = relationship(foreign_keys=[village_id])
    school: Mapped[School | None] = relationship(foreign_keys=[school_id])
    carers: Mapped[list[Carer]] = relationship(back_populates="child", order_by="Carer.position")
    needs: Mapped[list[Need]] = relationship(back_populates="child", order_by="Need.position")
    consents: Mapped[list[Consent]] = relationship(back_populates="child", order_by="Consent.given_on")

    def consented(self, day: date) -> bool:
        """Whether a valid consent reaches ``day``."""
        return self.consented_until is not None and self.consented_until >= day

    @classmethod
    def is_consented(cls, day: date) -> ColumnElement[bool]:
        """``consented`` in SQL."""
        return cls.consented_until.is_not(None) & (cls.consented_until >= day)


class Carer(Identified, Base):
    """A person who answers for the child: a parent, or the one entrusted with care."""

    __tablename__ = "carer"
    __table_args__ = (Index(None, "child_id"),)

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    name: Mapped[str | None] = mapped_column(Sealed("carer.name"))
    relation: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(Sealed("carer.phone"))
    whereabouts: Mapped[str | None] = mapped_column(Sealed("carer.whereabouts"))
    legal_guardian: Mapped[bool] = mapped_column(default=False)
    entrusted: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    child: Mapped[Child] = relationship(back_populates="carers")


class Need(Identified, Base):
    """What the child needs: a service area, and for tutoring a subject."""

    __tablename__ = "need"
    __table_args__ = (Index(None, "child_id"),)

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    area: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(40))
    must: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    child: Mapped[Child] = relationship(back_populates="needs")


class Consent(Identified, Base):
    """A guardian's decision on one text version; withdrawn, never deleted."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(None, "child_id", "given_on"),
        CheckConstraint("(decision = 'given') = (expires_on IS NOT NULL)", name="expiry"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    decision: Mapped[ConsentDecision] = mapped_column(Values(ConsentDecision))
    consenter: Mapped[str] = mapped_column(Sealed("consent.consenter"))
    relation: Mapped[str] = mapped_column(String(20))
    legal_guardian: Mapped[bool]
    method: Mapped[ConsentMethod] = mapped_column(Values(ConsentMethod))
    witness: Mapped[str | None] = mapped_column(Sealed("consent.witness"))
    text_version: Mapped[int]
    given_on: Mapped[date]
    expires_on: Mapped[date | None]
    online: Mapped[bool] = mapped_column(default=False)
    home_visit: Mapped[bool] = mapped_column(default=False)
    photo: Mapped[bool] = mapped_column(default=False)
    sharing: Mapped[bool] = mapped_column(default=False)
    child_wish: Mapped[ChildWish] = mapped_column(Values(ChildWish), default=ChildWish.NOT_ASKED)
    evidence: Mapped[str | None] = mapped_column(String(60))
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(40))

    child: Mapped[Child] = relationship(back_populates="consents")


class RosterImport(Identified, Base):
    """An uploaded roster between upload and confirmation; its content leaves with the decision."""

    __tablename__ = "roster_import"
    __table_args__ = (Index(None, "school_id", "created_at"),)

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    filename: Mapped[str] = mapped_column(Sealed("roster_import.filename"))
    content: Mapped[str | None] = mapped_column(Sealed("roster_import.content"))  # base64
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    legal_basis: Mapped[LegalBasis | None] = mapped_column(Values(LegalBasis))
    answers_for: Mapped[str | None] = mapped_column(Sealed("roster_import.answers_for"))
    state: Mapped[ImportState] = mapped_column(Values(ImportState), default=ImportState.UPLOADED)
    rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    problems: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]

    school: Mapped[School] = relationship()


class ChildTransfer(Identified, Base):
    """A file on its way from one school to another: it moves when the receiver confirms."""

    __tablename__ = "child_transfer"
    __table_args__ = (
        Index("uq_child_transfer_open", "child_id", unique=True, **only_where("state = 'asked'")),
        CheckConstraint("from_school_id <> to_school_id", name="schools_differ"),
        Index(None, "to_school_id", "state"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    from_school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    to_school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    state: Mapped[TransferState] = mapped_column(Values(TransferState), default=TransferState.ASKED)
    asked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship()
    from_school: Mapped[School] = relationship(foreign_keys=[from_school_id])
    to_school: Mapped[School] = relationship(foreign_keys=[to_school_id])

    @property
    def school_id(self) -> uuid.UUID:
        """The receiver decides; for judging scope."""
        return self.to_school_id


class PossibleDouble(Identified, Base):
    """Two files that look like one child; both parties learn nothing until the township supervisor has judged."""

    __tablename__ = "possible_double"
    __table_args__ = (
        UniqueConstraint("child_id", "other_id"),
        CheckConstraint("child_id <> other_id", name="two_files"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
    outcome: Mapped[str | None] = mapped_column(String(20))
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship(foreign_keys=[child_id])
    other: Mapped[Child] = relationship(foreign_keys=[other_id])

    @property
    def township_id(self) -> uuid.UUID:
        """The township of the later file; for judging scope."""
        return self.child.township_id

    @property
    def district_id(self) -> uuid.UUID:
        """The district; for judging scope and the audit chain."""
        return self.child.district_id
