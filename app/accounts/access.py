"""Who sees accounts and makes them: the organizer those below in the own district, the administrator all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select, true

from app.accounts.models import Account, PendingAct, RoleGrant
from app.accounts.rules.creating import Invitee, active_roles
from app.foundation.access import Actor, Grant, Permission, Role, allow, any_of, visible, visible_to
from app.places.models import Area, School

STAFF = tuple(role for role in Role if role is not Role.VOLUNTEER)
BELOW_ORGANIZER = frozenset({Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR})


def of_district(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The account has a role within the grant's district."""
    return any(role.district_id == grant.scope_id for role in active_roles(record))


def below(grant: Grant, actor: Actor, record: Any) -> bool:
    """The role to be given, or every role the account has, is one of those below in the grant's district."""
    if isinstance(record, Invitee):
        in_district = record.role in BELOW_ORGANIZER and record.district_id == grant.scope_id
        return in_district or record.role is Role.VOLUNTEER
    roles = [role for role in active_roles(record) if role.role is not Role.VOLUNTEER]
    return (
        record.id != actor.id
        and bool(roles)
        and all(role.role in BELOW_ORGANIZER and role.district_id == grant.scope_id for role in roles)
    )


def somebody_else(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """Not the actor's own account."""
    return isinstance(record, Invitee) or bool(record.id != actor.id)


def oneself(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The account is the actor's own."""
    return bool(record.id == actor.id)


allow(Permission.ACCOUNT_SELF, *((role, oneself) for role in Role))
allow(Permission.ACCOUNT_READ, (Role.ORGANIZER, of_district), (Role.ADMINISTRATOR,))
allow(Permission.ACCOUNT_INVITE, (Role.ORGANIZER, below), (Role.ADMINISTRATOR, somebody_else))


def second_person(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """Neither who asked nor whom it is for."""
    return actor.id not in {record.asked_by_id, record.account_id}


def in_its_district(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """What is asked lies in the grant's district."""
    return bool(record.district_id == grant.scope_id)


def in_its_district_or_everywhere(grant: Grant, actor: Actor, record: Any) -> bool:
    """What is asked lies in the grant's district, or reaches the whole installation."""
    return record.district_id is None or in_its_district(grant, actor, record)


def asked_oneself(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """What the actor asked for."""
    return actor.id is not None and bool(record.asked_by_id == actor.id)


allow(
    Permission.ACT_CONFIRM,
    (Role.ADMINISTRATOR, second_person),
    (Role.SAFEGUARDING_LEAD, second_person, in_its_district_or_everywhere),
    (Role.ORGANIZER, second_person, in_its_district),
)
allow(
    Permission.ACT_READ,
    (Role.ADMINISTRATOR,),
    (Role.SAFEGUARDING_LEAD, in_its_district_or_everywhere),
    (Role.ORGANIZER, in_its_district),
    (Role.ORGANIZER, asked_oneself),
)


@visible(PendingAct)
def _pending(actor: Actor) -> ColumnElement[bool]:
    if actor.has(Role.ADMINISTRATOR):
        return true()
    districts = actor.scope_ids(Role.ORGANIZER) | actor.scope_ids(Role.SAFEGUARDING_LEAD)
    # Roles for which a second person is asked are a district's.
    own = PendingAct.area_id.in_(districts) | (PendingAct.asked_by_id == actor.id)
    return own | PendingAct.area_id.is_(None) if actor.has(Role.SAFEGUARDING_LEAD) else own


@visible(Account)
def _accounts(actor: Actor) -> ColumnElement[bool]:
    if actor.is_system or actor.has(Role.ADMINISTRATOR):
        return true()
    districts = actor.scope_ids(Role.ORGANIZER)
    places = (
        RoleGrant.area_id.in_(select(Area.id).where(Area.district_id.in_(districts))),
        RoleGrant.school_id.in_(select(School.id).where(School.district_id.in_(districts))),
    )
    return Account.id.in_(
        select(RoleGrant.account_id).where(any_of(RoleGrant.id, *places), RoleGrant.ended_at.is_(None))
    )


@visible(RoleGrant)
def _roles(actor: Actor) -> ColumnElement[bool]:
    """Those of the accounts one sees; who sees all of them need not have them looked up."""
    if actor.has(Role.ADMINISTRATOR):
        return true()
    return RoleGrant.account_id.in_(visible_to(actor, Account).with_only_columns(Account.id))
