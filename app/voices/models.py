"""Tables of voices."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Sealed, Values
from app.pairing.models import Pairing


class Side(StrEnum):
    """Who speaks."""

    CHILD = "child"
    CARER = "carer"
    VOLUNTEER = "volunteer"


class Question(StrEnum):
    """The three questions; each is answered by one of three faces, 1 (no) to 3 (yes)."""

    GLAD = "glad"
    HELPED = "helped"
    AGAIN = "again"


class Channel(StrEnum):
    """How it came: typed by oneself, asked by staff, or on paper."""

    SELF = "self"
    ASKED = "asked"
    PAPER = "paper"


class Voice(Identified, Base):
    """Three taps and a line of one side about one pairing; said again, it replaces what was said."""

    __tablename__ = "voice"
    __table_args__ = (
        UniqueConstraint("pairing_id", "side"),
        CheckConstraint("glad BETWEEN 1 AND 3", name="glad"),
        CheckConstraint("helped BETWEEN 1 AND 3", name="helped"),
        CheckConstraint("again BETWEEN 1 AND 3", name="again"),
        CheckConstraint("(side = 'volunteer') = (channel = 'self')", name="channel"),
    )

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    side: Mapped[Side] = mapped_column(Values(Side))
    glad: Mapped[int]
    helped: Mapped[int]
    again: Mapped[int]
    words: Mapped[str | None] = mapped_column(Sealed("voice.words"))
    channel: Mapped[Channel] = mapped_column(Values(Channel))
    said_on: Mapped[date] = mapped_column(default=clock.today)
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)

    pairing: Mapped[Pairing] = relationship()
    recorded_by: Mapped[Account | None] = relationship()
