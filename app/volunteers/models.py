"""Tables of volunteers: the person, skills, availability by season, slots, and vetting."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.children.models import ImportState, Sex
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import PERSONAL, Sealed, StringSet, Token, Values
from app.places.models import Area
from app.seasons.models import Season


class VettingKind(StrEnum):
    """What must be checked before a volunteer may be matched."""

    IDENTITY = "identity"
    BACKGROUND = "background"
    TRAINING = "training"
    PLEDGE = "pledge"
    INSURANCE = "insurance"
    GUARDIAN = "guardian"


class VettingResult(StrEnum):
    """What a check came to."""

    CLEAR = "clear"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    """It was clear, and somebody took that back: a guardian's consent, a query answered for somebody else."""


class PhotoState(StrEnum):
    """Whether staff compared a picture with the person."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class PhotoRefusal(StrEnum):
    """Why a picture is not shown to families."""

    FACE_UNCLEAR = "face_unclear"
    NOT_ALONE = "not_alone"
    OTHER_PERSON = "other_person"
    NOT_A_PORTRAIT = "not_a_portrait"


class Volunteer(Identified, Base):
    """A returning student. One imported from a list has no account until invited."""

    __tablename__ = "volunteer"
    __table_args__ = (
        Index(None, "district_id"),
        Index(None, "township_id"),
        Index(None, "name_token"),
        Index(None, "created_at", "id", **only_where("erased_at IS NULL")),
    )

    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"), unique=True)
    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    township_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(Sealed("volunteer.name"))
    sex: Mapped[Sex | None] = mapped_column(Values(Sex))
    birth_date: Mapped[date] = mapped_column(info=PERSONAL)
    phone: Mapped[str] = mapped_column(Sealed("volunteer.phone"))
    identity_token: Mapped[str] = mapped_column(Token, unique=True)
    """Keyed index of mobile number, normalised name and birth date: the same person twice is refused."""
    name_token: Mapped[str | None] = mapped_column(Token)
    """Keyed index of the name under a key of the district, for search; None: the nightly look makes it."""
    id_number: Mapped[str | None] = mapped_column(Sealed("volunteer.id_number"))
    id_on_paper: Mapped[bool] = mapped_column(default=False)
    national_number: Mapped[str | None] = mapped_column(Sealed("volunteer.national_number"))
    """What a national volunteer-record system calls this person, as the student copied it: never computed or parsed."""
    college: Mapped[str] = mapped_column(String(80), default="", info=PERSONAL)
    major: Mapped[str] = mapped_column(String(80), default="", info=PERSONAL)
    study_year: Mapped[str] = mapped_column(String(20), default="", info=PERSONAL)
    languages: Mapped[frozenset[str] | None] = mapped_column(StringSet)
    interests: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    suspended_since: Mapped[datetime | None]
    """Set and taken back by who handles concerns only (``app.volunteers.rules.suspending``)."""
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    erased_at: Mapped[datetime | None]
    """When the profile was anonymised: it is nobody's to open any more, and its hours count on."""

    account: Mapped[Account | None] = relationship()
    township: Mapped[Area | None] = relationship(foreign_keys=[township_id])
    skills: Mapped[list[Skill]] = relationship(back_populates="volunteer", order_by="Skill.position")
    availabilities: Mapped[list[Availability]] = relationship(back_populates="volunteer")
    checks: Mapped[list[VettingCheck]] = relationship(back_populates="volunteer", order_by="VettingCheck.recorded_at")
    places: Mapped[list[VolunteerSlot]] = relationship(back_populates="volunteer", order_by="VolunteerSlot.number")


class Skill(Identified, Base):
    """What a volunteer can do: a service area, for tutoring a subject, and from which to which grade.

    Counselling counts only where staff verified it and named a supervisor.
    """

    __tablename__ = "skill"
    __table_args__ = (
        Index(None, "volunteer_id"),
        CheckConstraint("0 <= grade_min AND grade_min <= grade_max", name="grades"),
    )

    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    area: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(40))
    grade_min: Mapped[int] = mapped_column(default=1)
    grade_max: Mapped[int] = mapped_column(default=12)
    verified_on: Mapped[date | None]
    supervisor: Mapped[str | None] = mapped_column(Sealed("skill.supervisor"))
    position: Mapped[int] = mapped_column(default=0)

    volunteer: Mapped[Volunteer] = relationship(back_populates="skills")


