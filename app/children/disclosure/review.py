"""Who opened what, and why: the audit log of one's district, read for children's files."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, String, cast, select, true

from app.accounts.models import Account
from app.children.disclosure.codes import Section
from app.children.models import AccessGrant, Child
from app.foundation import clock
from app.foundation.access import Actor, Role, visible_to
from app.foundation.audit import Action, AuditEvent
from app.foundation.chinese.ordering import person_key
from app.foundation.database import DbSession

PAGE = 50
DAYS = (1, 7, 30, 90, 365)
MOST_READERS = 300
FILE, LISTS = "file", "lists"
_OF_LISTS = (Action.CHILD_LISTED, Action.CHILD_EXPORTED, Action.LEDGER_EXPORTED, Action.CONSENT_FORMS_PRINTED)
READS = (Action.CHILD_READ, Action.CHILD_SENSITIVE_READ, *_OF_LISTS)


@dataclass(frozen=True)
class Filters:
    """What is looked for: a child by its code, an account, ``what`` (a section, ``file``, ``lists``), the last days."""

    code: str = ""
    account: uuid.UUID | None = None
    what: str = ""
    days: int = 7

    def __bool__(self) -> bool:
        return bool(self.code or self.account or self.what or self.days != Filters.days)


@dataclass(frozen=True)
class Openings:
    """One page, the newest first. ``codes`` and ``grants`` hold what the reader may know, by id as the log has it."""

    events: Sequence[AuditEvent]
    people: Mapping[uuid.UUID, Account]
    codes: Mapping[str, str]
    grants: Mapping[str, AccessGrant]
    readers: Sequence[tuple[uuid.UUID, str]]
    older: int | None


def openings(session: DbSession, actor: Actor, filters: Filters, before: int | None = None) -> Openings:
    """A page of what was opened in the actor's district (an auditor: anywhere)."""
    base = select(AuditEvent).where(_scope(actor), AuditEvent.at >= _since(filters.days))
    query = base.where(*_conditions(session, actor, filters))
    if before is not None:
        query = query.where(AuditEvent.id < before)
    found = session.scalars(query.order_by(AuditEvent.id.desc()).limit(PAGE + 1)).all()
    events = found[:PAGE]
    people = _people(session, {one.actor_id for one in events if one.actor_id is not None})
    return Openings(
        events, people, _codes(session, actor, events), _grants(session, actor, events),
        _readers(session, base), events[-1].id if len(found) > PAGE else None,
    )  # fmt: skip


def _scope(actor: Actor) -> ColumnElement[bool]:
    if actor.has(Role.AUDITOR):
        return true()
    return AuditEvent.chain.in_([str(one) for one in actor.scope_ids(Role.SAFEGUARDING_LEAD)])


def _since(days: int) -> datetime:
    return clock.from_local(datetime.combine(clock.today() - timedelta(days=days - 1), time()))


def _conditions(session: DbSession, actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    kinds: Mapping[str, Sequence[Action]] = {FILE: (Action.CHILD_READ,), LISTS: _OF_LISTS}
    found: list[ColumnElement[bool]] = [AuditEvent.action.in_(kinds.get(filters.what, READS))]
    if filters.what in set(Section):
        inside = cast(AuditEvent.details, String).like(f'%"{Section(filters.what).value}"%')
        found += [AuditEvent.action == Action.CHILD_SENSITIVE_READ, inside]
    if filters.account is not None:
        found.append(AuditEvent.actor_id == filters.account)
    if filters.code:
        child = session.scalar(_known_children(actor).where(Child.code == filters.code.strip().upper()))
        found.append(AuditEvent.object_id == (str(child) if child is not None else "-"))
    return found


def _known_children(actor: Actor) -> Select[uuid.UUID]:
    """Ids of the children whose codes the reader may know; an auditor looks a code up, and is shown none."""
    query: Select[uuid.UUID] = select(Child.id)
    return query if actor.has(Role.AUDITOR) else visible_to(actor, Child).with_only_columns(Child.id)


def _codes(session: DbSession, actor: Actor, events: Sequence[AuditEvent]) -> dict[str, str]:
    ids = {uuid.UUID(one.object_id) for one in events if one.object_kind == "child"}
    query = visible_to(actor, Child).where(Child.id.in_(ids)).with_only_columns(Child.id, Child.code)
    return {str(row[0]): row[1] for row in session.execute(query)}


def _grants(session: DbSession, actor: Actor, events: Sequence[AuditEvent]) -> dict[str, AccessGrant]:
    ids = {uuid.UUID(str(number)) for one in events if (number := one.details.get("grant"))}
    query = visible_to(actor, AccessGrant).where(AccessGrant.id.in_(ids))
    return {str(one.id): one for one in session.scalars(query)}


def _readers(session: DbSession, base: Select[AuditEvent]) -> list[tuple[uuid.UUID, str]]:
    """Who opened anything in these days, by name, to choose from."""
    ids = base.where(AuditEvent.action.in_(READS), AuditEvent.actor_id.is_not(None))
    chosen = session.scalars(ids.with_only_columns(AuditEvent.actor_id).distinct().limit(MOST_READERS))
    people = _people(session, {one for one in chosen if one is not None})
    return sorted(((one.id, one.name) for one in people.values()), key=lambda row: (person_key(row[1]), str(row[0])))


def _people(session: DbSession, ids: set[uuid.UUID]) -> dict[uuid.UUID, Account]:
    return {one.id: one for one in session.scalars(select(Account).where(Account.id.in_(ids)))}
