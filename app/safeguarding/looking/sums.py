"""What the database adds up of every pairing: enough to know of which of them a rule can find nothing.

So a board reads the records of the few pairs that may stand on it, not of all; what is read, the rules judge.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.models import Absence
from app.safeguarding.looking.records import COUNTED, WINDOW
from app.safeguarding.models import SilenceAlert
from app.sessions.models import (
    MissedMeeting,
    MissedParty,
    Mood,
    Response,
    ServiceSession,
    SessionDispute,
    SessionPlace,
)
from app.volunteers.gates import WARNING
from app.volunteers.models import VettingCheck

DOWN = frozenset({Mood.LOW, Mood.RESTLESS})
AHEAD = 8
"""Hours that the clocks of the country are ahead of UTC, the whole year."""
FEW_TO_COMPARE = 5
"""Pairs with minutes in the window; of fewer no median is told."""


class utc_hour(GenericFunction[int]):  # noqa: N801 - a function of SQL
    """``utc_hour(moment)``: 0 to 23."""

    type = Integer()
    inherit_cache = True


@compiles(utc_hour, "sqlite")
def _utc_hour_sqlite(element: Any, compiler: Any, **kwargs: Any) -> str:
    return f"CAST(strftime('%H', {compiler.process(element.clauses, **kwargs)}) AS INTEGER)"


@compiles(utc_hour, "postgresql")
def _utc_hour_postgresql(element: Any, compiler: Any, **kwargs: Any) -> str:
    return f"EXTRACT(HOUR FROM ({compiler.process(element.clauses, **kwargs)}) AT TIME ZONE 'UTC')::int"


@dataclass
class Sums:
    """Of one pairing, over the sessions that its records would hold. Where no word says otherwise: how many."""

    unsafe: int = 0
    down: int = 0
    """The child low, restless or unwilling."""
    met: int = 0
    """Not online."""
    with_adult: int = 0
    """Of these."""
    places: int = 0
    """Kinds of place, of these."""
    early: int = 0
    """Begun before eight in the morning."""
    last_hour: int = 0
    """The hour of the day in which the latest of all ended."""
    late: int = 0
    confirmed: int = 0
    confirmers: int = 0
    """Accounts that confirmed."""
    minutes: int = 0
    """Minutes within the window."""
    away: int = 0
    disputes: int = 0
    silences: int = 0
    expiring: int = 0
    """Checks of the volunteer that may run out soon, whether they still count or not."""


def sums_of(session: DbSession, volunteers: Mapping[uuid.UUID, uuid.UUID], today: date) -> dict[uuid.UUID, Sums]:
    """By pairing; ``volunteers``: whose each is, of pairings whose scope the caller has judged."""
    found = {one: Sums() for one in volunteers}
    for row in session.execute(_of_sessions(found, today)):
        found[row[0]] = Sums(*(number or 0 for number in row[1:]))
    for name, statement in _of_signs(found):
        for pairing_id, number in session.execute(statement):
            setattr(found[pairing_id], name, getattr(found[pairing_id], name) + number)
    checks = select(VettingCheck.volunteer_id, func.count()).where(
        VettingCheck.volunteer_id.in_(set(volunteers.values())), _may_run_out(today)
    )
    expiring = {row[0]: row[1] for row in session.execute(checks.group_by(VettingCheck.volunteer_id))}
    for pairing_id, volunteer_id in volunteers.items():
        found[pairing_id].expiring = expiring.get(volunteer_id, 0)
    return found


def usual_minutes(sums: Iterable[Sums]) -> float:
    """The median of all pairings with minutes in the window; 0 where there are too few to compare."""
    minutes = sorted(one.minutes for one in sums if one.minutes)
    return minutes[len(minutes) // 2] if len(minutes) >= FEW_TO_COMPARE else 0


def _of_sessions(ids: Collection[uuid.UUID], today: date) -> Any:
    """In the order of ``Sums``, up to its minutes."""
    row = ServiceSession
    met, since = row.place != SessionPlace.ONLINE, today - WINDOW + timedelta(days=1)
    of_window = row.starts_at >= clock.from_local(datetime.combine(since, time()))

    def number(*conditions: Any) -> Any:
        return func.count().filter(and_(*conditions))

    columns = (
        number(~row.safe),
        number(or_(row.mood.in_(DOWN), row.response == Response.UNWILLING)),
        number(met),
        number(met, row.adult_present),
        func.count(row.place.distinct()).filter(met),
        number(utc_hour(row.starts_at) >= 24 - AHEAD),
        func.max((utc_hour(row.ends_at) + AHEAD) % 24),
        number(row.late),
        func.count(row.confirmed_by_id),
        func.count(row.confirmed_by_id.distinct()),
        func.sum(row.minutes).filter(of_window),
    )
    kept = row.pairing_id.in_(ids), row.state.in_(COUNTED), row.substitute_id.is_(None)
    return select(row.pairing_id, *columns).where(*kept).group_by(row.pairing_id)


def _of_signs(ids: Collection[uuid.UUID]) -> Iterable[tuple[str, Any]]:
    """Names of sums, and what is added to each by pairing."""
    missed, silence = MissedMeeting, SilenceAlert
    absences = select(Absence.pairing_id, func.count()).where(Absence.taken_back_at.is_(None))
    yield "away", absences.where(Absence.pairing_id.in_(ids)).group_by(Absence.pairing_id)
    nobody = select(missed.pairing_id, func.count()).where(missed.pairing_id.in_(ids), missed.taken_back_at.is_(None))
    yield "away", nobody.where(missed.missing == MissedParty.VOLUNTEER).group_by(missed.pairing_id)
    joined = select(ServiceSession.pairing_id, func.count()).join_from(
        SessionDispute, ServiceSession, ServiceSession.id == SessionDispute.session_id
    )
    yield "disputes", joined.where(ServiceSession.pairing_id.in_(ids)).group_by(ServiceSession.pairing_id)
    quiet = select(silence.pairing_id, func.count()).where(silence.pairing_id.in_(ids), silence.closed_at.is_(None))
    yield "silences", quiet.group_by(silence.pairing_id)


def _may_run_out(today: date) -> ColumnElement[bool]:
    """Whether it may be a check that ``running_out`` finds: by its own last day, or twelve months after it was made."""
    a_year = timedelta(days=366)
    return or_(
        VettingCheck.expires_on.between(today, today + WARNING),
        VettingCheck.checked_on.between(today - a_year, today + WARNING - a_year + timedelta(days=1)),
    )
