"""Who may run matchings, decide, meet and read pairings: predicates, each beside its SQL twin."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from app.children.models import Child
from app.foundation import clock
from app.foundation.access import (
    Actor,
    Grant,
    Permission,
    Role,
    allow,
    any_of,
    once_a_request,
    visible,
    within,
    within_any,
)
from app.pairing.models import ApartReason, DoNotPair, MatchRun, Meeting, Pairing, PairingState
from app.places.models import Area, School
from app.volunteers.models import Volunteer

STAFF = (
    Role.SCHOOL_STAFF,
    Role.VILLAGE_DIRECTOR,
    Role.TOWNSHIP_SUPERVISOR,
    Role.ORGANIZER,
    Role.SAFEGUARDING_LEAD,
)


def central_school_id(child: Child) -> uuid.UUID | None:
    """The school that decides where the child's own does not: its central school, else the one its township names."""
    if child.school is None:
        return child.township.central_school_id
    if child.school.parent_id is not None:
        return child.school.parent_id
    return child.school.township.central_school_id if child.school.township is not None else None


def is_away(school: School) -> bool:
    """Whether the school says that nobody is there today; an open end means until further notice."""
    today = clock.today()
    if school.away_from is None:
        return False
    return school.away_from <= today and (school.away_to is None or today <= school.away_to)


def is_passed_on(pairing: Pairing) -> bool:
    """Whether a request waits for the central school too: unanswered for too long, or the school is away."""
    if pairing.state is not PairingState.ACCEPTED:
        return False
    late = pairing.approval_due_at is not None and pairing.approval_due_at <= clock.now()
    return late or (pairing.child.school is not None and is_away(pairing.child.school))


def deciding(grant: Grant, actor: Actor, record: Any) -> bool:
    """The grant's school decides on this pairing: the child's own, or its central school where that stands in."""
    pairing: Pairing = record
    if within(grant, actor, pairing):
        return True
    if grant.scope_id is None or grant.scope_id != central_school_id(pairing.child):
        return False
    stood_in = actor.id is not None and pairing.approved_by_id == actor.id
    return pairing.child.school_id is None or stood_in or is_passed_on(pairing)


def near(grant: Grant, actor: Actor, record: Any) -> bool:
    """The grant's school is the child's own, or its central school."""
    del actor
    pairing: Pairing = record
    return grant.scope_id is not None and grant.scope_id in {pairing.school_id, central_school_id(pairing.child)}


def introduces(grant: Grant, actor: Actor, record: Any) -> bool:
    """The actor is the one who introduces child and volunteer, at the meeting agreed last."""
    del grant
    pairing: Pairing = record
    return bool(pairing.meetings) and actor.id is not None and pairing.meetings[-1].introducer_id == actor.id


