"""Reads of the audit log, for the auditor."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, func, select

from app.accounts.models import Account
from app.accounts.rules import login_token
from app.foundation import clock
from app.foundation.access import Actor, visible_to
from app.foundation.audit import Action, AuditChain, AuditEvent
from app.foundation.database import DbSession

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What the log is narrowed to; ``actor`` is an account's id or login, ``object`` a record's id, in full."""

    action: Action | None = None
    actor: str = ""
    object: str = ""
    day: date | None = None

    def __bool__(self) -> bool:
        return bool(self.action or self.actor or self.object or self.day)


@dataclass(frozen=True)
class Trail:
    """One page of the log, newest first; ``older`` is the event the next page begins before."""

    events: Sequence[AuditEvent]
    people: dict[uuid.UUID, Account]
    older: int | None


@dataclass(frozen=True)
class Seals:
    """The chains: how many, how many rows they hold, and how many do not end as their head says."""

    chains: int
    rows: int
    broken: int


def trail(session: DbSession, actor: Actor, filters: Filters, before: int | None = None) -> Trail:
    """A page of the events the filters leave."""
    query = visible_to(actor, AuditEvent)
    if filters.action is not None:
        query = query.where(AuditEvent.action == filters.action)
    if filters.actor:
        query = query.where(AuditEvent.actor_id == _account_id(session, filters.actor))
    if filters.object:
        query = query.where(AuditEvent.object_id == filters.object)
    if filters.day is not None:
        first, after = _bounds(filters.day)
        query = query.where(AuditEvent.at >= first, AuditEvent.at < after)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    found = session.scalars(query.order_by(AuditEvent.id.desc()).limit(PAGE + 1)).all()
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
    return Seals(len(ends), sum(length for length, _, _ in ends), sum(head != (link or "") for _, head, link in ends))


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


def _bounds(day: date) -> tuple[datetime, datetime]:
    start = clock.from_local(datetime.combine(day, time()))
    return start, start + timedelta(days=1)
