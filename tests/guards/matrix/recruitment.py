"""Rows of the pages of recruiting and goals."""

from app.foundation.access import Role
from tests.factories.recruitment import public_notice
from tests.guards.matrix import row

SEASON = {
    "own": lambda world: {"season_id": world.own.season.id},
    "foreign": lambda world: {"season_id": world.foreign.season.id},
}
TOWNSHIP = {
    "own": lambda world: {"season_id": world.own.season.id, "township_id": world.own.township.id},
    "foreign": lambda world: {"season_id": world.foreign.season.id, "township_id": world.foreign.township.id},
}

NOTICE = {
    "own": lambda world: {"notice_id": public_notice(world.own.season).id},
    "foreign": lambda world: {"notice_id": public_notice(world.foreign.season).id},
}
OPEN_TOWNSHIP = {
    "own": lambda world: {
        "season_id": public_notice(world.own.season).season_id, "township_id": world.own.township.id,
    },
}  # fmt: skip
OPEN = {"own": lambda world: {"season_id": public_notice(world.own.season).season_id}}

ROWS = [
    row("recruitment.index", public=True),
    row("recruitment.notice", public=True, **OPEN),
    row("recruitment.poster", public=True, **OPEN),
    row("recruitment.township", public=True, **OPEN_TOWNSHIP),
    row("recruitment.township_poster", public=True, **OPEN_TOWNSHIP),
    row("recruitment.staff", Role.ORGANIZER, **SEASON),
    row("recruitment.staff", Role.ORGANIZER, method="POST", **SEASON),
    row("recruitment.publish", Role.ORGANIZER, method="POST", **NOTICE),
    row("recruitment.withdraw", Role.ORGANIZER, method="POST", **NOTICE),
    row("goals.district", Role.ORGANIZER, **SEASON),
    row("goals.district", Role.ORGANIZER, method="POST", **SEASON),
    row("goals.township", Role.ORGANIZER, **TOWNSHIP),
    row("goals.township", Role.ORGANIZER, method="POST", **TOWNSHIP),
]
