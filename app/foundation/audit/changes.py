"""What the plain fields of a changed record were before: gathered at every flush, for the event that names the record.

Of an encrypted field, and of a plain one that is a person's data (``info=PERSONAL``), the log holds the name only.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Integer, String, Uuid, event, inspect
from sqlalchemy.orm import Session

from app.foundation.inventory import DataClass, inventory
from app.foundation.types import StringSet, UtcDateTime, Values, is_personal

BEFORE = "audit_before"
LONGEST = 60  # characters of a text that is shown; of a longer one, the name only
SHOWN = (Boolean, Date, Integer, String, Uuid, StringSet, UtcDateTime, Values)
Shown = str | int | bool | None | list[str]


@event.listens_for(Session, "before_flush")
def _gather(session: Session, context: object, instances: object) -> None:  # noqa: ARG001 - the event's signature
    """Keep the first value each changed column had in this transaction."""
    for record in session.dirty:
        state = inspect(record)
        changed = set(state.mapper.column_attrs.keys()) - state.unmodified
        if not changed:
            continue
        kept: dict[str, Any] = session.info.setdefault(BEFORE, {}).setdefault(state, {})
        for name in changed - kept.keys():
            history = state.attrs[name].history
            if history.deleted:
                kept[name] = history.deleted[0]


def changes_of(session: Session, record: object) -> dict[str, list[Shown]]:
    """``{column: [before, now]}`` of the record's plain columns that this transaction changed."""
    gathered = session.info.get(BEFORE, {})
    before: dict[str, Any] = gathered.get(inspect(record, raiseerr=False), {})
    found = {}
    for name in sorted(before):
        then, now = before[name], getattr(record, name)
        if then != now and _may_show(inspect(type(record)).columns[name], then, now):
            found[name] = [_written(then), _written(now)]
    return found


def forget(session: Session) -> None:
    """The transaction is over."""
    session.info.pop(BEFORE, None)


def _may_show(column: ColumnElement[Any], *values: object) -> bool:
    if is_personal(column) or _is_secret(column) or not isinstance(column.type, SHOWN):
        return False
    return all(not isinstance(value, str) or len(value) <= LONGEST for value in values)


def _written(value: Any) -> Shown:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else str(value)


def _is_secret(column: ColumnElement[Any]) -> bool:
    """Keyed indexes, hashes and credentials: what is overwritten with a file must not live on in the log."""
    table = getattr(column, "table", None)
    return table is not None and (str(table.name), str(column.name)) in _secrets()


@cache
def _secrets() -> frozenset[tuple[str, str]]:
    kinds = {DataClass.KEY, DataClass.CREDENTIAL}
    return frozenset((row.table, row.column) for row in inventory() if row.kind in kinds)
