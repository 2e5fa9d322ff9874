"""Taking back what one has just decided on a session: a new step on the log, never a deletion.

It is the slip of a thumb that is mended here, so it is for a few minutes, for who decided, and only as long as nothing
stands on the decision. What was decided with thought is corrected by voiding, returning or answering.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import joinedload

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, visible_to
from app.foundation.database import DbSession
from app.foundation.errors import Conflict
from app.foundation.events import publish
from app.sessions.events import DecisionUndoing
from app.sessions.models import ServiceSession, SessionDispute, SessionState

UNDO_FOR = timedelta(minutes=10)


def undoable(session: DbSession, actor: Actor, now: datetime) -> list[ServiceSession]:
    """What the actor confirmed, or stood for, a few minutes ago and may still take back, the latest first."""
    since = now - UNDO_FOR
    confirmed = and_(
        ServiceSession.state == SessionState.CONFIRMED,
        ServiceSession.confirmed_by_id == actor.id,
        ServiceSession.confirmed_at > since,
    )
    vouched = and_(
        ServiceSession.state == SessionState.SENT,
        ServiceSession.vouched_by_id == actor.id,
        ServiceSession.vouched_at > since,
    )
    wanted = visible_to(actor, ServiceSession).where(or_(confirmed, vouched))
    rows = session.scalars(wanted.options(joinedload(ServiceSession.child), joinedload(ServiceSession.volunteer)))
    found = [row for row in rows if _stands_on(session, actor, row) is None]
    return sorted(found, key=lambda row: (_decided_at(row), row.id), reverse=True)


def undo_decisions(session: DbSession, actor: Actor, ids: Iterable[uuid.UUID]) -> tuple[int, int]:
    """Take several back; commits once. Returns how many were, and how many could not be any more.

    Raises:
        Missing: any of them is not the actor's to decide on; then none is taken back.
    """
    undone = kept = 0
    for session_id in sorted(set(ids)):
        row = authorize(actor, Permission.SESSION_SECOND, _locked(session, session_id))
        try:
            _undo(session, actor, row)
            undone += 1
        except Conflict:
            kept += 1
    session.commit()
    return undone, kept


def _undo(session: DbSession, actor: Actor, row: ServiceSession) -> None:
    before, why = row.state.value, _stands_on(session, actor, row)
    if why is not None:
        raise Conflict(why)
    if row.state is SessionState.CONFIRMED:
        row.state, row.confirmed_by_id, row.confirmed_at = SessionState.SENT, None, None
    else:
        row.vouched_by_id, row.vouched_at = None, None
    audit.record(session, actor, audit.Action.SESSION_UNDONE, row, before=before)


def _stands_on(session: DbSession, actor: Actor, row: ServiceSession) -> str | None:
    """Why a decision cannot be taken back: not one's own, too long ago, or something was built on it."""
    by = row.confirmed_by_id if row.state is SessionState.CONFIRMED else row.vouched_by_id
    is_open = row.state in {SessionState.CONFIRMED, SessionState.SENT}
    if not is_open or by is None or by != actor.id or clock.now() - _decided_at(row) >= UNDO_FOR:
        return "sessions.undo_too_late"
    if session.scalar(select(exists().where(SessionDispute.session_id == row.id, SessionDispute.answer.is_(None)))):
        return "sessions.undo_built_on"
    asked = DecisionUndoing(row, _decided_at(row))
    publish(session, asked)
    return "sessions.undo_built_on" if asked.held_by else None


def _decided_at(row: ServiceSession) -> datetime:
    moment = row.confirmed_at if row.state is SessionState.CONFIRMED else row.vouched_at
    return moment or datetime.min.replace(tzinfo=clock.now().tzinfo)


def _locked(session: DbSession, session_id: uuid.UUID) -> ServiceSession | None:
    wanted = select(ServiceSession).where(ServiceSession.id == session_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
