"""Who sees and keeps places: the organizer in the own district, the administrator everywhere."""

from __future__ import annotations

from sqlalchemy import ColumnElement, true

from app.foundation.access import Actor, Permission, Role, allow, visible, within, within_any
from app.places.models import Area, School, Site

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
    return true() if actor.is_system else within_any(actor, KEEPERS, Site)
