"""What came of a call, and a volunteer's word that they come late."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.calls.codes import CallKind, CallResult
from app.calls.due import find_due
from app.calls.models import CareCall, LateNotice
from app.calls.timing import next_try
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import Pairing, PairingState
from app.pairing.rules.absences import tell_family
from app.pairing.rules.steps import lock_pairing

LATE_MINUTES = (10, 20, 30, 60)


@dataclass(frozen=True)
class Made:
    """A call that was made; ``id`` comes with the page, so that one sent twice counts once."""

    id: uuid.UUID
    kind: CallKind
    subject_id: uuid.UUID
    result: CallResult


def note_call(session: DbSession, actor: Actor, made: Made) -> CareCall:
    """Write down what came of a call; without an answer it comes back. Commits.

    That a family was told of days away is written on the absence as well.

    Raises:
        Missing: nothing of the kind is to be called about, or not by the actor.
        Conflict: the id was used for another call.
    """
    known = session.get(CareCall, made.id)
    if known is not None:
        return _same(actor, known, made)
    due = find_due(session, actor, made.kind, made.subject_id)
    if due is None:
        raise Missing
    pairing = lock_pairing(session, due.pairing.id)
    now = clock.now()
    today = [one for one in due.tries if clock.local(one.made_at).date() == clock.today()]
    told = made.result is CallResult.TOLD
    row = CareCall(
        id=made.id, child=pairing.child, kind=made.kind, subject_id=made.subject_id, result=made.result,
        again_at=None if told else next_try(now, len(today) + 1), made_by_id=actor.id, made_at=now,
    )  # fmt: skip
    session.add(row)
    audit.record(session, actor, Action.CALL_MADE, pairing, kind=made.kind.value, result=made.result.value)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # the same click, on another worker
        return _same(actor, session.get_one(CareCall, made.id), made)
    if told and made.kind is CallKind.CANNOT_COME:
        tell_family(session, actor, made.subject_id)
    return row


def say_late(session: DbSession, actor: Actor, pairing_id: uuid.UUID, minutes: int) -> LateNotice:
    """Say that one comes so many minutes late today; school and village see at once whom to call. Commits.

    Said again with other minutes, the family is called again; with the same, nothing changes.

    Raises:
        Missing: not the actor's pairing.
        Refused: the pairing is not active, or nobody is so late.
    """
    authorize(actor, Permission.ABSENCE_SAY, session.get(Pairing, pairing_id))
    pairing = lock_pairing(session, pairing_id)
    if pairing.state is not PairingState.ACTIVE:
        raise Refused("absence.not_active")
    if minutes not in LATE_MINUTES:
        raise Refused("calls.minutes")
    known = late_today(session, pairing)
    if known is not None and known.minutes == minutes:
        session.rollback()
        return known
    if known is not None:
        session.delete(known)  # a notice of its own, so that the call about the first does not settle it
        session.flush()
    row = LateNotice(id=uuid.uuid4(), pairing_id=pairing.id, day=clock.today(), minutes=minutes)
    session.add(row)
    audit.record(session, actor, Action.LATE_SAID, pairing, minutes=minutes)
    session.commit()
    return row


def late_today(session: DbSession, pairing: Pairing) -> LateNotice | None:
    """What the volunteer of a pairing said about today; the caller has judged it."""
    wanted = select(LateNotice).where(LateNotice.pairing_id == pairing.id, LateNotice.day == clock.today())
    return session.scalars(wanted).one_or_none()


def _same(actor: Actor, known: CareCall, made: Made) -> CareCall:
    if known.made_by_id != actor.id:
        raise Missing
    if (known.kind, known.subject_id, known.result) != (made.kind, made.subject_id, made.result):
        raise Conflict("calls.changed")
    return known
