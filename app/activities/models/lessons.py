"""The table of safety education given elsewhere than at a group activity."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.activities.models.kinds import LessonPlace
from app.children.models import Child
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Values


class SafetyLesson(Identified, Base):
    """A child was taught a topic at school, on a visit or in a session: one row per child, topic and day.

    What was taught at a group activity follows from its topics and attendance and has no row here. ``record_id``: the
    visit or session it was part of, where there is one.
    """

    __tablename__ = "safety_lesson"
    __table_args__ = (UniqueConstraint("child_id", "topic", "taught_on", "place"), Index(None, "record_id"))

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    topic: Mapped[str] = mapped_column(String(40))
    taught_on: Mapped[date]
    place: Mapped[LessonPlace] = mapped_column(Values(LessonPlace))
    record_id: Mapped[uuid.UUID | None]
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    child: Mapped[Child] = relationship()
