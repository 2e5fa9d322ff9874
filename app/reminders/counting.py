"""Kinds that are a number on somebody's page: "3 visits are overdue", counted for everybody at once.

A part gives what there is in piles: things that lie alike, so that whoever may see one of them sees them all. Each pile
is judged, by the rules of access and in memory, for the people of its places alone. However many people there are, the
questions to the database stay the same few; and the number is the one on the page the reminder leads to.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.accounts.models import Account, RoleGrant
from app.foundation.access import Actor, Grant, Permission, Role, may
from app.foundation.database import DbSession
from app.places.models import Area, AreaLevel
from app.reminders.kinds import CONFIDENTIAL, ReminderKind
from app.reminders.registry import HOURLY, NOWHERE, Source, Wait, Where, add_source

Judge = Callable[[Actor], bool]


@dataclass(frozen=True)
class Pile:
    """``count`` things that lie alike; ``judge`` says of somebody found by ``near`` whether they are theirs to see.

    ``near`` holds ids of places and accounts: whoever has a role at none of them, and is none of them, is not asked.
    """

    count: int
    near: frozenset[uuid.UUID | None]
    judge: Judge


@dataclass(frozen=True)
class Lying:
    """Where children, or what belongs to them, lie: as much of a record as the rules of access read.

    ``account_id``: the volunteer's. ``is_open``: a guardian's consent reaches today.
    """

    district_id: uuid.UUID
    township_id: uuid.UUID
    village_id: uuid.UUID | None
    school_id: uuid.UUID | None
    is_open: bool = False
    account_id: uuid.UUID | None = None
    erased_at: None = None

    def consented(self, day: date) -> bool:  # noqa: ARG002 - as ``Child.consented``, which is asked for today
        """``is_open``."""
        return self.is_open

    @property
    def near(self) -> frozenset[uuid.UUID | None]:
        """The places whose people may see it."""
        return frozenset({self.district_id, self.township_id, self.village_id, self.school_id})


def lying_pile(permission: Permission, lying: Lying, count: int) -> Pile:
    """So many things that lie there, for whoever holds ``permission`` over them."""
    return Pile(count, lying.near, lambda actor: may(actor, permission, lying))


Piles = Callable[[DbSession], Iterable[Pile]]


def add_counted(kind: ReminderKind, endpoint: str, *roles: Role, piles: Piles, every: timedelta = HOURLY) -> None:
    """Register a kind that is a number on the page ``endpoint``, for everybody who has one of the roles.

    A person's number goes by all of that person's roles, as the page does.
    """

    def find(session: DbSession) -> Iterator[Wait]:
        found = [pile for pile in piles(session) if pile.count]
        if not found:
            return
        people = holders(session, *roles)
        for one, number in count_for(people, found).items():
            told = NOWHERE if kind in CONFIDENTIAL else people[one]
            yield Wait(_id(one), _id(one), {"count": number}, told)

    add_source(Source(kind, endpoint, find, every=every))


def count_for(people: Iterable[Actor], piles: Iterable[Pile]) -> Counter[Actor]:
    """How much there is for whom; nobody stands in it with nothing."""
    at: dict[uuid.UUID, list[Actor]] = {}
    for one in people:
        for place in {one.id, *(grant.scope_id for grant in one.grants)} - {None}:
            at.setdefault(place, []).append(one)  # type: ignore[arg-type] # None was taken out
    counted: Counter[Actor] = Counter()
    for pile in piles:
        asked = {one for place in pile.near if place is not None for one in at.get(place, ())}
        for one in asked:
            if pile.judge(one):
                counted[one] += pile.count
    return counted


def holders(session: DbSession, *roles: Role) -> dict[Actor, Where]:
    """The open accounts that have one of the roles, by their id, each with the place of the first such role."""
    has = select(RoleGrant.account_id).where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None))
    wanted = (
        select(RoleGrant)
        .join(RoleGrant.account)
        .where(Account.active, RoleGrant.ended_at.is_(None), RoleGrant.account_id.in_(has))
        .order_by(RoleGrant.account_id, RoleGrant.granted_at, RoleGrant.id)
    )
    held: dict[uuid.UUID, list[RoleGrant]] = {}
    for grant in session.scalars(wanted):
        held.setdefault(grant.account_id, []).append(grant)
    return {
        Actor(account_id, tuple(Grant(one.role, one.scope, one.scope_id) for one in grants)): where_of(
            next(one for one in grants if one.role in roles)
        )
        for account_id, grants in held.items()
    }


def where_of(grant: RoleGrant) -> Where:
    """The place of a role."""
    if grant.school is not None:
        return Where(grant.school.district_id, grant.school.township_id, grant.school.id)
    if grant.area is None:
        return NOWHERE
    village_id = grant.area.id if grant.area.level is AreaLevel.VILLAGE else None
    return Where(grant.area.district_id, _township_of(grant.area), village_id=village_id)


def _township_of(area: Area) -> uuid.UUID | None:
    return {AreaLevel.VILLAGE: area.parent_id, AreaLevel.TOWNSHIP: area.id}.get(area.level)


def _id(actor: Actor) -> uuid.UUID:
    if actor.id is None:
        raise ValueError("reminders are for accounts")
    return actor.id
