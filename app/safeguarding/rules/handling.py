"""Handling a concern: acknowledge, sort, note, record reports, say whom it is about, close with an outcome."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.safeguarding.models import (
    Concern,
    ConcernReport,
    ConcernState,
    EntryKind,
    Outcome,
    ReportedTo,
    Situation,
)
from app.safeguarding.rules.record import enter, held

OPEN, ACKNOWLEDGED, CLOSED = ConcernState.OPEN, ConcernState.ACKNOWLEDGED, ConcernState.CLOSED
OLDEST = timedelta(days=365)


@dataclass(frozen=True)
class Reported:
    """A report that was made: when (aware), to whom, by whom, under which reference."""

    to: ReportedTo
    at: datetime
    by: str
    whom: str = ""
    reference: str = ""


def acknowledge(session: DbSession, actor: Actor, concern_id: uuid.UUID) -> Concern:
    """Take a concern on; nobody else is asked any more. Twice is once. Commits.

    Raises:
        Missing: there is none for the actor.
        Conflict: it is closed.
    """
    concern = held(session, actor, concern_id, OPEN, ACKNOWLEDGED)
    take_on(session, actor, concern)
    session.commit()
    return concern


def take_on(session: DbSession, actor: Actor, concern: Concern) -> None:
    """Acknowledge what was not yet. Does not commit; the caller holds the concern."""
    if concern.state is not OPEN:
        return
    concern.state, concern.acknowledged_at, concern.due_at = ACKNOWLEDGED, clock.now(), None
    concern.assigned_to_id = actor.id
    enter(session, actor, concern, EntryKind.ACKNOWLEDGED)
    audit.record(session, actor, audit.Action.CONCERN_ACKNOWLEDGED, concern)


def triage(session: DbSession, actor: Actor, concern_id: uuid.UUID, situations: Iterable[Situation]) -> Concern:
    """Say which of the nine situations apply; none is an answer too. It can be said again. Commits.

    Raises:
        Missing: there is none for the actor.
        Conflict: it is not acknowledged, or closed.
    """
    concern = held(session, actor, concern_id, ACKNOWLEDGED)
    found = frozenset(one.value for one in situations)
    if concern.situations != found:
        concern.situations = found
        enter(session, actor, concern, EntryKind.TRIAGED, codes=found)
        audit.record(session, actor, audit.Action.CONCERN_TRIAGED, concern, situations=sorted(found))
    session.commit()
    return concern


def note(session: DbSession, actor: Actor, concern_id: uuid.UUID, words: str) -> Concern:
    """Add to the record; also after the close. Commits.

    Raises:
        Missing: there is none for the actor.
        Refused: nothing is said.
    """
    concern = held(session, actor, concern_id)
    if not words.strip():
        raise Refused("concerns.words_missing", field="words")
    enter(session, actor, concern, EntryKind.NOTE, words)
    audit.record(session, actor, audit.Action.CONCERN_NOTED, concern)
    session.commit()
    return concern


def record_report(session: DbSession, actor: Actor, concern_id: uuid.UUID, made: Reported) -> ConcernReport:
    """Write down a report to the police, civil affairs or education. Commits.

    Raises:
        Missing: there is none for the actor.
        Refused: the moment lies in the future or too far back, or nobody is said to have made it.
    """
    concern = held(session, actor, concern_id)
    if not clock.now() - OLDEST <= made.at <= clock.now():
        raise Refused("concerns.report_moment", field="day")
    if not made.by.strip():
        raise Refused("concerns.report_by_whom", field="by")
    row = ConcernReport(
        concern_id=concern.id, to=made.to, reported_at=made.at, told_whom=made.whom.strip() or None,
        reported_by=made.by.strip(), reference=made.reference.strip() or None, recorded_by_id=actor.id,
    )  # fmt: skip
    session.add(row)
    if concern.state is OPEN:
        take_on(session, actor, concern)
    enter(session, actor, concern, EntryKind.REPORTED, codes=[made.to.value])
    audit.record(session, actor, audit.Action.CONCERN_REPORTED, concern, to=made.to.value)
    session.commit()
    return row


def close(session: DbSession, actor: Actor, concern_id: uuid.UUID, outcome: Outcome, words: str) -> Concern:
    """Close a concern, for good, with an outcome in words. Commits.

    Raises:
        Missing: there is none for the actor.
        Conflict: it is not acknowledged, or closed already.
        Refused: it was not sorted, the law obliges to a report that is not recorded, or the outcome has no words.
    """
    concern = held(session, actor, concern_id, ACKNOWLEDGED)
    if concern.situations is None:
        raise Refused("concerns.sort_first")
    if concern.situations and not any(one.to is ReportedTo.POLICE for one in concern.reports):
        raise Refused("concerns.report_first")
    if not words.strip():
        raise Refused("concerns.outcome_words", field="words")
    concern.state, concern.outcome, concern.outcome_words = CLOSED, outcome, words.strip()
    concern.closed_at = clock.now()
    enter(session, actor, concern, EntryKind.CLOSED, codes=[outcome.value])
    audit.record(session, actor, audit.Action.CONCERN_CLOSED, concern, outcome=outcome.value)
    session.commit()
    return concern
