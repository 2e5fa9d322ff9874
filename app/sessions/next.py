"""When a volunteer and a child meet next, as far as anything says so: the hour of last time, a week on.

Nobody keeps a timetable of a pair. Pairs that go well meet at one hour of the week; so the last meeting says when the
next one is expected, and the page says that it is no more than that.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.absences import own_absences
from app.pairing.models import Absence, Pairing
from app.pairing.stages import latest_meeting, seen_by_volunteer
from app.sessions.models import ServiceSession, SessionState

WEEK = timedelta(days=7)
UNSAID = (SessionState.VOID, SessionState.REPLACED)


@dataclass(frozen=True)
class Next:
    """An expected meeting. ``place`` is the usual one, where the school wrote it down; ``code`` is the child's."""

    pairing_id: uuid.UUID
    code: str | None
    at: datetime
    place: str | None


def next_meetings(session: DbSession, pairings: Sequence[Pairing]) -> list[Next]:
    """For active pairings the expected next meeting of each that has one, the soonest first; a paused one has none."""
    last = _last_of(session, pairings)
    found = [_next_of(session, pairing, last.get(pairing.id)) for pairing in pairings]
    return sorted((one for one in found if one is not None), key=lambda one: one.at)


def _last_of(session: DbSession, pairings: Sequence[Pairing]) -> dict[uuid.UUID, datetime]:
    wanted = (
        select(ServiceSession.pairing_id, func.max(ServiceSession.starts_at))
        .where(ServiceSession.pairing_id.in_([one.id for one in pairings]), ServiceSession.state.not_in(UNSAID))
        .group_by(ServiceSession.pairing_id)
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def _next_of(session: DbSession, pairing: Pairing, last: datetime | None) -> Next | None:
    seen, first = seen_by_volunteer(session, pairing), latest_meeting(pairing)
    begun = last or (first.at if first is not None else None)
    if seen.paused or begun is None:
        return None
    at = _free_week(pairing, begun, own_absences(session, pairing, clock.today()))
    return None if at is None else Next(pairing.id, seen.code, at, seen.usual_place)


def _free_week(pairing: Pairing, last: datetime, away: Sequence[Absence]) -> datetime | None:
    """The same hour of a week to come, within the season, on a day on which people meet and the volunteer can."""
    now, season = clock.now(), pairing.season
    weeks = max(1, (now - last) // WEEK + 1)
    while (day := clock.local(last + weeks * WEEK).date()) <= season.ends_on:
        is_off = day.isoformat() in season.blackout or any(one.first_on <= day <= one.last_on for one in away)
        if day >= season.starts_on and not is_off:
            return last + weeks * WEEK
        weeks += 1
    return None
