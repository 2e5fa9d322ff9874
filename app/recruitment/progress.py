"""How far a season has come towards its goals: the registry's figures of the season, under the goals' names."""

from __future__ import annotations

from collections.abc import Mapping

from app.coverage.registry import FigureCode, Period, figures_for
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.places.models import Area
from app.seasons.models import GoalMeasure, Season

FIGURE_OF: Mapping[GoalMeasure, FigureCode] = {
    GoalMeasure.VOLUNTEERS: FigureCode.RECRUITED,
    **{measure: FigureCode(measure.value) for measure in GoalMeasure if measure is not GoalMeasure.VOLUNTEERS},
}
"""Under which code the registry counts what a goal is set for; its definition is ``figures.<code>.means``."""


def progress_of(session: DbSession, reader: Actor, season: Season, place: Area) -> dict[GoalMeasure, int | None]:
    """What a season has reached so far in its district or one township of it; hours are whole hours, rounded down.

    The caller has judged season and place. None: it cannot be counted there.
    """
    found = figures_for(session, reader, Period.of_season(season), place)
    counted = {measure: found[code] for measure, code in FIGURE_OF.items()}
    minutes = counted[GoalMeasure.HOURS]
    return {**counted, GoalMeasure.HOURS: None if minutes is None else minutes // 60}
