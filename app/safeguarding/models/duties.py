"""Tables of who is there for concerns: posts of a district, the duty calendar, and the time to acknowledge."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Values
from app.safeguarding.models.kinds import Post


class SafeguardingPost(Identified, Base):
    """Who leads, and who is second, in a district: asked for by one person, confirmed by another, neither the named.

    Whoever is named holds the role of a safeguarding lead there; the others who hold it are deputies.
    """

    __tablename__ = "safeguarding_post"
    __table_args__ = (
        Index(
            "uq_safeguarding_post_in_force", "district_id", "post", unique=True,
            **only_where("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        ),
        CheckConstraint("asked_by_id <> account_id", name="not_for_oneself"),
        CheckConstraint("(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
        CheckConstraint(
            "confirmed_by_id IS NULL OR (confirmed_by_id <> asked_by_id AND confirmed_by_id <> account_id)",
            name="two_persons",
        ),
    )  # fmt: skip

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    post: Mapped[Post] = mapped_column(Values(Post))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    # Joined: access rules read it, and must not query.
    account: Mapped[Account] = relationship(foreign_keys=[account_id], lazy="joined")
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])


class DutyDay(Identified, Base):
    """Who is on duty for concerns on a day; a day without one falls to the lead."""

    __tablename__ = "duty_day"
    __table_args__ = (UniqueConstraint("district_id", "day"),)

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    day: Mapped[date]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))

    account: Mapped[Account] = relationship()


class ResponseTime(Base):
    """Within how many minutes a concern is acknowledged before it goes on to the next; by district."""

    __tablename__ = "response_time"
    __table_args__ = (CheckConstraint("minutes > 0 AND urgent_minutes > 0", name="minutes"),)

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), primary_key=True)
    minutes: Mapped[int] = mapped_column(default=120)
    urgent_minutes: Mapped[int] = mapped_column(default=30)
