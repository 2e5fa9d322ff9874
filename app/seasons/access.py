"""Who sees and changes seasons."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from app.foundation.access import Actor, Grant, Permission, Role, ScopeKind, allow, visible, within, within_any
from app.places.models import Area, School
from app.seasons.models import Season


def in_lists_only(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicate's signature
    """Never by the record alone.

    A grant of a school or a village does not say its district; these roles find seasons with ``visible_to``, which asks
    the database.
    """
    return False


allow(
    Permission.SEASON_READ,
    (Role.ORGANIZER, within),
    (Role.SAFEGUARDING_LEAD, within),
    (Role.TOWNSHIP_SUPERVISOR, in_lists_only),
    (Role.VILLAGE_DIRECTOR, in_lists_only),
    (Role.SCHOOL_STAFF, in_lists_only),
)
allow(Permission.SEASON_WRITE, (Role.ORGANIZER, within))


@visible(Season)
def _seasons(actor: Actor) -> ColumnElement[bool]:
    """Those of the district one works in."""
    conditions: list[ColumnElement[bool]] = [within_any(actor, (Role.ORGANIZER, Role.SAFEGUARDING_LEAD), Season)]
    for grant in actor.grants:
        if grant.role in {Role.TOWNSHIP_SUPERVISOR, Role.VILLAGE_DIRECTOR, Role.SCHOOL_STAFF}:
            place: Any = School if grant.scope is ScopeKind.SCHOOL else Area
            conditions.append(Season.district_id.in_(select(place.district_id).where(place.id == grant.scope_id)))
    return or_(false(), *conditions)
