"""Tables of group activities."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.places.models import Site


class Activity(Identified, Base):
    """A group event at a site."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="times"),
        Index(None, "district_id", "starts_at"),
        Index(None, "site_id"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"))
    season_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("season.id"))
    title: Mapped[str] = mapped_column(String(80))
    service_area: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    site: Mapped[Site] = relationship()
    attendances: Mapped[list[Attendance]] = relationship(back_populates="activity")

    @property
    def township_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.site.township_id

    @property
    def village_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.site.village_id

    @property
    def school_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.site.school_id


class Attendance(Base):
    """A child was there."""

    __tablename__ = "attendance"
    __table_args__ = (Index(None, "child_id"),)

    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"), primary_key=True)

    activity: Mapped[Activity] = relationship(back_populates="attendances")
    child: Mapped[Child] = relationship()
