"""Tables of the engine's runs: what it proposed, what it reserved, and who stayed waiting."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child, Sex
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.jobs.models import Job
from app.foundation.types import Values
from app.pairing.models.kinds import RunKind
from app.places.models import Area
from app.seasons.models import Season
from app.volunteers.models import Volunteer


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
    fairness: Mapped[dict[str, Any] | None]
    """Shares of the townships and what fairness costs, as ``computing.fairness_of`` says; None in runs from before."""
    outlook: Mapped[dict[str, Any] | None]
    """Who was expected, as ``outlook.Expected.told`` says; None where nothing was to be reserved."""
    retention: Mapped[dict[str, Any] | None]
    """How the model of lasting did, as ``lasting.told`` says; None in runs from before."""

    season: Mapped[Season] = relationship()
    job: Mapped[Job | None] = relationship()
    pairs: Mapped[list[MatchPair]] = relationship(back_populates="run", order_by="MatchPair.score.desc(), MatchPair.id")
    waits: Mapped[list[MatchWait]] = relationship(back_populates="run")
    recruits: Mapped[list[MatchRecruit]] = relationship(back_populates="run", order_by="MatchRecruit.place")
    reserves: Mapped[list[MatchReserve]] = relationship(back_populates="run", order_by="MatchReserve.id")


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


class MatchRecruit(Identified, Base):
    """One kind of volunteer whom the run could have used: what the first one adds, and whom such a one could serve.

    ``place`` counts from 1, the most useful first; ``gain`` holds the exact gain per level; ``serves`` ids of children.
    """

    __tablename__ = "match_recruit"
    __table_args__ = (UniqueConstraint("run_id", "place"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_run.id"))
    place: Mapped[int]
    area: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(40))
    grade_min: Mapped[int]
    grade_max: Mapped[int]
    township_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    sex: Mapped[Sex | None] = mapped_column(Values(Sex))
    mode: Mapped[str] = mapped_column(String(20))
    children: Mapped[int]
    risk: Mapped[int | None]
    waiting_band: Mapped[int | None]
    gain: Mapped[list[Any]] = mapped_column(JSON, default=list)
    serves: Mapped[list[Any]] = mapped_column(JSON, default=list)

    run: Mapped[MatchRun] = relationship(back_populates="recruits")
    township: Mapped[Area | None] = relationship()


class MatchReserve(Identified, Base):
    """Places of one volunteer that a run left out of its supply, for children who are expected.

    ``kinds``: for what kind of need each place is kept, as ``reserving.reserved`` says; never for whom.
    """

    __tablename__ = "match_reserve"
    __table_args__ = (
        UniqueConstraint("run_id", "volunteer_id"),
        CheckConstraint("slots BETWEEN 1 AND 3", name="slots"),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_run.id"))
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    slots: Mapped[int]
    kinds: Mapped[list[Any]] = mapped_column(JSON, default=list)

    run: Mapped[MatchRun] = relationship(back_populates="reserves")
    volunteer: Mapped[Volunteer] = relationship()
