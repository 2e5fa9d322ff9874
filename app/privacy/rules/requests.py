"""Requests of guardians and volunteers: recorded with a due date, carried out, or refused in writing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.children.models import Carer, Child
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, may
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.retention import Subject
from app.privacy.models import Cause, Channel, Requester, RequestKind, RequestState, RightsRequest
from app.privacy.rules.erasing import erase, locked
from app.volunteers.models import Volunteer

ANSWER_DAYS = 15
"""The law says "in time" only; the rules for apps say fifteen working days, the national standard thirty."""
OF_CHILD = (Requester.GUARDIAN, Requester.CARER, Requester.CHILD)
OF_VOLUNTEER = (Requester.VOLUNTEER, Requester.GUARDIAN_OF_VOLUNTEER)
COPIES = (RequestKind.VIEW, RequestKind.COPY)


@dataclass(frozen=True)
class Asked:
    """A request as it came. ``code``: the child's or volunteer's; ``carer_id``: the carer on file who asks."""

    code: str
    kind: RequestKind
    requester: Requester
    channel: Channel
    received_on: date
    requester_name: str = ""
    wish: str = ""
    carer_id: uuid.UUID | None = None


def record_request(session: DbSession, actor: Actor, asked: Asked, *, request_id: uuid.UUID) -> RightsRequest:
    """Record what a guardian or volunteer asked for; a retry with the same ``request_id`` records nothing. Commits.

    Raises:
        Refused: the code is nobody's within the actor's scope, or what was typed cannot be.
    """
    known = session.get(RightsRequest, request_id)
    if known is not None:
        return authorize(actor, Permission.RIGHTS_RECORD, known)
    person = _person(session, actor, asked)
    today = clock.today()
    if not today - timedelta(days=366) <= asked.received_on <= today:
        raise Refused("privacy.received_on", field="received_on")
    if asked.kind in {RequestKind.CORRECT, RequestKind.DELETE} and not asked.wish.strip():
        raise Refused("privacy.wish_missing", field="wish")
    if asked.requester not in (OF_CHILD if isinstance(person, Child) else OF_VOLUNTEER):
        raise Refused("privacy.requester", field="requester")
    return _save(session, actor, person, asked, request_id)


def ask_for_oneself(
    session: DbSession, actor: Actor, volunteer: Volunteer, kind: RequestKind, wish: str, *, request_id: uuid.UUID
) -> RightsRequest:
    """A volunteer asks for a correction or for deletion on the own page. Commits.

    Raises:
        Missing: it is not the actor's own profile.
        Refused: nothing is said, or the same is asked already.
    """
    authorize(actor, Permission.RIGHTS_OWN, volunteer)
    known = session.get(RightsRequest, request_id)
    if known is not None:
        return known
    if kind in COPIES:
        raise Missing  # the page itself is the copy
    if not wish.strip():
        raise Refused("privacy.wish_missing", field="wish")
    waiting = select(RightsRequest.id).where(
        RightsRequest.volunteer_id == volunteer.id, RightsRequest.kind == kind,
        RightsRequest.state == RequestState.OPEN,
    )  # fmt: skip
    if session.scalars(waiting).first() is not None:
        raise Refused("privacy.asked_already")
    asked = Asked(volunteer.code, kind, Requester.VOLUNTEER, Channel.OWN_PAGE, clock.today(), wish=wish)
    return _save(session, actor, volunteer, asked, request_id)


def decide(
    session: DbSession, actor: Actor, request_id: uuid.UUID, outcome: RequestState, answer: str
) -> RightsRequest:
    """Close a request: done (a deletion is carried out now), refused, or taken back. Commits.

    Raises:
        Missing: no such request, or not the actor's to decide.
        Refused: no reasons, no copy made yet, the case is still open, or something keeps the file.
        Conflict: it was decided already.
    """
    found = authorize(actor, Permission.RIGHTS_DECIDE, _locked(session, request_id))
    if found.state is not RequestState.OPEN:
        raise Conflict("privacy.decided")
    if outcome is RequestState.OPEN:
        raise Missing
    _check(found, outcome, answer)
    person, kind = found.person, found.kind
    found.state, found.answer = outcome, answer.strip() or None
    found.decided_by_id, found.decided_at = actor.id, clock.now()
    session.flush()
    audit.record(session, actor, audit.Action.RIGHTS_DECIDED, found, kind=kind.value, outcome=outcome.value)
    if kind is RequestKind.DELETE and outcome is RequestState.DONE:
        try:
            erase(session, actor, found.subject, person.id, Cause.REQUEST)
        except Refused:
            session.rollback()
            raise
    session.commit()
    return found


def copy_made(session: DbSession, actor: Actor, request_id: uuid.UUID, form: str) -> RightsRequest:
    """Note, before anything is given out, that the copy was made: ``form`` is ``page`` or ``file``. Commits.

    Raises:
        Missing: no such request, not the actor's to answer, or not one for a copy.
        Refused: it is closed.
    """
    found = authorize(actor, Permission.RIGHTS_DECIDE, _locked(session, request_id))
    if found.kind not in COPIES:
        raise Missing
    if found.state is not RequestState.OPEN:
        raise Refused("privacy.decided")
    found.copied_at = clock.now()
    audit.record(session, actor, audit.Action.RIGHTS_COPY_MADE, found.person, form=form)
    session.commit()
    return found


def _check(found: RightsRequest, outcome: RequestState, answer: str) -> None:
    if outcome is RequestState.REFUSED and not answer.strip():
        raise Refused("privacy.reasons_missing", field="answer")
    if outcome is not RequestState.DONE:
        return
    if found.kind in COPIES and found.copied_at is None:
        raise Refused("privacy.no_copy_yet")
    if found.kind is RequestKind.CORRECT and not answer.strip():
        raise Refused("privacy.say_what", field="answer")


def _person(session: DbSession, actor: Actor, asked: Asked) -> Child | Volunteer:
    """Whose code it is. A code outside the actor's scope looks like one that does not exist."""
    code = asked.code.strip().upper()
    people: list[Child | Volunteer] = [
        *session.scalars(select(Child).where(Child.code == code, Child.erased_at.is_(None))),
        *session.scalars(select(Volunteer).where(Volunteer.code == code, Volunteer.erased_at.is_(None))),
    ]
    for found in people:
        if may(actor, Permission.RIGHTS_RECORD, found):
            return found
    raise Refused("privacy.code_unknown", field="code")


