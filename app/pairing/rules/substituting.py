"""Who stands in: approved by the school with every gate judged, asked, and free to say no. Never a pairing."""

from __future__ import annotations

import uuid

from sqlalchemy.exc import IntegrityError

from app.children.models import Child
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.candidates import days_to_come, is_able
from app.pairing.models import STANDING_IN, Absence, Pairing, PairingState, Substitute, SubstituteState
from app.pairing.rules.absences import stop_standing_in
from app.pairing.rules.steps import expect, lock, refuse_shut
from app.pairing.standing_in import shut_for
from app.volunteers.models import Volunteer


def approve_substitute(session: DbSession, actor: Actor, absence_id: uuid.UUID, volunteer_id: uuid.UUID) -> Substitute:
    """Approve, for the days still to come, and ask the volunteer. Commits; approving twice is approving once.

    Raises:
        Missing: not the actor's to approve.
        Refused: the days are over, a gate or a rule of the engine does not hold, or it is the actor.
        Conflict: somebody stands in already, or the pairing is not active any more.
    """
    found = session.get(Absence, absence_id)
    if found is None:
        raise Missing
    pairing = _hold(session, found.pairing, volunteer_id)
    authorize(actor, Permission.SUBSTITUTE_APPROVE, pairing)
    absence = lock(session, Absence, absence_id)
    standing = next((one for one in absence.substitutes if one.state in STANDING_IN), None)
    if standing is not None and standing.volunteer_id == volunteer_id:
        return standing
    _check_open(absence, pairing, standing)
    volunteer = session.get_one(Volunteer, volunteer_id)
    if actor.id is None or volunteer.account_id == actor.id:
        raise Refused("substitute.oneself")
    refuse_shut(session, actor, pairing.child, shut_for(session, pairing, volunteer, clock.today()))
    if not is_able(session, absence, volunteer_id):
        raise Refused("substitute.not_able")
    first, last = days_to_come(absence)
    made = Substitute(
        id=uuid.uuid4(), absence=absence, pairing=pairing, volunteer=volunteer, first_on=first, last_on=last,
        approved_by_id=actor.id,
    )  # fmt: skip
    session.add(made)
    audit.record(session, actor, audit.Action.SUBSTITUTE_APPROVED, pairing, days=(last - first).days + 1)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        if "uq_substitute_standing" in str(error.orig) or "substitute.absence_id" in str(error.orig):
            raise Conflict("substitute.taken") from error
        raise
    return made


def answer_substitute(session: DbSession, actor: Actor, substitute_id: uuid.UUID, *, yes: bool) -> Substitute:
    """Say yes or no to standing in. With a yes every gate is judged once more. Commits.

    Raises:
        Missing: not the actor's.
        Refused: a gate does not hold.
        Conflict: it was answered or called off, or the days are over.
    """
    found = authorize(actor, Permission.SUBSTITUTE_OWN, session.get(Substitute, substitute_id))
    pairing = _hold(session, found.pairing, found.volunteer_id)
    substitute = lock(session, Substitute, substitute_id)
    wanted = SubstituteState.ACCEPTED if yes else SubstituteState.DECLINED
    if substitute.state is wanted:
        return substitute
    if substitute.state is not SubstituteState.APPROVED or substitute.last_on < clock.today():
        raise Conflict("substitute.over")
    if yes:
        expect(pairing, PairingState.ACTIVE)
        refuse_shut(session, actor, pairing.child, shut_for(session, pairing, substitute.volunteer, clock.today()))
    substitute.state, substitute.answered_at = wanted, clock.now()
    audit.record(session, actor, audit.Action.SUBSTITUTE_ANSWERED, pairing, agreed=yes)
    session.commit()
    return substitute


def call_off_substitute(session: DbSession, actor: Actor, substitute_id: uuid.UUID) -> Substitute:
    """The school calls it off: what the substitute saw of the child is shut at once. Commits.

    Raises:
        Missing: not the actor's.
    """
    found = session.get(Substitute, substitute_id)
    if found is None:
        raise Missing
    pairing = _hold(session, found.pairing, found.volunteer_id)
    authorize(actor, Permission.SUBSTITUTE_APPROVE, pairing)
    substitute = lock(session, Substitute, substitute_id)
    stop_standing_in(session, actor, substitute)
    session.commit()
    return substitute


def _check_open(absence: Absence, pairing: Pairing, standing: Substitute | None) -> None:
    if absence.taken_back_at is not None or absence.last_on < clock.today():
        raise Refused("absence.over")
    if standing is not None:
        raise Conflict("substitute.taken")
    expect(pairing, PairingState.ACTIVE)


def _hold(session: DbSession, pairing: Pairing, volunteer_id: uuid.UUID) -> Pairing:
    """The pairing locked with its child and both volunteers, these in the order of their ids.

    Raises:
        Missing: there is no such volunteer.
    """
    lock(session, Child, pairing.child_id)
    for one in sorted({pairing.volunteer_id, volunteer_id}):
        lock(session, Volunteer, one)
    return lock(session, Pairing, pairing.id)
