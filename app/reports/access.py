"""Who sees and ends tasks, and who makes and reads the monthly report.

A task about a child is for those who may see the child, by the rule of the file itself: a consent taken back hides it
from everybody but the child's own school and village. Any other is for whoever answers for its places, and its owner.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.children.access import FAR, NEAR, visible_children
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Grant, Permission, Role, allow, any_of, visible, within, within_any
from app.places.models import Area, AreaLevel, School
from app.reports.models import CareTask, MonthlyReport
from app.seasons.access import in_lists_only

KEEPERS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)
"""Who has tasks and makes them."""
TAKERS = (Role.SCHOOL_STAFF, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)
"""Whose office has another system that takes records. A village's director works on the phone."""
POSTS = {Role.VILLAGE_DIRECTOR: AreaLevel.VILLAGE, Role.TOWNSHIP_SUPERVISOR: AreaLevel.TOWNSHIP}


def reaches(grant: Grant, actor: Actor, record: Any) -> bool:
    """The task lies in the grant's scope or is its own to do; one about a child, only with the child."""
    task: CareTask = record
    if task.child is not None:
        return _sees(grant, actor, task.child)
    return within(grant, actor, task) or owns(grant, actor, task)


def owns(grant: Grant, actor: Actor, record: Any) -> bool:
    """The task is the actor's own, or of the post that the grant is."""
    task: CareTask = record
    if task.owner_id is not None:
        return task.owner_id == actor.id
    if task.owner_school_id is not None:
        return grant.role is Role.SCHOOL_STAFF and grant.scope_id == task.owner_school_id
    return grant.role in POSTS and grant.scope_id == task.owner_area_id


def answers(grant: Grant, actor: Actor, record: Any) -> bool:
    """Who may say that it is done, or drop it: its owner, and above a post the township and the district."""
    task: CareTask = record
    above = {Role.ORGANIZER} if task.owner_id is not None else {Role.ORGANIZER, Role.TOWNSHIP_SUPERVISOR}
    return owns(grant, actor, task) or grant.role in above


def _sees(grant: Grant, actor: Actor, child: Child) -> bool:
    if child.erased_at is not None or not within(grant, actor, child):
        return False
    return grant.role in NEAR or (grant.role in FAR and child.consented(clock.today()))


allow(Permission.TASK_READ, *((role, reaches) for role in KEEPERS))
allow(Permission.TASK_WRITE, *((role, reaches) for role in KEEPERS))
allow(Permission.TASK_END, *((role, reaches, answers) for role in KEEPERS))
allow(Permission.RECORDS_EXPORT, *((role, in_lists_only) for role in TAKERS))
allow(Permission.REPORT_WRITE, (Role.ORGANIZER, within))
allow(Permission.REPORT_EXPORT, (Role.ORGANIZER, within))
# A grant of a township or a school does not say its district: these roles find reports with ``visible_to``.
allow(
    Permission.REPORT_READ,
    (Role.ORGANIZER, within),
    (Role.TOWNSHIP_SUPERVISOR, in_lists_only),
    (Role.SCHOOL_STAFF, in_lists_only),
)


@visible(CareTask)
def visible_tasks(actor: Actor) -> ColumnElement[bool]:
    """``reaches`` in SQL."""
    keeper = keeping(actor)
    if not keeper.grants:
        return false()
    children = select(Child.id).where(visible_children(keeper), Child.erased_at.is_(None))
    alone = CareTask.child_id.is_(None)
    places = within_any(keeper, KEEPERS, CareTask)
    return any_of(CareTask.id, CareTask.child_id.in_(children), and_(alone, places), and_(alone, owned_by(keeper)))


def keeping(actor: Actor) -> Actor:
    """The actor with the roles that have tasks, and no other: what else they may see makes no task theirs."""
    return Actor(actor.id, tuple(grant for grant in actor.grants if grant.role in KEEPERS))


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """``owns`` in SQL, for whatever post the actor has; see what is about a child with ``visible_to`` besides."""
    areas: set[uuid.UUID] = {grant.scope_id for grant in actor.grants if grant.role in POSTS and grant.scope_id}
    own = CareTask.owner_id == actor.id if actor.id is not None else false()
    return or_(
        own,
        CareTask.owner_school_id.in_(actor.scope_ids(Role.SCHOOL_STAFF)),
        CareTask.owner_area_id.in_(areas),
    )


@visible(MonthlyReport)
def _reports(actor: Actor) -> ColumnElement[bool]:
    """Those of the district one works in, for organizers, supervisors and the staff of schools."""
    townships = select(Area.district_id).where(Area.id.in_(actor.scope_ids(Role.TOWNSHIP_SUPERVISOR)))
    schools = select(School.district_id).where(School.id.in_(actor.scope_ids(Role.SCHOOL_STAFF)))
    return or_(
        within_any(actor, (Role.ORGANIZER,), MonthlyReport),
        MonthlyReport.district_id.in_(townships),
        MonthlyReport.district_id.in_(schools),
    )
