"""Logging a session, and correcting one that was returned."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.catalogue.queries import service_areas
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.foundation.events import publish
from app.foundation.pages import local_moment
from app.pairing.models import Meeting, MeetingOutcome, Pairing, PairingState
from app.pairing.rules.steps import lock_pairing
from app.sessions import entry as limits
from app.sessions.entry import Entry
from app.sessions.events import SessionLogged
from app.sessions.gates import check_gates
from app.sessions.models import ServiceSession, SessionState
from app.volunteers.gates import may_serve

COUNTED = (SessionState.SENT, SessionState.CONFIRMED)


def log_session(session: DbSession, actor: Actor, entry: Entry) -> ServiceSession:
    """Record a session of an active pairing; the same entry again gives the session recorded first. Commits.

    Raises:
        Missing: the pairing, or a session already recorded under this id, is not the actor's.
        Refused: a limit or a gate (see ``entry`` and ``gates``).
        Conflict: it overlaps another session of the volunteer.
    """
    known = _recorded(session, actor, entry)
    if known is not None:
        return known
    pairing = _lock_pairing(session, actor, entry.pairing_id)
    known = _recorded(session, actor, entry)  # the twin of a double click was first
    if known is not None:
        return known
    if pairing.state is not PairingState.ACTIVE:
        raise Refused("sessions.not_active")
    _check(session, pairing, entry, clock.today())
    logged = _row(actor, pairing, entry)
    return _save(session, actor, logged, entry, audit.Action.SESSION_LOGGED)


def correct_session(session: DbSession, actor: Actor, returned_id: uuid.UUID, entry: Entry) -> ServiceSession:
    """Send a returned session again, as a new version; the old one is kept as replaced. Commits.

    A pairing that has ended since does not take away the hours served before.

    Raises:
        Missing, Refused, Conflict: as ``log_session``; Conflict too where it is not, or no longer, returned.
    """
    known = _recorded(session, actor, entry)
    if known is not None:
        return known
    old = authorize(actor, Permission.SESSION_LOG, session.get(ServiceSession, returned_id))
    pairing = _lock_pairing(session, actor, old.pairing_id)
    known = _recorded(session, actor, entry)
    if known is not None:
        return known
    session.refresh(old)
    if old.state is not SessionState.RETURNED:
        raise Conflict("sessions.not_returned")
    if pairing.ended_at is not None and entry.ends_at > pairing.ended_at:
        raise Refused("sessions.after_end", field="day")
    same_day = clock.local(old.starts_at).date() == entry.day
    _check(session, pairing, entry, clock.local(old.logged_at).date() if same_day else clock.today())
    old.state = SessionState.REPLACED
    session.flush()
    corrected = _row(actor, pairing, entry, replaces=old)
    return _save(session, actor, corrected, entry, audit.Action.SESSION_CORRECTED)


def _recorded(session: DbSession, actor: Actor, entry: Entry) -> ServiceSession | None:
    """What is recorded under the entry's id already; somebody else's looks like any id that does not exist."""
    known = session.get(ServiceSession, entry.id)
    return None if known is None else authorize(actor, Permission.SESSION_LOG, known)


def _lock_pairing(session: DbSession, actor: Actor, pairing_id: uuid.UUID) -> Pairing:
    """The pairing, if it is the actor's, locked with its volunteer: one's sessions are judged one after the other."""
    authorize(actor, Permission.SESSION_LOG, session.get(Pairing, pairing_id))
    return lock_pairing(session, pairing_id)


def _check(session: DbSession, pairing: Pairing, entry: Entry, entered_on: date) -> None:
    limits.check_entry(entry, clock.now())
    if entry.service_area not in {term.code for term in service_areas(session)}:
        raise Refused("sessions.unknown_area", field="service_area")
    _check_season(session, pairing, entry)
    limits.check_late(entry, entered_on)
    check_gates(session, pairing, entry.place, clock.today())
    if not may_serve(pairing.volunteer, entry.service_area):
        raise Refused("sessions.not_verified", field="service_area")
    other = _overlapping(session, pairing.volunteer_id, entry)
    if other is not None:
        raise _overlap(other)
    limits.check_day(entry, _minutes_of_day(session, pairing.volunteer_id, entry.day))


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


def _overlapping(session: DbSession, volunteer_id: uuid.UUID, entry: Entry) -> ServiceSession | None:
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
    first, after = limits.day_bounds(day)
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


def _row(actor: Actor, pairing: Pairing, entry: Entry, replaces: ServiceSession | None = None) -> ServiceSession:
    return ServiceSession(
        id=entry.id,
        pairing=pairing,
        volunteer=pairing.volunteer,
        child=pairing.child,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        break_minutes=entry.break_minutes,
        minutes=entry.minutes,
        place=entry.place,
        service_area=entry.service_area,
        adult_present=entry.adult_present,
        safe=entry.safe,
        note=entry.note or None,
        late_reason=entry.late_reason or None,
        logged_by_id=actor.id,
        replaces_id=replaces.id if replaces else None,
    )


def _save(session: DbSession, actor: Actor, row: ServiceSession, entry: Entry, action: audit.Action) -> ServiceSession:
    volunteer_id, details = row.volunteer_id or row.volunteer.id, {}
    if action is audit.Action.SESSION_LOGGED:
        details = {"minutes": entry.minutes}
    session.add(row)
    publish(session, SessionLogged(row, actor))
    audit.record(session, actor, action, row, **details)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        return _explain(session, actor, volunteer_id, entry, error)
    return row


def _explain(
    session: DbSession, actor: Actor, volunteer_id: uuid.UUID, entry: Entry, error: IntegrityError
) -> ServiceSession:
    """What the database refused: the twin that was recorded first, or an overlap; anything else is a fault."""
    known = _recorded(session, actor, entry)
    if known is not None:
        return known
    if "service_session_overlap" in str(error.orig):
        other = _overlapping(session, volunteer_id, entry)
        raise _overlap(other) if other is not None else Conflict("sessions.overlap_gone") from error
    raise error


def _overlap(other: ServiceSession) -> Conflict:
    start, end = clock.local(other.starts_at), clock.local(other.ends_at)
    return Conflict("sessions.overlap", field="start", other=f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}")
