"""Tables of pairings and their first meetings."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child, OfChild
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Sealed, Values
from app.pairing.models.kinds import OPEN_CONDITION, MeetingOutcome, MeetingPlace, PairingState, PairSexes, SexReason
from app.pairing.models.runs import MatchRun
from app.places.models import School, Site
from app.seasons.models import Season
from app.volunteers.models import Volunteer

if TYPE_CHECKING:  # its tables hang on the pairing's
    from app.pairing.models.course import Milestone, Relay


class Pairing(OfChild, Identified, Base):
    """One child and one volunteer. At most one open pairing per child, and per slot of a volunteer, by the database."""

    __tablename__ = "pairing"
    __table_args__ = (
        ForeignKeyConstraint(
            ["volunteer_id", "slot"], ["volunteer_slot.volunteer_id", "volunteer_slot.number"], name="fk_pairing_slot"
        ),
        # An open pairing holds its season open: see ``Season.is_open``.
        ForeignKeyConstraint(["season_id", "holds_season"], ["season.id", "season.is_open"],
                             name="fk_pairing_holds_season"),
        Index("uq_pairing_open_child", "child_id", unique=True, **only_where(OPEN_CONDITION)),
        Index("uq_pairing_open_slot", "volunteer_id", "slot", unique=True, **only_where(OPEN_CONDITION)),
        Index(None, "season_id", "state"),
        Index(None, "volunteer_id"),
        Index(None, "child_id"),
        Index(None, "approved_by_id"),
        Index("ix_pairing_accepted", "child_id", **only_where("state = 'accepted'")),  # what waits for schools
        CheckConstraint("approved_by_id IS NULL OR proposed_by_id IS NULL OR approved_by_id <> proposed_by_id",
                        name="approver_is_not_proposer"),
        CheckConstraint("state NOT IN ('approved', 'active') OR approved_at IS NOT NULL", name="approved"),
        CheckConstraint("state <> 'active' OR active_at IS NOT NULL", name="active"),
        CheckConstraint("state <> 'ended' OR (ended_at IS NOT NULL AND reason IS NOT NULL)", name="ended"),
        CheckConstraint("state NOT IN ('declined', 'rejected') OR reason IS NOT NULL", name="reason"),
        CheckConstraint("approved_by_id IS NULL OR sexes IS NOT NULL", name="sexes"),
        CheckConstraint("sexes IS NULL OR sexes = 'same' OR sex_reason IS NOT NULL", name="sex_reason"),
        CheckConstraint("sexes IS NULL OR sexes <> 'man_with_girl' OR note IS NOT NULL", name="man_with_girl"),
        CheckConstraint("home_note IS NULL OR sexes IS NULL OR sexes = 'same'", name="public_places"),
    )  # fmt: skip

    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"))
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    slot: Mapped[int] = mapped_column(default=1)
    run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("match_run.id"))
    mode: Mapped[str] = mapped_column(String(20), default="in_person")
    score: Mapped[int | None]
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    state: Mapped[PairingState] = mapped_column(Values(PairingState), default=PairingState.PROPOSED)
    proposed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer_due_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    approval_due_at: Mapped[datetime | None]
    """Accepted and still undecided then, the request goes to the central school too."""
    approved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    active_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Sealed("pairing.note"))
    sexes: Mapped[PairSexes | None] = mapped_column(Values(PairSexes))
    """As they stood on file when the school approved."""
    sex_reason: Mapped[SexReason | None] = mapped_column(Values(SexReason))
    home_note: Mapped[str | None] = mapped_column(Sealed("pairing.home_note"))
    """Why the school allows visits at the child's home; without it there are none."""
    farewell: Mapped[str | None] = mapped_column(Sealed("pairing.farewell"))
    usual_place: Mapped[str | None] = mapped_column(Sealed("pairing.usual_place"))
    holds_season: Mapped[int | None] = mapped_column(Computed(f"CASE WHEN {OPEN_CONDITION} THEN 1 END", persisted=True))

    season: Mapped[Season] = relationship(foreign_keys=[season_id])
    child: Mapped[Child] = relationship()
    volunteer: Mapped[Volunteer] = relationship()
    run: Mapped[MatchRun | None] = relationship()
    meetings: Mapped[list[Meeting]] = relationship(back_populates="pairing", order_by="Meeting.set_at")
    milestones: Mapped[list[Milestone]] = relationship(back_populates="pairing")
    relay: Mapped[Relay | None] = relationship(back_populates="pairing")

    @property
    def account_id(self) -> uuid.UUID | None:
        """The volunteer's account; for judging scope."""
        return self.volunteer.account_id


class Meeting(Identified, Base):
    """A first meeting as agreed, and how it went; a moved one is followed by another row."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index(None, "pairing_id"),
        Index(None, "introducer_id"),
        CheckConstraint("(place = 'school') = (school_id IS NOT NULL)", name="school"),
        CheckConstraint("(place = 'site') = (site_id IS NOT NULL)", name="site"),
    )

    pairing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pairing.id"))
    at: Mapped[datetime]
    place: Mapped[MeetingPlace] = mapped_column(Values(MeetingPlace))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    site_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("site.id"))
    introducer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    set_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime] = mapped_column(default=clock.now)
    another_adult: Mapped[bool] = mapped_column(default=True)
    """Whether the school said that another adult is there."""
    outcome: Mapped[MeetingOutcome | None] = mapped_column(Values(MeetingOutcome))
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime | None]

    pairing: Mapped[Pairing] = relationship(back_populates="meetings")
    school: Mapped[School | None] = relationship()
    site: Mapped[Site | None] = relationship()
