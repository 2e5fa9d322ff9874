"""Tables of seasons."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Values
from app.places.models import Area


class SeasonKind(StrEnum):
    """A vacation."""

    WINTER = "winter"
    SUMMER = "summer"


class SeasonStage(StrEnum):
    """What the season is busy with."""

    RECRUIT = "recruit"
    VET = "vet"
    MATCH = "match"
    SERVE = "serve"
    CLOSED = "closed"


class GoalMeasure(StrEnum):
    """What a goal of a season counts; hours are whole hours of confirmed sessions."""

    VOLUNTEERS = "volunteers"
    PAIRED = "paired"
    REACHED = "reached"
    SESSIONS = "sessions"
    HOURS = "hours"
    ACTIVITIES = "activities"
    VISITS = "visits"
    SAFETY_SESSIONS = "safety_sessions"
    CARE_SESSIONS = "care_sessions"


OPEN = "CASE WHEN stage <> 'closed' THEN 1 END"


class Season(Identified, Base):
    """One vacation in one district. ``policy`` holds the engine's weights as the organizer saved them ({}: defaults).

    ``blackout`` are days on which nobody meets (Spring Festival), as ``YYYY-MM-DD``.
    """

    __tablename__ = "season"
    __table_args__ = (
        UniqueConstraint("district_id", "code"),
        UniqueConstraint("id", "is_open"),
        CheckConstraint("starts_on < ends_on", name="dates"),
        CheckConstraint("answer_hours > 0", name="answer_hours"),
        CheckConstraint("approval_days > 0", name="approval_days"),
        CheckConstraint("max_capacity BETWEEN 1 AND 3", name="max_capacity"),
        CheckConstraint("silent_days > 0", name="silent_days"),
        CheckConstraint("training_hours BETWEEN 1 AND 40", name="training_hours"),
        CheckConstraint("session_hours BETWEEN 1 AND 12", name="session_hours"),
        CheckConstraint("day_hours BETWEEN session_hours AND 16", name="day_hours"),
        CheckConstraint("late_days BETWEEN 1 AND 14", name="late_days"),
        CheckConstraint("first_contact_days BETWEEN 1 AND 60", name="first_contact_days"),
        CheckConstraint("review_on IS NULL OR review_on BETWEEN starts_on AND ends_on", name="review_on"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[SeasonKind] = mapped_column(Values(SeasonKind))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    stage: Mapped[SeasonStage] = mapped_column(Values(SeasonStage), default=SeasonStage.RECRUIT)
    blackout: Mapped[list[str]] = mapped_column(default=list)
    answer_hours: Mapped[int] = mapped_column(default=48)
    approval_days: Mapped[int] = mapped_column(default=3)
    max_capacity: Mapped[int] = mapped_column(default=1)
    silent_days: Mapped[int] = mapped_column(default=7)
    """After how many days without a logged session a volunteer is reminded, and some days later the school is told;
    blackout days do not count."""
    training_hours: Mapped[int] = mapped_column(default=1)
    """Hours of training a volunteer needs; the online course with its quiz is one of them."""
    session_hours: Mapped[int] = mapped_column(default=4)
    """At most so many hours in one session, breaks off."""
    day_hours: Mapped[int] = mapped_column(default=8)
    """At most so many hours of one volunteer on one day."""
    late_days: Mapped[int] = mapped_column(default=3)
    """A session entered after more days is a late entry: with a reason, and two people who stand for it."""
    check_in: Mapped[bool] = mapped_column(default=False)
    """Whether schools and sites show a code of the day that is entered with a session."""
    first_contact_days: Mapped[int] = mapped_column(default=7)
    """Within how many days of the approval child and volunteer meet for the first time."""
    review_on: Mapped[date | None]
    """By when the school looks at every pairing; None: the middle of the season."""
    allows_home_visits: Mapped[bool] = mapped_column(default=True)
    allows_man_with_girl: Mapped[bool] = mapped_column(default=True)
    policy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    is_open: Mapped[int | None] = mapped_column(Computed(OPEN, persisted=True))
    """1, and nothing once it is closed. Open pairings point at it: over one of them the database closes no season."""

    @property
    def reviewed_by(self) -> date:
        """The day by which the school has looked at every pairing."""
        return self.review_on or self.starts_on + (self.ends_on - self.starts_on) / 2


class SeasonGoal(Identified, Base):
    """How much a season is to reach: in the whole district (``township_id`` None), or in one township."""

    __tablename__ = "season_goal"
    __table_args__ = (
        Index("uq_season_goal_district", "season_id", "measure", unique=True, **only_where("township_id IS NULL")),
        UniqueConstraint("season_id", "measure", "township_id"),
        CheckConstraint("target BETWEEN 1 AND 10000000", name="target"),
    )

    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"))
    township_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    measure: Mapped[GoalMeasure] = mapped_column(Values(GoalMeasure))
    target: Mapped[int]

    season: Mapped[Season] = relationship()
    township: Mapped[Area | None] = relationship()
