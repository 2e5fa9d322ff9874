"""Who may do what with a child's file: until consent its own school and village see it, elsewhere it is a count."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from app.children.disclosure.codes import Section
from app.children.models import (
    AccessGrant,
    Child,
    ChildTransfer,
    Consent,
    ConsentLink,
    ImportState,
    PossibleDouble,
    RosterImport,
)
from app.foundation import clock
from app.foundation.access import Actor, Grant, Permission, Role, allow, may, visible, within, within_any

NEAR = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)
"""Those whose daily duty the children are: they see every file of their own school or village."""
FAR = (Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER, Role.SAFEGUARDING_LEAD)
"""Those who see a file only once its guardian consented."""


def consented(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """A guardian's consent reaches today."""
    child: Child = record
    return child.consented(clock.today())


def not_oneself(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """Not something the actor asked for: nobody opens a file to themselves."""
    return getattr(record, "account_id", None) != actor.id


def asked_for_it(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """The actor asked for it."""
    return actor.id is not None and record.account_id == actor.id


def no_organizer(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """Counselling notes are not for organizers, whatever other role they hold."""
    return not actor.has(Role.ORGANIZER)


def uploaded(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """A roster not decided on yet shows what it holds to who uploaded it; its result is for colleagues too."""
    open_upload = isinstance(record, RosterImport) and record.state is ImportState.UPLOADED
    return not open_upload or record.account_id in {None, actor.id}


_READERS = (*((role, within) for role in NEAR), *((role, within, consented) for role in FAR))

allow(Permission.CHILD_LIST, *_READERS)
allow(Permission.CHILD_READ, *_READERS)
allow(Permission.CHILD_SENSITIVE, *_READERS)
allow(Permission.CHILD_CREATE, (Role.SCHOOL_STAFF, within))
allow(Permission.CHILD_WRITE, (Role.SCHOOL_STAFF, within))
allow(Permission.CHILD_TRANSFER, (Role.SCHOOL_STAFF, within))
allow(Permission.REFERRAL_READ, (Role.SCHOOL_STAFF, within), (Role.SAFEGUARDING_LEAD, within))
allow(Permission.ROSTER_IMPORT, (Role.SCHOOL_STAFF, within, uploaded))
allow(Permission.RISK_SET, *((role, within) for role in NEAR), (Role.TOWNSHIP_SUPERVISOR, within, consented))
allow(Permission.CONSENT_ASK, (Role.SCHOOL_STAFF, within))
allow(Permission.CONSENT_LINK, *((role, within) for role in NEAR))
allow(Permission.CONSENT_RECORD, *((role, within) for role in NEAR))
allow(Permission.DUPLICATE_RESOLVE, (Role.TOWNSHIP_SUPERVISOR, within))
allow(Permission.ACCESS_DECIDE, (Role.SAFEGUARDING_LEAD, within, not_oneself))
allow(Permission.ACCESS_OWN, *((role, asked_for_it) for role in (*NEAR, *FAR)))
allow(Permission.ACCESS_REVIEW, (Role.SAFEGUARDING_LEAD, within), (Role.AUDITOR,))
_COUNSELLORS = ((Role.SCHOOL_STAFF, within, no_organizer), (Role.SAFEGUARDING_LEAD, within, consented, no_organizer))
allow(Permission.COUNSELLING_WRITE, *_COUNSELLORS)
allow(Permission.COUNSELLING_READ, (Role.VILLAGE_DIRECTOR, within, no_organizer), *_COUNSELLORS)


def askable(role: Role) -> frozenset[Section]:
    """The sections that may be opened in this role at all; counselling notes are their own tier."""
    far = role in {Role.ORGANIZER, Role.TOWNSHIP_SUPERVISOR}
    return frozenset(Section) - {Section.COUNSELLING} if far else frozenset(Section)


def may_write_counselling(actor: Actor, child: Child) -> bool:
    """Whether the actor keeps counselling notes of this child."""
    return may(actor, Permission.COUNSELLING_WRITE, child)


def is_near(actor: Actor, child: Child) -> bool:
    """Whether the child's school or village is the actor's own."""
    return any(grant.role in NEAR and within(grant, actor, child) for grant in actor.grants)


@visible(AccessGrant)
def visible_access(actor: Actor) -> ColumnElement[bool]:
    """What one asked for oneself; the lead's district's."""
    own = AccessGrant.account_id == actor.id if actor.id is not None else false()
    return or_(own, within_any(actor, (Role.SAFEGUARDING_LEAD,), AccessGrant))


def named_in_lists(actor: Actor, child: Child) -> bool:
    """Whether a list shows the child's name: to those who keep its card or ledger. Others see codes and open one file.

    Nobody browses children: the League's list says how many and which codes, and whoever opens a file is on the log.
    """
    keepers = (*NEAR, Role.TOWNSHIP_SUPERVISOR)
    return any(grant.role in keepers and within(grant, actor, child) for grant in actor.grants)


def lists_names(actor: Actor) -> bool:
    """Whether every child in the actor's lists stands there by name: no role reaches beyond those who keep them."""
    beyond = (Role.ORGANIZER, Role.SAFEGUARDING_LEAD)
    return any(actor.has(role) for role in (*NEAR, Role.TOWNSHIP_SUPERVISOR)) and not any(map(actor.has, beyond))


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
