"""Enrolling children in a class: first come, first served; then a waiting list; and what carers answer to an offer."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.activities.models import Enrolment, EnrolmentEnd, EnrolmentState, SiteClass
from app.activities.rules.seats import (
    OPEN,
    end_place,
    lock_children,
    lock_class,
    offer_free_seats,
    open_places,
    shut_gates,
)
from app.children.models import Child
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, visible_to
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused

S = EnrolmentState
# Why staff end a place or a wait; the others are said of an offer, or set by themselves.
STAFF_REASONS = (EnrolmentEnd.NOT_NEEDED, EnrolmentEnd.MOVED, EnrolmentEnd.FINISHED, EnrolmentEnd.OTHER)


@dataclass(frozen=True)
class Enrolled:
    """What became of the children asked for. ``known`` had a place, an offer or a turn already; nothing was changed."""

    enrolled: int = 0
    offered: int = 0
    waiting: int = 0
    known: int = 0
    not_allowed: int = 0
    """Kept out by their consent or another gate."""
    no_place: int = 0
    out_of_reach: int = 0
    """At home in a township from which the site is not reached."""


def enrol(session: DbSession, actor: Actor, class_id: uuid.UUID, child_ids: Collection[uuid.UUID]) -> Enrolled:
    """Enrol children whose carers asked for it, in the order of their ids; without a free place they wait. Commits.

    Raises:
        Missing: the class is out of the actor's sight, or a child is not of the actor's own school or village.
        Refused: the class is over or closed.
    """
    children, lessons, free, known = _begin(session, actor, class_id, child_ids)
    done = {S.ENROLLED: 0, S.WAITING: 0}
    for child in children:
        state = S.ENROLLED if free else S.WAITING
        place = Enrolment(class_id=lessons.id, child_id=child.id, state=state, asked_by_id=actor.id)
        place.seat = free.pop(0) if free else None
        place.answered_at = clock.now() if state is S.ENROLLED else None
        session.add(place)
        session.flush()
        audit.record(session, actor, audit.Action.ENROLMENT_ASKED, place, after=state.value)
        done[state] += 1
    session.commit()
    kept_out = len(set(child_ids)) - len(children) - known
    return Enrolled(enrolled=done[S.ENROLLED], waiting=done[S.WAITING], known=known, not_allowed=kept_out)


def offer(session: DbSession, actor: Actor, class_id: uuid.UUID, child_ids: Collection[uuid.UUID]) -> Enrolled:
    """Offer free places to children who did not ask, such as those still waiting for a pairing. Commits.

    An offer holds a seat until staff note what the carer said; with no seat left, nothing is offered.

    Raises:
        Missing, Refused: as ``enrol``.
    """
    allowed, lessons, free, known = _begin(session, actor, class_id, child_ids)
    near = {lessons.site.township_id, *(one.township_id for one in lessons.site.reach)}
    children, offered = [child for child in allowed if child.township_id in near], 0
    for child, seat in zip(children, free, strict=False):
        now = clock.now()
        place = Enrolment(class_id=lessons.id, child_id=child.id, state=S.OFFERED, seat=seat, offered_at=now)
        place.asked_by_id = actor.id
        session.add(place)
        session.flush()
        audit.record(session, actor, audit.Action.ENROLMENT_OFFERED, place)
        offered += 1
    session.commit()
    return Enrolled(
        offered=offered,
        known=known,
        not_allowed=len(set(child_ids)) - len(allowed) - known,
        no_place=len(children) - offered,
        out_of_reach=len(allowed) - len(children),
    )


def answer_offer(session: DbSession, actor: Actor, enrolment_id: uuid.UUID, reason: EnrolmentEnd | None) -> Enrolment:
    """Note the carer's answer to an offer: yes (``reason`` None), or why not; then the seat goes on. Commits.

    Raises:
        Missing: the place is not the actor's to answer for.
        Refused: the child's consent, or another gate, does not hold any more.
        Conflict: it is no longer offered.
    """
    place, lessons = _lock_place(session, actor, enrolment_id)
    if place.state is not S.OFFERED:
        raise Conflict("activities.place_changed", state=place.state)
    place.answered_at, place.answered_by_id = clock.now(), actor.id
    if reason is None:
        for gate in shut_gates(place.child, clock.today()):
            raise Refused("activities.child_gate", gate=gate)
        place.state = S.ENROLLED
        audit.record(session, actor, audit.Action.ENROLMENT_ANSWERED, place, after=place.state.value)
    else:
        end_place(session, actor, place, reason, S.DECLINED)
        offer_free_seats(session, actor, lessons)
    session.commit()
    return place


def end_enrolment(session: DbSession, actor: Actor, enrolment_id: uuid.UUID, reason: EnrolmentEnd) -> Enrolment:
    """A child leaves the class or the waiting list; a seat that falls free is offered to the next. Commits.

    Raises:
        Missing: the place is not the actor's to end.
        Conflict: it is an offer, which is answered, or ended already.
    """
    place, lessons = _lock_place(session, actor, enrolment_id)
    if place.state not in {S.WAITING, S.ENROLLED}:
        raise Conflict("activities.place_changed", state=place.state)
    end_place(session, actor, place, reason, S.ENDED)
    offer_free_seats(session, actor, lessons)
    session.commit()
    return place


def end_places_of(session: DbSession, actor: Actor, child: Child, reason: EnrolmentEnd) -> None:
    """End every place and wait of a child, and offer the seats on. Does not commit; the child is locked."""
    wanted = select(Enrolment.class_id).where(Enrolment.child_id == child.id, Enrolment.state.in_(OPEN))
    for class_id in sorted(session.scalars(wanted)):
        lessons = lock_class(session, class_id)
        for place in open_places(session, class_id):
            if place.child_id == child.id:
                end_place(session, actor, place, reason, S.ENDED)
        offer_free_seats(session, actor, lessons)


def _begin(
    session: DbSession, actor: Actor, class_id: uuid.UUID, child_ids: Collection[uuid.UUID]
) -> tuple[list[Child], SiteClass, list[int], int]:
    """The children who may have a place and have none, locked; the class, locked; its free seats; how many have one."""
    children = lock_children(session, child_ids)
    for child in children:
        authorize(actor, Permission.ENROLMENT_WRITE, child)
    if session.scalars(visible_to(actor, SiteClass).where(SiteClass.id == class_id)).one_or_none() is None:
        raise Missing
    lessons = lock_class(session, class_id)
    if lessons.closed_at is not None or lessons.ends_on < clock.today():
        raise Refused("activities.class_over")
    free = offer_free_seats(session, actor, lessons)
    have = {place.child_id for place in open_places(session, class_id)}
    new = [child for child in children if child.id not in have]
    allowed = [child for child in new if not shut_gates(child, clock.today())]
    return allowed, lessons, free, len(children) - len(new)


def _lock_place(session: DbSession, actor: Actor, enrolment_id: uuid.UUID) -> tuple[Enrolment, SiteClass]:
    place = authorize(actor, Permission.ENROLMENT_WRITE, session.get(Enrolment, enrolment_id))
    lock_children(session, {place.child_id})
    lessons = lock_class(session, place.class_id)
    session.refresh(place)
    return place, lessons
