"""Tables of recruiting."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.pairing.models import MatchRun
from app.seasons.models import Season

PUBLISHED = "published_at IS NOT NULL AND withdrawn_at IS NULL"


class RecruitmentNotice(Identified, Base):
    """What the public is told of a season: a snapshot, made from a run and published by an organizer.

    ``places`` is a list of ``{"township", "area", "subject", "grade_min", "grade_max", "mode", "at_least"}``: names of
    townships and codes, and a number only where it is one of the steps of ``app.recruitment.places``; never a child.
    One notice of a season is public at a time.
    """

    __tablename__ = "recruitment_notice"
    __table_args__ = (
        Index("uq_recruitment_notice_public", "season_id", unique=True, **only_where(PUBLISHED)),
        Index(None, "season_id", "made_at"),
        CheckConstraint("withdrawn_at IS NULL OR published_at IS NOT NULL", name="withdrawn"),
    )

    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"))
    run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("match_run.id"))
    places: Mapped[list[Any]] = mapped_column(JSON, default=list)
    greeting: Mapped[str] = mapped_column(String(500), default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    """Whom to ask: an office and its phone, as the organizer wrote them for everybody to read."""
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    season: Mapped[Season] = relationship()
    run: Mapped[MatchRun | None] = relationship()
