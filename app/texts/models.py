"""The table of standing texts."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Values
from app.texts.kinds import TextChange, TextKind


class StandingText(Identified, Base):
    """One version of one text in both languages; without a number it is the draft of the next one.

    Bodies are in the plain markup of ``app.texts.markup``. A published version never changes but for the tick that it
    was reviewed. ``published_by`` asked for it; for a material one ``confirmed_by`` is the second person.
    """

    __tablename__ = "standing_text"
    __table_args__ = (
        UniqueConstraint("kind", "number"),
        Index("uq_standing_text_draft", "kind", unique=True, **only_where("number IS NULL")),
        CheckConstraint("number IS NULL OR number > 0", name="number"),
        CheckConstraint(
            "(number IS NULL) = (change IS NULL) AND (number IS NULL) = (published_at IS NULL)", name="published"
        ),
        CheckConstraint(
            "number IS NULL OR number = 1 OR change <> 'material' OR (published_by_id IS NOT NULL"
            " AND confirmed_by_id IS NOT NULL AND confirmed_by_id <> published_by_id)",
            name="two_persons",
        ),
        CheckConstraint("(reviewed_by_id IS NULL) = (reviewed_at IS NULL)", name="reviewed"),
        CheckConstraint("reviewed_by_id IS NULL OR written_by_id IS NULL OR reviewed_by_id <> written_by_id",
                        name="reviewer"),
        CheckConstraint("(kind = 'quiz') = (pass_percent IS NOT NULL)", name="pass_percent"),
    )  # fmt: skip

    kind: Mapped[TextKind] = mapped_column(Values(TextKind))
    number: Mapped[int | None]
    change: Mapped[TextChange | None] = mapped_column(Values(TextChange))
    title_zh: Mapped[str] = mapped_column(String(80))
    title_en: Mapped[str] = mapped_column(String(120))
    body_zh: Mapped[str] = mapped_column(Text)
    body_en: Mapped[str] = mapped_column(Text)
    pass_percent: Mapped[int | None]
    """Of a quiz: how much of it must be right."""
    summary: Mapped[str] = mapped_column(String(300), default="")
    """What is different from the version before, for those who decide and those who are asked again."""
    written_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None]

    def title(self, locale: str) -> str:
        """The title in the reader's language; Chinese where it is not English."""
        return self.title_en if locale == "en" else self.title_zh

    def body(self, locale: str) -> str:
        """The text in the reader's language; Chinese where it is not English."""
        return self.body_en if locale == "en" else self.body_zh
