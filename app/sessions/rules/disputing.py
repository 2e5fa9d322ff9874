"""A volunteer says that what became of a session is wrong; staff answer, and may open it again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.sessions.models import (
    DisputeAnswer,
    DisputeReason,
    ReturnReason,
    ServiceSession,
    SessionDispute,
    SessionState,
)

DISPUTABLE = frozenset({SessionState.CONFIRMED, SessionState.RETURNED, SessionState.VOID})
MOST = 3
"""So often can one session be disputed; after that two people talk."""


@dataclass(frozen=True)
class Objection:
    """What a volunteer says is wrong; ``id`` is made before sending, so that sending twice says it once."""

    id: uuid.UUID
    session_id: uuid.UUID
    reason: DisputeReason
    words: str


def may_dispute(row: ServiceSession) -> bool:
    """Whether there is a decision of somebody else to dispute: what one withdrew oneself is none."""
    return row.state in DISPUTABLE and (row.decided_by_id is None or row.decided_by_id != row.account_id)


def dispute_session(session: DbSession, actor: Actor, said: Objection) -> SessionDispute:
    """Dispute what became of one's own session. Nothing changes until staff answer. Commits.

    Raises:
        Missing: not the actor's session.
        Refused: no words, nothing to dispute, or too often.
        Conflict: there is an open dispute already.
    """
    row = authorize(actor, Permission.SESSION_DISPUTE, _locked(session, said.session_id))
    known = session.get(SessionDispute, said.id)
    if known is not None and known.session_id == row.id:
        return known
    if known is not None or actor.id is None:
        raise Missing
    _check(session, row, said)
    made = SessionDispute(
        id=said.id, session=row, state=row.state, reason=said.reason, words=said.words.strip(), raised_by_id=actor.id
    )
    session.add(made)
    audit.record(session, actor, audit.Action.SESSION_DISPUTED, row, reason=said.reason.value)
    session.commit()
    return made


def answer_dispute(
    session: DbSession, actor: Actor, dispute_id: uuid.UUID, answer: DisputeAnswer, words: str
) -> SessionDispute:
    """Answer in words: it stands, or it is open again. Commits.

    Open again means: returned or void waits for a confirmation once more; confirmed goes back to be corrected, as a new
    version, and does not count meanwhile.

    Raises:
        Missing: not the actor's to answer.
        Refused: no words.
        Conflict: somebody answered first, or the session changed since it was disputed, or its hour is taken.
    """
    found = session.get(SessionDispute, dispute_id)
    row = authorize(actor, Permission.SESSION_ANSWER, None if found is None else _locked(session, found.session_id))
    dispute = session.get_one(SessionDispute, dispute_id, populate_existing=True)
    if dispute.answer is not None:
        raise Conflict("sessions.answered")
    if not words.strip():
        raise Refused("sessions.answer_words", field="words")
    if answer is DisputeAnswer.REOPENED:
        _reopen(session, actor, row, dispute)
    dispute.answer, dispute.answer_words = answer, words.strip()
    dispute.answered_by_id, dispute.answered_at = actor.id, clock.now()
    audit.record(session, actor, audit.Action.SESSION_DISPUTE_ANSWERED, row, outcome=answer.value)
    session.commit()
    return dispute


def _check(session: DbSession, row: ServiceSession, said: Objection) -> None:
    if not may_dispute(row):
        raise Refused("sessions.nothing_to_dispute")
    if not said.words.strip():
        raise Refused("sessions.dispute_words", field="words")
    of_session = select(SessionDispute).where(SessionDispute.session_id == row.id)
    if session.scalars(of_session.where(SessionDispute.answer.is_(None))).first() is not None:
        raise Conflict("sessions.disputed")
    if (session.scalar(select(func.count()).select_from(of_session.subquery())) or 0) >= MOST:
        raise Refused("sessions.disputed_often", count=MOST)


def _reopen(session: DbSession, actor: Actor, row: ServiceSession, dispute: SessionDispute) -> None:
    if row.state is not dispute.state:
        raise Conflict("sessions.changed_since", state=row.state)
    was_confirmed = row.state is SessionState.CONFIRMED
    row.confirmed_by_id = row.confirmed_at = row.vouched_by_id = row.vouched_at = None
    row.remark, row.decided_by_id = None, actor.id if was_confirmed else None
    row.state = SessionState.RETURNED if was_confirmed else SessionState.SENT
    row.reason = ReturnReason.DISPUTED.value if was_confirmed else None
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        if "service_session_overlap" in str(error.orig):
            raise Conflict("sessions.hour_taken") from error
        raise


def _locked(session: DbSession, session_id: uuid.UUID) -> ServiceSession | None:
    return session.get(ServiceSession, session_id, with_for_update=True, populate_existing=True)
