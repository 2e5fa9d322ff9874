"""The table of terms."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, Identified
from app.foundation.types import Values


class TermKind(StrEnum):
    """What a term is one of."""

    SERVICE_AREA = "service_area"
    SUBJECT = "subject"
    LANGUAGE = "language"
    SAFETY_TOPIC = "safety_topic"
    """A topic of safety education: one of the five preventions 五防, and what an organizer adds."""
    DONE = "done"
    """What child and volunteer did together; not a skill or a need, and nothing an import looks for."""


class Term(Identified, Base):
    """One service area, subject, language or safety topic. ``code`` is what records hold, the names what people read.

    ``same_sex`` (service areas): in person only with a volunteer of the child's sex. ``provisional``: to be confirmed
    by an organizer, as a word that an import met and nobody had entered.
    """

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    kind: Mapped[TermKind] = mapped_column(Values(TermKind))
    code: Mapped[str] = mapped_column(String(40))
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60))
    aliases: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=100)
    active: Mapped[bool] = mapped_column(default=True)
    same_sex: Mapped[bool] = mapped_column(default=False)
    provisional: Mapped[bool] = mapped_column(default=False)
