"""The table of logged sessions, and the rule that one volunteer's sessions never overlap, kept by the database."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.foundation import clock
from app.foundation.database import Base, Identified, after_create
from app.foundation.types import Sealed, Values
from app.pairing.models import Pairing
from app.volunteers.models import Volunteer


class SessionState(StrEnum):
    """Life of a logged session."""

    SENT = "sent"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    REPLACED = "replaced"
    VOID = "void"


class SessionPlace(StrEnum):
    """Where a session was."""

    SCHOOL = "school"
    SITE = "site"
    VILLAGE_OFFICE = "village_office"
    ONLINE = "online"
    HOME = "home"


class ReturnReason(StrEnum):
    """Why a session was returned to its volunteer."""

    TIME = "time"
    PLACE = "place"
    NOTE = "note"
    NOT_HELD = "not_held"
    OTHER = "other"


class VoidReason(StrEnum):
    """Why a session counts for nothing."""

    MISTAKE = "mistake"
    DOUBLE = "double"
    NOT_HELD = "not_held"
    OTHER = "other"


class ServiceSession(Identified, Base):
    """A meeting of a pair. The id is made by the client, so that sending it twice records it once.

    ``minutes`` are computed on the server: end less start less break. Only ``confirmed`` ones count.
    """

    __tablename__ = "service_session"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="times"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("break_minutes >= 0", name="break"),
        # A voided one keeps who had confirmed it, and when.
        CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed"),
        CheckConstraint("state NOT IN ('sent', 'returned') OR confirmed_at IS NULL", name="not_confirmed"),
        CheckConstraint("confirmed_by_id <> logged_by_id", name="confirmer_is_not_volunteer"),
        CheckConstraint("state NOT IN ('void', 'returned') OR reason IS NOT NULL", name="reason"),
        CheckConstraint("place <> 'home' OR adult_present", name="home_adult"),
        Index(None, "volunteer_id", "starts_at"),
        Index(None, "pairing_id"),
        Index(None, "child_id", "state"),
        Index(None, "state", "starts_at"),
        UniqueConstraint("replaces_id"),  # a returned session is corrected once
    )

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    break_minutes: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int]
    place: Mapped[SessionPlace] = mapped_column(Values(SessionPlace))
    service_area: Mapped[str] = mapped_column(String(40))
    adult_present: Mapped[bool]
    safe: Mapped[bool]
    note: Mapped[str | None] = mapped_column(Sealed("service_session.note"))
    state: Mapped[SessionState] = mapped_column(Values(SessionState), default=SessionState.SENT)
    late_reason: Mapped[str | None] = mapped_column(Sealed("service_session.late_reason"))
    logged_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    logged_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(40))
    """The code of why it was returned (``ReturnReason``) or voided (``VoidReason``)."""
    remark: Mapped[str | None] = mapped_column(Sealed("service_session.remark"))
    """A line in words beside the code."""
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service_session.id"))

    pairing: Mapped[Pairing] = relationship()
    volunteer: Mapped[Volunteer] = relationship()
    child: Mapped[Child] = relationship()

    @property
    def district_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.child.district_id

    @property
    def township_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.child.township_id

    @property
    def village_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.child.village_id

    @property
    def school_id(self) -> uuid.UUID | None:
        """For judging scope: a child without a school belongs to the central school its township names."""
        return self.child.school_id or self.child.township.central_school_id

    @property
    def account_id(self) -> uuid.UUID | None:
        """The volunteer's account; for judging scope."""
        return self.volunteer.account_id


_OVERLAP = (
    "SELECT RAISE(ABORT, 'service_session_overlap') WHERE EXISTS (SELECT 1 FROM service_session AS other "
    "WHERE other.volunteer_id = NEW.volunteer_id AND other.id <> NEW.id AND other.state IN ('sent', 'confirmed') "
    "AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at);"
)
SQLITE_OVERLAP = tuple(
    f"CREATE TRIGGER service_session_overlap_{name} BEFORE {verb} ON service_session "
    f"WHEN NEW.state IN ('sent', 'confirmed') BEGIN {_OVERLAP} END"
    for name, verb in (("insert", "INSERT"), ("update", "UPDATE OF starts_at, ends_at, state, volunteer_id"))
)
POSTGRESQL_OVERLAP = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE service_session ADD CONSTRAINT service_session_overlap EXCLUDE USING gist "
    "(volunteer_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state IN ('sent', 'confirmed'))",
)

after_create(ServiceSession.__table__, "sqlite", SQLITE_OVERLAP)
after_create(ServiceSession.__table__, "postgresql", POSTGRESQL_OVERLAP)
