"""Tables of what happens to files: roster imports, transfers between schools, two files that look like one child."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models.files import Child
from app.children.models.kinds import ImportState, LegalBasis, TransferState
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Sealed, Values
from app.places.models import School


class RosterImport(Identified, Base):
    """An uploaded roster between upload and confirmation; its content leaves with the decision."""

    __tablename__ = "roster_import"
    __table_args__ = (Index(None, "school_id", "created_at"),)

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    filename: Mapped[str] = mapped_column(Sealed("roster_import.filename"))
    content: Mapped[str | None] = mapped_column(Sealed("roster_import.content"))  # base64
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    legal_basis: Mapped[LegalBasis | None] = mapped_column(Values(LegalBasis))
    answers_for: Mapped[str | None] = mapped_column(Sealed("roster_import.answers_for"))
    state: Mapped[ImportState] = mapped_column(Values(ImportState), default=ImportState.UPLOADED)
    rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    problems: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]

    school: Mapped[School] = relationship()


class ChildTransfer(Identified, Base):
    """A file on its way from one school to another: it moves when the receiver confirms."""

    __tablename__ = "child_transfer"
    __table_args__ = (
        Index("uq_child_transfer_open", "child_id", unique=True, **only_where("state = 'asked'")),
        CheckConstraint("from_school_id <> to_school_id", name="schools_differ"),
        Index(None, "to_school_id", "state"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    from_school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    to_school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school.id"))
    state: Mapped[TransferState] = mapped_column(Values(TransferState), default=TransferState.ASKED)
    asked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship()
    from_school: Mapped[School] = relationship(foreign_keys=[from_school_id])
    to_school: Mapped[School] = relationship(foreign_keys=[to_school_id])

    @property
    def school_id(self) -> uuid.UUID:
        """The receiver decides; for judging scope."""
        return self.to_school_id


class PossibleDouble(Identified, Base):
    """Two files that look like one child; both parties learn nothing until the township supervisor has judged."""

    __tablename__ = "possible_double"
    __table_args__ = (
        UniqueConstraint("child_id", "other_id"),
        CheckConstraint("child_id <> other_id", name="two_files"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
    outcome: Mapped[str | None] = mapped_column(String(20))
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship(foreign_keys=[child_id])
    other: Mapped[Child] = relationship(foreign_keys=[other_id])

    @property
    def township_id(self) -> uuid.UUID:
        """The township of the later file; for judging scope."""
        return self.child.township_id

    @property
    def district_id(self) -> uuid.UUID:
        """The district; for judging scope and the audit chain."""
        return self.child.district_id
