"""Tables of calls to families, and of volunteers who said that they come late."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calls.codes import CallKind, CallResult
from app.children.models import Child, OfChild
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Values
from app.pairing.models import Pairing


class CareCall(OfChild, Identified, Base):
    """A call to a child's family about one thing, and what came of it. The id is made with the page.

    ``subject_id``: the absence, meeting, alert, notice or child it was about. Without an answer it comes back at
    ``again_at``.
    """

    __tablename__ = "care_call"
    __table_args__ = (
        CheckConstraint("(result = 'told') = (again_at IS NULL)", name="again"),
        Index(None, "subject_id", "kind"),
        Index(None, "child_id"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    kind: Mapped[CallKind] = mapped_column(Values(CallKind))
    subject_id: Mapped[uuid.UUID]
    result: Mapped[CallResult] = mapped_column(Values(CallResult))
    again_at: Mapped[datetime | None]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    child: Mapped[Child] = relationship()


class LateNotice(Identified, Base):
    """A volunteer said to come late today; once a day and pairing, the last word counts."""

    __tablename__ = "late_notice"
    __table_args__ = (UniqueConstraint("pairing_id", "day"), CheckConstraint("minutes > 0", name="minutes"))

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    day: Mapped[date]
    minutes: Mapped[int]
    said_at: Mapped[datetime] = mapped_column(default=clock.now)

    pairing: Mapped[Pairing] = relationship()
