"""What coverage puts on the landing page."""

from __future__ import annotations

from typing import Any

from app.coverage import queries
from app.coverage.figures import By, largest_gaps, month_shown, total
from app.coverage.queries import View
from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.database import db
from app.seasons.queries import nearest


def township_panel(actor: Actor) -> dict[str, Any] | None:
    """For a township's supervisor: who has no consent yet, as a number, and who waits."""
    season = nearest(queries.seasons_of(db.session, actor), clock.today())
    if season is None:
        return None
    view = View(season, month_shown(season, clock.today()), clock.today(), queries.scope_of(actor))
    figures = queries.figures_of(db.session, view)
    return {"season": season, "total": figures, "without": figures.registered - figures.consented}


def coverage_panel(actor: Actor) -> dict[str, Any] | None:
    """For the organizer: the whole district in one line, and where most children wait."""
    today = clock.today()
    season = nearest(queries.seasons_of(db.session, actor), today)
    if season is None:
        return None
    view = View(season, month_shown(season, today), today, queries.scope_of(actor))
    rows = queries.rows_by(db.session, actor, view, By.TOWNSHIP)
    return {"season": season, "total": total(rows), "gap": next(iter(largest_gaps(rows, 1)), None)}
