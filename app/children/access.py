"""Who may do what with a child's file: until consent its own school and village see it, elsewhere it is a count."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from app.children.models import Child, ChildTransfer, Consent, ConsentLink, PossibleDouble, RosterImport
from app.foundation import clock
from app.foundation.access import Actor, Grant, Permission, Role, allow, visible, within, within_any

NEAR = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)
"""Those whose daily duty the children are: they see every file of their own school or village."""
FAR = (Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER, Role.SAFEGUARDING_LEAD)
"""Those who see a file only once its guardian consented."""


def consented(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """A guardian's consent reaches today."""
    child: Child = record
    return child.consented(clock.today())


_READERS = (*((role, within) for role in NEAR), *((role, within, consented) for role in FAR))

allow(Permission.CHILD_LIST, *_READERS)
allow(Permission.CHILD_READ, *_READERS)
allow(Permission.CHILD_SENSITIVE, *((role, within) for role in NEAR))
allow(Permission.CHILD_CREATE, (Role.SCHOOL_STAFF, within))
allow(Permission.CHILD_WRITE, (Role.SCHOOL_STAFF, within))
allow(Permission.CHILD_TRANSFER, (Role.SCHOOL_STAFF, within))
allow(Permission.REFERRAL_READ, (Role.SCHOOL_STAFF, within), (Role.SAFEGUARDING_LEAD, within))
allow(Permission.ROSTER_IMPORT, (Role.SCHOOL_STAFF, within))
allow(Permission.CONSENT_ASK, (Role.SCHOOL_STAFF, within))
allow(Permission.CONSENT_LINK, *((role, within) for role in NEAR))
allow(Permission.CONSENT_RECORD, *((role, within) for role in NEAR))
allow(Permission.DUPLICATE_RESOLVE, (Role.TOWNSHIP_SUPERVISOR, within))


def named_in_lists(actor: Actor, child: Child) -> bool:
    """Whether a list shows the child's name: to those who keep its card or ledger. Others see codes and open one file.

    Nobody browses children: the League's list says how many and which codes, and whoever opens a file is on the log.
    """
    keepers = (*NEAR, Role.TOWNSHIP_SUPERVISOR)
    return any(grant.role in keepers and within(grant, actor, child) for grant in actor.grants)


@visible(Child)
def visible_children(actor: Actor) -> ColumnElement[bool]:
    """Every file of one's own school or village; beyond, those with consent."""
    near = within_any(actor, NEAR, Child)
    return near | (within_any(actor, FAR, Child) & Child.is_consented(clock.today()))


@visible(Consent)
def visible_consents(actor: Actor) -> ColumnElement[bool]:
    """Those of the children one sees."""
    return Consent.child_id.in_(select(Child.id).where(visible_children(actor)))


@visible(ConsentLink)
def visible_links(actor: Actor) -> ColumnElement[bool]:
    """Those of one's own school's classes, and of the children whose consent one records."""
    near = select(Child.id).where(within_any(actor, NEAR, Child))
    return within_any(actor, (Role.SCHOOL_STAFF,), ConsentLink) | ConsentLink.child_id.in_(near)


@visible(RosterImport)
def visible_imports(actor: Actor) -> ColumnElement[bool]:
    """Those of one's own school."""
    return within_any(actor, (Role.SCHOOL_STAFF,), RosterImport)


@visible(ChildTransfer)
def visible_transfers(actor: Actor) -> ColumnElement[bool]:
    """Those one's own school gives or receives."""
    own = actor.scope_ids(Role.SCHOOL_STAFF)
    return ChildTransfer.to_school_id.in_(own) | ChildTransfer.from_school_id.in_(own)


@visible(PossibleDouble)
def visible_doubles(actor: Actor) -> ColumnElement[bool]:
    """Those whose later file lies in one's own township."""
    later = select(Child.id).where(within_any(actor, (Role.TOWNSHIP_SUPERVISOR,), Child))
    return PossibleDouble.child_id.in_(later)
