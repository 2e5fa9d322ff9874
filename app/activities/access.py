"""Who records group activities and sees them: staff, at sites within their scope."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from app.activities.models import Activity
from app.foundation.access import Actor, Permission, Role, allow, visible, within, within_any
from app.places.models import Site

RECORDERS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)

allow(Permission.ACTIVITY_READ, *((role, within) for role in RECORDERS))
allow(Permission.ACTIVITY_WRITE, *((role, within) for role in RECORDERS))


@visible(Activity)
def _activities(actor: Actor) -> ColumnElement[bool]:
    return Activity.site_id.in_(select(Site.id).where(sites_of(actor)))


def sites_of(actor: Actor) -> ColumnElement[bool]:
    """The sites at which the actor may record activities."""
    return within_any(actor, RECORDERS, Site)
