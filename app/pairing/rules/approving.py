"""The school's decision: approve with a first meeting, or reject with a reason that the next run obeys."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.pairing.apart import STANDS
from app.pairing.gates import may_visit_home
from app.pairing.models import DoNotPair, Pairing, PairingState, PairSexes, RejectReason, SexReason
from app.pairing.rules.meeting import MeetingPlan, set_meeting
from app.pairing.rules.steps import expect, judge, lock_pairing, move
from app.pairing.sexes import is_one_sex, sexes_of

# These say something about the child now, not about the two: the child stays out of this season's runs instead.
ABOUT_THE_CHILD = frozenset({RejectReason.CHILD_AWAY, RejectReason.ALREADY_HELPED})


def approve(
    session: DbSession,
    actor: Actor,
    pairing_id: uuid.UUID,
    plan: MeetingPlan,
    *,
    different_sex: bool = False,
    sex_reason: SexReason | None = None,
    note: str = "",
) -> Pairing:
    """Approve and set the first meeting.

    ``different_sex``: the approver confirmed that the two are not of one sex, for ``sex_reason``; a man with a girl
    needs the note too.

    Raises:
        Refused: the actor proposed the pairing, a gate does not hold, or the meeting cannot be like that.
        Conflict: somebody else decided first.
    """
    pairing = lock_pairing(session, pairing_id)
    if pairing.state is PairingState.APPROVED and actor.id is not None and pairing.approved_by_id == actor.id:
        return authorize(actor, Permission.APPROVAL_DECIDE, pairing)  # the same click twice
    _check_decision(actor, pairing)
    sexes = sexes_of(pairing.child, pairing.volunteer)
    if sexes is not PairSexes.SAME:
        _check_different(sexes, different_sex, sex_reason, note)
    judge(session, actor, pairing)
    set_meeting(session, actor, pairing, plan)
    pairing.sexes = sexes
    if sexes is not PairSexes.SAME and sex_reason is not None:
        pairing.sex_reason = sex_reason
        audit.record(session, actor, audit.Action.PAIRING_SEX_CONFIRMED, pairing, reason=sex_reason.value)
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


def allow_home_visits(session: DbSession, actor: Actor, pairing_id: uuid.UUID, note: str) -> Pairing:
    """Allow visits at the child's home with a written note, or take that back with an empty one.

    Raises:
        Refused: the season has none, the guardian has not agreed, or the two are not of one sex.
        Conflict: the pairing is not approved or active any more.
    """
    pairing = lock_pairing(session, pairing_id)
    authorize(actor, Permission.PAIRING_HOME, pairing)
    written = note.strip() or None
    if written == pairing.home_note:
        session.rollback()  # a double click
        return pairing
    expect(pairing, PairingState.APPROVED, PairingState.ACTIVE, PairingState.SUSPENDED)
    if written is not None:
        _check_home(pairing)
    pairing.home_note = written
    audit.record(session, actor, audit.Action.PAIRING_HOME_SET, pairing, allowed=written is not None)
    session.commit()
    return pairing


def has_proposed(actor: Actor, pairing: Pairing) -> bool:
    """Whether the actor had a part in proposing: proposed it, started or published its run, or is the volunteer."""
    run = pairing.run
    hands = {pairing.proposed_by_id, pairing.volunteer.account_id}
    hands |= {run.started_by_id, run.published_by_id} if run is not None else set()
    return actor.id is not None and actor.id in hands


def never_pair(session: DbSession, actor: Actor, child_id: uuid.UUID, volunteer_id: uuid.UUID, reason: str) -> None:
    """Note that these two are never paired; once. Does not commit."""
    both = (DoNotPair.child_id == child_id, DoNotPair.volunteer_id == volunteer_id)
    there = select(DoNotPair.id).where(STANDS, *both)
    if session.scalars(there).first() is None:
        session.add(DoNotPair(child_id=child_id, volunteer_id=volunteer_id, reason=reason, recorded_by_id=actor.id))


def _check_different(sexes: PairSexes, confirmed: bool, reason: SexReason | None, note: str) -> None:
    if not confirmed:
        raise Refused("pairing.confirm_different_sex", field="different_sex")
    if reason is None:
        raise Refused("pairing.reason_different_sex", field="sex_reason")
    if not note.strip() and (sexes is PairSexes.MAN_WITH_GIRL or reason is SexReason.OTHER):
        raise Refused("pairing.note_different_sex", field="note")


def _check_home(pairing: Pairing) -> None:
    if not pairing.season.allows_home_visits:
        raise Refused("pairing.no_home_visits", field="home_note")
    if not is_one_sex(pairing):
        raise Refused("pairing.public_places_only", field="home_note")
    if not may_visit_home(pairing.child):
        raise Refused("pairing.home_without_consent", field="home_note")


def _check_decision(actor: Actor, pairing: Pairing) -> None:
    authorize(actor, Permission.APPROVAL_DECIDE, pairing)
    if pairing.state in {PairingState.APPROVED, PairingState.ACTIVE}:
        raise Conflict("pairing.already_approved")
    if pairing.state is PairingState.REJECTED:
        raise Conflict("pairing.already_rejected")
    expect(pairing, PairingState.ACCEPTED)
    if has_proposed(actor, pairing):
        raise Refused("pairing.proposer_decides")
