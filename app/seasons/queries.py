"""Reading seasons."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select

from app.foundation.access import Actor, visible_to
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.panels import once_a_landing
from app.seasons.models import Season, SeasonStage


@once_a_landing
def current_season(session: DbSession, district_id: uuid.UUID, today: date) -> Season | None:
    """The season a district works on: the one running, else the next, else the last; never a closed one."""
    unclosed = select(Season).where(Season.district_id == district_id, Season.stage != SeasonStage.CLOSED)
    return nearest(list(session.scalars(unclosed)), today)


def nearest(seasons: list[Season], today: date) -> Season | None:
    """The season that runs today, else the first to come, else the last that was."""

    def distance(season: Season) -> tuple[int, int, str]:
        if season.starts_on <= today <= season.ends_on:
            return (0, season.starts_on.toordinal(), season.code)
        if season.starts_on > today:
            return (1, season.starts_on.toordinal(), season.code)
        return (2, -season.ends_on.toordinal(), season.code)

    return min(seasons, key=distance, default=None)


def season_by_code(session: DbSession, code: str, district_id: uuid.UUID | None = None) -> Season | None:
    """The season of a code such as ``2027-winter``.

    Raises:
        Refused: several districts have a season of this code and none was named.
    """
    wanted = select(Season).where(Season.code == code)
    if district_id is not None:
        wanted = wanted.where(Season.district_id == district_id)
    found = list(session.scalars(wanted.limit(2)))
    if len(found) > 1:
        raise Refused("seasons.code_of_several", code_asked=code)
    return found[0] if found else None


def visible_seasons(session: DbSession, actor: Actor) -> list[Season]:
    """The seasons an actor may see, the latest first."""
    return list(session.scalars(visible_to(actor, Season).order_by(Season.starts_on.desc(), Season.code)))


def visible_season(session: DbSession, actor: Actor, season_id: uuid.UUID) -> Season | None:
    """One season, if the actor may see it."""
    return session.scalars(visible_to(actor, Season).where(Season.id == season_id)).one_or_none()


def open_seasons(session: DbSession) -> list[Season]:
    """Every season that volunteers may sign up for: one a district, whichever it works on."""
    return list(
        session.scalars(select(Season).where(Season.stage != SeasonStage.CLOSED).order_by(Season.starts_on, Season.id))
    )
