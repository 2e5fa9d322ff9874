"""The school's decision: approve with a first meeting, or reject with a reason that the next run obeys."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from app.foundation import clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.pairing.models import DoNotPair, Pairing, PairingState, RejectReason
from app.pairing.rules.meeting import MeetingPlan, set_meeting
from app.pairing.rules.steps import expect, judge, lock_pairing, move

# These say something about the child now, not about the two: the child stays out of this season's runs instead.
ABOUT_THE_CHILD = frozenset({RejectReason.CHILD_AWAY, RejectReason.ALREADY_HELPED})


def approve(
    session: DbSession,
    actor: Actor,
    pairing_id: uuid.UUID,
    plan: MeetingPlan,
    *,
    different_sex: bool = False,
    note: str = "",
) -> Pairing:
    """Approve and set the first meeting. ``different_sex``: the approver confirmed that the two are not of one sex.

    Raises:
        Refused: the actor proposed the pairing, a gate does not hold, or the meeting cannot be like that.
        Conflict: somebody else decided first.
    """
    pairing = lock_pairing(session, pairing_id)
    if pairing.state is PairingState.APPROVED and actor.id is not None and pairing.approved_by_id == actor.id:
        return authorize(actor, Permission.APPROVAL_DECIDE, pairing)  # the same click twice
    _check_decision(actor, pairing)
    if not is_one_sex(pairing):
        if not different_sex:
            raise Refused("pairing.confirm_different_sex", field="different_sex")
        if not note.strip():
            raise Refused("pairing.note_different_sex", field="note")
    judge(session, actor, pairing)
    set_meeting(session, actor, pairing, plan)
    pairing.approved_by_id, pairing.approved_at = actor.id, clock.now()
    pairing.note = note.strip() or None
    move(session, actor, pairing, PairingState.APPROVED)
    session.commit()
    return pairing


def reject(session: DbSession, actor: Actor, pairing_id: uuid.UUID, reason: RejectReason, note: str = "") -> Pairing:
    """Say no with a coded reason. The pair is never proposed again, or the child rests this season.

    Raises:
        Refused: the actor proposed the pairing.
        Conflict: somebody else decided first.
    """
    pairing = lock_pairing(session, pairing_id)
    _check_decision(actor, pairing)
    pairing.note = note.strip() or None
    if reason not in ABOUT_THE_CHILD:
        never_pair(session, actor, pairing.child_id, pairing.volunteer_id, reason.value)
    move(session, actor, pairing, PairingState.REJECTED, reason.value)
    session.commit()
    return pairing


def is_one_sex(pairing: Pairing) -> bool:
    """Whether both are known to be of one sex."""
    return pairing.child.sex is not None and pairing.child.sex is pairing.volunteer.sex


def has_proposed(actor: Actor, pairing: Pairing) -> bool:
    """Whether the actor had a part in proposing: proposed it, started or published its run, or is the volunteer."""
    run = pairing.run
    hands = {pairing.proposed_by_id, pairing.volunteer.account_id}
    hands |= {run.started_by_id, run.published_by_id} if run is not None else set()
    return actor.id is not None and actor.id in hands


def never_pair(session: DbSession, actor: Actor, child_id: uuid.UUID, volunteer_id: uuid.UUID, reason: str) -> None:
    """Note that these two are never paired; once. Does not commit."""
    there = select(DoNotPair.id).where(DoNotPair.child_id == child_id, DoNotPair.volunteer_id == volunteer_id)
    if session.scalars(there).first() is None:
        session.add(DoNotPair(child_id=child_id, volunteer_id=volunteer_id, reason=reason, recorded_by_id=actor.id))


def _check_decision(actor: Actor, pairing: Pairing) -> None:
    authorize(actor, Permission.APPROVAL_DECIDE, pairing)
    if pairing.state in {PairingState.APPROVED, PairingState.ACTIVE}:
        raise Conflict("pairing.already_approved")
    if pairing.state is PairingState.REJECTED:
        raise Conflict("pairing.already_rejected")
    expect(pairing, PairingState.ACCEPTED)
    if has_proposed(actor, pairing):
        raise Refused("pairing.proposer_decides")
