"""Setting the goals of a season: how much is to be reached in the district, or in one township."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import Select, select

from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.places.models import Area, AreaLevel
from app.seasons.models import GoalMeasure, Season, SeasonGoal, SeasonStage

HIGHEST = 10_000_000


def goals_of(session: DbSession, season_id: uuid.UUID, township_id: uuid.UUID | None = None) -> dict[GoalMeasure, int]:
    """The goals of the district, or of one township; what has none is not in it. The caller has judged the season."""
    found = {goal.measure: goal.target for goal in session.scalars(_of(season_id, township_id))}
    return {measure: found[measure] for measure in GoalMeasure if measure in found}


def set_goals(
    session: DbSession,
    actor: Actor,
    season_id: uuid.UUID,
    township_id: uuid.UUID | None,
    targets: Mapping[GoalMeasure, int | None],
) -> None:
    """Set the goals of the district (``township_id`` None) or of one township; None takes one back. Commits.

    Raises:
        Missing: no such season or township, or not the actor's.
        Refused: the season is closed, or a goal is below 1 or beyond ten million.
    """
    season = authorize(
        actor, Permission.SEASON_WRITE, session.get(Season, season_id, with_for_update=True, populate_existing=True)
    )
    if season.stage is SeasonStage.CLOSED:
        raise Refused("seasons.closed")
    if township_id is not None:
        place = session.get(Area, township_id)
        if place is None or place.level is not AreaLevel.TOWNSHIP or place.district_id != season.district_id:
            raise Missing
    for measure, target in targets.items():
        if target is not None and not 1 <= target <= HIGHEST:
            raise Refused("seasons.goal_limits", field=measure.value, highest=HIGHEST)
    changed = _write(session, season, township_id, targets)
    if changed:
        audit.record(session, actor, audit.Action.SEASON_GOALS_SET, season, goals=changed)
    session.commit()


def _of(season_id: uuid.UUID, township_id: uuid.UUID | None) -> Select[SeasonGoal]:
    here = SeasonGoal.township_id.is_(None) if township_id is None else SeasonGoal.township_id == township_id
    return select(SeasonGoal).where(SeasonGoal.season_id == season_id, here)


def _write(
    session: DbSession, season: Season, township_id: uuid.UUID | None, targets: Mapping[GoalMeasure, int | None]
) -> list[str]:
    """Write what differs; return the names of the measures that changed."""
    there = {goal.measure: goal for goal in session.scalars(_of(season.id, township_id))}
    changed = []
    for measure, target in targets.items():
        goal = there.get(measure)
        if target == (goal.target if goal is not None else None):
            continue
        changed.append(measure.value)
        if goal is None and target is not None:
            session.add(SeasonGoal(season_id=season.id, township_id=township_id, measure=measure, target=target))
        elif goal is not None and target is None:
            session.delete(goal)
        elif goal is not None and target is not None:
            goal.target = target
    return changed
