"""Recording a visit, and saying that one counts for nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.catalogue.queries import safety_topics
from app.children.models import Child, ChildStatus
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish
from app.places.models import Area
from app.visits.codes import CareNeed, Mark, ParentContact, VisitPlace, VisitVoid
from app.visits.due import LEVELS, Interval
from app.visits.events import GuardianshipRecorded
from app.visits.models import LONGEST_INTERVAL, Visit, VisitInterval

OLDEST = timedelta(days=366)


@dataclass(frozen=True)
class VisitInput:
    """A visit as it was sent. ``id`` is made before sending, so that sending twice records once."""

    id: uuid.UUID
    child_id: uuid.UUID
    visited_on: date
    place: VisitPlace
    met_child: bool
    met_carer: bool
    health: Mark
    mood: Mark
    safety: Mark
    schooling: Mark
    parent_contact: ParentContact
    risk_seen: bool
    care_needs: frozenset[CareNeed] = frozenset()
    topics: frozenset[str] = frozenset()
    note: str | None = None


def record_visit(session: DbSession, actor: Actor, given: VisitInput) -> Visit:
    """Record a visit to a child the actor keeps the card or ledger of; the same again gives the first one. Commits.

    Raises:
        Missing: the child, or a visit already recorded under this id, is not the actor's.
        Refused: the day cannot be, nobody was met, a topic is not of the list, or the child had left by then.
    """
    known = session.get(Visit, given.id)
    if known is not None:
        return authorize(actor, Permission.VISIT_RECORD, known)
    child = authorize(actor, Permission.VISIT_RECORD, session.get(Child, given.child_id))
    _check(session, child, given)
    values = {name: value for name, value in vars(given).items() if name != "care_needs"}
    needs = frozenset(need.value for need in given.care_needs)
    visit = Visit(**values, care_needs=needs, district_id=child.district_id, visited_by_id=actor.id)
    session.add(visit)
    audit.record(session, actor, Action.VISIT_RECORDED, visit, place=given.place.value)
    try:
        session.flush()
        publish(session, GuardianshipRecorded(child, actor))
        session.commit()
    except IntegrityError:
        session.rollback()  # the twin of a double click was first
        return authorize(actor, Permission.VISIT_RECORD, session.get(Visit, given.id))
    return visit


def void_visit(session: DbSession, actor: Actor, visit_id: uuid.UUID, reason: VisitVoid) -> Visit:
    """Say that a visit counts for nothing; it stays, with the reason. Idempotent. Commits.

    Raises:
        Missing: it is not the actor's to void.
    """
    visit = authorize(actor, Permission.VISIT_VOID, session.get(Visit, visit_id, with_for_update=True))
    if visit.voided_at is None:
        visit.voided_at, visit.voided_by_id, visit.void_reason = clock.now(), actor.id, reason
        audit.record(session, actor, Action.VISIT_VOIDED, visit, reason=reason.value)
        session.commit()
    return visit


def set_intervals(session: DbSession, actor: Actor, district: Area, wanted: Mapping[int, Interval]) -> None:
    """Say how many days may lie between visits at each level of attention; every level is given. Commits.

    Raises:
        Missing: the district is not the actor's.
        Refused: a number is out of bounds, or a summer interval longer than the usual one.
    """
    authorize(actor, Permission.VISIT_INTERVAL_SET, district)
    for level in LEVELS:
        if not 1 <= wanted[level].summer_days <= wanted[level].days <= LONGEST_INTERVAL:
            raise Refused("visits.interval", field=f"days_{level}", most=LONGEST_INTERVAL)
    session.execute(select(Area.id).where(Area.id == district.id).with_for_update(key_share=True))
    for level in LEVELS:
        row = session.get(VisitInterval, (district.id, level), populate_existing=True)
        if row is None:
            session.add(VisitInterval(district_id=district.id, level=level, **vars(wanted[level])))
        else:
            row.days, row.summer_days = wanted[level].days, wanted[level].summer_days
    days = [str(wanted[level].days) for level in LEVELS]
    summer_days = [str(wanted[level].summer_days) for level in LEVELS]
    audit.record(session, actor, Action.VISIT_INTERVALS_SET, district, days=days, summer_days=summer_days)
    session.commit()


def _check(session: DbSession, child: Child, given: VisitInput) -> None:
    today = clock.today()
    if given.visited_on > today:
        raise Refused("visits.in_future", field="day")
    if given.visited_on < today - OLDEST:
        raise Refused("visits.too_long_ago", field="day", days=OLDEST.days)
    if given.visited_on < child.birth_date:
        raise Refused("visits.before_birth", field="day")
    if child.status is ChildStatus.LEFT and (child.left_on is None or given.visited_on > child.left_on):
        raise Refused("visits.off_ledger", field="child_id")
    if not (given.met_child or given.met_carer):
        raise Refused("visits.nobody_met", field="met")
    if given.topics - {term.code for term in safety_topics(session)}:
        raise Refused("visits.unknown_topic", field="topics")
