"""Suspending a volunteer because of a concern, in one step; taken back by two people, after a written outcome."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.safeguarding.models import LIFTABLE, ConcernState, EntryKind, Suspension
from app.safeguarding.rules.handling import take_on
from app.safeguarding.rules.record import enter, held
from app.volunteers.rules.suspending import hold_volunteer, suspend_volunteer, unsuspend_volunteer


def suspend(session: DbSession, actor: Actor, concern_id: uuid.UUID) -> Suspension:
    """Suspend the volunteer the concern is about, with every pairing, in this transaction. Twice is once. Commits.

    Raises:
        Missing: there is no such concern for the actor.
        Conflict: it is closed.
        Refused: it does not say which volunteer it is about.
    """
    concern = held(session, actor, concern_id, ConcernState.OPEN, ConcernState.ACKNOWLEDGED)
    if concern.volunteer_id is None:
        raise Refused("concerns.volunteer_unsaid")
    volunteer = hold_volunteer(session, concern.volunteer_id)
    known = session.scalars(
        select(Suspension).where(
            Suspension.concern_id == concern.id,
            Suspension.volunteer_id == volunteer.id,
            Suspension.lifted_at.is_(None),
        )
    ).one_or_none()
    if known is not None:
        session.rollback()
        return known
    made = Suspension(concern=concern, volunteer=volunteer, suspended_by_id=actor.id, suspended_at=clock.now())
    session.add(made)
    suspend_volunteer(session, actor, volunteer)
    take_on(session, actor, concern)
    enter(session, actor, concern, EntryKind.SUSPENDED)
    audit.record(session, actor, audit.Action.CONCERN_SUSPENDED, concern)
    session.commit()
    return made


def may_be_lifted(suspension: Suspension) -> bool:
    """Whether two people may take it back: the concern came to nothing, or was about another volunteer."""
    concern = suspension.concern
    over = concern.outcome in LIFTABLE or concern.volunteer_id != suspension.volunteer_id
    return over and suspension.lifted_at is None


def ask_to_lift(session: DbSession, actor: Actor, suspension_id: uuid.UUID, words: str) -> Suspension:
    """Ask, in words, for a suspension to be lifted; another person decides. Asking again changes nothing. Commits.

    Raises:
        Missing: there is none for the actor.
        Conflict: it is lifted already.
        Refused: the concern has not come to nothing, or nothing is said.
    """
    suspension = _held(session, actor, suspension_id)
    if not may_be_lifted(suspension):
        raise Refused("concerns.outcome_first")
    if not words.strip():
        raise Refused("concerns.words_missing", field="words")
    if suspension.lift_asked_by_id is None:
        suspension.lift_asked_by_id, suspension.lift_asked_at = actor.id, clock.now()
        enter(session, actor, suspension.concern, EntryKind.LIFT_ASKED, words)
        audit.record(session, actor, audit.Action.CONCERN_LIFT_ASKED, suspension.concern)
    session.commit()
    return suspension


def lift(session: DbSession, actor: Actor, suspension_id: uuid.UUID) -> Suspension:
    """Lift a suspension as the second person. The pairings go on only when their schools let them. Commits.

    Raises:
        Missing: there is none for the actor.
        Conflict: it is lifted already, or nobody asks for that any more.
        Refused: the actor asked for it, or the concern has not come to nothing.
    """
    suspension = _held(session, actor, suspension_id)
    if suspension.lift_asked_by_id is None:
        raise Conflict("concerns.lift_not_asked")
    if suspension.lift_asked_by_id == actor.id:
        raise Refused("concerns.second_person")
    if not may_be_lifted(suspension):
        raise Refused("concerns.outcome_first")
    suspension.lifted_by_id, suspension.lifted_at = actor.id, clock.now()
    session.flush()
    others = select(Suspension.id).where(
        Suspension.volunteer_id == suspension.volunteer_id, Suspension.lifted_at.is_(None)
    )
    if session.scalars(others.limit(1)).first() is None:
        unsuspend_volunteer(session, actor, suspension.volunteer)
    _decided(session, actor, suspension, EntryKind.LIFTED)
    return suspension


def refuse_to_lift(session: DbSession, actor: Actor, suspension_id: uuid.UUID) -> Suspension:
    """Say no as the second person, or take back what one asked for. Commits.

    Raises:
        Missing: there is none for the actor.
        Conflict: it is lifted already, or nobody asks for that any more.
    """
    suspension = _held(session, actor, suspension_id)
    if suspension.lift_asked_by_id is None:
        raise Conflict("concerns.lift_not_asked")
    suspension.lift_asked_by_id = suspension.lift_asked_at = None
    _decided(session, actor, suspension, EntryKind.LIFT_REFUSED)
    return suspension


def _held(session: DbSession, actor: Actor, suspension_id: uuid.UUID) -> Suspension:
    """The suspension, its concern and volunteer, all locked, in the order in which ``suspend`` locks them.

    Raises:
        Missing: there is none, or its concern is not for the actor.
        Conflict: it is lifted already.
    """
    ids = session.execute(
        select(Suspension.concern_id, Suspension.volunteer_id).where(Suspension.id == suspension_id)
    ).one_or_none()
    if ids is None:
        raise Missing
    held(session, actor, ids.concern_id)
    hold_volunteer(session, ids.volunteer_id)
    found = session.get(Suspension, suspension_id, with_for_update={"of": Suspension}, populate_existing=True)
    if found is None:
        raise Missing
    if found.lifted_at is not None:
        raise Conflict("concerns.lifted_before")
    return found


def _decided(session: DbSession, actor: Actor, suspension: Suspension, kind: EntryKind) -> None:
    enter(session, actor, suspension.concern, kind)
    audit.record(session, actor, audit.Action.CONCERN_LIFT_DECIDED, suspension.concern, outcome=kind.value)
    session.commit()
