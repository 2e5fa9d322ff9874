"""Which do-not-pair entries stand between whom: of one child, or of every child of its school or village."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app.children.models import Child
from app.foundation.database import DbSession
from app.pairing.models import DoNotPair, Pairing
from app.volunteers.models import Volunteer

STANDS = DoNotPair.lifted_at.is_(None)


def covers(child: Any) -> ColumnElement[bool]:
    """The entry is about this child: a row of ``Child`` (or the mapped class, in a join)."""
    found: ColumnElement[bool] = or_(
        DoNotPair.child_id == child.id,
        and_(DoNotPair.for_school_id.is_not(None), DoNotPair.for_school_id == child.school_id),
        and_(DoNotPair.for_village_id.is_not(None), DoNotPair.for_village_id == child.village_id),
    )
    return found


def are_kept_apart(session: DbSession, child: Child, volunteer: Volunteer) -> bool:
    """Whether somebody noted that these two are never paired."""
    wanted = select(DoNotPair.id).where(STANDS, DoNotPair.volunteer_id == volunteer.id, covers(child))
    return session.scalars(wanted.limit(1)).first() is not None


def pairs_kept_apart() -> Select[uuid.UUID, uuid.UUID]:
    """``(volunteer_id, child_id)`` of all who are never paired; entries of a whole school or village child by child."""
    return select(DoNotPair.volunteer_id, Child.id).join(Child, covers(Child)).where(STANDS)


def keeps_apart() -> ColumnElement[bool]:
    """In a query over ``Pairing``: an entry stands between its two."""
    wanted = (
        select(DoNotPair.id)
        .join(Child, covers(Child))
        .where(STANDS, DoNotPair.volunteer_id == Pairing.volunteer_id, Child.id == Pairing.child_id)
    )
    return exists(wanted.correlate(Pairing))


def open_pairings_under(entry: DoNotPair) -> Select[Pairing]:
    """Pairings of the entry's volunteer with children it is about, whatever their state."""
    about: ColumnElement[bool] = Pairing.child_id == entry.child_id
    if entry.for_school_id is not None:
        about = Pairing.child.has(Child.school_id == entry.for_school_id)
    elif entry.for_village_id is not None:
        about = Pairing.child.has(Child.village_id == entry.for_village_id)
    return select(Pairing).where(Pairing.volunteer_id == entry.volunteer_id, about)
