"""The volunteer's answer to a proposal, and what happens to proposals that get none."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import select

from app.foundation import clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.pairing.models import DeclineReason, Pairing, PairingState
from app.pairing.rules.steps import expect, judge, lock_pairing, move


def accept(session: DbSession, actor: Actor, pairing_id: uuid.UUID) -> Pairing:
    """Say yes; the school is asked next. Saying yes twice is saying it once.

    Raises:
        Refused: the time to answer is over, or a gate does not hold.
        Conflict: the proposal is no longer open.
    """
    pairing = lock_pairing(session, pairing_id)
    authorize(actor, Permission.PAIRING_ANSWER, pairing)
    if pairing.state is PairingState.ACCEPTED:
        return pairing
    expect(pairing, PairingState.PROPOSED)
    now = clock.now()
    if pairing.answer_due_at <= now:
        raise Refused("pairing.answer_overdue")
    judge(session, actor, pairing)
    pairing.accepted_at = now
    pairing.approval_due_at = now + timedelta(days=pairing.season.approval_days)
    move(session, actor, pairing, PairingState.ACCEPTED)
    session.commit()
    return pairing


def decline(session: DbSession, actor: Actor, pairing_id: uuid.UUID, reason: DeclineReason) -> Pairing:
    """Say no; this child is not proposed to this volunteer again in this season.

    Raises:
        Conflict: the proposal is no longer open.
    """
    pairing = lock_pairing(session, pairing_id)
    authorize(actor, Permission.PAIRING_ANSWER, pairing)
    if pairing.state is PairingState.DECLINED:
        return pairing
    expect(pairing, PairingState.PROPOSED)
    move(session, actor, pairing, PairingState.DECLINED, reason.value)
    session.commit()
    return pairing


def expire_due(session: DbSession, actor: Actor) -> int:
    """Let every proposal expire whose time to answer is over; return how many. Each in a transaction of its own."""
    late = select(Pairing.id).where(Pairing.state == PairingState.PROPOSED, Pairing.answer_due_at <= clock.now())
    expired = 0
    for pairing_id in session.scalars(late.order_by(Pairing.answer_due_at, Pairing.id)).all():
        pairing = lock_pairing(session, pairing_id)
        # Somebody may have answered since the list was made.
        if pairing.state is PairingState.PROPOSED and pairing.answer_due_at <= clock.now():
            move(session, actor, pairing, PairingState.EXPIRED)
            expired += 1
        session.commit()
    return expired
