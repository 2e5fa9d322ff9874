"""Tables of the monthly meeting: the report of a month, its snapshots of the figures, and what was decided."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Sealed
from app.places.models import Area
from app.reports.models.keeping import keep
from app.seasons.models import Season


class MonthlyReport(Identified, Base):
    """The report of a district for a calendar month (``month``: its first day), and the meeting that it was read in."""

    __tablename__ = "monthly_report"
    __table_args__ = (
        UniqueConstraint("district_id", "month"),
        CheckConstraint("(participants IS NULL) OR (held_on IS NOT NULL)", name="held"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    month: Mapped[date]
    held_on: Mapped[date | None]
    participants: Mapped[str | None] = mapped_column(Sealed("monthly_report.participants"))
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    district: Mapped[Area] = relationship(foreign_keys=[district_id])
    snapshots: Mapped[list[ReportSnapshot]] = relationship(back_populates="report", order_by="ReportSnapshot.number")
    decisions: Mapped[list[ReportDecision]] = relationship(back_populates="report", order_by="ReportDecision.position")


class ReportSnapshot(Identified, Base):
    """The figures of a report as they were at one moment; written once. A report computed anew gets the next number.

    ``figures`` is what ``app.reports.figures`` wrote, as plain JSON.
    """

    __tablename__ = "report_snapshot"
    __table_args__ = (UniqueConstraint("report_id", "number"), CheckConstraint("number > 0", name="number"))

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("monthly_report.id"))
    number: Mapped[int]
    season_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("season.id"))
    computed_at: Mapped[datetime] = mapped_column(default=clock.now)
    computed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    figures: Mapped[dict[str, Any]]

    report: Mapped[MonthlyReport] = relationship(back_populates="snapshots")
    season: Mapped[Season | None] = relationship()
    computed_by: Mapped[Account | None] = relationship()


class ReportDecision(Identified, Base):
    """One decision of the meeting, in order; what has to be done about it is a task whose ``subject_id`` it is."""

    __tablename__ = "report_decision"
    __table_args__ = (UniqueConstraint("report_id", "position"),)

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("monthly_report.id"))
    position: Mapped[int]
    words: Mapped[str] = mapped_column(Sealed("report_decision.words"))
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    report: Mapped[MonthlyReport] = relationship(back_populates="decisions")


keep(MonthlyReport, "id, district_id, month, made_by_id, made_at")
keep(ReportSnapshot, "id, report_id, number, season_id, computed_at, computed_by_id, figures")
keep(ReportDecision, "id, report_id, position, made_by_id, made_at")
