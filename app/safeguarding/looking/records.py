"""What the rules read of a pairing: plain rows without a word that anybody wrote."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.models import Absence, Pairing
from app.safeguarding.models import SilenceAlert
from app.sessions.models import (
    MissedMeeting,
    MissedParty,
    Mood,
    Response,
    ServiceSession,
    SessionDispute,
    SessionPlace,
    SessionState,
)
from app.volunteers.gates import running_out
from app.volunteers.models import Volunteer

COUNTED = (SessionState.SENT, SessionState.CONFIRMED, SessionState.RETURNED)
WINDOW = timedelta(days=28)
"""How far back minutes are compared."""


@dataclass(frozen=True)
class SessionRow:
    """One session as the rules read it."""

    id: uuid.UUID
    starts_at: datetime
    ends_at: datetime
    minutes: int
    place: SessionPlace
    adult_present: bool
    safe: bool
    mood: Mood | None
    response: Response | None
    late: bool
    logged_at: datetime
    confirmed_by_id: uuid.UUID | None


@dataclass(frozen=True)
class Sign:
    """Something else that happened: when it was known, and the day it is about."""

    at: datetime
    day: date


@dataclass
class Records:
    """Everything of one pairing, the oldest first."""

    pairing: Pairing
    sessions: list[SessionRow] = field(default_factory=list)
    away: list[Sign] = field(default_factory=list)
    disputes: list[Sign] = field(default_factory=list)
    silences: list[Sign] = field(default_factory=list)
    expiring: list[Sign] = field(default_factory=list)
    usual_minutes: float = 0.0
    """The median of all pairings of the board, of the last 28 days; 0 where there are too few to compare."""


def records_of(session: DbSession, pairings: Collection[Pairing], usual: float, today: date) -> list[Records]:
    """The records of pairings whose scope the caller has judged, in the order given."""
    found = {one.id: Records(one, usual_minutes=usual) for one in pairings}
    for row in session.execute(_sessions(found)):
        found[row.pairing_id].sessions.append(SessionRow(*row[1:]))
    for row in session.execute(_absences(found)):
        found[row.pairing_id].away.append(Sign(row.said_at, row.first_on))
    for row in session.execute(_missed(found)):
        found[row.pairing_id].away.append(Sign(row.recorded_at, row.day))
    for row in session.execute(_disputes(found)):
        found[row.pairing_id].disputes.append(Sign(row.raised_at, clock.local(row.starts_at).date()))
    for row in session.execute(_silences(found)):
        found[row.pairing_id].silences.append(Sign(row.raised_at, row.silent_since))
    _add_expiring(session, found.values(), today)
    return list(found.values())


def recent_minutes(records: Records, today: date) -> int:
    """Minutes within the window."""
    return sum(one.minutes for one in recent(records, today))


def recent(records: Records, today: date) -> list[SessionRow]:
    """The sessions within the window."""
    since = today - WINDOW
    return [one for one in records.sessions if clock.local(one.starts_at).date() > since]


def _sessions(ids: Collection[uuid.UUID]) -> Any:
    row = ServiceSession
    columns = (
        row.pairing_id, row.id, row.starts_at, row.ends_at, row.minutes, row.place, row.adult_present, row.safe,
        row.mood, row.response, row.late, row.logged_at, row.confirmed_by_id,
    )  # fmt: skip
    # Who stood in says nothing about these two.
    kept = row.pairing_id.in_(ids), row.state.in_(COUNTED), row.substitute_id.is_(None)
    return select(*columns).where(*kept).order_by(row.starts_at, row.id)


def _absences(ids: Collection[uuid.UUID]) -> Any:
    kept = Absence.pairing_id.in_(ids), Absence.taken_back_at.is_(None)
    return select(Absence.pairing_id, Absence.said_at, Absence.first_on).where(*kept).order_by(Absence.first_on)


def _missed(ids: Collection[uuid.UUID]) -> Any:
    row = MissedMeeting
    kept = row.pairing_id.in_(ids), row.taken_back_at.is_(None), row.missing == MissedParty.VOLUNTEER
    return select(row.pairing_id, row.recorded_at, row.day).where(*kept).order_by(row.day)


def _disputes(ids: Collection[uuid.UUID]) -> Any:
    columns = ServiceSession.pairing_id, SessionDispute.raised_at, ServiceSession.starts_at
    joined = select(*columns).join(ServiceSession, ServiceSession.id == SessionDispute.session_id)
    return joined.where(ServiceSession.pairing_id.in_(ids)).order_by(SessionDispute.raised_at)


def _silences(ids: Collection[uuid.UUID]) -> Any:
    row = SilenceAlert
    columns = row.pairing_id, row.raised_at, row.silent_since
    return select(*columns).where(row.pairing_id.in_(ids), row.closed_at.is_(None))


def _add_expiring(session: DbSession, found: Iterable[Records], today: date) -> None:
    """Checks that run out within 30 days: known since the warning began."""
    by_volunteer: dict[uuid.UUID, list[Records]] = {}
    for one in found:
        by_volunteer.setdefault(one.pairing.volunteer_id, []).append(one)
    query = select(Volunteer).where(Volunteer.id.in_(by_volunteer)).options(selectinload(Volunteer.checks))
    for volunteer in session.scalars(query):
        for last in running_out(volunteer, today).values():
            warned = clock.from_local(datetime.combine(last - timedelta(days=30), time()))
            for one in by_volunteer[volunteer.id]:
                one.expiring.append(Sign(warned, last))
