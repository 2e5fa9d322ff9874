"""What the parts below are told: whom the signed-up students could serve, for a school's ask-first list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from app.children.askfirst import Offer, register_supply
from app.foundation.database import DbSession
from app.seasons.queries import current_season
from app.volunteers.gates import VolunteerGate, counting_skills
from app.volunteers.queries import standings

# These stay away whatever staff do; whose checks are still running may well come.
AWAY = {
    VolunteerGate.AGE, VolunteerGate.WITHDRAWN, VolunteerGate.NO_AVAILABILITY, VolunteerGate.BACKGROUND_FAILED,
    VolunteerGate.SUSPENDED,
}  # fmt: skip


def supply(session: DbSession, district_id: uuid.UUID, today: date) -> Sequence[Offer]:
    """What the students signed up for the district's current season offer; empty where there is no season."""
    season = current_season(session, district_id, today)
    if season is None:
        return []
    return [
        Offer(
            skills=tuple(counting_skills(one.volunteer)),
            modes=one.availability.modes,
            reach=None if one.availability.reach is None else frozenset(map(uuid.UUID, one.availability.reach)),
        )
        for one in standings(session, season, today)
        if one.availability is not None and not AWAY.intersection(one.missing)
    ]


register_supply(supply)
