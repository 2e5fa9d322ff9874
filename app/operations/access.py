"""Who sees and mends the running of the program: the administrator, who reads no file of a child."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, true

from app.foundation.access import Permission, Role, allow, visible
from app.foundation.access.actors import Actor
from app.foundation.jobs import Job

allow(Permission.OPERATIONS_READ, (Role.ADMINISTRATOR,))
allow(Permission.OPERATIONS_WRITE, (Role.ADMINISTRATOR,))


@visible(Job)
def _jobs(actor: Actor) -> ColumnElement[bool]:
    """``OPERATIONS_READ`` in SQL: their kinds, states and errors, never what they work on."""
    return true() if actor.has(Role.ADMINISTRATOR) else false()
