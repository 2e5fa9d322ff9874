"""Ledgers: village, township and district, each in the own scope; a card is a view of the child's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.foundation.access import Role
from tests.guards.matrix import row
from tests.guards.world import World

DIRECTOR, SUPERVISOR, ORGANIZER = Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER
READERS = (DIRECTOR, SUPERVISOR, ORGANIZER)
NEAR = (Role.SCHOOL_STAFF, DIRECTOR)
SENT = {"names": "masked", "reason": "meeting", "form": "csv"}


def own_child(world: World) -> Mapping[str, Any]:
    return {"child_id": world.own.child.id}


def foreign_child(world: World) -> Mapping[str, Any]:
    return {"child_id": world.foreign.child.id}


def of(level: str) -> dict[str, Any]:
    return {
        "own": lambda world: {"area_id": getattr(world.own, level).id},
        "foreign": lambda world: {"area_id": getattr(world.foreign, level).id},
    }


CHILD: dict[str, Any] = {"own": own_child, "foreign": foreign_child}

ROWS = [
    row("ledgers.index", *READERS),
    row("ledgers.district", ORGANIZER, **of("district")),
    row("ledgers.township", SUPERVISOR, ORGANIZER, **of("township")),
    row("ledgers.village", *READERS, **of("village")),
    row("ledgers.asking", SUPERVISOR, ORGANIZER, **of("township")),
    row("ledgers.export", *READERS, method="POST", data=SENT, **of("village")),
    row("ledgers.card", *NEAR, SUPERVISOR, ORGANIZER, Role.SAFEGUARDING_LEAD, **CHILD,
        allowed_in={"withdrawn": frozenset(NEAR)}),
    row("ledgers.timeline", *NEAR, SUPERVISOR, ORGANIZER, Role.SAFEGUARDING_LEAD, **CHILD,
        allowed_in={"withdrawn": frozenset(NEAR)}),
    row("ledgers.asking_card", *READERS, **CHILD, allowed_in={"withdrawn": frozenset({DIRECTOR})}),
    row("ledgers.export_card", *READERS, method="POST", data=SENT, **CHILD,
        allowed_in={"withdrawn": frozenset({DIRECTOR})}),
]  # fmt: skip
