"""What staff add to a volunteer's record: commendations and evaluations. Nothing is deleted, only struck out."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import PERSONAL, Sealed, Values
from app.places.models import School
from app.seasons.models import Season
from app.volunteers.models import Volunteer


class Rating(StrEnum):
    """How well something was done."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class StrikeReason(StrEnum):
    """Why an entry of the record does not stand any more."""

    MISTAKE = "mistake"
    DOUBLE = "double"
    WITHDRAWN = "withdrawn"
    OTHER = "other"


STRUCK = "(struck_at IS NULL) = (strike_reason IS NULL)"


class Entry(Identified):
    """What both kinds of entry have: whose it is, who wrote it, and whether it stands."""

    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    struck_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    struck_at: Mapped[datetime | None]
    strike_reason: Mapped[StrikeReason | None] = mapped_column(Values(StrikeReason))


class Commendation(Entry, Base):
    """An award 表彰奖励: what, when, and who gave it."""

    __tablename__ = "commendation"
    __table_args__ = (CheckConstraint(STRUCK, name="struck"), Index(None, "volunteer_id"))

    title: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    given_on: Mapped[date]
    given_by: Mapped[str] = mapped_column(String(80))

    volunteer: Mapped[Volunteer] = relationship()


class Evaluation(Entry, Base):
    """How a school, or without one the League, judges a season's service: content, quality, attitude."""

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint(STRUCK, name="struck"),
        Index(None, "volunteer_id"),
        Index("uq_evaluation_school", "volunteer_id", "season_id", "school_id", unique=True,
              **only_where("struck_at IS NULL AND school_id IS NOT NULL")),
        Index("uq_evaluation_league", "volunteer_id", "season_id", unique=True,
              **only_where("struck_at IS NULL AND school_id IS NULL")),
    )  # fmt: skip

    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    content: Mapped[Rating] = mapped_column(Values(Rating))
    quality: Mapped[Rating] = mapped_column(Values(Rating))
    attitude: Mapped[Rating] = mapped_column(Values(Rating))
    words: Mapped[str | None] = mapped_column(Sealed("evaluation.words"))

    volunteer: Mapped[Volunteer] = relationship()
    season: Mapped[Season] = relationship()
    school: Mapped[School | None] = relationship()
