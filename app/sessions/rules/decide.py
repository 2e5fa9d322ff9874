"""What staff decide on a session: it happened and counts, it goes back, or it is void."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.foundation.events import publish
from app.sessions.events import SessionConfirmed
from app.sessions.models import ReturnReason, ServiceSession, SessionState, VoidReason


def confirm_session(session: DbSession, actor: Actor, session_id: uuid.UUID) -> ServiceSession:
    """Say that a session took place as it was logged: from now on it counts. Commits.

    Of a late entry the first who says so vouches for it, and it counts once a second person does too. Confirming what
    is confirmed already changes nothing and is no error.

    Raises:
        Missing: not the actor's to confirm.
        Refused: the actor vouched for it already, and a second person is needed.
        Conflict: it was returned, replaced or voided in the meantime.
    """
    row = _lock_to_confirm(session, actor, session_id)
    if row.late and row.vouched_by_id is None and row.state is SessionState.SENT:
        row.vouched_by_id, row.vouched_at = actor.id, clock.now()
        audit.record(session, actor, audit.Action.SESSION_VOUCHED, row, minutes=row.minutes)
    else:
        _confirm(session, actor, row)
    session.commit()
    return row


@dataclass
class Several:
    """What became of several: how many were confirmed, how many no longer waited, and what is looked at alone."""

    confirmed: int = 0
    passed: int = 0
    alone: list[tuple[ServiceSession, str]] = field(default_factory=list)
    """Each with the code of the message that says why."""


def confirm_sessions(session: DbSession, actor: Actor, ids: Iterable[uuid.UUID]) -> Several:
    """Confirm several; commits once. One that has to be looked at alone stays as it is and does not hold up the others.

    Raises:
        Missing: any of them is not the actor's to confirm; then none is confirmed.
    """
    found = Several()
    for session_id in sorted(set(ids)):
        row = _lock(session, actor, Permission.SESSION_CONFIRM, session_id)
        if row.state is not SessionState.SENT:
            found.passed += 1
        elif not row.safe or row.late:
            found.alone.append((row, "sessions.late_one_by_one" if row.safe else "sessions.one_by_one"))
        else:
            _confirm(session, actor, row)
            found.confirmed += 1
    session.commit()
    return found


def return_session(
    session: DbSession, actor: Actor, session_id: uuid.UUID, reason: ReturnReason, remark: str = ""
) -> ServiceSession:
    """Send a session back to its volunteer with a coded reason and, if wanted, a line of explanation. Commits.

    Raises:
        Missing, Conflict: as ``confirm_session``.
    """
    row = _lock(session, actor, Permission.SESSION_CONFIRM, session_id)
    if row.state is not SessionState.SENT:
        raise Conflict("sessions.not_waiting", state=row.state)
    row.state, row.reason, row.remark = SessionState.RETURNED, reason.value, remark or None
    row.decided_by_id, row.vouched_by_id, row.vouched_at = actor.id, None, None
    audit.record(session, actor, audit.Action.SESSION_RETURNED, row, reason=reason.value)
    session.commit()
    return row


def void_session(
    session: DbSession, actor: Actor, session_id: uuid.UUID, reason: VoidReason, remark: str = ""
) -> ServiceSession:
    """Make a session count for nothing; the row and the reason stay. Commits.

    Staff may void any; its volunteer may, as long as nobody has confirmed it.

    Raises:
        Missing: neither.
        Conflict: it is void or replaced already, or confirmed and the actor is its volunteer.
    """
    row = session.get(ServiceSession, session_id, with_for_update=True, populate_existing=True)
    own = row is not None and actor.id is not None and row.account_id == actor.id
    row = authorize(actor, Permission.SESSION_LOG if own else Permission.SESSION_CONFIRM, row)
    open_states = {SessionState.SENT, SessionState.RETURNED} | (set() if own else {SessionState.CONFIRMED})
    if row.state not in open_states:
        raise Conflict("sessions.cannot_void", state=row.state)
    row.state, row.reason, row.remark = SessionState.VOID, reason.value, remark or None
    row.decided_by_id = actor.id
    audit.record(session, actor, audit.Action.SESSION_VOIDED, row, reason=reason.value)
    session.commit()
    return row


def _lock(session: DbSession, actor: Actor, permission: Permission, session_id: uuid.UUID) -> ServiceSession:
    statement = (
        select(ServiceSession)
        .where(ServiceSession.id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return authorize(actor, permission, session.scalars(statement).one_or_none())


def _lock_to_confirm(session: DbSession, actor: Actor, session_id: uuid.UUID) -> ServiceSession:
    """For the second word on a late entry other people will do than for the first."""
    known = session.get(ServiceSession, session_id)
    vouched = known is not None and known.late and known.vouched_by_id is not None
    return _lock(session, actor, Permission.SESSION_SECOND if vouched else Permission.SESSION_CONFIRM, session_id)


def _confirm(session: DbSession, actor: Actor, row: ServiceSession) -> None:
    if row.state is SessionState.CONFIRMED:
        return
    if row.state is not SessionState.SENT:
        raise Conflict("sessions.not_waiting", state=row.state)
    if row.vouched_by_id is not None and row.vouched_by_id == actor.id:
        raise Refused("sessions.second_person")
    row.state, row.confirmed_by_id, row.confirmed_at = SessionState.CONFIRMED, actor.id, clock.now()
    audit.record(session, actor, audit.Action.SESSION_CONFIRMED, row, minutes=row.minutes)
    publish(session, SessionConfirmed(row, actor))
