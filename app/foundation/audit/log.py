"""Writing to the audit log: collected during the transaction, chained just before it commits.

The chain's head is locked last, so that two transactions that lock their own records in some order never wait for each
other in a circle through the log.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import has_request_context, request
from sqlalchemy import event, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

from app.foundation import clock
from app.foundation.access.actors import Actor
from app.foundation.audit import changes
from app.foundation.audit.actions import WITHOUT_ADDRESS, Action, unfit
from app.foundation.audit.models import AuditChain, AuditEvent
from app.foundation.database import DbSession, add_rows
from app.foundation.secrets.keyring import keyring

PENDING = "audit_pending"
INSTALLATION = "installation"  # the chain of what belongs to no district
VOUCHED = (
    "chain", "position", "at", "actor_id", "actor_label", "address", "action", "object_kind", "object_id", "details",
)  # fmt: skip
AT_ONCE = 500  # rows one statement adds
_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
Plain = str | int | float | bool | None | list[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What names a record that is no object of the session, because many rows were written at once."""

    kind: str  # its table
    id: uuid.UUID
    district_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Pending:
    """An event waiting for its place in the chain; ``subject`` is the record it is about, whose id may come late.

    ``savepoint`` is the innermost one it was written in: where that is rolled back, the event did not happen.
    """

    at: datetime
    actor: Actor
    address: str
    action: Action
    subject: object
    chain: str
    details: dict[str, Plain]
    savepoint: SessionTransaction | None


def record(
    session: DbSession,
    actor: Actor,
    action: Action,
    subject: object = None,
    **details: Plain,
) -> None:
    """Put an event on the log with the running transaction.

    Args:
        session: the transaction the event belongs to.
        actor: who did it.
        action: what; it names the details that the event must have.
        subject: the record it is about (or its ``Subject``), or None. Its ``district_id`` chooses the chain.
        details: codes, numbers, yes or no; for an encrypted column its name only, never its value.

    Raises:
        ValueError: details are missing, not foreseen, or hold free text.
    """
    if wrong := unfit(action, details):
        raise ValueError(wrong)
    located = has_request_context() and action not in WITHOUT_ADDRESS
    address = (request.remote_addr or "") if located else ""
    district = getattr(subject, "district_id", None)
    chain, plain = str(district or INSTALLATION), _plain(session)
    within = plain.get_nested_transaction()
    pending = Pending(clock.now(), actor, address, action, subject, chain, details, within)
    plain.info.setdefault(PENDING, []).append(pending)


def record_and_commit(
    session: DbSession,
    actor: Actor,
    action: Action,
    subject: object = None,
    **details: Plain,
) -> None:
    """Log a read and commit it, before the page is made: no log, no page."""
    record(session, actor, action, subject, **details)
    session.commit()


def _plain(session: DbSession) -> Session:
    return session() if isinstance(session, scoped_session) else session


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    if session.in_nested_transaction():
        return
    pending: list[Pending] = session.info.pop(PENDING, [])
    if not pending:
        return
    session.flush()  # subjects get their ids
    for chain in sorted({item.chain for item in pending}):
        _append(session, chain, [item for item in pending if item.chain == chain])


@event.listens_for(Session, "after_soft_rollback")
def _forget_savepoint(session: Session, ended: SessionTransaction) -> None:
    if ended.nested and PENDING in session.info:
        session.info[PENDING] = [one for one in session.info[PENDING] if not _is_within(one.savepoint, ended)]


@event.listens_for(Session, "after_transaction_end")
def _forget_all(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(PENDING, None)
        changes.forget(session)


def _is_within(savepoint: SessionTransaction | None, ended: SessionTransaction) -> bool:
    while savepoint is not None and savepoint is not ended:
        savepoint = savepoint.parent
    return savepoint is ended


def _append(session: Session, chain: str, items: Sequence[Pending]) -> None:
    """Link the events to the chain's head. Rows are added many at once: an import leaves one event per child."""
    head = locked_head(session, chain)
    for start in range(0, len(items), AT_ONCE):
        rows = []
        for item in items[start : start + AT_ONCE]:
            row = _row(session, item, head.length + 1)
            row["link"] = keyring.chain_link(head.head, _written(row))
            head.length, head.head = row["position"], row["link"]
            rows.append(row)
        add_rows(session, AuditEvent, rows)


def locked_head(session: DbSession, chain: str) -> AuditChain:
    """The head of a chain, made where it is missing, held by this transaction until it ends."""
    head = _find_head(session, chain)
    if head is None:
        # Two first events of a new chain may meet here: one inserts, the other waits and finds the row.
        insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
        session.execute(insert(AuditChain).values(name=chain, length=0, head="").on_conflict_do_nothing())
        head = _find_head(session, chain)
    if head is None:
        raise RuntimeError(f"the audit chain {chain} cannot be opened")
    return head


def _find_head(session: DbSession, chain: str) -> AuditChain | None:
    wanted = select(AuditChain).where(AuditChain.name == chain)
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _row(session: Session, item: Pending, position: int) -> dict[str, Any]:
    details: dict[str, Any] = dict(item.details)
    if "fields" in details and (changed := changes.changes_of(session, item.subject)):
        details["changes"] = changed
    kind, subject_id = _named(item.subject)
    return {
        "chain": item.chain,
        "position": position,
        "at": item.at,
        "actor_id": item.actor.id,
        "actor_label": item.actor.label,
        "address": item.address,
        "action": item.action,
        "object_kind": kind,
        "object_id": subject_id,
        "details": details,
    }


def _named(subject: object) -> tuple[str, str]:
    """Table and id of what an event is about; empty where there is none."""
    if isinstance(subject, Subject):
        return subject.kind, str(subject.id)
    kind = getattr(subject, "__tablename__", "") if subject is not None else ""
    return kind, str(getattr(subject, "id", None) or "")


def content(row: AuditEvent, position: int | None = None) -> bytes:
    """What a link vouches for: every column of the row but its own link and its running number.

    ``position`` asks what it would be elsewhere in its chain.
    """
    values = {name: getattr(row, name) for name in VOUCHED}
    return _written(values if position is None else {**values, "position": position})


def _written(row: Mapping[str, Any]) -> bytes:
    values = [
        row["chain"], row["position"], row["at"].isoformat(), str(row["actor_id"] or ""), row["actor_label"],
        row["address"], row["action"].value, row["object_kind"], row["object_id"], row["details"],
    ]  # fmt: skip
    return _json.encode(values).encode()
