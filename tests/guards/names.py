"""Who may be told the name of which child of the world, wherever it stands: on a page, in a list, in a file."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.children.models import Child, ChildTransfer
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from tests.guards.world import Half, World


@dataclass(frozen=True)
class MayKnow:
    """``every``: the names of all children; ``allowed``: those that a role may read."""

    every: frozenset[str]
    allowed: dict[Role, frozenset[str]]

    def told_too_much(self, role: Role, body: str) -> Collection[str]:
        """Names in the body that are not for the role."""
        others = (name for name in self.every - self.allowed[role] if name in body)
        return {name for name in others if re.search(rf"{name}(?!\d)", body)}


def names_by_role(world: World) -> MayKnow:
    """What follows from scope and consent alone; a volunteer never reads a whole name, nor does who keeps accounts."""
    children = list(db.session.scalars(select(Child)))
    allowed = {role: {child.name for child in children if _may(role, child, world.own)} for role in Role}
    # The receiver of a transfer is told whom it is asked to take.
    asked = select(ChildTransfer).where(ChildTransfer.to_school_id == world.own.school.id)
    allowed[Role.SCHOOL_STAFF] |= {transfer.child.name for transfer in db.session.scalars(asked)}
    return MayKnow(
        frozenset(child.name for child in children), {role: frozenset(names) for role, names in allowed.items()}
    )


def _may(role: Role, child: Child, own: Half) -> bool:
    consented = child.consented(clock.today())
    return {
        Role.SCHOOL_STAFF: child.school_id == own.school.id,
        Role.VILLAGE_DIRECTOR: child.village_id == own.village.id,
        Role.TOWNSHIP_SUPERVISOR: child.township_id == own.township.id and consented,
        Role.ORGANIZER: child.district_id == own.district.id and consented,
        Role.SAFEGUARDING_LEAD: child.district_id == own.district.id and consented,
    }.get(role, False)
