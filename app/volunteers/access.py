"""Who sees and changes volunteers. School staff see one only through their pairings, which a part above shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false

from app.foundation.access import Actor, Grant, Permission, Role, allow, visible, within, within_any
from app.volunteers.models import Volunteer, VolunteerImport, VolunteerPhoto


def somebody_else(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """Nobody records checks of their own, whatever other role they hold."""
    return record.account_id is None or record.account_id != actor.id


allow(Permission.SIGNUP_WRITE, (Role.VOLUNTEER, within))
allow(Permission.PHOTO_OWN, (Role.VOLUNTEER, within))
allow(Permission.PHOTO_REVIEW, (Role.ORGANIZER, within, somebody_else))
allow(Permission.VOLUNTEER_READ, (Role.ORGANIZER, within))
allow(Permission.VOLUNTEER_IMPORT, (Role.ORGANIZER, within))
allow(Permission.VETTING_EXPORT, (Role.ORGANIZER, within))
allow(Permission.VETTING_READ, (Role.ORGANIZER, within))
allow(Permission.VETTING_RECORD, (Role.ORGANIZER, within, somebody_else))


@visible(Volunteer)
def _volunteers(actor: Actor) -> ColumnElement[bool]:
    """An organizer's district; a volunteer's own record."""
    return within_any(actor, (Role.ORGANIZER, Role.VOLUNTEER), Volunteer)


@visible(VolunteerPhoto)
def _photos(actor: Actor) -> ColumnElement[bool]:
    """Those an organizer decides on: of the district, and not one's own."""
    mine = Volunteer.account_id == actor.id if actor.id is not None else false()
    theirs = within_any(actor, (Role.ORGANIZER,), Volunteer) & (Volunteer.account_id.is_(None) | ~mine)
    return VolunteerPhoto.volunteer.has(theirs)


@visible(VolunteerImport)
def _imports(actor: Actor) -> ColumnElement[bool]:
    """The uploads of one's district."""
    return within_any(actor, (Role.ORGANIZER,), VolunteerImport)
