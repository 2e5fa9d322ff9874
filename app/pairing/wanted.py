"""The last proven matching of a season, and whom it left without a volunteer."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Select, select

from app.foundation.database import DbSession
from app.pairing.models import MatchRun, MatchWait, RunKind


def latest_run(session: DbSession, season_id: uuid.UUID, until: datetime | None = None) -> MatchRun | None:
    """The last proven matching of everybody in a season, published or not, begun by ``until``; None: there is none."""
    return session.scalars(_latest(season_id, until)).one_or_none()


def left_waiting(season_id: uuid.UUID) -> Select[uuid.UUID]:
    """Ids of the children that this matching left without a volunteer, as a subquery.

    They waited then; whether they still do, and who may know, is the caller's to ask.
    """
    run = _latest(season_id, None).with_only_columns(MatchRun.id).scalar_subquery()
    return select(MatchWait.child_id).where(MatchWait.run_id == run)


def _latest(season_id: uuid.UUID, until: datetime | None) -> Select[MatchRun]:
    wanted = select(MatchRun).where(
        MatchRun.season_id == season_id, MatchRun.kind == RunKind.FULL, MatchRun.exact.is_(True)
    )
    if until is not None:
        wanted = wanted.where(MatchRun.created_at <= until)
    return wanted.order_by(MatchRun.created_at.desc(), MatchRun.id).limit(1)
