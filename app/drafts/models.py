"""The table of drafts."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Sealed

NOTHING = uuid.UUID(int=0)
"""The subject of a form that is about no record yet."""


class FormDraft(Identified, Base):
    """What somebody has typed into a form and not sent; one for each form and record.

    ``page`` is the page it was typed on: once that was sent, ``typed`` is empty and what it saves too late is dropped.
    ``basis`` says what the record was like when the draft was begun.
    """

    __tablename__ = "form_draft"
    __table_args__ = (UniqueConstraint("account_id", "form", "subject_id"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    form: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID]
    page: Mapped[uuid.UUID]
    basis: Mapped[str] = mapped_column(String(64), default="")
    typed: Mapped[str | None] = mapped_column(Sealed("form_draft.typed"))  # JSON: [[name, value], ...]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    def __repr__(self) -> str:
        return f"<FormDraft {self.id}>"
