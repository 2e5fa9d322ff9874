"""Who records group activities, keeps classes and enrols children: staff within their scope, keepers at their site."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from app.activities.models import Activity, SiteClass
from app.children.access import NEAR
from app.foundation.access import Actor, Grant, Permission, Role, allow, visible, within, within_any
from app.places.access import kept_sites, near_sites
from app.places.models import Site

RECORDERS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)


def keeps(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """The actor is the keeper of the site it is at."""
    return actor.id is not None and getattr(record, "keeper_id", None) == actor.id


_AT_THE_SITE = (*((role, within) for role in RECORDERS), *((role, keeps) for role in RECORDERS))

allow(Permission.ACTIVITY_READ, *_AT_THE_SITE)
allow(Permission.ACTIVITY_WRITE, *_AT_THE_SITE)
allow(Permission.CLASS_READ, *_AT_THE_SITE)
allow(Permission.CLASS_WRITE, *_AT_THE_SITE)
# Judged on a child, and on its place in a class, which a keeper answers for too.
allow(Permission.ENROLMENT_WRITE, *((role, within) for role in NEAR), *((role, keeps) for role in NEAR))

allow(Permission.SAFETY_READ, *((role, within) for role in RECORDERS))
allow(Permission.SAFETY_WRITE, *((role, within) for role in NEAR))
allow(Permission.TOPIC_WRITE, (Role.ORGANIZER, within))


@visible(Activity)
def _activities(actor: Actor) -> ColumnElement[bool]:
    return Activity.site_id.in_(select(Site.id).where(sites_of(actor)))


@visible(SiteClass)
def _classes(actor: Actor) -> ColumnElement[bool]:
    """Of the sites one records at, and of those that children of one's own township reach."""
    return SiteClass.site_id.in_(select(Site.id).where(sites_of(actor) | near_sites(actor)))


def sites_of(actor: Actor) -> ColumnElement[bool]:
    """The sites at which the actor may record activities."""
    kept = kept_sites(actor) if any(actor.has(role) for role in RECORDERS) else None
    own = within_any(actor, RECORDERS, Site)
    return own if kept is None else own | kept
