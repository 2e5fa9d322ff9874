"""The table of pairing cards 结对卡: what a family has on paper, and since when."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Sealed, StringSet
from app.pairing.models.pairings import Pairing


class PairingCard(Identified, Base):
    """One version of the card of a pairing: what it says beyond the two people. A new one is made, none is changed.

    ``slots``: ``"1-am"`` .. ``"7-ev"``; NULL where the teacher phones before each visit. ``account_id`` is who is to be
    called, at ``call_number`` as it was when the card was made.
    """

    __tablename__ = "pairing_card"
    __table_args__ = (
        UniqueConstraint("pairing_id", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    number: Mapped[int]
    slots: Mapped[frozenset[str] | None] = mapped_column(StringSet)
    ends_on: Mapped[date]
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    call_number: Mapped[str | None] = mapped_column(Sealed("pairing_card.call_number"))
    with_photo: Mapped[bool] = mapped_column(default=False)
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    pairing: Mapped[Pairing] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
