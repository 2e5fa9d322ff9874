"""Pairings loaded with just as much as the rules of access read of them: no name, no words."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.orm import defer, joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.children.models import Child
from app.pairing.access import central_school_id
from app.pairing.models import Pairing
from app.places.models import Area, School
from app.volunteers.models import Volunteer

SEALED = (Pairing.note, Pairing.home_note, Pairing.farewell, Pairing.usual_place)


def to_judge(base: Any = None) -> list[ExecutableOption]:
    """Options of a select of ``Pairing``, or of what leads to one by ``base``, a ``joinedload`` of it."""

    def to(attribute: Any) -> Any:
        return joinedload(attribute) if base is None else base.joinedload(attribute)

    child = to(Pairing.child).load_only(
        Child.district_id, Child.township_id, Child.village_id, Child.school_id, Child.erased_at
    )
    school = child.joinedload(Child.school).load_only(
        School.parent_id, School.township_id, School.away_from, School.away_to
    )
    return [
        *(defer(column) if base is None else base.defer(column) for column in SEALED),
        child.joinedload(Child.township).load_only(Area.central_school_id),
        school.joinedload(School.township).load_only(Area.central_school_id),
        to(Pairing.volunteer).load_only(Volunteer.account_id),
    ]


def places_of(pairing: Pairing) -> frozenset[uuid.UUID | None]:
    """Where those are who may see a pairing as staff."""
    child = pairing.child
    return frozenset(
        {child.district_id, child.township_id, child.village_id, child.school_id, central_school_id(child)}
    )
