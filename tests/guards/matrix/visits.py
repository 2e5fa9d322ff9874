"""Visits and guardianship: who keeps the child's card or ledger. Never volunteers; the League sees figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.foundation.access import Role
from tests.guards.matrix import Row, row
from tests.guards.matrix.children import foreign_child, own_child
from tests.guards.world import World

NEAR = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)
KEEPERS = (*NEAR, Role.TOWNSHIP_SUPERVISOR)
# Without consent the township supervisor knows of a child as a number only.
WITHDRAWN = {"withdrawn": frozenset(NEAR)}


def _visit(endpoint: str, *allowed: Role, method: str = "GET", allowed_in: Mapping[str, Any] = WITHDRAWN) -> Row:
    def of(half: str) -> Any:
        return lambda world: {"visit_id": getattr(world, half).visit.id}

    return row(endpoint, *allowed, method=method, own=of("own"), foreign=of("foreign"), allowed_in=allowed_in)


def _child(endpoint: str, *allowed: Role, method: str = "GET") -> Row:
    return row(endpoint, *allowed, method=method, own=own_child, foreign=foreign_child, allowed_in=WITHDRAWN)


def _agreement(world: World) -> Mapping[str, Any]:
    return {"agreement_id": world.own.agreement.id}


def _foreign_agreement(world: World) -> Mapping[str, Any]:
    return {"agreement_id": world.foreign.agreement.id}


# The world's visit was made by its village director; only who recorded a visit, or the township, may void it.
VOIDERS = (Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR)
VOID_WITHDRAWN = {"withdrawn": frozenset({Role.VILLAGE_DIRECTOR})}

ROWS = [
    row("visits.index", *KEEPERS),
    row("visits.new", *KEEPERS),
    row("visits.new", *KEEPERS, method="POST"),
    row("visits.empty", public=True, own=lambda _: {"language": "zh"}),
    row("visits.state", *KEEPERS),
    row("visits.home_list", Role.VILLAGE_DIRECTOR),
    row("visits.intervals", Role.ORGANIZER),
    row("visits.intervals", Role.ORGANIZER, method="POST"),
    _visit("visits.show", *KEEPERS),
    _visit("visits.void", *VOIDERS, allowed_in=VOID_WITHDRAWN),
    _visit("visits.void", *VOIDERS, method="POST", allowed_in=VOID_WITHDRAWN),
    _child("visits.of_child", *KEEPERS),
    _child("visits.agreement", *KEEPERS),
    _child("visits.agreement", *KEEPERS, method="POST"),
    _child("visits.check", *KEEPERS, method="POST"),
    _child("visits.differs", *KEEPERS),
    _child("visits.differs", *KEEPERS, method="POST"),
    row("visits.agreement_end", *KEEPERS, method="POST", own=_agreement, foreign=_foreign_agreement,
        allowed_in=WITHDRAWN),
]  # fmt: skip
