"""Tables of the file itself: the child, its carers, needs and consents."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models.kinds import (
    ChildStatus,
    ChildWish,
    ConsentDecision,
    ConsentMethod,
    HoldReason,
    LeftBehindKind,
    Sex,
)
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import PERSONAL, Sealed, StringSet, Token, Values
from app.places.models import Area, School


class Child(Identified, Base):
    """A child's file. Its vacation home decides matching and township figures; its school decides approval.

    ``identity_token`` is the keyed index of school, normalised name, birth date and sex: the same child twice is
    refused by the database. ``lookalike_token`` leaves the school out. ``consented_until`` mirrors the valid consent
    for lists; a gate reads the consent itself. ``health_by_id`` is who wrote ``health`` last. A volunteer reads
    ``care_tips`` only once staff approved that text. ``slots``: ``"1-am"`` .. ``"7-ev"``; NULL is "any". ``risk`` runs
    from 0 to 3.
    """

    __tablename__ = "child"
    __table_args__ = (
        CheckConstraint("risk BETWEEN 0 AND 3", name="risk"),
        CheckConstraint("grade IS NULL OR grade BETWEEN 0 AND 14", name="grade"),
        CheckConstraint("(status = 'left') = (left_on IS NOT NULL)", name="left"),
        CheckConstraint("erased_at IS NULL OR status = 'left'", name="erased"),
        Index(None, "district_id", "status"),
        Index(None, "township_id", "status"),
        Index(None, "village_id"),
        Index(None, "school_id", "status"),
        Index("ix_child_left", "district_id", "left_on", **only_where("left_on IS NOT NULL")),  # whose time is up
        Index(None, "lookalike_token"),
        Index(None, "name_token"),
    )

    code: Mapped[str] = mapped_column(String(12), unique=True)
    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    township_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    village_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))

    name: Mapped[str] = mapped_column(Sealed("child.name"))
    sex: Mapped[Sex | None] = mapped_column(Values(Sex))
    birth_date: Mapped[date] = mapped_column(info=PERSONAL)
    grade: Mapped[int | None]
    class_name: Mapped[str | None] = mapped_column(String(20), info=PERSONAL)
    boarding: Mapped[bool | None]
    left_behind: Mapped[LeftBehindKind] = mapped_column(Values(LeftBehindKind), default=LeftBehindKind.OTHER)
    address: Mapped[str | None] = mapped_column(Sealed("child.address"))
    health: Mapped[str | None] = mapped_column(Sealed("child.health"))
    health_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    notes: Mapped[str | None] = mapped_column(Sealed("child.notes"))
    care_tips: Mapped[str | None] = mapped_column(Sealed("child.care_tips"))
    care_tips_approved_at: Mapped[datetime | None]
    guardianship: Mapped[str | None] = mapped_column(String(40), info=PERSONAL)

    risk: Mapped[int] = mapped_column(default=0)
    suitability: Mapped[str | None] = mapped_column(Sealed("child.suitability"))
    professional: Mapped[str | None] = mapped_column(Sealed("child.professional"))
    same_sex_only: Mapped[bool] = mapped_column(default=False)
    slots: Mapped[frozenset[str] | None] = mapped_column(StringSet)
    modes: Mapped[frozenset[str]] = mapped_column(StringSet, default=frozenset({"in_person"}))
    languages: Mapped[frozenset[str] | None] = mapped_column(StringSet)
    interests: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)

    status: Mapped[ChildStatus] = mapped_column(Values(ChildStatus), default=ChildStatus.ACTIVE)
    left_on: Mapped[date | None]
    left_reason: Mapped[str | None] = mapped_column(String(40))
    over_age_on: Mapped[date | None]
    """When the nightly look found the child too old for the ledger; staff decide, nobody leaves by itself."""
    registered_on: Mapped[date] = mapped_column(default=clock.today)
    consented_until: Mapped[date | None]
    hold: Mapped[HoldReason | None] = mapped_column(Values(HoldReason))
    identity_token: Mapped[str] = mapped_column(Token, unique=True)
    lookalike_token: Mapped[str] = mapped_column(Token)
    name_token: Mapped[str | None] = mapped_column(Token)
    """Keyed index of the name under a key of the township, for search; None: the nightly look makes it."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    erased_at: Mapped[datetime | None]
    """When the file was anonymised: it is nobody's to open any more, and counts on in old figures."""

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
    """A guardian's decision on one text version; withdrawn, never deleted.

    A yes is one to the service; everything beyond is a scope of its own, off by default. It counts from a legal
    guardian (also a body that is guardian by law), or from a carer whose ``authority`` is on record: where the parent's
    written authorisation is kept, or the paper that makes the body the guardian. A visit at home also needs the yes of
    who looks after the child (``home_yes_by``). The database refuses a yes of anybody else.

    Evidence is a reference only (folder and number of the signed form or of its photo in the school's archive): no
    picture is kept here. For an answer by link the link itself is the evidence.
    """

    __tablename__ = "consent"
    __table_args__ = (
        Index(None, "child_id", "given_on"),
        CheckConstraint("(decision = 'given') = (expires_on IS NOT NULL)", name="expiry"),
        CheckConstraint(
            "decision <> 'given' OR legal_guardian OR authority IS NOT NULL OR withdrawn_at IS NOT NULL",
            name="may_consent",
        ),
        CheckConstraint(
            "decision <> 'given' OR relation <> 'guardian_body' OR authority IS NOT NULL OR withdrawn_at IS NOT NULL",
            name="body_has_paper",
        ),
        CheckConstraint("decision = 'given' OR NOT (online OR home_visit OR photo OR sharing)", name="no_is_no"),
        CheckConstraint("method <> 'oral_witness' OR witness IS NOT NULL", name="witness"),
        CheckConstraint("(method = 'one_time_link') = (link_id IS NOT NULL)", name="link"),
        CheckConstraint("home_yes_on IS NULL OR (home_visit AND home_yes_by IS NOT NULL)", name="home_yes"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    decision: Mapped[ConsentDecision] = mapped_column(Values(ConsentDecision))
    consenter: Mapped[str] = mapped_column(Sealed("consent.consenter"))
    relation: Mapped[str] = mapped_column(String(20))
    legal_guardian: Mapped[bool]
    authority: Mapped[str | None] = mapped_column(String(60))
    method: Mapped[ConsentMethod] = mapped_column(Values(ConsentMethod))
    witness: Mapped[str | None] = mapped_column(Sealed("consent.witness"))
    text_version: Mapped[int]
    given_on: Mapped[date]
    expires_on: Mapped[date | None]
    online: Mapped[bool] = mapped_column(default=False)
    home_visit: Mapped[bool] = mapped_column(default=False)
    photo: Mapped[bool] = mapped_column(default=False)
    sharing: Mapped[bool] = mapped_column(default=False)
    home_yes_by: Mapped[str | None] = mapped_column(Sealed("consent.home_yes_by"))
    home_yes_on: Mapped[date | None]
    child_wish: Mapped[ChildWish] = mapped_column(Values(ChildWish), default=ChildWish.NOT_ASKED)
    evidence: Mapped[str | None] = mapped_column(String(60))
    link_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("consent_link.id"))
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(40))

    child: Mapped[Child] = relationship(back_populates="consents")
