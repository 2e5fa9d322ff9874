"""Suspending a volunteer, and taking that back. Why, and by how many people, is judged by the part above that calls."""

from __future__ import annotations

import uuid

from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.errors import Missing
from app.foundation.events import publish
from app.volunteers.events import VolunteerSuspended
from app.volunteers.models import Volunteer


def hold_volunteer(session: DbSession, volunteer_id: uuid.UUID) -> Volunteer:
    """The volunteer, fresh and locked: an approval that reads the gates waits until this is decided.

    Raises:
        Missing: there is none.
    """
    found = session.get(Volunteer, volunteer_id, with_for_update={"of": Volunteer}, populate_existing=True)
    if found is None:
        raise Missing
    return found


def suspend_volunteer(session: DbSession, actor: Actor, volunteer: Volunteer) -> None:
    """From now on no gate lets the volunteer pass, and every open pairing is stopped. Does not commit.

    The caller holds the volunteer. A second suspension says nothing new here.
    """
    if volunteer.suspended_since is None:
        volunteer.suspended_since = clock.now()
        audit.record(session, actor, audit.Action.VOLUNTEER_SUSPENDED, volunteer)
    publish(session, VolunteerSuspended(volunteer, actor))


def unsuspend_volunteer(session: DbSession, actor: Actor, volunteer: Volunteer) -> None:
    """The gates judge the volunteer as before; a pairing goes on only when its school lets it. Does not commit."""
    if volunteer.suspended_since is not None:
        volunteer.suspended_since = None
        audit.record(session, actor, audit.Action.VOLUNTEER_UNSUSPENDED, volunteer)
