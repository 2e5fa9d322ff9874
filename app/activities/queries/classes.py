"""Reading sites, their classes, and the places in them that the actor may see."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from app.accounts.models import Account, RoleGrant
from app.activities.models import Activity, ActivityState, ClassSeat, Enrolment, EnrolmentState, SiteClass
from app.activities.rules.seats import OPEN, shut_gates
from app.children.access import NEAR, is_near
from app.children.gates import ChildGate
from app.children.models import Child, ChildStatus, Consent
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, may, visible_to, within_any
from app.foundation.chinese.ordering import by_person, place_key
from app.foundation.database import DbSession
from app.foundation.errors import Missing
from app.pairing.models import OPEN_STATES, Pairing
from app.places.models import Area, School, Site

MOST_LISTED = 300


@dataclass(frozen=True)
class Filled:
    """How full a class is, counted over everybody's children."""

    places: int = 0
    enrolled: int = 0
    offered: int = 0
    waiting: int = 0

    @property
    def free(self) -> int:
        """Places that nobody has and nobody is offered."""
        return self.places - self.enrolled - self.offered


@dataclass(frozen=True)
class PlaceRow:
    """A child's place as the actor may see it; ``name`` for its own school and village, and for the site's keeper."""

    place: Enrolment
    code: str
    name: str | None
    school: str
    gates: tuple[ChildGate, ...]
    may_write: bool


@dataclass(frozen=True)
class Candidate:
    """A child that could be enrolled or offered a place; with ``gates`` it cannot now."""

    id: uuid.UUID
    code: str
    name: str
    grade: int | None
    class_name: str | None
    gates: tuple[ChildGate, ...]


def sites_near(session: DbSession, actor: Actor) -> Sequence[Site]:
    """The sites the actor sees, by township and name."""
    statement = visible_to(actor, Site).options(joinedload(Site.township), selectinload(Site.hours))
    return sorted(session.scalars(statement), key=lambda site: (str(site.township_id), place_key(site.name)))


def site_for(session: DbSession, actor: Actor, site_id: uuid.UUID) -> Site:
    """One site the actor sees.

    Raises:
        Missing: there is none, or it is none of theirs.
    """
    loaded = visible_to(actor, Site).options(joinedload(Site.township), selectinload(Site.hours))
    found = session.scalars(loaded.where(Site.id == site_id)).one_or_none()
    if found is None:
        raise Missing
    return found


def keeper_name(session: DbSession, site: Site) -> str | None:
    """The name of the account that keeps the site."""
    return session.get_one(Account, site.keeper_id).name if site.keeper_id else None


def possible_keepers(session: DbSession, actor: Actor, site: Site) -> Sequence[Account]:
    """Staff of the site's township whom the actor sees, and its keeper, by name."""
    schools = select(School.id).where(School.township_id == site.township_id)
    areas = select(Area.id).where((Area.parent_id == site.township_id) | (Area.id == site.township_id))
    staff = select(RoleGrant.account_id).where(
        RoleGrant.ended_at.is_(None),
        RoleGrant.role.in_((*NEAR, Role.TOWNSHIP_SUPERVISOR)),
        RoleGrant.school_id.in_(schools) | RoleGrant.area_id.in_(areas),
    )
    query = visible_to(actor, Account).where(Account.active, Account.id.in_(staff) | (Account.id == site.keeper_id))
    return by_person(session.scalars(query), lambda account: account.name)


def class_for(session: DbSession, actor: Actor, class_id: uuid.UUID) -> SiteClass:
    """One class the actor sees.

    Raises:
        Missing: there is none, or it is none of theirs.
    """
    loaded = visible_to(actor, SiteClass).options(joinedload(SiteClass.site).joinedload(Site.township))
    found = session.scalars(loaded.where(SiteClass.id == class_id)).one_or_none()
    if found is None:
        raise Missing
    return found


def classes_seen(session: DbSession, actor: Actor, site_id: uuid.UUID | None = None) -> list[tuple[SiteClass, Filled]]:
    """The classes the actor sees that are not over, of all sites or of one, with how full they are."""
    statement = visible_to(actor, SiteClass).options(joinedload(SiteClass.site).joinedload(Site.township))
    statement = statement.where(SiteClass.ends_on >= clock.today()).order_by(SiteClass.starts_on, SiteClass.name)
    if site_id is not None:
        statement = statement.where(SiteClass.site_id == site_id)
    found = session.scalars(statement).all()
    filled = filled_of(session, [one.id for one in found])
    return [(one, filled[one.id]) for one in found]


def filled_of(session: DbSession, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Filled]:
    """How full classes are, in two queries."""
    seats = select(ClassSeat.class_id, func.count()).where(ClassSeat.class_id.in_(ids)).group_by(ClassSeat.class_id)
    places = {row[0]: row[1] for row in session.execute(seats)}
    counted = select(Enrolment.class_id, Enrolment.state, func.count()).where(
        Enrolment.class_id.in_(ids), Enrolment.state.in_(OPEN)
    )
    states: dict[uuid.UUID, Counter[EnrolmentState]] = {class_id: Counter() for class_id in ids}
    for class_id, state, count in session.execute(counted.group_by(Enrolment.class_id, Enrolment.state)):
        states[class_id][state] = count
    return {
        class_id: Filled(
            places.get(class_id, 0),
            found[EnrolmentState.ENROLLED],
            found[EnrolmentState.OFFERED],
            found[EnrolmentState.WAITING],
        )
        for class_id, found in states.items()
    }


