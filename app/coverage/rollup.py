"""A province's figures from counts kept by season and township, counted anew where anything changed since.

What tells that nothing changed is the audit log: every change leaves an event in the transaction that makes it, in its
district's chain. A count is kept with the length its chain had just before; the same length on the same day is the same
count. So no figure here lags, and none is added to or taken from: a season is counted whole, or not at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date

from sqlalchemy import select, true

from app.coverage.figures import By, Figures, month_shown
from app.coverage.models import CoverageRollup
from app.coverage.queries import View, figures_by
from app.foundation import clock
from app.foundation.audit.models import AuditChain
from app.foundation.database import DbSession
from app.places.models import Area, AreaLevel
from app.seasons.models import Season
from app.seasons.queries import current_season

Counts = dict[uuid.UUID, Figures]
"""Figures by township; places without any child are not in it."""


@dataclass(frozen=True)
class Whole:
    """A district's season: its figures, and whether they had to be counted now."""

    district: Area
    season: Season
    figures: Figures
    counted: bool


def of_province(session: DbSession, today: date) -> Iterator[Whole]:
    """Every district with a season at work, by code. Counts what changed, and commits after each."""
    for district in _districts(session):
        season = current_season(session, district.id, today)
        if season is not None:
            found, counted = kept(session, season, today)
            yield Whole(district, season, sum(found.values(), Figures()), counted)


def kept(session: DbSession, season: Season, today: date) -> tuple[Counts, bool]:
    """The figures of a season by township, and whether they were counted now; commits where they were."""
    length = _length(session, season.district_id)  # before the count: what comes in between is counted again
    row = session.get(CoverageRollup, season.id, populate_existing=True)
    if row is not None and (row.day, row.chain_length) == (today, length):
        return {uuid.UUID(place): Figures(*numbers) for place, numbers in row.counts.items()}, False
    found = raw(session, season, today)
    written = {str(place): list(astuple(figures)) for place, figures in found.items()}
    session.merge(
        CoverageRollup(season_id=season.id, day=today, chain_length=length, counts=written, counted_at=clock.now())
    )
    session.commit()
    return found, True


def raw(session: DbSession, season: Season, today: date) -> Counts:
    """The same from the rows under them."""
    view = View(season, month_shown(season, today), today, true())
    found = figures_by(session, view, By.TOWNSHIP)
    return {place: figures for place, figures in found.items() if place is not None}


def differing(session: DbSession, today: date) -> Iterator[tuple[Area, Season]]:
    """Seasons whose kept count would be told today, and is not what the rows say: there must be none."""
    for district in _districts(session):
        season = current_season(session, district.id, today)
        if season is not None:
            found, counted = kept(session, season, today)
            if not counted and found != raw(session, season, today):
                yield district, season


def _districts(session: DbSession) -> list[Area]:
    return list(session.scalars(select(Area).where(Area.level == AreaLevel.DISTRICT).order_by(Area.code)))


def _length(session: DbSession, district_id: uuid.UUID) -> int:
    return session.scalar(select(AuditChain.length).where(AuditChain.name == str(district_id))) or 0
