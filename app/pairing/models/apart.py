"""Who must never be paired: a volunteer and one child, or every child of a school or a village."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Sealed, Values
from app.places.models import Area, School
from app.volunteers.models import Volunteer


class ApartReason(StrEnum):
    """Why somebody keeps two apart. What a school or an organizer said when rejecting a pair stands beside these."""

    KINSHIP = "kinship"
    COMPLAINT = "complaint"
    CARER_WISH = "carer_wish"
    CHILD_WISH = "child_wish"
    KNOWN_CONFLICT = "known_conflict"
    OTHER = "other"


class LiftReason(StrEnum):
    """Why an entry does not stand any more."""

    MISTAKE = "mistake"
    WISH_CHANGED = "wish_changed"
    UNFOUNDED = "unfounded"
    OTHER = "other"


class DoNotPair(Identified, Base):
    """These are never paired as long as the entry stands. Never deleted: lifted with a reason.

    It is about one child, or about every child of a school, or of a village. ``reason`` is a code of ``ApartReason``,
    ``RejectReason`` or ``RemoveReason``.
    """

    __tablename__ = "do_not_pair"
    __table_args__ = (
        Index("uq_do_not_pair_child", "child_id", "volunteer_id", unique=True, **only_where("lifted_at IS NULL")),
        Index("uq_do_not_pair_school", "for_school_id", "volunteer_id", unique=True,
              **only_where("lifted_at IS NULL")),
        Index("uq_do_not_pair_village", "for_village_id", "volunteer_id", unique=True,
              **only_where("lifted_at IS NULL")),
        Index(None, "volunteer_id"),
        CheckConstraint(
            "(child_id IS NOT NULL AND for_school_id IS NULL AND for_village_id IS NULL)"
            " OR (child_id IS NULL AND for_school_id IS NOT NULL AND for_village_id IS NULL)"
            " OR (child_id IS NULL AND for_school_id IS NULL AND for_village_id IS NOT NULL)",
            name="about_one_thing",
        ),
        CheckConstraint("(lifted_at IS NULL) = (lift_reason IS NULL) AND (lifted_at IS NULL) = (lift_note IS NULL)",
                        name="lifted"),
    )  # fmt: skip

    child_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("child.id"))
    for_school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    for_village_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Sealed("do_not_pair.note"))
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    lifted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None]
    lift_reason: Mapped[LiftReason | None] = mapped_column(Values(LiftReason))
    lift_note: Mapped[str | None] = mapped_column(Sealed("do_not_pair.lift_note"))

    child: Mapped[Child | None] = relationship()
    for_school: Mapped[School | None] = relationship()
    for_village: Mapped[Area | None] = relationship()
    volunteer: Mapped[Volunteer] = relationship()

    # Scope follows the child: after a transfer the new school sees and lifts it.
    @property
    def district_id(self) -> uuid.UUID:
        """For judging scope."""
        if self.child is not None:
            return self.child.district_id
        place = self.for_school or self.for_village
        if place is None or place.district_id is None:
            raise ValueError("an entry is about a child, a school or a village")
        return place.district_id

    @property
    def school_id(self) -> uuid.UUID | None:
        """For judging scope: an entry for a whole village is not a school's."""
        if self.child is not None:
            return self.child.school_id
        return self.for_school.id if self.for_school is not None else None

    @property
    def account_id(self) -> uuid.UUID | None:
        """The volunteer's account."""
        return self.volunteer.account_id