def _save(
    session: DbSession, actor: Actor, person: Child | Volunteer, asked: Asked, request_id: uuid.UUID
) -> RightsRequest:
    carer = session.get(Carer, asked.carer_id) if asked.carer_id else None
    made = RightsRequest(
        id=request_id,
        kind=asked.kind,
        child=person if isinstance(person, Child) else None,
        volunteer=person if isinstance(person, Volunteer) else None,
        requester=asked.requester,
        requester_name=asked.requester_name.strip() or None,
        carer_id=carer.id if carer is not None and carer.child_id == person.id else None,
        channel=asked.channel,
        wish=asked.wish.strip() or None,
        received_on=asked.received_on,
        due_on=asked.received_on + timedelta(days=ANSWER_DAYS),
        state=RequestState.OPEN,
        recorded_by_id=actor.id,
    )
    session.add(made)
    audit.record(session, actor, audit.Action.RIGHTS_RECORDED, made, kind=asked.kind.value, channel=asked.channel.value)
    session.commit()
    return made


def _locked(session: DbSession, request_id: uuid.UUID) -> RightsRequest | None:
    """The request under its lock; the person first, as every rule locks."""
    found = session.get(RightsRequest, request_id)
    if found is None:
        return None
    locked(session, Subject.CHILD if found.child_id else Subject.VOLUNTEER, found.person.id)
    return session.get(RightsRequest, request_id, with_for_update={"of": RightsRequest}, populate_existing=True)
