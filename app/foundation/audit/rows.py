"""Rows of the log as the checks read them: one that cannot even be read is found, not stumbled over."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Generator, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import SQLAlchemyError

from app.foundation.audit.actions import Action
from app.foundation.audit.models import AuditEvent
from app.foundation.database import DbSession

PAGE = 500
COLUMNS = (
    "chain", "position", "at", "actor_id", "actor_label", "address", "action", "object_kind", "object_id", "details",
    "link",
)  # fmt: skip
UNREADABLE = (SQLAlchemyError, ValueError, TypeError, LookupError)


def live_rows(session: DbSession, chain: str, after: int) -> Generator[tuple[int, AuditEvent | None]]:
    """The chain's rows after a position, in order, each with its position; None where the row cannot be read."""
    while True:
        wanted = select(AuditEvent.position).where(AuditEvent.chain == chain, AuditEvent.position > after)
        positions = session.scalars(wanted.order_by(AuditEvent.position).limit(PAGE)).all()
        if not positions:
            return
        after = positions[-1]
        query = select(AuditEvent).where(
            AuditEvent.chain == chain, AuditEvent.position >= positions[0], AuditEvent.position <= after
        )
        for position, row in zip(positions, _read(session, query, chain, positions), strict=True):
            yield position, row
            if row is not None:
                session.expunge(row)  # a log of years does not fit into memory


def _read(
    session: DbSession, query: Select[AuditEvent], chain: str, positions: Sequence[int]
) -> Sequence[AuditEvent | None]:
    afresh = query.order_by(AuditEvent.position).execution_options(populate_existing=True)
    try:
        return session.scalars(afresh).all()
    except UNREADABLE:
        return [_one(session, chain, position) for position in positions]


def _one(session: DbSession, chain: str, position: int) -> AuditEvent | None:
    query = select(AuditEvent).where(AuditEvent.chain == chain, AuditEvent.position == position)
    try:
        return session.scalars(query.execution_options(populate_existing=True)).one()
    except UNREADABLE:
        return None


def write_rows(path: Path, rows: Iterator[AuditEvent]) -> int:
    """Write rows to a compressed file, one JSON object a line; return how many."""
    count = 0
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(_plain(row), sort_keys=True, ensure_ascii=False) + "\n")
            count += 1
    return count


def file_rows(path: Path) -> Iterator[AuditEvent | None]:
    """The rows of an archived file, in order; None, and no more, where a line cannot be read."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield _row(json.loads(line))
    except (OSError, EOFError, *UNREADABLE):
        yield None


def _plain(row: AuditEvent) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in COLUMNS}
    return {
        **values,
        "at": row.at.isoformat(),
        "actor_id": str(row.actor_id) if row.actor_id else None,
        "action": row.action.value,
    }


def _row(values: dict[str, Any]) -> AuditEvent:
    return AuditEvent(**{
        **{name: values[name] for name in COLUMNS},
        "at": datetime.fromisoformat(values["at"]),
        "actor_id": uuid.UUID(values["actor_id"]) if values["actor_id"] else None,
        "action": Action(values["action"]),
    })  # fmt: skip
