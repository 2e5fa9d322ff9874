"""Approving several at once: each with its own gates, its own first meeting and its own events, or refused by itself.

What asks for a second thought is looked at alone and never goes along: two who are not known to be of one sex, a child
that needs the closest attention, counselling, and whatever a gate holds back.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.children.gates import HIGHEST_RISK
from app.foundation import clock
from app.foundation.access import Actor, Permission, may
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.pairing import gates
from app.pairing.models import Pairing, PairingState
from app.pairing.queries import load_pairing
from app.pairing.rules.approving import approve, has_proposed
from app.pairing.rules.meeting import MeetingPlan
from app.pairing.sexes import is_one_sex
from app.volunteers.gates import NEEDS_VERIFICATION

MOST = 30
"""So many at once: more than that nobody looks at."""


class Alone(StrEnum):
    """Why a pairing is decided on its own page."""

    PROPOSED_BY_ONESELF = "proposed_by_oneself"
    SEXES = "sexes"
    CLOSEST_ATTENTION = "closest_attention"
    COUNSELLING = "counselling"
    GATE_SHUT = "gate_shut"


@dataclass(frozen=True)
class Outcome:
    """What became of one: approved, or why not."""

    pairing_id: uuid.UUID
    code: str
    refused: Refused | None = None


def alone(session: DbSession, actor: Actor, pairing: Pairing) -> Alone | None:
    """Why a pairing cannot be approved together with others; None where it can."""
    child = pairing.child
    reasons = {
        Alone.PROPOSED_BY_ONESELF: has_proposed(actor, pairing),
        Alone.SEXES: not is_one_sex(pairing),
        Alone.CLOSEST_ATTENTION: child.risk >= HIGHEST_RISK,
        Alone.COUNSELLING: any(need.area in NEEDS_VERIFICATION for need in child.needs),
        Alone.GATE_SHUT: bool(gates.missing_of(session, pairing, clock.today())),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def chosen(session: DbSession, actor: Actor, ids: Sequence[uuid.UUID]) -> list[Pairing]:
    """Those of the ids that the actor decides on, in the order given; what is not the actor's is as if it were not.

    Raises:
        Missing: none is.
    """
    found = [load_pairing(session, one) for one in dict.fromkeys(ids[:MOST])]
    mine = [one for one in found if one is not None and may(actor, Permission.APPROVAL_DECIDE, one)]
    if not mine:
        raise Missing
    return mine


def approve_each(session: DbSession, actor: Actor, wanted: Sequence[tuple[Pairing, MeetingPlan]]) -> list[Outcome]:
    """Approve one after the other, each committed by itself; one that is refused leaves the others as they are."""
    named = [(pairing.id, pairing.child.code, plan) for pairing, plan in wanted]
    return [Outcome(one, code, _try(session, actor, one, plan)) for one, code, plan in named]


def _try(session: DbSession, actor: Actor, pairing_id: uuid.UUID, plan: MeetingPlan) -> Refused | None:
    pairing = load_pairing(session, pairing_id)
    if pairing is not None and pairing.state is PairingState.ACCEPTED:
        why = alone(session, actor, pairing)
        if why is not None:
            return Refused("pairing.look_alone", why=why)
    try:
        approve(session, actor, pairing_id, plan)
    except Missing:
        session.rollback()
        return Refused("pairing.decided_elsewhere")
    except Refused as refused:
        session.rollback()
        return refused
    return None
