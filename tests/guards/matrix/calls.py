"""Today's calls: for school and village of the child, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.foundation.access import Role
from tests.guards.matrix import row
from tests.guards.world import Half

NEAR = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)
# Nobody is called about days away once the pairing is over or paused.
NOT_ANY_MORE = {fate: frozenset[Role]() for fate in ("ended", "suspended", "withdrawn")}


def _away(half: Half) -> Mapping[str, Any]:
    return {"kind": "cannot_come", "subject_id": half.absence.id}


CALL: dict[str, Any] = {
    "own": lambda w: _away(w.own),
    "foreign": lambda w: _away(w.foreign),
    "method": "POST",
    "allowed_in": NOT_ANY_MORE,
}

ROWS = [
    row("calls.index", *NEAR),
    row("calls.number", *NEAR, **CALL),
    row("calls.result", *NEAR, **CALL),
    row(
        "calls.late",
        Role.VOLUNTEER,
        method="POST",
        own=lambda w: {"pairing_id": w.own.proposed.id},
        foreign=lambda w: {"pairing_id": w.foreign.proposed.id},
    ),
]
