"""The table of logged sessions, and the rule that one volunteer's sessions never overlap, kept by the database."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child, OfChild
from app.foundation import clock
from app.foundation.database import Base, Identified, after_create
from app.foundation.types import Sealed, Values
from app.pairing.models import Pairing, Substitute
from app.sessions.models.kinds import FollowUp, Mood, Response, SessionPlace, SessionState
from app.volunteers.models import Volunteer


class ServiceSession(OfChild, Identified, Base):
    """A meeting of a pair. The id is made by the client, so that sending it twice records it once.

    ``minutes`` are computed on the server: end less start less break. Only ``confirmed`` ones count, under the one
    ``service_area``; ``tags`` are other areas that were touched, and ``done`` terms of what was done.
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
        # A late entry counts once two people stand for it, neither of whom is the volunteer.
        CheckConstraint(
            "state <> 'confirmed' OR NOT late OR (vouched_by_id IS NOT NULL AND confirmed_by_id IS NOT NULL)",
            name="late_needs_two",
        ),
        CheckConstraint("vouched_by_id <> confirmed_by_id", name="two_are_two"),
        CheckConstraint("vouched_by_id <> logged_by_id", name="voucher_is_not_volunteer"),
        CheckConstraint("(vouched_by_id IS NULL) = (vouched_at IS NULL)", name="vouched"),
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
    tags: Mapped[list[str]] = mapped_column(default=list)
    done: Mapped[list[str]] = mapped_column(default=list)
    response: Mapped[Response | None] = mapped_column(Values(Response))
    mood: Mapped[Mood | None] = mapped_column(Values(Mood))
    follow_up: Mapped[FollowUp | None] = mapped_column(Values(FollowUp))
    note: Mapped[str | None] = mapped_column(Sealed("service_session.note"))
    state: Mapped[SessionState] = mapped_column(Values(SessionState), default=SessionState.SENT)
    late: Mapped[bool] = mapped_column(default=False)
    """Entered later than the season's days; two people have to stand for it."""
    late_reason: Mapped[str | None] = mapped_column(Sealed("service_session.late_reason"))
    written_at: Mapped[datetime | None]
    """By the phone's own clock, where it was written without a signal and sent later."""
    checked_in: Mapped[bool] = mapped_column(default=False)
    """Whether the code of that day, shown at the place, was entered with it."""
    logged_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    logged_at: Mapped[datetime] = mapped_column(default=clock.now)
    vouched_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    """The first of the two people who stand for a late entry; the second is ``confirmed_by_id``."""
    vouched_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    """Who returned or voided it: its volunteer too, who took it back."""
    reason: Mapped[str | None] = mapped_column(String(40))
    """The code of why it was returned (``ReturnReason``) or voided (``VoidReason``)."""
    remark: Mapped[str | None] = mapped_column(Sealed("service_session.remark"))
    """A line in words beside the code."""
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service_session.id"))
    substitute_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("substitute.id"))
    """Served by somebody who stood in for the pairing's volunteer."""

    pairing: Mapped[Pairing] = relationship()
    volunteer: Mapped[Volunteer] = relationship()
    child: Mapped[Child] = relationship()
    substitute: Mapped[Substitute | None] = relationship()

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
