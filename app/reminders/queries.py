"""Reads of reminders: one's own, and those of the people one may tell."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Actor, Role, visible_to
from app.foundation.database import DbSession
from app.places.models import Area, AreaLevel, School
from app.reminders.kinds import ReminderKind
from app.reminders.models import ContactAddress, Delivery, GroupRobot, Reminder

SHOWN, OVER_SHOWN = 100, 20
SHOWN_FOR = timedelta(days=14)
MOST_PEOPLE = 60


def own_open(session: DbSession, actor: Actor) -> Sequence[Reminder]:
    """What waits for the actor, unread first, the latest first."""
    wanted = select(Reminder).where(Reminder.account_id == actor.id, Reminder.done_at.is_(None))
    order = (Reminder.read_at.is_not(None), Reminder.created_at.desc(), Reminder.id)
    return session.scalars(wanted.order_by(*order).limit(SHOWN)).all()


def own_over(session: DbSession, actor: Actor) -> Sequence[Reminder]:
    """What was done or read lately, the latest first."""
    wanted = select(Reminder).where(Reminder.account_id == actor.id, Reminder.done_at > clock.now() - SHOWN_FOR)
    return session.scalars(wanted.order_by(Reminder.done_at.desc(), Reminder.id).limit(OVER_SHOWN)).all()


def count_new(session: DbSession, account_id: uuid.UUID) -> int:
    """How many wait that the person has not seen."""
    new = select(func.count()).where(
        Reminder.account_id == account_id, Reminder.done_at.is_(None), Reminder.read_at.is_(None)
    )
    return session.scalar(new) or 0


def addresses_of(session: DbSession, actor: Actor) -> dict[str, ContactAddress]:
    """The actor's own addresses, by their way."""
    rows = session.scalars(select(ContactAddress).where(ContactAddress.account_id == actor.id))
    return {row.channel.value: row for row in rows}


def last_code(session: DbSession, address: ContactAddress) -> Delivery | None:
    """The last code that was to go to an address."""
    wanted = select(Delivery).where(Delivery.key.startswith(f"code:{address.id}:"))
    return session.scalars(wanted.order_by(Delivery.created_at.desc()).limit(1)).one_or_none()


@dataclass
class ToTell:
    """One person for whom something waits that nobody told them yet."""

    account: Account
    reminders: list[Reminder] = field(default_factory=list)

    @property
    def since(self) -> datetime:
        """How long the first of it waits."""
        return self.reminders[0].created_at


@dataclass
class Group:
    """The people of one school, village or township; ``place`` None: of the district."""

    place: School | Area | None
    people: list[ToTell]


def whom_to_tell(session: DbSession, actor: Actor) -> list[Group]:
    """The people at the actor's places for whom something waits, by school, village or township; the longest first."""
    wanted = visible_to(actor, Reminder).where(Reminder.done_at.is_(None), Reminder.told_at.is_(None))
    rows = session.scalars(
        wanted.options(joinedload(Reminder.account)).order_by(Reminder.created_at, Reminder.id)
    ).unique()
    people: dict[tuple[uuid.UUID | None, uuid.UUID], ToTell] = {}
    for row in rows:
        place_id = row.school_id or row.village_id or row.township_id
        people.setdefault((place_id, row.account_id), ToTell(row.account)).reminders.append(row)
    places = _places(session, {place_id for place_id, _ in people if place_id is not None})
    groups: dict[uuid.UUID | None, Group] = {}
    for (place_id, _account_id), one in list(people.items())[:MOST_PEOPLE]:
        group = groups.setdefault(place_id, Group(places.get(place_id) if place_id else None, []))
        group.people.append(one)
    return list(groups.values())


def people_to_tell(session: DbSession, actor: Actor, kinds: Collection[ReminderKind]) -> list[ToTell]:
    """Those of them for whom things of these kinds wait, with these alone; the longest waiting first."""
    wanted = visible_to(actor, Reminder).where(
        Reminder.done_at.is_(None), Reminder.told_at.is_(None), Reminder.kind.in_(kinds)
    )
    ordered = wanted.options(joinedload(Reminder.account)).order_by(Reminder.created_at, Reminder.id)
    people: dict[uuid.UUID, ToTell] = {}
    for row in session.scalars(ordered.limit(MOST_PEOPLE)).unique():
        people.setdefault(row.account_id, ToTell(row.account)).reminders.append(row)
    return list(people.values())


def _places(session: DbSession, ids: set[uuid.UUID]) -> dict[uuid.UUID, School | Area]:
    found: list[School | Area] = [*session.scalars(select(School).where(School.id.in_(ids)))]
    found += session.scalars(select(Area).where(Area.id.in_(ids)))
    return {place.id: place for place in found}


def robots(session: DbSession, actor: Actor) -> Sequence[GroupRobot]:
    """The robots of the actor's district that speak."""
    wanted = visible_to(actor, GroupRobot).where(GroupRobot.ended_at.is_(None))
    return session.scalars(wanted.order_by(GroupRobot.made_at, GroupRobot.id)).all()


def places_for_robots(session: DbSession, actor: Actor) -> list[tuple[str, str]]:
    """``(id, name)`` of the district, its townships and schools that have no robot."""
    districts = actor.scope_ids(Role.ORGANIZER)
    taken = {one.area_id or one.school_id for one in robots(session, actor)}
    areas = session.scalars(
        select(Area)
        .where(Area.id.in_(districts) | Area.parent_id.in_(districts), Area.level != AreaLevel.VILLAGE)
        .order_by(Area.code, Area.name)
    )
    schools = session.scalars(select(School).where(School.district_id.in_(districts)).order_by(School.name))
    every: Iterable[Area | School] = [*areas, *schools]
    return [(str(place.id), place.name) for place in every if place.id not in taken]


def sent_lately(session: DbSession, robot_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Delivery]:
    """What each robot was to say last."""
    wanted = select(Delivery).where(Delivery.robot_id.in_(list(robot_ids))).order_by(Delivery.created_at)
    return {row.robot_id: row for row in session.scalars(wanted) if row.robot_id is not None}