def not_the_volunteer(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """Nobody decides anything about a pairing they serve themselves, whatever other role they hold."""
    pairing: Pairing = record
    return pairing.account_id is None or pairing.account_id != actor.id


def may_be_shown(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """A child whose guardian consented; a volunteer always. Beyond school and village other children are a number."""
    child = record.child if isinstance(record, DoNotPair) else record
    return not isinstance(child, Child) or child.consented(clock.today())


def not_a_complaint(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """What rests on a complaint is lifted by the safeguarding lead only."""
    entry: DoNotPair = record
    return entry.reason != ApartReason.COMPLAINT.value


def knows_child(actor: Actor, pairing: Pairing) -> bool:
    """Whether the child's name is for the actor: staff of the school that decides, and of its village."""
    return any(
        (grant.role is Role.SCHOOL_STAFF and deciding(grant, actor, pairing))
        or (grant.role is Role.VILLAGE_DIRECTOR and within(grant, actor, pairing))
        for grant in actor.grants
    )


@once_a_request
def decided_by_schools_of(actor: Actor) -> ColumnElement[bool]:
    """``deciding`` in SQL, over ``Pairing``."""
    return any_of(Pairing.id, *_deciding(actor))


@once_a_request
def _deciding(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    ids = actor.scope_ids(Role.SCHOOL_STAFF)
    if not ids:
        return ()
    today, under = clock.today(), _under(ids)
    away = and_(School.away_from <= today, or_(School.away_to.is_(None), School.away_to >= today))
    late = Pairing.approval_due_at <= clock.now()
    stood_in = Pairing.approved_by_id == actor.id if actor.id is not None else false()
    passed_on = and_(
        Pairing.state == PairingState.ACCEPTED,
        or_(and_(late, Pairing.child.has(Child.school.has(under))), Pairing.child.has(Child.school.has(under & away))),
    )
    return (
        Pairing.child.has(Child.school_id.in_(ids)),
        Pairing.child.has(_without_school(ids)),
        passed_on,
        and_(stood_in, Pairing.child.has(Child.school.has(under))),
    )


def _under(ids: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Schools whose central school is one of ``ids``."""
    by_township = and_(School.parent_id.is_(None), School.township.has(Area.central_school_id.in_(ids)))
    return or_(School.parent_id.in_(ids), by_township)


def _without_school(ids: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Children without a school whose township names one of ``ids``."""
    return and_(Child.school_id.is_(None), Child.township.has(Area.central_school_id.in_(ids)))


@visible(Pairing)
def _pairings(actor: Actor) -> ColumnElement[bool]:
    own = _served(actor) if actor.has(Role.VOLUNTEER) else false()
    return any_of(Pairing.id, *_in_scope(actor, STAFF), *_deciding(actor), own)


@once_a_request
def decided_as_staff(actor: Actor) -> ColumnElement[bool]:
    """Pairings that one's school decides on, but for those one serves oneself."""
    return and_(decided_by_schools_of(actor), ~_served(actor))


@once_a_request
def seen_as_staff(actor: Actor) -> ColumnElement[bool]:
    """Pairings within one's scope as staff; those one serves oneself are on other pages, by their stage.

    A part of what ``visible_to`` gives, as ``decided_as_staff`` is of this: who asks for one needs no other beside it,
    and PostgreSQL spends longer on planning all three than on finding the rows.
    """
    return and_(any_of(Pairing.id, *_in_scope(actor, STAFF), *_deciding(actor)), ~_served(actor))


@once_a_request
def seen_near(actor: Actor) -> ColumnElement[bool]:
    """Those of one's school, or of one's village as its director; not those one serves oneself."""
    village = _in_scope(actor, (Role.VILLAGE_DIRECTOR,))
    return and_(any_of(Pairing.id, *_deciding(actor), *village), ~_served(actor))


def _in_scope(actor: Actor, roles: Collection[Role]) -> tuple[ColumnElement[bool], ...]:
    """Those whose child lies in a scope of the roles."""
    return (Pairing.child.has(within_any(actor, roles, Child)),) if any(map(actor.has, roles)) else ()


def _served(actor: Actor) -> ColumnElement[bool]:
    """Those one serves as their volunteer."""
    return Pairing.volunteer.has(Volunteer.account_id == actor.id) if actor.id is not None else false()


@visible(MatchRun)
def _runs(actor: Actor) -> ColumnElement[bool]:
    return within_any(actor, (Role.ORGANIZER,), MatchRun)


@visible(Meeting)
def _meetings(actor: Actor) -> ColumnElement[bool]:
    """Those of one's school, and those one introduces at."""
    ids = actor.scope_ids(Role.SCHOOL_STAFF)
    near_by = or_(
        Child.school_id.in_(ids),
        Child.school.has(_under(ids)),
        _without_school(ids),
        within_any(actor, (Role.VILLAGE_DIRECTOR,), Child),
    )
    mine = Meeting.introducer_id == actor.id if actor.id is not None else false()
    decided = Meeting.pairing.has(decided_by_schools_of(actor))
    introduced = and_(mine, Meeting.pairing.has(Pairing.child.has(near_by)))
    return and_(any_of(Meeting.id, decided, introduced), ~Meeting.pairing.has(_served(actor)))


allow(Permission.MATCH_READ, (Role.ORGANIZER, within))
allow(Permission.MATCH_RUN, (Role.ORGANIZER, within))
allow(Permission.MATCH_PUBLISH, (Role.ORGANIZER, within))
allow(Permission.MATCH_SUGGEST, (Role.ORGANIZER, within, may_be_shown), (Role.SCHOOL_STAFF, within))
allow(Permission.BADGE_OWN, (Role.VOLUNTEER, within))
allow(
    Permission.CARD_PRINT,
    (Role.SCHOOL_STAFF, deciding, not_the_volunteer),
    (Role.VILLAGE_DIRECTOR, within, not_the_volunteer),
)
allow(Permission.PAIRING_OWN, (Role.VOLUNTEER, within))
allow(Permission.PAIRING_ANSWER, (Role.VOLUNTEER, within))
allow(Permission.APPROVAL_READ, (Role.SCHOOL_STAFF, deciding, not_the_volunteer))
allow(Permission.APPROVAL_DECIDE, (Role.SCHOOL_STAFF, deciding, not_the_volunteer))
allow(
    Permission.MEETING_RECORD,
    (Role.SCHOOL_STAFF, deciding, not_the_volunteer),
    (Role.SCHOOL_STAFF, near, introduces, not_the_volunteer),
    (Role.VILLAGE_DIRECTOR, within, introduces, not_the_volunteer),
)
allow(
    Permission.PAIRING_READ,
    (Role.SCHOOL_STAFF, deciding, not_the_volunteer),
    *((role, within, not_the_volunteer) for role in STAFF if role is not Role.SCHOOL_STAFF),
)
allow(
    Permission.PAIRING_END,
    *((role, within, not_the_volunteer) for role in (Role.SCHOOL_STAFF, Role.ORGANIZER, Role.SAFEGUARDING_LEAD)),
)
allow(Permission.MILESTONE_TICK, (Role.SCHOOL_STAFF, deciding, not_the_volunteer))
allow(Permission.RELAY_DECIDE, (Role.SCHOOL_STAFF, deciding, not_the_volunteer))
allow(Permission.PAIRING_HOME, (Role.SCHOOL_STAFF, deciding, not_the_volunteer))
# Not the organizer: who records that a check is clear again does not also let the pairing go on.
allow(
    Permission.PAIRING_RESUME,
    (Role.SCHOOL_STAFF, deciding, not_the_volunteer),
    (Role.SAFEGUARDING_LEAD, within, not_the_volunteer),
)
# Judged on the pairing of the absence.
for _permission in (Permission.ABSENCE_READ, Permission.ABSENCE_TELL):
    allow(
        _permission,
        (Role.SCHOOL_STAFF, deciding, not_the_volunteer),
        (Role.VILLAGE_DIRECTOR, within, not_the_volunteer),
    )
allow(Permission.ABSENCE_SAY, (Role.VOLUNTEER, within))
allow(Permission.SUBSTITUTE_APPROVE, (Role.SCHOOL_STAFF, deciding, not_the_volunteer))
allow(Permission.SUBSTITUTE_OWN, (Role.VOLUNTEER, within))

NOTERS = (
    (Role.SCHOOL_STAFF, within, not_the_volunteer),
    (Role.ORGANIZER, within, not_the_volunteer, may_be_shown),
    (Role.SAFEGUARDING_LEAD, within, not_the_volunteer, may_be_shown),
)
allow(Permission.APART_READ, *NOTERS)
allow(Permission.APART_WRITE, *NOTERS)
allow(Permission.APART_LIFT, *((*one, not_a_complaint) for one in NOTERS[:2]), NOTERS[2])


@visible(DoNotPair)
def _entries(actor: Actor) -> ColumnElement[bool]:
    """Those of one's school; of one's district where the child may be shown; never about oneself."""
    far = (Role.ORGANIZER, Role.SAFEGUARDING_LEAD)
    shown = within_any(actor, far, Child) & Child.is_consented(clock.today())
    districts = actor.scope_ids(Role.ORGANIZER) | actor.scope_ids(Role.SAFEGUARDING_LEAD)
    about = or_(
        DoNotPair.child.has(or_(within_any(actor, (Role.SCHOOL_STAFF,), Child), shown)),
        DoNotPair.for_school_id.in_(actor.scope_ids(Role.SCHOOL_STAFF)),
        DoNotPair.for_school.has(School.district_id.in_(districts)),
        DoNotPair.for_village.has(Area.district_id.in_(districts)),
    )
    oneself = DoNotPair.volunteer.has(Volunteer.account_id == actor.id) if actor.id is not None else false()
    return and_(about, ~oneself)
