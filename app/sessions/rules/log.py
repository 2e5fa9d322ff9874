"""Logging a session, and correcting one that was returned."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.foundation.events import publish
from app.sessions.entry import Entry, written_on_phone
from app.sessions.events import SessionLogged
from app.sessions.models import ServiceSession, SessionState
from app.sessions.rules.checking import asks_code, check, overlap, overlapping
from app.sessions.serving import Serving, check_agreed, check_open, lock_serving, serving_of


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
    serving = lock_serving(session, actor, entry.pairing_id)
    known = _recorded(session, actor, entry)  # the twin of a double click was first
    if known is not None:
        return known
    check_open(serving, entry)
    late = check(session, serving, entry, written_on_phone(entry, clock.now()) or clock.now())
    logged = _row(actor, serving, entry, late)
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
    serving = serving_of(session, old.pairing_id, old.substitute)
    known = _recorded(session, actor, entry)
    if known is not None:
        return known
    session.refresh(old)
    if old.state is not SessionState.RETURNED:
        raise Conflict("sessions.not_returned")
    _check_ended(serving, entry)
    late = check(session, serving, entry, _first_entered(session, old, entry.day))
    old.state = SessionState.REPLACED
    session.flush()
    corrected = _row(actor, serving, entry, late)
    corrected.replaces_id = old.id
    return _save(session, actor, corrected, entry, audit.Action.SESSION_CORRECTED)


def _recorded(session: DbSession, actor: Actor, entry: Entry) -> ServiceSession | None:
    """What is recorded under the entry's id already; somebody else's looks like any id that does not exist."""
    known = session.get(ServiceSession, entry.id)
    return None if known is None else authorize(actor, Permission.SESSION_LOG, known)


def _check_ended(serving: Serving, entry: Entry) -> None:
    ended = serving.pairing.ended_at
    if ended is not None and entry.ends_at > ended:
        raise Refused("sessions.after_end", field="day")
    if serving.substitute is not None:
        check_agreed(serving.substitute, entry.day)


def _first_entered(session: DbSession, old: ServiceSession, day: date) -> datetime:
    """When the session of this day was entered first: a correction of it is not late because it was returned."""
    entered, version = clock.now(), old
    while clock.local(version.starts_at).date() == day:
        entered = min(entered, version.written_at or version.logged_at)
        before = session.get(ServiceSession, version.replaces_id) if version.replaces_id is not None else None
        if before is None:
            break
        version = before
    return entered


def _row(actor: Actor, serving: Serving, entry: Entry, late: bool) -> ServiceSession:
    return ServiceSession(
        id=entry.id,
        pairing=serving.pairing,
        volunteer=serving.volunteer,
        child=serving.pairing.child,
        substitute=serving.substitute,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        break_minutes=entry.break_minutes,
        minutes=entry.minutes,
        place=entry.place,
        service_area=entry.service_area,
        adult_present=entry.adult_present,
        safe=entry.safe,
        tags=list(entry.tags),
        done=list(entry.done),
        response=entry.response,
        mood=entry.mood,
        follow_up=entry.follow_up,
        note=entry.note or None,
        late=late,
        late_reason=entry.late_reason or None if late else None,
        written_at=written_on_phone(entry, clock.now()),
        checked_in=asks_code(serving.pairing, entry),
        logged_by_id=actor.id,
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
        other = overlapping(session, volunteer_id, entry)
        raise overlap(other) if other is not None else Conflict("sessions.overlap_gone") from error
    raise error
