"""Asking to open sections of one file, and the safeguarding lead's answer. Nobody answers their own request."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account, RoleGrant
from app.children.access import askable
from app.children.codes import CHOSEN_OPEN_REASONS, OpenReason
from app.children.disclosure.codes import GrantOutcome, Section
from app.children.disclosure.opening import reaches
from app.children.models import AccessGrant, Child
from app.foundation import audit, clock
from app.foundation.access import Actor, Grant, Permission, Role, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused

HOURS = (2, 8, 24, 72, 168, 336, 720)
"""The lengths there are to choose from: from two hours to thirty days."""
SHORTEST_WORDS = 4
LONGEST_WORDS = 300


@dataclass(frozen=True)
class Request:
    """What somebody asks for: which sections, why in a code and in words, for how many hours."""

    sections: frozenset[Section]
    reason: OpenReason
    words: str
    hours: int


def sections_to_ask(actor: Actor, child: Child) -> frozenset[Section]:
    """The sections of a file that the actor may ask for; none where an organizer has no business."""
    found = frozenset(
        section for grant in actor.grants if reaches(grant, actor, child) for section in askable(grant.role)
    )
    return found - {Section.COUNSELLING} if actor.has(Role.ORGANIZER) else found


def ask(session: DbSession, actor: Actor, child_id: uuid.UUID, wanted: Request, *, grant_id: uuid.UUID) -> AccessGrant:
    """Ask the lead; sent twice with one ``grant_id``, it is asked once. Commits.

    Raises:
        Missing: the file, or a section that is asked for, is not for the actor.
        Refused: nothing or nothing sensible is asked for.
        Conflict: an earlier request for the same file still waits.
    """
    child = authorize(actor, Permission.CHILD_SENSITIVE, session.get(Child, child_id))
    known = session.get(AccessGrant, grant_id)
    if known is not None:
        return authorize(actor, Permission.ACCESS_OWN, known)
    if wanted.sections - sections_to_ask(actor, child):
        raise Missing
    _check(wanted)
    made = AccessGrant(
        id=grant_id, child_id=child.id, district_id=child.district_id, account_id=actor.id,
        role_grant_id=_role_for(session, actor, child, wanted.sections).id,
        sections=frozenset(one.value for one in wanted.sections), reason=wanted.reason,
        words=wanted.words.strip()[:LONGEST_WORDS], hours=wanted.hours,
    )  # fmt: skip
    session.add(made)
    audit.record(
        session, actor, Action.ACCESS_ASKED, child, grant=str(made.id), sections=sorted(made.sections),
        reason=wanted.reason.value, hours=wanted.hours,
    )  # fmt: skip
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("access.waits_already") from error
    return made


def grant_access(
    session: DbSession, actor: Actor, grant_id: uuid.UUID, *, hours: int, sections: Collection[Section]
) -> AccessGrant:
    """Say yes, for so many hours from now and to these of the sections asked for. Commits.

    Raises:
        Missing: there is no such request in the lead's district, or it is the lead's own.
        Refused: nothing is left of it, or who asked has no business with the file any more.
        Conflict: it was answered or taken back already.
    """
    given = _waiting(session, actor, grant_id)
    if hours not in HOURS:
        raise Refused("access.hours", field="hours")
    chosen = given.sections & {one.value for one in sections}
    if not chosen:
        raise Refused("access.nothing_asked", field="sections")
    if not _still_theirs(session, given):
        raise Refused("access.asker_gone")
    given.sections, given.hours = frozenset(chosen), hours
    given.expires_at = clock.now() + timedelta(hours=hours)
    _decide(session, actor, given, GrantOutcome.GRANTED)
    return given


def refuse_access(session: DbSession, actor: Actor, grant_id: uuid.UUID, answer: str) -> AccessGrant:
    """Say no, with words that the asker reads. Commits.

    Raises:
        Missing, Conflict: as ``grant_access``.
        Refused: no words.
    """
    given = _waiting(session, actor, grant_id)
    if not answer.strip():
        raise Refused("access.answer_missing", field="answer")
    given.answer = answer.strip()[:LONGEST_WORDS]
    _decide(session, actor, given, GrantOutcome.REFUSED)
    return given


def take_back(session: DbSession, actor: Actor, grant_id: uuid.UUID) -> AccessGrant:
    """Take one's own request back; one that was answered stays as it is. Commits.

    Raises:
        Missing: it is not the actor's.
        Conflict: it was answered already.
    """
    given = authorize(actor, Permission.ACCESS_OWN, _locked(session, grant_id))
    if given.outcome is GrantOutcome.WITHDRAWN:
        return given
    if given.outcome is not None:
        raise Conflict("access.answered")
    _decide(session, actor, given, GrantOutcome.WITHDRAWN)
    return given


def end_access(session: DbSession, actor: Actor, grant_id: uuid.UUID) -> AccessGrant:
    """End a grant before its time, as the lead. Commits; idempotent.

    Raises:
        Missing: there is no such grant in the lead's district, or it is the lead's own.
    """
    given = authorize(actor, Permission.ACCESS_DECIDE, _locked(session, grant_id))
    if given.is_open():
        given.ended_at = clock.now()
        audit.record(session, actor, Action.ACCESS_ENDED, given.child, grant=str(given.id))
    session.commit()
    return given


def _check(wanted: Request) -> None:
    if not wanted.sections:
        raise Refused("access.nothing_asked", field="sections")
    if wanted.reason not in CHOSEN_OPEN_REASONS:
        raise Refused("access.reason", field="reason")
    if len(wanted.words.strip()) < SHORTEST_WORDS:
        raise Refused("access.words_missing", field="words")
    if wanted.hours not in HOURS:
        raise Refused("access.hours", field="hours")


def _role_for(session: DbSession, actor: Actor, child: Child, sections: frozenset[Section]) -> RoleGrant:
    """The role of the actor in which all of it may be asked; the grant lives no longer than this role."""
    roles = select(RoleGrant).where(RoleGrant.account_id == actor.id, RoleGrant.ended_at.is_(None))
    for role in session.scalars(roles.order_by(RoleGrant.granted_at, RoleGrant.id)):
        if reaches(Grant(role.role, role.scope, role.scope_id), actor, child) and sections <= askable(role.role):
            return role
    raise Missing


def _still_theirs(session: DbSession, given: AccessGrant) -> bool:
    role, account = given.role_grant, session.get(Account, given.account_id, populate_existing=True)
    if account is None or not account.active or role.ended_at is not None:
        return False
    return reaches(Grant(role.role, role.scope, role.scope_id), account.actor(), given.child)


def _waiting(session: DbSession, actor: Actor, grant_id: uuid.UUID) -> AccessGrant:
    given = authorize(actor, Permission.ACCESS_DECIDE, _locked(session, grant_id))
    if given.outcome is not None:
        raise Conflict("access.answered")
    return given


def _locked(session: DbSession, grant_id: uuid.UUID) -> AccessGrant | None:
    return session.get(AccessGrant, grant_id, with_for_update={"of": AccessGrant}, populate_existing=True)


def _decide(session: DbSession, actor: Actor, given: AccessGrant, outcome: GrantOutcome) -> None:
    given.outcome, given.decided_by_id, given.decided_at = outcome, actor.id, clock.now()
    audit.record(
        session, actor, Action.ACCESS_DECIDED, given.child, grant=str(given.id), sections=sorted(given.sections),
        outcome=outcome.value, hours=given.hours,
    )  # fmt: skip
    session.commit()
