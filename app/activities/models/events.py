"""Tables of group activities: the event, the children who were there, who served, and the topics taught."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.activities.models.classes import SiteClass
from app.activities.models.kinds import ActivityState, EndReason, ServiceState
from app.children.models import Child
from app.foundation import clock
from app.foundation.database import Base, Identified, after_create
from app.foundation.types import Values
from app.places.models import Site
from app.volunteers.models import Volunteer


class Activity(Identified, Base):
    """A group event at a site. Only ``held`` ones count in any figure; a planned one lies ahead or is not recorded yet.

    ``class_id``: one date of a class; it may differ from the class's plan. ``reason``: why it was cancelled before, or
    voided after it was recorded.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="times"),
        CheckConstraint("(state IN ('cancelled', 'void')) = (reason IS NOT NULL)", name="reason"),
        Index(None, "district_id", "starts_at"),
        Index(None, "site_id"),
        Index(None, "class_id", "starts_at"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"))
    season_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("season.id"))
    class_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("site_class.id"))
    title: Mapped[str] = mapped_column(String(80))
    service_area: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[ActivityState] = mapped_column(Values(ActivityState), default=ActivityState.HELD)
    reason: Mapped[EndReason | None] = mapped_column(Values(EndReason))
    plan: Mapped[str | None] = mapped_column(String(500))
    safety_note: Mapped[str | None] = mapped_column(String(500))
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    site: Mapped[Site] = relationship()
    site_class: Mapped[SiteClass | None] = relationship()
    attendances: Mapped[list[Attendance]] = relationship(back_populates="activity")
    services: Mapped[list[ActivityService]] = relationship(back_populates="activity")
    topics: Mapped[list[ActivityTopic]] = relationship(back_populates="activity", order_by="ActivityTopic.topic")

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

    @property
    def keeper_id(self) -> uuid.UUID | None:
        """The account that keeps the site; for judging scope."""
        return self.site.keeper_id


class Attendance(Base):
    """A child was there."""

    __tablename__ = "attendance"
    __table_args__ = (Index(None, "child_id"),)

    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"), primary_key=True)

    activity: Mapped[Activity] = relationship(back_populates="attendances")
    child: Mapped[Child] = relationship()


class ActivityService(Identified, Base):
    """A volunteer served at a group activity, from then to then: hours that count beside those of sessions.

    Staff who recorded the attendance say so, never the volunteer; what they say is confirmed at once. ``minutes`` are
    computed on the server: end less start. Two of one volunteer never overlap (the database), nor does one overlap a
    session (the rules of both, under the volunteer's lock). Nothing is deleted: a wrong one is void.
    """

    __tablename__ = "activity_service"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="times"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("(state = 'void') = (voided_at IS NOT NULL)", name="voided"),
        Index(None, "volunteer_id", "starts_at"),
        Index(None, "activity_id"),
    )

    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activity.id"))
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    service_area: Mapped[str] = mapped_column(String(40))
    """That of the activity, kept here so that hours by service area are one sum."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes: Mapped[int]
    state: Mapped[ServiceState] = mapped_column(Values(ServiceState), default=ServiceState.CONFIRMED)
    confirmed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime] = mapped_column(default=clock.now)
    voided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    voided_at: Mapped[datetime | None]

    activity: Mapped[Activity] = relationship(back_populates="services")
    volunteer: Mapped[Volunteer] = relationship()


class ActivityTopic(Base):
    """An activity taught a topic of safety education to the children who were there."""

    __tablename__ = "activity_topic"
    __table_args__ = (Index(None, "topic"),)

    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)

    activity: Mapped[Activity] = relationship(back_populates="topics")


_OVERLAP = (
    "SELECT RAISE(ABORT, 'activity_service_overlap') WHERE EXISTS (SELECT 1 FROM activity_service AS other "
    "WHERE other.volunteer_id = NEW.volunteer_id AND other.id <> NEW.id AND other.state = 'confirmed' "
    "AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at);"
)
SQLITE_OVERLAP = tuple(
    f"CREATE TRIGGER activity_service_overlap_{name} BEFORE {verb} ON activity_service "
    f"WHEN NEW.state = 'confirmed' BEGIN {_OVERLAP} END"
    for name, verb in (("insert", "INSERT"), ("update", "UPDATE OF starts_at, ends_at, state, volunteer_id"))
)
POSTGRESQL_OVERLAP = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE activity_service ADD CONSTRAINT activity_service_overlap EXCLUDE USING gist "
    "(volunteer_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state = 'confirmed')",
)

after_create(ActivityService.__table__, "sqlite", SQLITE_OVERLAP)
after_create(ActivityService.__table__, "postgresql", POSTGRESQL_OVERLAP)
