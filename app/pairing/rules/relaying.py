"""The relay: each side says what comes after a pairing; the same two go on only where all of them want it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.pairing.models import EndReason, Pairing, PairingState, Relay, RelayWay
from app.pairing.relays import season_before
from app.pairing.rules.steps import lock_pairing
from app.seasons.models import Season
from app.volunteers.models import Volunteer

GOING_ON = (PairingState.ACTIVE, PairingState.SUSPENDED)


@dataclass(frozen=True)
class Decision:
    """What the school says, with what child and carer told it; ``note``: for who comes next, or why it closes."""

    way: RelayWay
    child_wishes: bool = False
    carer_agrees: bool = False
    note: str = ""


def may_be_renewed(pairing: Pairing) -> bool:
    """Whether the same two could go on: the pairing runs, or ended only because its season did."""
    return pairing.state in GOING_ON or (
        pairing.state is PairingState.ENDED and pairing.reason == EndReason.SEASON_OVER.value
    )


def say(session: DbSession, actor: Actor, pairing_id: uuid.UUID, returns: bool) -> Relay:
    """The volunteer says whether to be there for the same child again; the last word counts. Commits.

    Raises:
        Missing: it is no pairing of the actor's.
        Refused: it has not begun, or ended for another reason than its season.
    """
    pairing = lock_pairing(session, pairing_id)
    authorize(actor, Permission.PAIRING_ANSWER, pairing)
    if not may_be_renewed(pairing):
        raise Refused("pairing.relay_not_open")
    relay = _relay_of(session, pairing)
    if relay.volunteer_returns is returns:
        session.rollback()
        return relay
    relay.volunteer_returns, relay.volunteer_said_at = returns, clock.now()
    audit.record(session, actor, audit.Action.RELAY_SAID, pairing, returns=returns)
    session.commit()
    return relay


def returned(session: DbSession, actor: Actor, volunteer: Volunteer, season: Season) -> None:
    """A volunteer comes back for a season: of whoever they were with last, that is a yes, unless they said no before.

    The caller holds the volunteer and commits.
    """
    before = season_before(session, season)
    wanted = select(Pairing).where(Pairing.volunteer_id == volunteer.id)
    for pairing in session.scalars(wanted.where(Pairing.season_id == before.id)) if before is not None else ():
        relay = _relay_of(session, pairing) if may_be_renewed(pairing) else None
        if relay is not None and relay.volunteer_returns is None:
            relay.volunteer_returns, relay.volunteer_said_at = True, clock.now()
            audit.record(session, actor, audit.Action.RELAY_SAID, pairing, returns=True)


def decide_relay(session: DbSession, actor: Actor, pairing_id: uuid.UUID, decision: Decision) -> Relay:
    """The school says what comes after; said again, the last word counts. Commits.

    Raises:
        Missing: no such pairing, or not one that the actor's school decides on.
        Refused: the pairing has not begun; renewed against the wish of child or carer, or after it ended early; handed
            over or closed without a note.
    """
    pairing = lock_pairing(session, pairing_id)
    authorize(actor, Permission.RELAY_DECIDE, pairing)
    if pairing.active_at is None:
        raise Refused("pairing.relay_not_open")
    note = decision.note.strip()
    if decision.way is RelayWay.RENEWED:
        if not may_be_renewed(pairing):
            raise Refused("pairing.relay_ended_early", field="way")
        if not decision.child_wishes or not decision.carer_agrees:
            raise Refused("pairing.relay_wishes", field="child_wishes")
    elif not note:
        raise Refused("pairing.relay_note", field="note")
    relay = _relay_of(session, pairing)
    relay.way, relay.note = decision.way, note or None
    relay.child_wishes, relay.carer_agrees = decision.child_wishes, decision.carer_agrees
    relay.decided_by_id, relay.decided_at = actor.id, clock.now()
    audit.record(session, actor, audit.Action.RELAY_DECIDED, pairing, way=decision.way.value)
    session.commit()
    return relay


def _relay_of(session: DbSession, pairing: Pairing) -> Relay:
    if pairing.relay is None:
        pairing.relay = Relay(pairing_id=pairing.id)
        session.add(pairing.relay)
    return pairing.relay
