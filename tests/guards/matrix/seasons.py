"""Rows of the seasons' pages."""

from app.foundation.access import Role
from tests.guards.matrix import row

READERS = (
    Role.ORGANIZER,
    Role.SAFEGUARDING_LEAD,
    Role.TOWNSHIP_SUPERVISOR,
    Role.VILLAGE_DIRECTOR,
    Role.SCHOOL_STAFF,
)
ONE = {
    "own": lambda world: {"season_id": world.own.season.id},
    "foreign": lambda world: {"season_id": world.foreign.season.id},
}

ROWS = [
    row("seasons.index", *READERS),
    row("seasons.show", *READERS, **ONE),
    row("seasons.board", *READERS, **ONE),
    row("seasons.new", Role.ORGANIZER),
    row("seasons.new", Role.ORGANIZER, method="POST"),
    row("seasons.edit", Role.ORGANIZER, **ONE),
    row("seasons.edit", Role.ORGANIZER, method="POST", **ONE),
    row("seasons.move", Role.ORGANIZER, method="POST", **ONE),
]
