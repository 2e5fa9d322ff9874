"""Tables of matching runs, pairings, first meetings and do-not-pair entries."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.jobs.models import Job
from app.foundation.types import Sealed, Values
from app.places.models import School, Site
from app.seasons.models import Season
from app.volunteers.models import Volunteer


class RunKind(StrEnum):
    """What a run is for."""

    FULL = "full"
    GAPS = "gaps"


class PairingState(StrEnum):
    """Life of a pairing."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    ACTIVE = "active"
    ENDED = "ended"
    DECLINED = "declined"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


OPEN_STATES = (
    PairingState.PROPOSED,
    PairingState.ACCEPTED,
    PairingState.APPROVED,
    PairingState.ACTIVE,
    PairingState.SUSPENDED,
)
_OPEN = "state IN (" + ", ".join(f"'{state.value}'" for state in OPEN_STATES) + ")"


class DeclineReason(StrEnum):
    """Why a volunteer cannot take a pairing."""

    TIME = "time"
    DISTANCE = "distance"
    NEED = "need"
    FAMILY = "family"
    OTHER = "other"


class RejectReason(StrEnum):
    """Why a school says no to a pairing; the next run obeys."""

    KNOWN_CONFLICT = "known_conflict"
    NOT_SUITABLE = "not_suitable"
    CARER_WISH = "carer_wish"
    CHILD_WISH = "child_wish"
    CHILD_AWAY = "child_away"
    ALREADY_HELPED = "already_helped"
    OTHER = "other"


class RemoveReason(StrEnum):
    """Why an organizer takes a pair out of a run before it is published."""

    KNOWN_CONFLICT = "known_conflict"
    NOT_SUITABLE = "not_suitable"
    BETTER_IDEA = "better_idea"
    OTHER = "other"


class WithdrawReason(StrEnum):
    """Why a pairing that had not begun was taken back."""

    MISTAKE = "mistake"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CHILD_LEFT = "child_left"
    VETTING_FAILED = "vetting_failed"
    CHANGED_PLAN = "changed_plan"


class EndReason(StrEnum):
    """Why a pairing ended."""

    SEASON_OVER = "season_over"
    VOLUNTEER_LEFT = "volunteer_left"
    CHILD_LEFT = "child_left"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CARER_WISH = "carer_wish"
    CHILD_WISH = "child_wish"
    SAFEGUARDING = "safeguarding"
    OTHER = "other"


class MeetingPlace(StrEnum):
    """Where the first meeting is: a public place, or a call the school opens; never a home."""

    SCHOOL = "school"
    SITE = "site"
    CALL = "call"


class MeetingOutcome(StrEnum):
    """How the first meeting went."""

    MET = "met"
    MISSED = "missed"
    MOVED = "moved"


class MatchRun(Identified, Base):
    """One run of the engine over a season: its input as counts, its proof, and who started it."""

    __tablename__ = "match_run"
    __table_args__ = (Index(None, "season_id", "created_at"),)

    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"))
    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("job.id"))
    kind: Mapped[RunKind] = mapped_column(Values(RunKind), default=RunKind.FULL)
    policy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    children: Mapped[int] = mapped_column(default=0)
    volunteers: Mapped[int] = mapped_column(default=0)
    pair_count: Mapped[int] = mapped_column(default=0)
    waiting_count: Mapped[int] = mapped_column(default=0)
    exact: Mapped[bool] = mapped_column(default=False)
    objective: Mapped[int | None] = mapped_column(BigInteger)
    bound: Mapped[int | None] = mapped_column(BigInteger)
    levels: Mapped[list[Any]] = mapped_column(JSON, default=list)
    seconds: Mapped[float | None]
    held_back: Mapped[dict[str, Any]] = mapped_column(default=dict)

    season: Mapped[Season] = relationship()
    job: Mapped[Job | None] = relationship()
    pairs: Mapped[list[MatchPair]] = relationship(back_populates="run", order_by="MatchPair.score.desc(), MatchPair.id")
    waits: Mapped[list[MatchWait]] = relationship(back_populates="run")


class MatchPair(Identified, Base):
    """A pair the engine proposed, with the reasons that add up to its score; an organizer may remove it."""

    __tablename__ = "match_pair"
    __table_args__ = (UniqueConstraint("run_id", "child_id"), Index(None, "run_id", "score"))

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_run.id"))
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    mode: Mapped[str] = mapped_column(String(20))
    score: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    removed_reason: Mapped[str | None] = mapped_column(String(200))

    run: Mapped[MatchRun] = relationship(back_populates="pairs")
    child: Mapped[Child] = relationship()
    volunteer: Mapped[Volunteer] = relationship()


class MatchWait(Base):
    """A child the run left waiting, and why: volunteers removed per rule, who was close, what would change it."""

    __tablename__ = "match_wait"

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_run.id"), primary_key=True)
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"), primary_key=True)
    why: Mapped[dict[str, Any]] = mapped_column(default=dict)

    run: Mapped[MatchRun] = relationship(back_populates="waits")
    child: Mapped[Child] = relationship()


class Pairing(Identified, Base):
    """One child and one volunteer. At most one open pairing per child, and per slot of a volunteer, by the database."""

    __tablename__ = "pairing"
    __table_args__ = (
        ForeignKeyConstraint(
            ["volunteer_id", "slot"], ["volunteer_slot.volunteer_id", "volunteer_slot.number"], name="fk_pairing_slot"
        ),
        Index("uq_pairing_open_child", "child_id", unique=True, **only_where(_OPEN)),
        Index("uq_pairing_open_slot", "volunteer_id", "slot", unique=True, **only_where(_OPEN)),
        Index(None, "season_id", "state"),
        Index(None, "volunteer_id"),
        CheckConstraint("approved_by_id IS NULL OR proposed_by_id IS NULL OR approved_by_id <> proposed_by_id",
                        name="approver_is_not_proposer"),
        CheckConstraint("state NOT IN ('approved', 'active') OR approved_at IS NOT NULL", name="approved"),
        CheckConstraint("state <> 'active' OR active_at IS NOT NULL", name="active"),
        CheckConstraint("state <> 'ended' OR (ended_at IS NOT NULL AND reason IS NOT NULL)", name="ended"),
        CheckConstraint("state NOT IN ('declined', 'rejected') OR reason IS NOT NULL", name="reason"),
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
    farewell: Mapped[str | None] = mapped_column(Sealed("pairing.farewell"))
    usual_place: Mapped[str | None] = mapped_column(Sealed("pairing.usual_place"))

    season: Mapped[Season] = relationship()
    child: Mapped[Child] = relationship()
    volunteer: Mapped[Volunteer] = relationship()
    run: Mapped[MatchRun | None] = relationship()
    meetings: Mapped[list[Meeting]] = relationship(back_populates="pairing", order_by="Meeting.set_at")

    # Scope follows the child: after a transfer the old school loses sight.
    @property
    def district_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.child.district_id

    @property
    def township_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.child.township_id

    @property
    def village_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.child.village_id

    @property
    def school_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.child.school_id

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


class DoNotPair(Identified, Base):
    """These two are never paired: kinship, a complaint, a carer's wish, or a school's rejection."""

    __tablename__ = "do_not_pair"
    __table_args__ = (UniqueConstraint("child_id", "volunteer_id"),)

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"))
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    reason: Mapped[str] = mapped_column(String(40))
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
