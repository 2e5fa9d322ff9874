"""Who logs, who confirms and who sees sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, select, union_all

from app.children.models import Child
from app.foundation.access import Actor, Grant, Permission, Role, allow, any_of, visible, within, within_any
from app.pairing.access import deciding
from app.places.models import Area
from app.sessions.models import ServiceSession
from app.volunteers.models import Volunteer

CONFIRMERS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)
SECONDS = (*CONFIRMERS, Role.TOWNSHIP_SUPERVISOR)
READERS = (*CONFIRMERS, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)


def not_the_volunteer(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """Nobody confirms their own session, whatever other role they hold."""
    return record.account_id is None or record.account_id != actor.id


allow(Permission.SESSION_LOG, (Role.VOLUNTEER, within))
allow(Permission.SESSION_OWN, (Role.VOLUNTEER, within))
allow(Permission.SESSION_CONFIRM, *((role, within, not_the_volunteer) for role in CONFIRMERS))
allow(Permission.SESSION_ANSWER, *((role, within, not_the_volunteer) for role in CONFIRMERS))
allow(Permission.SESSION_DISPUTE, (Role.VOLUNTEER, within))
# The first of the two knows that it took place; the second may also be who oversees the township.
allow(Permission.SESSION_SECOND, *((role, within, not_the_volunteer) for role in SECONDS))
# Judged on the pairing; a volunteer also on standing in.
allow(
    Permission.SESSION_MISSED,
    (Role.VOLUNTEER, within),
    (Role.SCHOOL_STAFF, deciding, not_the_volunteer),
    (Role.VILLAGE_DIRECTOR, within, not_the_volunteer),
)
allow(Permission.SESSION_CODE, *((role, within) for role in READERS))
allow(Permission.SESSION_READ, *((role, within) for role in READERS))


def own_sessions(actor: Actor) -> ColumnElement[bool]:
    """The sessions the actor served as a volunteer."""
    if not actor.has(Role.VOLUNTEER):
        return false()
    return ServiceSession.volunteer_id.in_(select(Volunteer.id).where(Volunteer.account_id == actor.id))


def staff_sessions(actor: Actor) -> ColumnElement[bool]:
    """The sessions of the children within the actor's scope as staff."""
    children = select(Child.id).where(within_any(actor, READERS, Child))
    schools = actor.scope_ids(Role.SCHOOL_STAFF)
    if not schools:
        return ServiceSession.child_id.in_(children)
    without_school = (
        select(Child.id)
        .join(Area, Area.id == Child.township_id)
        .where(Child.school_id.is_(None), Area.central_school_id.in_(schools))
    )
    return ServiceSession.child_id.in_(union_all(children, without_school))


@visible(ServiceSession)
def _visible(actor: Actor) -> ColumnElement[bool]:
    return any_of(ServiceSession.id, own_sessions(actor), staff_sessions(actor))
