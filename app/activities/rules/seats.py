"""What every rule about places in a class shares: the locks, what keeps a child out, and who is offered a free seat.

Locks are taken in one order: the child first, then the class, as where a consent is withdrawn the child is locked
already. Whoever holds a class's lock is alone in giving its seats; the database refuses a seat given twice even so.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select

from app.activities.models import ClassSeat, Enrolment, EnrolmentEnd, EnrolmentState, SiteClass
from app.children.gates import ChildGate, missing
from app.children.models import Child
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.errors import Missing

OPEN = (EnrolmentState.WAITING, EnrolmentState.OFFERED, EnrolmentState.ENROLLED)
# A class asks for no need and no note of suitability: these two gates stand before a pairing only.
BEFORE_A_PAIRING_ONLY = frozenset({ChildGate.NO_NEED, ChildGate.RISK_NOTE_MISSING})


def shut_gates(child: Child, today: date) -> tuple[ChildGate, ...]:
    """What keeps a child out of a class today: above all a consent that does not stand; empty where nothing does."""
    return tuple(gate for gate in missing(child, today) if gate not in BEFORE_A_PAIRING_ONLY)


def lock_children(session: DbSession, ids: Collection[uuid.UUID]) -> list[Child]:
    """The children, fresh and locked, in the order of their ids.

    Raises:
        Missing: one does not exist.
    """
    wanted = select(Child).where(Child.id.in_(ids)).order_by(Child.id).with_for_update(of=Child)
    found = list(session.scalars(wanted.execution_options(populate_existing=True)))
    if len(found) != len(set(ids)):
        raise Missing
    for child in found:
        session.expire(child, ["consents"])
    return found


def lock_class(session: DbSession, class_id: uuid.UUID) -> SiteClass:
    """The class, fresh and locked.

    Raises:
        Missing: there is none.
    """
    wanted = select(SiteClass).where(SiteClass.id == class_id).with_for_update(of=SiteClass)
    found = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise Missing
    return found


def open_places(session: DbSession, class_id: uuid.UUID) -> list[Enrolment]:
    """Who waits, is offered a place or has one, in the order in which they asked; fresh. Hold the class's lock."""
    wanted = select(Enrolment).where(Enrolment.class_id == class_id, Enrolment.state.in_(OPEN))
    ordered = wanted.order_by(Enrolment.asked_at, Enrolment.id).execution_options(populate_existing=True)
    return list(session.scalars(ordered))


def free_seats(session: DbSession, class_id: uuid.UUID, places: Iterable[Enrolment]) -> list[int]:
    """The seats that nobody holds, in order."""
    taken = {place.seat for place in places}
    numbers = session.scalars(select(ClassSeat.number).where(ClassSeat.class_id == class_id).order_by(ClassSeat.number))
    return [number for number in numbers if number not in taken]


def offer_free_seats(session: DbSession, actor: Actor, lessons: SiteClass) -> list[int]:
    """Offer each free seat to the child that waits longest and may have one; return the seats left. Hold the lock.

    A child whose gates do not hold today keeps its turn and is passed over.
    """
    places = open_places(session, lessons.id)
    free = free_seats(session, lessons.id, places)
    if lessons.closed_at is not None:
        return free
    today = clock.today()
    for place in places:
        if not free or place.state is not EnrolmentState.WAITING:
            continue
        session.refresh(place.child)
        session.refresh(place.child, ["consents"])
        if not shut_gates(place.child, today):
            place.state, place.seat, place.offered_at = EnrolmentState.OFFERED, free.pop(0), clock.now()
            audit.record(session, actor, audit.Action.ENROLMENT_OFFERED, place)
    session.flush()
    return free


def end_place(session: DbSession, actor: Actor, place: Enrolment, reason: EnrolmentEnd, after: EnrolmentState) -> None:
    """End a place or a wait with its reason; its seat is free at once. Does not commit. Hold the class's lock."""
    place.state, place.seat, place.reason, place.ended_at = after, None, reason, clock.now()
    session.flush()
    audit.record(session, actor, audit.Action.ENROLMENT_ENDED, place, reason=reason.value)
