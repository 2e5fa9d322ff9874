"""Drafts of forms: whoever may fill in the form keeps one, of records within the own scope."""

from typing import Any

from tests.guards.matrix import row
from tests.guards.matrix.children import STAFF
from tests.guards.world import World


def own(world: World) -> dict[str, Any]:
    return {"kind": "child-edit", "subject_id": world.own.child.id}


def foreign(world: World) -> dict[str, Any]:
    return {"kind": "child-edit", "subject_id": world.foreign.child.id}


PAGE = {"draft_page": "0b9a7a2c-52d3-4a0e-9a77-0f3d6f3f5a10", "name": "小明"}

ROWS = [
    row("drafts.save", *STAFF, method="POST", own=own, foreign=foreign, data=PAGE),
    row("drafts.drop", *STAFF, method="POST", own=own, foreign=foreign),
]
