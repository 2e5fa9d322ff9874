"""Tables of places."""

from __future__ import annotations

import uuid
from datetime import date, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation.database import Base, Identified
from app.foundation.types import PERSONAL, Values


class AreaLevel(StrEnum):
    """District, township (or subdistrict), village (or community)."""

    DISTRICT = "district"
    TOWNSHIP = "township"
    VILLAGE = "village"


class SiteKind(StrEnum):
    """The kinds of site of the design."""

    FOUR_THIRTY_CLASSROOM = "four_thirty_classroom"
    CHILDRENS_HOME = "childrens_home"
    SUNSHINE_HUT = "sunshine_hut"
    CHILDLIKE_HARBOUR = "childlike_harbour"
    RED_SCARF_SCHOOL = "red_scarf_school"
    HOLIDAY_CLASS = "holiday_class"


class Area(Identified, Base):
    """An administrative area by division code; ``provisional`` ones were named by an import and have no code yet.

    ``column`` and ``row`` place a township on the schematic map (whole tiles, never geography). ``central_school_id``
    of a township takes its children without a school, and requests its schools leave unanswered.
    """

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint("(level = 'district') = (parent_id IS NULL)", name="parent"),
        CheckConstraint("provisional OR code IS NOT NULL", name="code_or_provisional"),
        UniqueConstraint("parent_id", "name"),
        Index(None, "level", "code"),
    )

    level: Mapped[AreaLevel] = mapped_column(Values(AreaLevel))
    name: Mapped[str] = mapped_column(String(60))
    code: Mapped[str | None] = mapped_column(String(12), unique=True)
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"), index=True)
    provisional: Mapped[bool] = mapped_column(default=False)
    column: Mapped[int | None]
    row: Mapped[int | None]
    central_school_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("school.id", use_alter=True, name="fk_area_central_school_id")
    )

    parent: Mapped[Area | None] = relationship(remote_side="Area.id", foreign_keys=[parent_id])

    @property
    def township_id(self) -> uuid.UUID | None:
        """The township it is, or lies in; for judging scope."""
        if self.level is AreaLevel.TOWNSHIP:
            return self.id
        return self.parent_id if self.level is AreaLevel.VILLAGE else None


class School(Identified, Base):
    """A school. ``parent_id`` is its central school 中心校."""

    __tablename__ = "school"
    __table_args__ = (UniqueConstraint("district_id", "name"), Index(None, "township_id"))

    name: Mapped[str] = mapped_column(String(80))
    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    township_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    provisional: Mapped[bool] = mapped_column(default=False)
    away_from: Mapped[date | None]
    away_to: Mapped[date | None]

    township: Mapped[Area | None] = relationship(foreign_keys=[township_id])

    @property
    def school_id(self) -> uuid.UUID:
        """Itself; for judging scope."""
        return self.id


class Site(Identified, Base):
    """A public place for children.

    ``capacity``: how many children it holds at a time; None where nobody said. ``keeper_id``: the account of its
    keeper, who may record activities and take attendance here; ``keeper_contact``: name and work phone of one without
    an account. Children of its own township reach it, and those of the townships in ``reach``.
    """

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("district_id", "name"),
        CheckConstraint("capacity IS NULL OR capacity BETWEEN 1 AND 200", name="capacity"),
        Index(None, "township_id"),
        Index(None, "village_id"),
        Index(None, "school_id"),
        Index(None, "keeper_id"),
    )

    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[SiteKind] = mapped_column(Values(SiteKind))
    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    township_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    village_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    capacity: Mapped[int | None]
    keeper_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    keeper_contact: Mapped[str | None] = mapped_column(String(60), info=PERSONAL)

    township: Mapped[Area] = relationship(foreign_keys=[township_id])
    hours: Mapped[list[SiteHours]] = relationship(order_by="SiteHours.weekday", cascade="all, delete-orphan")
    reach: Mapped[list[SiteReach]] = relationship(cascade="all, delete-orphan")


class SiteHours(Base):
    """When a site is open on a weekday, 1 (Monday) to 7."""

    __tablename__ = "site_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("opens < closes", name="times"),
    )

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens: Mapped[time]
    closes: Mapped[time]


class SiteReach(Base):
    """A township, beside its own, whose children reach a site."""

    __tablename__ = "site_reach"

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"), primary_key=True)
    township_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), primary_key=True)

    township: Mapped[Area] = relationship()