def places_of(session: DbSession, actor: Actor, lessons: SiteClass) -> list[PlaceRow]:
    """Who has a place, an offer or a turn: one's own children, and at one's own site those with a place or an offer.

    A child without a consent that stands is shown to its own school and village only.
    """
    seen: ColumnElement[bool] = Enrolment.child_id.in_(visible_to(actor, Child).with_only_columns(Child.id))
    if may(actor, Permission.CLASS_WRITE, lessons):
        here = Enrolment.seat.is_not(None) & Child.is_consented(clock.today())
        seen = or_(seen, here)
    statement = select(Enrolment).join(Child, Child.id == Enrolment.child_id)
    statement = statement.where(Enrolment.class_id == lessons.id, Enrolment.state.in_(OPEN), seen)
    child = joinedload(Enrolment.child)
    statement = statement.options(
        child.joinedload(Child.school), child.selectinload(Child.consents), child.selectinload(Child.needs)
    ).order_by(Enrolment.seat.is_(None), Enrolment.asked_at, Enrolment.id)
    today, keeps = clock.today(), actor.id is not None and lessons.site.keeper_id == actor.id
    return [
        PlaceRow(
            place,
            place.child.code,
            place.child.name if is_near(actor, place.child) or (keeps and place.seat is not None) else None,
            place.child.school.name if place.child.school else place.child.township.name,
            shut_gates(place.child, today),
            may(actor, Permission.ENROLMENT_WRITE, place),
        )
        for place in session.scalars(statement.limit(MOST_LISTED))
    ]


def may_enrol(actor: Actor, lessons: SiteClass) -> bool:
    """Whether the actor has own children to enrol, and the class still takes some."""
    takes = lessons.closed_at is None and lessons.ends_on >= clock.today()
    return takes and any(actor.has(role) for role in NEAR)


def candidates(session: DbSession, actor: Actor, lessons: SiteClass) -> list[Candidate]:
    """The children of the actor's own school or village who have no place, offer or turn in the class."""
    have = select(Enrolment.child_id).where(Enrolment.class_id == lessons.id, Enrolment.state.in_(OPEN))
    statement = _own_children(actor, lessons.district_id).where(Child.id.not_in(have))
    return [_candidate(child) for child in session.scalars(statement.limit(MOST_LISTED))]


def still_waiting(session: DbSession, actor: Actor, lessons: SiteClass) -> list[Candidate]:
    """Own children with consent, no pairing and no class, at home where the class can be reached."""
    paired = select(Pairing.child_id).where(Pairing.state.in_(OPEN_STATES))
    placed = select(Enrolment.child_id).where(Enrolment.state.in_(OPEN))
    near = {lessons.site.township_id, *(one.township_id for one in lessons.site.reach)}
    statement = _own_children(actor, lessons.district_id).where(
        Child.is_consented(clock.today()),
        Child.township_id.in_(near),
        Child.id.not_in(paired),
        Child.id.not_in(placed),
    )
    found = [_candidate(child) for child in session.scalars(statement.limit(MOST_LISTED))]
    return [one for one in found if not one.gates]


def count_still_waiting(session: DbSession, actor: Actor) -> int:
    """How many of the actor's own children have consent and neither a pairing nor a place in any class."""
    paired = select(Pairing.child_id).where(Pairing.state.in_(OPEN_STATES))
    placed = select(Enrolment.child_id).where(Enrolment.state.in_(OPEN))
    statement = visible_to(actor, Child).where(
        within_any(actor, NEAR, Child),
        Child.status == ChildStatus.ACTIVE,
        Child.is_consented(clock.today()),
        Child.id.not_in(paired),
        Child.id.not_in(placed),
    )
    return session.scalar(statement.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def offers_open(session: DbSession, actor: Actor) -> int:
    """How many offers to the actor's own children wait for their carer's answer."""
    own = select(Child.id).where(within_any(actor, NEAR, Child))
    statement = select(func.count()).where(Enrolment.state == EnrolmentState.OFFERED, Enrolment.child_id.in_(own))
    return session.scalar(statement) or 0


def dates(session: DbSession, lessons: SiteClass) -> Sequence[Activity]:
    """The activities of a class, by date. Judge the class before."""
    statement = select(Activity).where(Activity.class_id == lessons.id).order_by(Activity.starts_at)
    return session.scalars(statement).all()


def coming(session: DbSession, site_id: uuid.UUID, most: int = 10) -> Sequence[Activity]:
    """The next planned activities of a site. Judge the site before."""
    planned = select(Activity).where(Activity.site_id == site_id, Activity.state == ActivityState.PLANNED)
    statement = planned.where(Activity.ends_at >= clock.now()).order_by(Activity.starts_at).limit(most)
    return session.scalars(statement).all()


def _own_children(actor: Actor, district_id: uuid.UUID) -> Select[Child]:
    own = visible_to(actor, Child).where(
        within_any(actor, NEAR, Child), Child.district_id == district_id, Child.status == ChildStatus.ACTIVE
    )
    hidden = (defer(Consent.consenter), defer(Consent.witness), defer(Consent.home_yes_by))
    loaded = own.options(selectinload(Child.consents).options(*hidden), selectinload(Child.needs))
    return loaded.order_by(Child.grade, Child.class_name, Child.code)


def _candidate(child: Child) -> Candidate:
    gates = shut_gates(child, clock.today())
    return Candidate(child.id, child.code, child.name, child.grade, child.class_name, gates)