class Availability(Identified, Base):
    """What a volunteer offers in one season. ``slots`` and ``reach`` (township ids as text): NULL is "any"."""

    __tablename__ = "availability"
    __table_args__ = (
        UniqueConstraint("volunteer_id", "season_id"),
        CheckConstraint("home_from IS NULL OR home_to IS NULL OR home_from <= home_to", name="home"),
        CheckConstraint("capacity BETWEEN 0 AND 3", name="capacity"),
        Index(None, "season_id"),
    )

    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"))
    home_from: Mapped[date | None]
    home_to: Mapped[date | None]
    days_away: Mapped[list[str]] = mapped_column(default=list)
    slots: Mapped[frozenset[str] | None] = mapped_column(StringSet)
    modes: Mapped[frozenset[str]] = mapped_column(StringSet, default=frozenset({"in_person"}))
    reach: Mapped[frozenset[str] | None] = mapped_column(StringSet)
    capacity: Mapped[int] = mapped_column(default=1)
    signed_up_on: Mapped[date] = mapped_column(default=clock.today)
    withdrawn_on: Mapped[date | None]

    volunteer: Mapped[Volunteer] = relationship(back_populates="availabilities")
    season: Mapped[Season] = relationship()


class VolunteerSlot(Base):
    """One place for a child with a volunteer; there are as many as the volunteer's capacity. Pairings point at them."""

    __tablename__ = "volunteer_slot"
    __table_args__ = (CheckConstraint("number BETWEEN 1 AND 3", name="number"),)

    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

    volunteer: Mapped[Volunteer] = relationship(back_populates="places")


class VettingCheck(Identified, Base):
    """The outcome of one check; the latest of a kind counts, hours of training add up. Never a document or offence."""

    __tablename__ = "vetting_check"
    __table_args__ = (
        Index(None, "volunteer_id", "kind", "recorded_at"),
        CheckConstraint(
            "kind NOT IN ('pledge', 'training') OR result <> 'clear' OR text_version IS NOT NULL", name="text_version"
        ),
        CheckConstraint("kind <> 'training' OR result <> 'clear' OR hours IS NOT NULL", name="training_hours"),
        CheckConstraint("hours IS NULL OR hours BETWEEN 1 AND 80", name="hours"),
    )

    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    kind: Mapped[VettingKind] = mapped_column(Values(VettingKind))
    result: Mapped[VettingResult] = mapped_column(Values(VettingResult))
    checked_on: Mapped[date]
    expires_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(String(60), default="")
    text_version: Mapped[int | None]
    """Of a pledge: which text was signed. Of training: which quiz was passed."""
    hours: Mapped[int | None]
    """Of training: how many."""
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    volunteer: Mapped[Volunteer] = relationship(back_populates="checks")


class VolunteerPhoto(Identified, Base):
    """A picture of the volunteer's face, for the badge and the card of a family; shown once staff approved it.

    ``picture`` is a JPEG that we made ourselves (``app.foundation.portraits``), in base64; a refused one is gone. At
    most one waits and one counts, by the database.
    """

    __tablename__ = "volunteer_photo"
    __table_args__ = (
        Index("uq_volunteer_photo_state", "volunteer_id", "state", unique=True),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(state = 'refused') = (picture IS NULL)", name="picture"),
        CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refusal"),
    )

    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    # Deferred: lists have no use for it.
    picture: Mapped[str | None] = mapped_column(Sealed("volunteer_photo.picture"), deferred=True)
    state: Mapped[PhotoState] = mapped_column(Values(PhotoState), default=PhotoState.WAITING)
    refusal: Mapped[PhotoRefusal | None] = mapped_column(Values(PhotoRefusal))
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    volunteer: Mapped[Volunteer] = relationship()

    @property
    def account_id(self) -> uuid.UUID | None:
        """The volunteer's account; for judging scope."""
        return self.volunteer.account_id

    @property
    def district_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.volunteer.district_id


class QuizAttempt(Identified, Base):
    """One try at the quiz of the course; its id is made with the page, so that one sent twice counts once.

    ``answers`` are indexes into the answers of each question as that version of the quiz has them.
    """

    __tablename__ = "quiz_attempt"
    __table_args__ = (
        Index(None, "volunteer_id", "at"),
        CheckConstraint("right_answers BETWEEN 0 AND questions", name="right_answers"),
    )

    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    number: Mapped[int]
    """Which version of the quiz."""
    answers: Mapped[list[int]] = mapped_column(JSON)
    questions: Mapped[int]
    right_answers: Mapped[int]
    passed: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class SignupDraft(Identified, Base):
    """What a student has typed so far while signing up, step by step; gone once the sign-up is sent."""

    __tablename__ = "signup_draft"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), unique=True)
    content: Mapped[str] = mapped_column(Sealed("signup_draft.content"))  # JSON
    step: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    def __repr__(self) -> str:
        return f"<SignupDraft {self.id}>"


class VolunteerImport(Identified, Base):
    """An uploaded sign-up list between upload and confirmation; its content leaves with the decision."""

    __tablename__ = "volunteer_import"
    __table_args__ = (Index(None, "district_id", "created_at"),)

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    filename: Mapped[str] = mapped_column(Sealed("volunteer_import.filename"))
    content: Mapped[str | None] = mapped_column(Sealed("volunteer_import.content"))  # base64
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[ImportState] = mapped_column(Values(ImportState), default=ImportState.UPLOADED)
    rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    problems: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]

    season: Mapped[Season] = relationship()
