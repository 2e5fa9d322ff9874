"""The table of tasks."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.children.models import Child
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Sealed, Values
from app.places.models import Area, AreaLevel, School
from app.reports.models.keeping import keep
from app.reports.models.kinds import DropReason, TaskSource, TaskState

OWNERS = ("owner_id", "owner_school_id", "owner_area_id")
PLACES = ("township_id", "village_id", "school_id")


class CareTask(Identified, Base):
    """Something to be done by a day, by an account or by a post (school, village director, township supervisor).

    A task about a child lies where the child's file lies today; any other lies at the places of its own columns.
    ``subject_id`` is the record that made it necessary (child, township or decision); ``report_id`` the monthly report
    whose meeting decided on it. Ended with who and when (nobody: the system itself), never deleted.
    """

    __tablename__ = "care_task"
    __table_args__ = (
        Index(
            "uq_care_task_open", "source", "subject_id", unique=True,
            **only_where("state = 'open' AND subject_id IS NOT NULL"),
        ),
        CheckConstraint("(source = 'by_hand') = (subject_id IS NULL)", name="subject"),
        CheckConstraint("(source = 'decision') = (report_id IS NOT NULL)", name="report"),
        CheckConstraint("source NOT IN ('by_hand', 'decision') OR words IS NOT NULL", name="words"),
        CheckConstraint(
            "(CASE WHEN owner_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN owner_school_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN owner_area_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
        CheckConstraint(
            "child_id IS NULL OR (township_id IS NULL AND village_id IS NULL AND school_id IS NULL)", name="place"
        ),
        CheckConstraint(
            "(state = 'open') = (ended_at IS NULL) AND (ended_by_id IS NULL OR ended_at IS NOT NULL)", name="ended"
        ),
        CheckConstraint("(state = 'dropped') = (drop_reason IS NOT NULL)", name="dropped"),
        Index(None, "district_id", "state", "due_on"),
        Index(None, "child_id"),
        Index(None, "report_id"),
        # Whose they are, and where those lie that are about no child: each is set in few.
        *(Index(None, name, **only_where(f"{name} IS NOT NULL")) for name in OWNERS + PLACES),
    )  # fmt: skip

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    township_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    village_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    child_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("child.id"))

    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    owner_school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    owner_area_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))

    source: Mapped[TaskSource] = mapped_column(Values(TaskSource))
    subject_id: Mapped[uuid.UUID | None]
    report_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("monthly_report.id"))
    words: Mapped[str | None] = mapped_column(Sealed("care_task.words"))
    due_on: Mapped[date]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    state: Mapped[TaskState] = mapped_column(Values(TaskState), default=TaskState.OPEN)
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    drop_reason: Mapped[DropReason | None] = mapped_column(Values(DropReason))
    end_words: Mapped[str | None] = mapped_column(Sealed("care_task.end_words"))

    # Joined: access rules read them, and must not query.
    child: Mapped[Child | None] = relationship(lazy="joined")
    owner_area: Mapped[Area | None] = relationship(foreign_keys=[owner_area_id], lazy="joined")
    owner_school: Mapped[School | None] = relationship(foreign_keys=[owner_school_id], lazy="joined")
    owner: Mapped[Account | None] = relationship(foreign_keys=[owner_id])
    made_by: Mapped[Account | None] = relationship(foreign_keys=[made_by_id])
    ended_by: Mapped[Account | None] = relationship(foreign_keys=[ended_by_id])
    township: Mapped[Area | None] = relationship(foreign_keys=[township_id])

    @property
    def owner_level(self) -> AreaLevel | None:
        """Whether the post is a village's director or a township's supervisor; None for other owners."""
        return self.owner_area.level if self.owner_area is not None else None

    def overdue(self, today: date) -> bool:
        """Open, and its day has passed."""
        return self.state is TaskState.OPEN and self.due_on < today


keep(
    CareTask,
    "id, district_id, source, report_id, made_by_id, made_at",
    ("ended_at", "state, ended_by_id, ended_at, drop_reason, due_on, owner_id, owner_school_id, owner_area_id"),
)
