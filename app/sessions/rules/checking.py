"""Judging an entry: terms, season, lateness, gates, the code of the day, overlap and the sum of the day."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import select

from app.catalogue.queries import service_areas, things_done
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.dates import local_moment, time_of_day
from app.foundation.errors import Conflict, Refused
from app.pairing.models import Meeting, MeetingOutcome, Pairing
from app.sessions import entry as judging
from app.sessions.check_in import PLACES, is_right
from app.sessions.entry import Entry, Limits
from app.sessions.gates import check_gates
from app.sessions.models import ServiceSession, SessionState
from app.sessions.serving import Serving
from app.volunteers.gates import may_serve

COUNTED = (SessionState.SENT, SessionState.CONFIRMED)


def check(session: DbSession, serving: Serving, entry: Entry, entered_at: datetime) -> bool:
    """Judge an entry that was made at ``entered_at`` by every limit and gate; return whether it is a late one.

    Raises:
        Refused: naming the field and the limit, or the gate.
        Conflict: it overlaps another session of the volunteer.
    """
    pairing, volunteer = serving.pairing, serving.volunteer
    limits = Limits.of(pairing.season)
    judging.check_entry(entry, clock.now(), limits)
    _check_terms(session, entry)
    _check_season(session, pairing, entry)
    late = judging.check_late(entry, clock.local(entered_at).date(), limits)
    check_gates(session, serving, entry.place, clock.today())
    if not may_serve(volunteer, entry.service_area):
        raise Refused("sessions.not_verified", field="service_area")
    _check_code(session, pairing, entry)
    other = overlapping(session, volunteer.id, entry)
    if other is not None:
        raise overlap(other)
    judging.check_day(entry, _minutes_of_day(session, volunteer.id, entry.day), limits)
    return late


def _check_terms(session: DbSession, entry: Entry) -> None:
    areas = {term.code for term in service_areas(session)}
    if entry.service_area not in areas:
        raise Refused("sessions.unknown_area", field="service_area")
    if not areas.issuperset(entry.tags):
        raise Refused("sessions.unknown_area", field="tags")
    if not {term.code for term in things_done(session)}.issuperset(entry.done):
        raise Refused("sessions.unknown_area", field="done")


def _check_code(session: DbSession, pairing: Pairing, entry: Entry) -> None:
    """A code that is not of that day and place is refused; without one the session is taken, and staff see that."""
    if asks_code(pairing, entry) and not is_right(session, pairing, entry.place, entry.day, entry.check_in):
        raise Refused("sessions.wrong_code", field="check_in")


def asks_code(pairing: Pairing, entry: Entry) -> bool:
    """Whether a code was entered where the season has codes."""
    return pairing.season.check_in and entry.place in PLACES and bool(entry.check_in)


def _check_season(session: DbSession, pairing: Pairing, entry: Entry) -> None:
    season = pairing.season
    if not season.starts_on <= entry.day <= season.ends_on:
        raise Refused("sessions.outside_season", field="day", first=season.starts_on, last=season.ends_on)
    if entry.day.isoformat() in season.blackout:
        raise Refused("sessions.blackout", field="day")
    first = _first_moment(session, pairing)
    if first is None or entry.starts_at < first:
        raise Refused("sessions.before_active", field="start", first=local_moment(first))


def _first_moment(session: DbSession, pairing: Pairing) -> datetime | None:
    """When the pair may first have met: the first meeting that took place, which may be recorded a little later."""
    met = session.scalars(
        select(Meeting.at).where(Meeting.pairing_id == pairing.id, Meeting.outcome == MeetingOutcome.MET)
    ).all()
    return min((moment for moment in (pairing.active_at, *met) if moment is not None), default=None)


def overlapping(session: DbSession, volunteer_id: uuid.UUID, entry: Entry) -> ServiceSession | None:
    """Another session of the volunteer at that time which counts or may come to count."""
    return session.scalars(
        select(ServiceSession)
        .where(
            ServiceSession.volunteer_id == volunteer_id,
            ServiceSession.state.in_(COUNTED),
            ServiceSession.starts_at < entry.ends_at,
            ServiceSession.ends_at > entry.starts_at,
        )
        .order_by(ServiceSession.starts_at)
        .limit(1)
    ).one_or_none()


def _minutes_of_day(session: DbSession, volunteer_id: uuid.UUID, day: date) -> list[int]:
    first, after = judging.day_bounds(day)
    return list(
        session.scalars(
            select(ServiceSession.minutes).where(
                ServiceSession.volunteer_id == volunteer_id,
                ServiceSession.state.in_(COUNTED),
                ServiceSession.starts_at >= first,
                ServiceSession.starts_at < after,
            )
        )
    )


def overlap(other: ServiceSession) -> Conflict:
    """The refusal that names the other one's time."""
    span = f"{local_moment(other.starts_at)}–{time_of_day(other.ends_at)}"
    return Conflict("sessions.overlap", field="start", other=span)
