"""Who sees and keeps places: the organizer in the own district, the administrator all; staff see sites near them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, false, select, true

from app.foundation.access import Actor, Permission, Role, allow, any_of, visible, within, within_any
from app.places.models import Area, School, Site, SiteReach

KEEPERS = (Role.ORGANIZER, Role.ADMINISTRATOR)

allow(Permission.PLACE_READ, (Role.ORGANIZER, within), (Role.ADMINISTRATOR, within))
allow(Permission.PLACE_WRITE, (Role.ORGANIZER, within), (Role.ADMINISTRATOR, within))


@visible(Area)
def _areas(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.is_system else within_any(actor, KEEPERS, Area)


@visible(School)
def _schools(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.is_system else within_any(actor, KEEPERS, School)


@visible(Site)
def _sites(actor: Actor) -> ColumnElement[bool]:
    """Those one keeps the list of; for staff, those that children of their township reach, and the one they keep."""
    if actor.is_system:
        return true()
    return any_of(Site.id, within_any(actor, KEEPERS, Site), kept_sites(actor), *_near(actor))


def near_sites(actor: Actor) -> ColumnElement[bool]:
    """Sites in, or reached from, the township of the actor's school, village or office: they tell of no child."""
    return any_of(Site.id, *_near(actor))


def _near(actor: Actor) -> Iterator[ColumnElement[bool]]:
    """Conditions of which one holds; none for who works at no place of a township."""
    townships = {
        Role.SCHOOL_STAFF: select(School.township_id).where(School.id.in_(actor.scope_ids(Role.SCHOOL_STAFF))),
        Role.VILLAGE_DIRECTOR: select(Area.parent_id).where(Area.id.in_(actor.scope_ids(Role.VILLAGE_DIRECTOR))),
        Role.TOWNSHIP_SUPERVISOR: select(Area.id).where(Area.id.in_(actor.scope_ids(Role.TOWNSHIP_SUPERVISOR))),
    }
    for role, found in townships.items():
        if actor.has(role):
            yield Site.township_id.in_(found)
            yield Site.id.in_(select(SiteReach.site_id).where(SiteReach.township_id.in_(found)))


def kept_sites(actor: Actor) -> ColumnElement[bool]:
    """The sites of which the actor is the keeper."""
    return Site.keeper_id == actor.id if actor.id is not None else false()
