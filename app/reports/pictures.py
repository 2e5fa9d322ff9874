"""What the projector page draws: the report's townships, and for who holds the district its season as it is now."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from app.coverage import story
from app.coverage.figures import Month
from app.coverage.queries import View, scope_of
from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.messages import label
from app.foundation.pages import percent
from app.foundation.pictures import Funnel, ShareBars, Tile, WeekBars, lay_out
from app.pairing.models import MatchRun
from app.pairing.views.figures import share_bars, shares
from app.pairing.wanted import latest_run
from app.places.models import Area
from app.reports.figures import TownshipFigures
from app.reports.models import MonthlyReport, ReportSnapshot
from app.reports.showing import HIDDEN, Shown, text

MOST_GAPS = 5


@dataclass(frozen=True)
class Pictures:
    """What is drawn. ``funnel``, ``weeks`` and ``shares`` are None where the reader does not hold the district.

    They are of the report's season as it is today; the tiles are of the report.
    """

    tiles: list[Tile]
    gaps: list[Tile]
    """The townships where most wait, as far as that is told."""
    funnel: Funnel | None = None
    weeks: WeekBars | None = None
    run: MatchRun | None = None
    shares: ShareBars | None = None


def pictures_of(
    session: DbSession, reader: Actor, report: MonthlyReport, snapshot: ReportSnapshot, shown: Shown
) -> Pictures:
    """The pictures for a reader who may read the report."""
    places = _tiles(session, shown, report)
    tiles, gaps = lay_out([tile for tile, _waiting in places]), _largest(places)
    season = snapshot.season
    if season is None or not shown.holds:
        return Pictures(tiles, gaps)
    view = View(season, Month.of(report.month), clock.today(), scope_of(reader))
    run = latest_run(session, season.id, snapshot.computed_at)
    return Pictures(
        tiles,
        gaps,
        Funnel.of([(step.value, label(step), count) for step, count in story.steps_of(session, view).items()]),
        WeekBars.of(story.weeks_served(session, view)),
        run,
        share_bars(shares(session, run)) if run is not None else None,
    )


def _largest(places: Sequence[tuple[Tile, int]]) -> list[Tile]:
    ordered = sorted(places, key=lambda place: -place[1])
    return [tile for tile, waiting in ordered[:MOST_GAPS] if waiting > 0]


def _tiles(session: DbSession, shown: Shown, report: MonthlyReport) -> list[tuple[Tile, int]]:
    ids = [uuid.UUID(place.id) for place in shown.figures if place.id]
    spots = {area.id: area for area in session.scalars(select(Area).where(Area.id.in_(ids)))}
    return [
        _tile(place, spots[uuid.UUID(place.id)], shown, Month.of(report.month))
        for place in shown.figures
        if place.id and uuid.UUID(place.id) in spots
    ]


def _tile(place: TownshipFigures, area: Area, shown: Shown, month: Month) -> tuple[Tile, int]:
    """One township, and how many wait there; 0 where that is not told."""
    paired, consented = place.figures.get("paired"), place.figures.get("consented")
    known = paired is not None and consented is not None and min(paired, consented) >= 0
    part, whole = (paired or 0, consented or 0) if known else (0, 0)
    link = url_for("figures.show", code="waiting", period=str(month), township=place.id) if shown.told(place) else None
    tile = Tile(
        name=place.name,
        x=area.column,
        y=area.row,
        rate=part / whole if whole else None,
        label=percent(part, whole) if known else HIDDEN,
        url=link,
        waiting=text("waiting", whole - part) if known else None,
    )
    return tile, whole - part
