"""Who a task is for: oneself, or a post: a school, the director of a village, the supervisor of a township."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_, select

from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Role
from app.foundation.chinese.ordering import by_name
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.places.models import Area, AreaLevel, School
from app.reports.access import KEEPERS


class OwnerChoice(StrEnum):
    """What can be chosen besides a named post; the posts of a child are found by its file."""

    ME = "me"
    CHILD_SCHOOL = "child_school"
    CHILD_VILLAGE = "child_village"
    CHILD_TOWNSHIP = "child_township"


OF_CHILD = (OwnerChoice.CHILD_SCHOOL, OwnerChoice.CHILD_VILLAGE, OwnerChoice.CHILD_TOWNSHIP)


@dataclass(frozen=True)
class Owner:
    """One of the three; an account is always the actor's own."""

    account_id: uuid.UUID | None = None
    school: School | None = None
    area: Area | None = None

    @property
    def place(self) -> School | Area | None:
        """The place of a post."""
        return self.school or self.area


@dataclass(frozen=True)
class Posts:
    """The posts an actor may give tasks to, by kind."""

    townships: list[Area]
    schools: list[School]
    villages: list[Area]

    def each(self) -> list[Area | School]:
        """All of them."""
        return [*self.townships, *self.schools, *self.villages]


def posts_for(session: DbSession, actor: Actor) -> Posts:
    """The posts within the actor's scope: their own, and those under them."""
    districts, townships = actor.scope_ids(Role.ORGANIZER), actor.scope_ids(Role.TOWNSHIP_SUPERVISOR)
    areas = select(Area).where(or_(_areas(actor), Area.district_id.in_(districts))).order_by(Area.code, Area.name)
    schools = select(School).where(
        or_(
            School.district_id.in_(districts),
            School.township_id.in_(townships),
            School.id.in_(actor.scope_ids(Role.SCHOOL_STAFF)),
        )
    )
    found = list(session.scalars(areas))
    return Posts(
        [one for one in found if one.level is AreaLevel.TOWNSHIP],
        by_name(session.scalars(schools)),
        [one for one in found if one.level is AreaLevel.VILLAGE],
    )


def _areas(actor: Actor) -> ColumnElement[bool]:
    townships = actor.scope_ids(Role.TOWNSHIP_SUPERVISOR)
    if not (townships or actor.has(Role.VILLAGE_DIRECTOR)):
        return false()
    own = {*townships, *actor.scope_ids(Role.VILLAGE_DIRECTOR)}
    return or_(Area.id.in_(own), Area.parent_id.in_(townships))


def resolve(session: DbSession, actor: Actor, choice: str, child: Child | None) -> Owner:
    """The owner meant by ``choice``: an ``OwnerChoice``, or the id of a post of ``posts_for``.

    Raises:
        Refused: there is no such post, or it may not see the child.
    """
    if choice in set(OwnerChoice):
        return _chosen(session, actor, OwnerChoice(choice), child)
    found = next((one for one in posts_for(session, actor).each() if str(one.id) == choice), None)
    if found is None:
        raise Refused("tasks.owner_missing", field="owner")
    owner = Owner(school=found) if isinstance(found, School) else Owner(area=found)
    if child is not None and not sees(owner, child):
        raise Refused("tasks.owner_cannot_see", field="owner")
    return owner


def _chosen(session: DbSession, actor: Actor, choice: OwnerChoice, child: Child | None) -> Owner:
    if choice is OwnerChoice.ME:
        return Owner(account_id=actor.id)
    if child is None:
        raise Refused("tasks.child_for_owner", field="owner")
    if choice is OwnerChoice.CHILD_SCHOOL and child.school_id is not None:
        return Owner(school=session.get_one(School, child.school_id))
    if choice is OwnerChoice.CHILD_VILLAGE and child.village_id is not None:
        return Owner(area=session.get_one(Area, child.village_id))
    owner = Owner(area=session.get_one(Area, child.township_id))
    if choice is not OwnerChoice.CHILD_TOWNSHIP or not sees(owner, child):
        raise Refused("tasks.owner_cannot_see", field="owner")
    return owner


def nearest_post(session: DbSession, child: Child) -> Owner:
    """Who visits a child: its village's director; where no village is recorded, the township's supervisor."""
    return Owner(area=session.get_one(Area, child.village_id or child.township_id))


def sees(owner: Owner, child: Child) -> bool:
    """Whether the post sees the child's file: school and village always, the township once there is a consent."""
    if owner.school is not None:
        return owner.school.id == child.school_id
    if owner.area is None:
        return True  # an account: the actor, who was judged by the file
    if owner.area.level is AreaLevel.VILLAGE:
        return owner.area.id == child.village_id
    return owner.area.id == child.township_id and child.consented(clock.today())


def own_place(session: DbSession, actor: Actor) -> Area | School:
    """The place of an actor's first grant that has tasks; where a task for oneself lies.

    Raises:
        Refused: the actor has none.
    """
    for grant in actor.grants:
        if grant.role in KEEPERS and grant.scope_id is not None:
            if grant.role is Role.SCHOOL_STAFF:
                return session.get_one(School, grant.scope_id)
            return session.get_one(Area, grant.scope_id)
    raise Refused("tasks.owner_missing", field="owner")
