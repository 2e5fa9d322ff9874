"""Tables of rights and retention."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Carer, Child
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.inventory import Kept
from app.foundation.retention import Subject
from app.foundation.types import Sealed, Values
from app.volunteers.models import Volunteer


class RequestKind(StrEnum):
    """What somebody asks for."""

    VIEW = "view"
    COPY = "copy"
    CORRECT = "correct"
    DELETE = "delete"


class Requester(StrEnum):
    """Who asks."""

    GUARDIAN = "guardian"
    CARER = "carer"
    CHILD = "child"
    VOLUNTEER = "volunteer"
    GUARDIAN_OF_VOLUNTEER = "guardian_of_volunteer"


class Channel(StrEnum):
    """How it came."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    PAPER = "paper"
    OWN_PAGE = "own_page"


class RequestState(StrEnum):
    """Life of a request."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RightsRequest(Identified, Base):
    """Somebody asks to see, to have copied, corrected or deleted what is kept about a child or a volunteer.

    Answered by ``due_on``; a refusal has its reasons in words. ``carer_id`` is the very carer who asks, where on file.
    """

    __tablename__ = "rights_request"
    __table_args__ = (
        CheckConstraint("(child_id IS NULL) <> (volunteer_id IS NULL)", name="one_person"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("state <> 'refused' OR answer IS NOT NULL", name="refusal_in_writing"),
        CheckConstraint("received_on <= due_on", name="due"),
        Index(None, "child_id"),
        Index(None, "volunteer_id"),
        Index(None, "state", "due_on"),
    )

    kind: Mapped[RequestKind] = mapped_column(Values(RequestKind))
    child_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("child.id"))
    volunteer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("volunteer.id"))
    requester: Mapped[Requester] = mapped_column(Values(Requester))
    requester_name: Mapped[str | None] = mapped_column(Sealed("rights_request.requester_name"))
    carer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("carer.id"))
    channel: Mapped[Channel] = mapped_column(Values(Channel))
    wish: Mapped[str | None] = mapped_column(Sealed("rights_request.wish"))
    """In the words of who asks: what is wrong, what should go."""
    received_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[RequestState] = mapped_column(Values(RequestState), default=RequestState.OPEN)
    answer: Mapped[str | None] = mapped_column(Sealed("rights_request.answer"))
    """What was done, or why not: as it was told to who asked."""
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    copied_at: Mapped[datetime | None]
    """When the copy was last made."""
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    child: Mapped[Child | None] = relationship()
    volunteer: Mapped[Volunteer | None] = relationship()
    carer: Mapped[Carer | None] = relationship()

    @property
    def person(self) -> Child | Volunteer:
        """Whose data it is about."""
        found = self.child or self.volunteer
        if found is None:
            raise RuntimeError("a request is about somebody")  # the table's CHECK
        return found

    @property
    def code(self) -> str:
        """The person's code."""
        return self.person.code

    @property
    def subject(self) -> Subject:
        """Whether it is about a child or a volunteer."""
        return Subject.CHILD if self.child_id is not None else Subject.VOLUNTEER

    @property
    def district_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.person.district_id

    @property
    def village_id(self) -> uuid.UUID | None:
        """For judging scope: a child's."""
        return self.child.village_id if self.child else None

    @property
    def school_id(self) -> uuid.UUID | None:
        """For judging scope: a child's; without a school, of the central school its township names."""
        return (self.child.school_id or self.child.township.central_school_id) if self.child else None

    @property
    def account_id(self) -> uuid.UUID | None:
        """For judging scope: the volunteer's own."""
        return self.volunteer.account_id if self.volunteer else None


class Cause(StrEnum):
    """Why a file was anonymised."""

    TERM = "term"
    """Its time to be kept was over."""
    REQUEST = "request"


class Erasure(Base):
    """One file anonymised: the database's half of the ledger outside. ``id`` is the entry's number in the ledger."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("subject", "subject_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    subject: Mapped[Subject] = mapped_column(Values(Subject))
    subject_id: Mapped[uuid.UUID]
    cause: Mapped[Cause] = mapped_column(Values(Cause))
    at: Mapped[datetime]
    """When it was first decided."""
    replayed_at: Mapped[datetime | None]
    """When it was done again, after an older database had come back."""


class RetentionTerm(Base):
    """How many months one class of data is kept; without a row, the default holds."""

    __tablename__ = "retention_term"
    __table_args__ = (CheckConstraint("months > 0", name="months"),)

    kept: Mapped[Kept] = mapped_column(Values(Kept), primary_key=True)
    months: Mapped[int]
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class BreachKind(StrEnum):
    """What happened."""

    LOST_DEVICE = "lost_device"
    WRONG_RECIPIENT = "wrong_recipient"
    UNAUTHORISED = "unauthorised"
    PUBLISHED = "published"
    ATTACK = "attack"
    FAULT = "fault"
    OTHER = "other"


class Breach(Identified, Base):
    """Personal data leaked, changed or lost, or perhaps so. Never deleted; closed with what was learnt."""

    __tablename__ = "breach"
    __table_args__ = (
        CheckConstraint("children >= 0 AND volunteers >= 0", name="counts"),
        CheckConstraint("closed_at IS NULL OR lessons IS NOT NULL", name="closed"),
        CheckConstraint("told_office_at IS NULL OR told_office_at >= found_at", name="told_after"),
        Index(None, "district_id", "found_at"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    kind: Mapped[BreachKind] = mapped_column(Values(BreachKind))
    found_at: Mapped[datetime]
    summary: Mapped[str] = mapped_column(Sealed("breach.summary"))
    children: Mapped[int] = mapped_column(default=0)
    volunteers: Mapped[int] = mapped_column(default=0)
    measures: Mapped[str | None] = mapped_column(Sealed("breach.measures"))
    told_office_at: Mapped[datetime | None]
    """The cyberspace administration 网信部门."""
    told_police_at: Mapped[datetime | None]
    told_people_at: Mapped[datetime | None]
    """The guardians and volunteers affected."""
    told_how: Mapped[str | None] = mapped_column(Sealed("breach.told_how"))
    lessons: Mapped[str | None] = mapped_column(Sealed("breach.lessons"))
    closed_at: Mapped[datetime | None]
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)


class ImpactAssessment(Identified, Base):
    """The assessment of what processing does to the children (PIPL 55-56): one row a version, never changed."""

    __tablename__ = "impact_assessment"
    __table_args__ = (
        UniqueConstraint("district_id", "version"),
        CheckConstraint("reviewed_on < next_due_on", name="dates"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    version: Mapped[int]
    purpose: Mapped[str] = mapped_column(Text)
    effects: Mapped[str] = mapped_column(Text)
    measures: Mapped[str] = mapped_column(Text)
    conclusion: Mapped[str] = mapped_column(Text)
    reviewed_by: Mapped[str] = mapped_column(Sealed("impact_assessment.reviewed_by"))
    reviewed_on: Mapped[date]
    next_due_on: Mapped[date]
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)


class DataOfficer(Identified, Base):
    """Who answers for the children's data of a district, as the children's-data rule names them: public."""

    __tablename__ = "data_officer"
    __table_args__ = (UniqueConstraint("district_id"),)

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    body: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str] = mapped_column(String(30))
    address: Mapped[str] = mapped_column(String(120), default="")
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
