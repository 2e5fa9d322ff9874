"""How pairings stop: ended with a farewell, taken back before they began, suspended, and resumed."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, Select, func, select

from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.pairing.course import without_farewell
from app.pairing.models import OPEN_STATES, EndReason, MilestoneKind, Pairing, PairingState, WithdrawReason
from app.pairing.relays import undecided
from app.pairing.rules.milestones import add_milestone
from app.pairing.rules.steps import expect, judge, lock_pairing, move
from app.seasons.models import Season

BEGUN = (PairingState.ACTIVE, PairingState.SUSPENDED)


def end(session: DbSession, actor: Actor, pairing_id: uuid.UUID, reason: EndReason, farewell: str) -> Pairing:
    """End a pairing that began, with a reason and a farewell note. Ending twice is ending once.

    Raises:
        Refused: there is no farewell note.
        Conflict: it is not active or suspended any more.
    """
    pairing = lock_pairing(session, pairing_id)
    authorize(actor, Permission.PAIRING_END, pairing)
    if pairing.state is PairingState.ENDED:
        return pairing
    expect(pairing, *BEGUN)
    if not farewell.strip():
        raise Refused("pairing.farewell", field="farewell")
    pairing.farewell = farewell.strip()
    add_milestone(pairing, actor, MilestoneKind.FAREWELL, clock.today())
    move(session, actor, pairing, PairingState.ENDED, reason.value)
    session.commit()
    return pairing


def withdraw(session: DbSession, actor: Actor, pairing_id: uuid.UUID, reason: WithdrawReason) -> Pairing:
    """Take back a pairing that has not begun.

    Raises:
        Conflict: it has begun, or is over.
    """
    pairing = lock_pairing(session, pairing_id)
    authorize(actor, Permission.PAIRING_END, pairing)
    if pairing.state is PairingState.WITHDRAWN:
        return pairing
    expect(pairing, PairingState.PROPOSED, PairingState.ACCEPTED, PairingState.APPROVED)
    move(session, actor, pairing, PairingState.WITHDRAWN, reason.value)
    session.commit()
    return pairing


def resume(session: DbSession, actor: Actor, pairing_id: uuid.UUID) -> Pairing:
    """The school lets a suspended pairing go on, where every gate holds again.

    Raises:
        Refused: a gate does not hold.
        Conflict: it is not suspended.
    """
    pairing = lock_pairing(session, pairing_id)
    authorize(actor, Permission.PAIRING_RESUME, pairing)
    expect(pairing, PairingState.SUSPENDED)
    judge(session, actor, pairing)
    pairing.reason = None
    move(session, actor, pairing, PairingState.ACTIVE)
    session.commit()
    return pairing


def stop_for_child(session: DbSession, actor: Actor, child: Child, ended: EndReason, withdrawn: WithdrawReason) -> None:
    """The child can no longer be paired: its open pairing ends now. The caller holds the child and commits."""
    wanted = select(Pairing).where(Pairing.child_id == child.id, Pairing.state.in_(OPEN_STATES))
    for pairing in session.scalars(_locked(wanted)).all():
        begun = pairing.state in BEGUN
        after, reason = (PairingState.ENDED, ended.value) if begun else (PairingState.WITHDRAWN, withdrawn.value)
        move(session, actor, pairing, after, reason)


def count_open(session: DbSession, season: Season) -> int:
    """How many pairings of a season are open: it cannot close while there is one."""
    return _count(session, season, Pairing.state.in_(OPEN_STATES))


def count_without_farewell(session: DbSession, season: Season) -> int:
    """How many pairings of a season ended without a farewell, or a word why there could be none."""
    return _count(session, season, without_farewell())


def count_undecided(session: DbSession, season: Season) -> int:
    """How many pairings ended with the season, of which the school has not said what comes after."""
    return _count(session, season, undecided())


def _count(session: DbSession, season: Season, condition: ColumnElement[bool]) -> int:
    wanted = select(func.count()).select_from(Pairing)
    return session.scalar(wanted.where(Pairing.season_id == season.id, condition)) or 0


def _locked(wanted: Select[Pairing]) -> Select[Pairing]:
    return wanted.order_by(Pairing.id).with_for_update().execution_options(populate_existing=True)
