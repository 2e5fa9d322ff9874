"""Overwriting a person's values as the inventory says: which rows are a person's, and what becomes of each column.

Nothing here judges or commits. A table belongs to a child where a foreign key of it points at ``child``, to a volunteer
or an account likewise by ``volunteer_id`` or ``account_id``; who merely recorded something is not whose it is. A table
without such a key belongs to whose row it points at: a consent's receipt to the consent's child.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Table, delete, func, or_, select, update

from app.foundation.database import Base, DbSession
from app.foundation.ids import short_code
from app.foundation.inventory import End, Kept, Row, inventory

DASH = "—"
LONG = 40
"""Longer texts at random are indexes and hashes, shorter ones codes that people read."""
OWNERS = {"child": None, "volunteer": "volunteer_id", "account": "account_id"}
"""The tables of persons, and by what a row of another table is theirs; None: by any foreign key."""
CLASSES: dict[str, frozenset[Kept]] = {
    "child": frozenset({Kept.CHILD_FILE}),
    "volunteer": frozenset({Kept.VOLUNTEER_FILE}),
    "account": frozenset({Kept.ACCOUNT, Kept.DRAFT, Kept.UNSENT}),
}


def links(table: Table, owner: str) -> list[Column[Any]]:
    """The columns by which a row of ``table`` belongs to a row of ``owner``."""
    if table.name == owner:
        return [table.c.id]
    name = OWNERS[owner]
    return [
        column
        for column in table.columns
        if any(key.column.table.name == owner for key in column.foreign_keys) and name in {None, column.name}
    ]


def owned(table: Table, owner: str, record_id: uuid.UUID) -> ColumnElement[bool] | None:
    """The condition for the rows of ``table`` that belong to one person; None where the table is none of theirs."""
    direct = links(table, owner)
    if direct:
        return or_(*(column == record_id for column in direct))
    parents = [
        (column, key.column)
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table is not table and key.column.table.name not in OWNERS and links(key.column.table, owner)
    ]
    if not parents:
        return None
    of_parents = (
        column.in_(select(target).where(or_(*(link == record_id for link in links(target.table, owner)))))
        for column, target in parents
    )
    return or_(*of_parents)


def overwrite_person(session: DbSession, owner: str, record_id: uuid.UUID) -> None:
    """Overwrite everything of one person that is kept with the file, in every table."""
    classes = CLASSES[owner]
    for name, rows in _by_table(row for row in inventory() if row.kept in classes):
        table = Base.metadata.tables[name]
        condition = owned(table, owner, record_id)
        if condition is not None:
            overwrite_rows(session, table, rows, condition)


def overwrite_rows(
    session: DbSession, table: Table, rows: list[Row], condition: ColumnElement[bool], *, dry_run: bool = False
) -> int:
    """Overwrite columns of the rows of ``table`` under a condition, or delete the rows; return how many that changes.

    ``dry_run``: count only.
    """
    if any(row.end is End.DELETE for row in rows):
        if dry_run:
            return session.scalar(select(func.count()).select_from(table).where(condition)) or 0
        gone: Any = session.execute(delete(table).where(condition))
        return int(gone.rowcount)
    keys = list(table.primary_key.columns)
    columns = [table.c[row.column] for row in rows]
    changed = 0
    for found in session.execute(select(*keys, *columns).where(condition)).all():
        now = dict(zip(columns, found[len(keys) :], strict=True))
        ends = {column: _ending(column, row.end, now[column]) for column, row in zip(columns, rows, strict=True)}
        if ends == now:
            continue  # done before
        changed += 1
        if not dry_run:
            this = [key == value for key, value in zip(keys, found, strict=False)]
            session.execute(update(table).where(*this).values({column.name: value for column, value in ends.items()}))
    return changed


def _ending(column: Column[Any], end: End, found: Any) -> Any:
    if found is None:
        return None  # what holds nothing tells nothing, and other columns may rely on it
    if end is End.DASH:
        return DASH
    if end is End.YEAR:
        return date(found.year, 1, 1)
    if end is End.REPLACE:
        return _random(column)
    return None if column.nullable else _nothing(column)


def _nothing(column: Column[Any]) -> Any:
    """What a column that must hold something holds at first: its default, else an empty text or nought."""
    default: Any = column.default
    if default is not None and default.is_scalar:
        return default.arg
    if default is not None and default.is_callable:
        return default.arg(None)
    kind = column.type.python_type
    return "" if kind is bytes else kind()  # a sealed text is bytes to the database only


def _random(column: Column[Any]) -> Any:
    if column.type.python_type is uuid.UUID:
        return uuid.uuid4()
    length = column.type.length if isinstance(column.type, String) else None
    return secrets.token_hex(32)[:length] if length is None or length > LONG else short_code()


def _by_table(rows: Iterable[Row]) -> Iterable[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.table, []).append(row)
    return found.items()
