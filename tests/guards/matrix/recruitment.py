"""Rows of the pages of recruiting and goals."""

from app.foundation.access import Role
from tests.guards.matrix import row

SEASON = {
    "own": lambda world: {"season_id": world.own.season.id},
    "foreign": lambda world: {"season_id": world.foreign.season.id},
}
TOWNSHIP = {
    "own": lambda world: {"season_id": world.own.season.id, "township_id": world.own.township.id},
    "foreign": lambda world: {"season_id": world.foreign.season.id, "township_id": world.foreign.township.id},
}

ROWS = [
    row("goals.district", Role.ORGANIZER, **SEASON),
    row("goals.district", Role.ORGANIZER, method="POST", **SEASON),
    row("goals.township", Role.ORGANIZER, **TOWNSHIP),
    row("goals.township", Role.ORGANIZER, method="POST", **TOWNSHIP),
]
