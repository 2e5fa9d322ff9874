"""Who does what in rights and retention.

A child's request is recorded where the guardian goes, the school or the village, and answered by the safeguarding lead,
who sees nothing of the rest; a correction is made by the school that keeps the file. A volunteer's is the League's.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, select

from app.children.models import Child
from app.foundation.access import Actor, Grant, Permission, Role, allow, visible, within, within_any
from app.privacy.models import Breach, ImpactAssessment, RequestKind, RightsRequest
from app.volunteers.models import Volunteer

CHILDRENS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.SAFEGUARDING_LEAD)
LEADING = (Role.ORGANIZER, Role.SAFEGUARDING_LEAD)


def of_child(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The request, or the file, is a child's."""
    return isinstance(record, Child) or getattr(record, "child_id", None) is not None


def of_volunteer(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The request, or the profile, is a volunteer's."""
    return isinstance(record, Volunteer) or getattr(record, "volunteer_id", None) is not None


def somebody_else(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """Nobody answers a request about themselves."""
    return record.account_id is None or record.account_id != actor.id


def corrects(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The request is for a correction."""
    return bool(record.kind is RequestKind.CORRECT)


allow(
    Permission.RIGHTS_RECORD,
    *((role, within, of_child) for role in CHILDRENS),
    (Role.ORGANIZER, within, of_volunteer),
)
allow(
    Permission.RIGHTS_READ,
    *((role, within, of_child) for role in CHILDRENS),
    (Role.ORGANIZER, within, of_volunteer),
)
allow(
    Permission.RIGHTS_DECIDE,
    (Role.SAFEGUARDING_LEAD, within, of_child),
    (Role.SCHOOL_STAFF, within, of_child, corrects),
    (Role.ORGANIZER, within, of_volunteer, somebody_else),
)
allow(Permission.RIGHTS_OWN, (Role.VOLUNTEER, within))
_OVERSEEING = (Role.ORGANIZER, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR, Role.AUDITOR)
allow(Permission.INVENTORY_READ, *((role,) for role in _OVERSEEING))
allow(Permission.RETENTION_READ, *((role,) for role in _OVERSEEING))
allow(Permission.RETENTION_SET, (Role.ADMINISTRATOR,))
allow(Permission.BREACH_READ, *((role, within) for role in (*LEADING, Role.AUDITOR)))
allow(Permission.BREACH_WRITE, *((role, within) for role in LEADING))
allow(Permission.ASSESSMENT_READ, *((role, within) for role in (*LEADING, Role.AUDITOR)))
allow(Permission.ASSESSMENT_WRITE, *((role, within) for role in LEADING))
allow(Permission.JANUARY_READ, *((role, within) for role in (*LEADING, Role.AUDITOR)))
allow(Permission.DATA_OFFICER_SET, *((role, within) for role in LEADING))


@visible(RightsRequest)
def _requests(actor: Actor) -> ColumnElement[bool]:
    children = select(Child.id).where(within_any(actor, CHILDRENS, Child))
    volunteers = select(Volunteer.id).where(within_any(actor, (Role.ORGANIZER,), Volunteer))
    own = (
        select(Volunteer.id).where(Volunteer.account_id == actor.id)
        if actor.id
        else select(Volunteer.id).where(false())
    )
    return (
        RightsRequest.child_id.in_(children)
        | RightsRequest.volunteer_id.in_(volunteers)
        | RightsRequest.volunteer_id.in_(own)
    )


@visible(Breach)
def _breaches(actor: Actor) -> ColumnElement[bool]:
    return within_any(actor, (*LEADING, Role.AUDITOR), Breach)


@visible(ImpactAssessment)
def _assessments(actor: Actor) -> ColumnElement[bool]:
    return within_any(actor, (*LEADING, Role.AUDITOR), ImpactAssessment)
