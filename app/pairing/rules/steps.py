"""What all rules share: locking in a fixed order, the steps there are, and judging the gates."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.children.models import Child
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.events import publish
from app.pairing import gates
from app.pairing.events import PairingMoved
from app.pairing.models import Pairing, PairingState
from app.seasons.models import Season
from app.volunteers.models import Volunteer

M = TypeVar("M")
S = PairingState

# Everything that can happen to a pairing; what is not here cannot.
STEPS: Mapping[PairingState, frozenset[PairingState]] = {
    S.PROPOSED: frozenset({S.ACCEPTED, S.DECLINED, S.EXPIRED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.APPROVED, S.REJECTED, S.WITHDRAWN}),
    S.APPROVED: frozenset({S.ACTIVE, S.WITHDRAWN}),
    S.ACTIVE: frozenset({S.SUSPENDED, S.ENDED}),
    S.SUSPENDED: frozenset({S.ACTIVE, S.ENDED}),
}


def lock(session: DbSession, model: type[M], record_id: uuid.UUID) -> M:
    """One row, fresh and locked.

    Raises:
        Missing: there is none.
    """
    row = session.get(model, record_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Missing
    return row


def lock_pairing(session: DbSession, pairing_id: uuid.UUID) -> Pairing:
    """A pairing with its child and volunteer, all locked, in the order in which every rule locks them.

    Raises:
        Missing: there is none.
    """
    ids = session.execute(select(Pairing.child_id, Pairing.volunteer_id).where(Pairing.id == pairing_id)).one_or_none()
    if ids is None:
        raise Missing
    child, volunteer = lock(session, Child, ids.child_id), lock(session, Volunteer, ids.volunteer_id)
    pairing = lock(session, Pairing, pairing_id)
    # Asked while both are held here, the pairing finds them as they were locked and reads neither again.
    if (pairing.child, pairing.volunteer) != (child, volunteer):
        raise Missing  # whom a pairing is of does not change
    return pairing


def expect(pairing: Pairing, *states: PairingState) -> None:
    """Refuse where the pairing is no longer in one of ``states``.

    Raises:
        Conflict: someone was first; the message says what the pairing is now.
    """
    if pairing.state not in states:
        raise Conflict("pairing.changed", state=pairing.state)


def move(session: DbSession, actor: Actor, pairing: Pairing, after: PairingState, reason: str | None = None) -> None:
    """Take one step and put it on the audit log. Does not commit.

    Raises:
        Conflict: there is no such step from where the pairing is.
    """
    before = pairing.state
    if after not in STEPS.get(before, frozenset()):
        raise Conflict("pairing.changed", state=before)
    pairing.state = after
    if reason is not None:
        pairing.reason = reason
    if after is S.ENDED:
        pairing.ended_at = clock.now()
    audit.record(
        session, actor, audit.Action.PAIRING_STATE_CHANGED, pairing,
        before=before.value, after=after.value, reason=reason,
    )  # fmt: skip
    publish(session, PairingMoved(pairing, before, after, actor))


def judge(session: DbSession, actor: Actor, pairing: Pairing) -> None:
    """Judge every gate of a pairing now. What does not hold is put on the audit log, and nothing else happens.

    Raises:
        Refused: naming the first gate that does not hold.
    """
    refuse_shut(session, actor, pairing.child, gates.missing_of(session, pairing, clock.today()))


def judge_two(session: DbSession, actor: Actor, child: Child, volunteer: Volunteer, season: Season, mode: str) -> None:
    """``judge`` for two people who have no pairing yet."""
    refuse_shut(session, actor, child, gates.missing(session, child, volunteer, season, clock.today(), mode))


def refuse_shut(session: DbSession, actor: Actor, child: Child, shut: Sequence[StrEnum]) -> None:
    """Refuse where a gate is shut, and put that, and nothing else, on the audit log.

    Raises:
        Refused: naming the first gate that does not hold.
    """
    if not shut:
        return
    session.rollback()
    audit.record(session, actor, audit.Action.PAIRING_BLOCKED, child, reason=shut[0].value)
    session.commit()
    raise Refused("pairing.gate", gate=shut[0])


def flush_open(session: DbSession) -> None:
    """Write a new open pairing; where the database holds another one, say whose.

    Raises:
        Conflict: the child, or the volunteer's place, is taken.
    """
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        text = str(error.orig)
        if "uq_pairing_open_child" in text or "pairing.child_id" in text:
            raise Conflict("pairing.child_taken") from error
        if "uq_pairing_open_slot" in text or "pairing.volunteer_id" in text or "fk_pairing_slot" in text:
            raise Conflict("pairing.volunteer_full") from error
        raise
