"""Tables of the board of pairs to look at: how a district set its rules, and who looked at what."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Sealed, Values
from app.pairing.models import Pairing
from app.safeguarding.models.kinds import LookRule


class LookSetting(Base):
    """How a district set one rule: whether it is on, and from which number; without a row it is as shipped."""

    __tablename__ = "look_setting"
    __table_args__ = (CheckConstraint("number BETWEEN 1 AND 100", name="number"),)

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), primary_key=True)
    rule: Mapped[LookRule] = mapped_column(Values(LookRule), primary_key=True)
    active: Mapped[bool] = mapped_column(default=True)
    number: Mapped[int]
    set_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime] = mapped_column(default=clock.now)


class PairLook(Identified, Base):
    """Somebody looked at a pairing because of one rule, and what they found. It rests until there is something new.

    ``child_id`` is the pairing's: the note ends with the child's file.
    """

    __tablename__ = "pair_look"
    __table_args__ = (Index(None, "pairing_id", "rule"), Index(None, "child_id"))

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    rule: Mapped[LookRule] = mapped_column(Values(LookRule))
    note: Mapped[str] = mapped_column(Sealed("pair_look.note"))
    looked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    looked_at: Mapped[datetime] = mapped_column(default=clock.now)

    pairing: Mapped[Pairing] = relationship()
    looked_by: Mapped[Account] = relationship()
