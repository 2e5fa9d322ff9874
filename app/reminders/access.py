"""Who reads a reminder (its person alone), who may tell the person about it, and who sets a group's robot."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_

from app.foundation.access import Actor, Grant, Permission, Role, allow, visible, within, within_any
from app.reminders.kinds import CONFIDENTIAL
from app.reminders.models import GroupRobot, Reminder

TELLERS = (
    Role.SCHOOL_STAFF,
    Role.VILLAGE_DIRECTOR,
    Role.TOWNSHIP_SUPERVISOR,
    Role.ORGANIZER,
    Role.SAFEGUARDING_LEAD,
)
"""Who knows the volunteers and colleagues of a school, a village, a township or a district."""


def oneself(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """It is the actor's own."""
    return actor.id is not None and bool(record.account_id == actor.id)


def may_be_told(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """Not oneself, and nothing that only its person may know of."""
    return record.kind not in CONFIDENTIAL and record.account_id != actor.id


allow(Permission.REMINDER_OWN, *((role, oneself) for role in Role))
allow(Permission.REMINDER_TELL, *((role, within, may_be_told) for role in TELLERS))
allow(Permission.ROBOT_WRITE, (Role.ORGANIZER, within))
allow(Permission.CALENDAR_OWN, (Role.VOLUNTEER, oneself))


@visible(Reminder)
def _to_tell(actor: Actor) -> ColumnElement[bool]:
    """``REMINDER_TELL`` in SQL; one's own are read by ``queries.own``."""
    return and_(
        within_any(actor, TELLERS, Reminder), Reminder.kind.not_in(CONFIDENTIAL), Reminder.account_id != actor.id
    )


@visible(GroupRobot)
def _robots(actor: Actor) -> ColumnElement[bool]:
    return within_any(actor, (Role.ORGANIZER,), GroupRobot)
