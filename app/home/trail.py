"""Reads of the audit log, for the auditor."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, select, tuple_

from app.accounts.models import Account
from app.accounts.rules import login_token
from app.children.models import Child, Consent
from app.foundation import clock
from app.foundation.access import Actor, visible_to
from app.foundation.audit import Action, AuditChain, AuditEvent
from app.foundation.audit.sealing import FILE, audit_folder, last_sealed
from app.foundation.database import DbSession
from app.pairing.models import Pairing
from app.sessions.models import ServiceSession

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What the log is narrowed to; empty is everything.

    ``actor`` is an account's id or login, ``object`` a record's id in full, ``child`` a child's code: its file,
    consents, pairings and sessions. ``day`` alone is that day; with ``until`` all from one to the other.
    """

    action: Action | None = None
    actor: str = ""
    object: str = ""
    child: str = ""
    day: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.action or self.actor or self.object or self.child or self.day or self.until)


@dataclass(frozen=True)
class Trail:
    """One page of the log, newest first; ``older`` is the event the next page begins before."""

    events: Sequence[AuditEvent]
    people: dict[uuid.UUID, Account]
    older: int | None


@dataclass(frozen=True)
class Seals:
    """The chains: how many, how many rows they hold, how many do not end as their head says; the last seal."""

    chains: int
    rows: int
    broken: int
    sealed_on: date | None


def trail(session: DbSession, actor: Actor, filters: Filters, before: int | None = None) -> Trail:
    """A page of the events the filters leave."""
    query = visible_to(actor, AuditEvent)
    if filters.action is not None:
        query = query.where(AuditEvent.action == filters.action)
    if filters.actor:
        query = query.where(AuditEvent.actor_id == _account_id(session, filters.actor))
    if filters.object:
        query = query.where(AuditEvent.object_id == filters.object)
    if filters.child:
        query = query.where(AuditEvent.object_id.in_(_about(session, filters.child)))
    query = query.where(*_within(filters))
    if before is not None:
        query = query.where(_older_than(session, before))
    found = session.scalars(query.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(PAGE + 1)).all()
    events = found[:PAGE]
    wanted = {event.actor_id for event in events if event.actor_id is not None}
    people = {one.id: one for one in session.scalars(select(Account).where(Account.id.in_(wanted)))}
    return Trail(events, people, events[-1].id if len(found) > PAGE else None)


def seals(session: DbSession) -> Seals:
    """How the chains stand at their ends; rows in the middle are checked by ``flask audit verify`` alone."""
    last = and_(AuditEvent.chain == AuditChain.name, AuditEvent.position == AuditChain.length)
    ends = session.execute(
        select(AuditChain.length, AuditChain.head, AuditEvent.link).outerjoin(AuditEvent, last)
    ).all()
    broken = sum(head != (link or "") for _, head, link in ends)
    return Seals(len(ends), sum(length for length, _, _ in ends), broken, last_sealed(audit_folder() / FILE))


def counts_of_day(session: DbSession, actor: Actor, day: date) -> Counter[Action]:
    """How often each thing happened on a day."""
    first, after = _bounds(day)
    query = visible_to(actor, AuditEvent).where(AuditEvent.at >= first, AuditEvent.at < after)
    counted = query.with_only_columns(AuditEvent.action, func.count()).group_by(AuditEvent.action)
    return Counter({row[0]: row[1] for row in session.execute(counted)})


def _account_id(session: DbSession, written: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(written)
    except ValueError:
        found = session.scalar(select(Account.id).where(Account.login_token == login_token(written)))
        return found or uuid.UUID(int=0)  # nobody's


def _about(session: DbSession, code: str) -> list[str]:
    """The ids of a child's file and of what hangs on it; nothing for a code that no child has."""
    child_id = session.scalar(select(Child.id).where(Child.code == code.upper()))
    if child_id is None:
        return []
    ids = [child_id]
    for model in (Consent, Pairing, ServiceSession):
        ids += session.scalars(select(model.id).where(model.child_id == child_id))
    return [str(one) for one in ids]


def _within(filters: Filters) -> list[ColumnElement[bool]]:
    conditions = []
    if filters.day is not None:
        conditions.append(AuditEvent.at >= _bounds(filters.day)[0])
    last = filters.until or filters.day
    if last is not None:
        conditions.append(AuditEvent.at < _bounds(last)[1])
    return conditions


def _older_than(session: DbSession, before: int) -> ColumnElement[bool]:
    at = session.scalar(select(AuditEvent.at).where(AuditEvent.id == before))
    if at is None:
        return AuditEvent.id < before  # it has left for an archive since
    return tuple_(AuditEvent.at, AuditEvent.id) < tuple_(at, before)


def _bounds(day: date) -> tuple[datetime, datetime]:
    start = clock.from_local(datetime.combine(day, time()))
    return start, start + timedelta(days=1)
