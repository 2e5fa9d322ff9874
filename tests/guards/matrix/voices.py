"""Rows of the pages of voices."""

from app.foundation.access import Role
from tests.guards.matrix import row

HEARING = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)
PAIRING = {
    "own": lambda world: {"pairing_id": world.own.active.id},
    "foreign": lambda world: {"pairing_id": world.foreign.active.id},
}
SIDE = {
    "own": lambda world: {"pairing_id": world.own.active.id, "side": "child"},
    "foreign": lambda world: {"pairing_id": world.foreign.active.id, "side": "child"},
}
OWN = {
    "own": lambda world: {"pairing_id": world.own.proposed.id},
    "foreign": lambda world: {"pairing_id": world.foreign.proposed.id},
}

ROWS = [
    row("voices.read", Role.SCHOOL_STAFF, **PAIRING),
    row("voices.hear", *HEARING, **SIDE),
    row("voices.hear", *HEARING, method="POST", **SIDE),
    row("voices.own", Role.VOLUNTEER, **OWN),
    row("voices.own", Role.VOLUNTEER, method="POST", **OWN),
]
