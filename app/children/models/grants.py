"""Tables of staged disclosure: requests to open sections of one file, duty grants of a season, counselling notes."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account, RoleGrant
from app.children.codes import OpenReason
from app.children.disclosure.codes import GrantOutcome
from app.children.models.files import Child
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Sealed, StringSet, Values
from app.seasons.models import Season


class AccessGrant(Identified, Base):
    """Sections of one file that somebody asked to open, and what the safeguarding lead said to it.

    It opens them from ``decided_at`` until ``expires_at`` (or ``ended_at`` before), and only as long as the role it was
    asked for in holds and reaches the child: all judged when it is used. ``hours``: asked for, then as granted.
    """

    __tablename__ = "access_grant"
    __table_args__ = (
        CheckConstraint("hours > 0", name="hours"),
        CheckConstraint(
            "outcome IS NULL OR outcome = 'withdrawn' OR (decided_by_id IS NOT NULL AND decided_by_id <> account_id)",
            name="not_to_oneself",
        ),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(outcome IS NOT NULL AND outcome = 'granted') = (expires_at IS NOT NULL)", name="limited"),
        Index("uq_access_grant_waiting", "account_id", "child_id", unique=True, **only_where("outcome IS NULL")),
        Index(None, "account_id", "child_id"),
        Index(None, "child_id"),
        Index(None, "district_id", "outcome"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    role_grant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("role_grant.id"))
    sections: Mapped[frozenset[str]] = mapped_column(StringSet)
    reason: Mapped[OpenReason] = mapped_column(Values(OpenReason))
    words: Mapped[str] = mapped_column(Sealed("access_grant.words"))
    hours: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    outcome: Mapped[GrantOutcome | None] = mapped_column(Values(GrantOutcome))
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Sealed("access_grant.answer"))
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship()
    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    role_grant: Mapped[RoleGrant] = relationship()

    def is_open(self) -> bool:
        """Whether its time runs; whether its role still holds and reaches the child is for the rule to judge."""
        return self.expires_at is not None and self.ended_at is None and self.expires_at > clock.now()


class DutyGrant(Identified, Base):
    """Address and carers' phones of their own children, for one season: a school's file keeper or a village director.

    It ends with the season, with the role, and when the role keeps the school's files no more.
    """

    __tablename__ = "duty_grant"
    __table_args__ = (
        CheckConstraint("approved_by_id <> account_id", name="not_to_oneself"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended"),
        Index("uq_duty_grant_current", "role_grant_id", "season_id", unique=True, **only_where("ended_at IS NULL")),
        Index(None, "account_id"),
        Index(None, "season_id"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    role_grant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("role_grant.id"))
    approved_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))

    season: Mapped[Season] = relationship()
    role_grant: Mapped[RoleGrant] = relationship()


class CounsellingNote(Identified, Base):
    """What was said in counselling. Never overwritten: a correction is a further note that names the one it mends."""

    __tablename__ = "counselling_note"
    __table_args__ = (
        CheckConstraint("corrects_id IS NULL OR corrects_id <> id", name="not_of_itself"),
        Index(None, "child_id", "written_at"),
        Index("uq_counselling_note_corrects", "corrects_id", unique=True),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    text: Mapped[str] = mapped_column(Sealed("counselling_note.text"))
    corrects_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("counselling_note.id"))

    child: Mapped[Child] = relationship()
    author: Mapped[Account] = relationship()
