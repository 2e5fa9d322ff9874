"""How far a season has come towards its goals, by home township, from the records themselves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, true

from app.activities.models import Activity
from app.children.models import Child
from app.coverage.figures import By, month_shown, season_bounds
from app.coverage.queries import View, figures_by
from app.foundation.database import DbSession
from app.pairing.models import Pairing
from app.places.models import Site
from app.seasons.models import GoalMeasure, Season
from app.sessions.models import ServiceSession, SessionState
from app.volunteers.models import Availability, Volunteer

ByTownship = Mapping[uuid.UUID | None, int]


@dataclass(frozen=True)
class Progress:
    """What was reached so far of each measure, by township (None: not recorded); of hours, in minutes."""

    counted: Mapping[GoalMeasure, ByTownship]

    def of(self, measure: GoalMeasure, township_id: uuid.UUID | None = None) -> int | None:
        """The district's (``township_id`` None) or a township's; None for a measure that nothing counts yet."""
        found = self.counted.get(measure)
        if found is None:
            return None
        number = sum(found.values()) if township_id is None else found.get(township_id, 0)
        return number // 60 if measure is GoalMeasure.HOURS else number


def progress_of(session: DbSession, season: Season, today: date) -> Progress:
    """Everything that counts for the season today. The caller has judged the season."""
    view = View(season, month_shown(season, today), today, true())
    figures = figures_by(session, view, By.TOWNSHIP)
    return Progress(
        {
            GoalMeasure.VOLUNTEERS: _counted(session, _volunteers(season)),
            GoalMeasure.PAIRED: _counted(session, _paired(season)),
            GoalMeasure.REACHED: {place: one.reached for place, one in figures.items()},
            GoalMeasure.SESSIONS: _counted(session, _sessions(season)),
            GoalMeasure.HOURS: {place: one.minutes for place, one in figures.items()},
            GoalMeasure.ACTIVITIES: _counted(session, _activities(season)),
        }
    )


def _counted(session: DbSession, wanted: Any) -> ByTownship:
    return {place: int(number) for place, number in session.execute(wanted)}


def _volunteers(season: Season) -> Any:
    """Who signed up and has not withdrawn, by where they are at home."""
    offered = select(Volunteer.township_id, func.count()).join(Availability, Availability.volunteer_id == Volunteer.id)
    here = offered.where(Availability.season_id == season.id, Availability.withdrawn_on.is_(None))
    return here.group_by(Volunteer.township_id)


def _paired(season: Season) -> Any:
    """Children of whom a school approved a pairing of this season, whatever became of it later."""
    approved = select(Child.township_id, func.count(Pairing.child_id.distinct())).join(
        Child, Child.id == Pairing.child_id
    )
    here = approved.where(Pairing.season_id == season.id, Pairing.approved_at.is_not(None))
    return here.group_by(Child.township_id)


def _sessions(season: Season) -> Any:
    logged = select(Child.township_id, func.count()).join(ServiceSession, ServiceSession.child_id == Child.id)
    of_season = logged.join(Pairing, Pairing.id == ServiceSession.pairing_id).where(Pairing.season_id == season.id)
    return of_season.where(ServiceSession.state == SessionState.CONFIRMED).group_by(Child.township_id)


def _activities(season: Season) -> Any:
    first, after = season_bounds(season)
    held = select(Site.township_id, func.count()).join(Activity, Activity.site_id == Site.id)
    here = held.where(
        Activity.district_id == season.district_id, Activity.starts_at >= first, Activity.starts_at < after
    )
    return here.group_by(Site.township_id)
