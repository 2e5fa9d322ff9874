"""Pages of a long list by the key of their edge: the thousandth page costs what the first does, and no row is missed or
shown twice when one before it comes or goes.

A cursor is opaque to its reader: the key of the row a page begins after, or ends before. It holds what the list is
ordered by, so never order a list by a name of a person: an address would tell it.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import operator
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, TypeDecorator, literal, tuple_

from app.foundation.database import DbSession

T = TypeVar("T")
LONGEST = 800
"""Letters of a cursor; what is longer is none of ours."""
LARGEST = 2**63
"""What the databases count up to."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list in its order; cursors of the pages around it, None where there is none."""

    rows: list[T]
    next: str | None = None
    previous: str | None = None


def row_page(
    session: DbSession, statement: Select[Any], keys: Sequence[Any], cursor: str | None, size: int, *,
    descending: bool = False,
) -> Page[tuple[Any, ...]]:  # fmt: skip
    """A page of at most ``size`` rows of a statement that has no order yet, each as the statement selects it.

    Args:
        keys: what it is ordered by, all one way: columns or expressions that are never NULL, the last ones unique.
        cursor: of the page before or after, from an address; one that is none of ours gives the first page.
        descending: the largest keys first.
    """
    return _page(session, statement, keys, cursor, size, descending, lambda row: tuple(row[: -len(keys)]))


def entity_page(
    session: DbSession, statement: Select[T], keys: Sequence[Any], cursor: str | None, size: int, *,
    descending: bool = False, hidden: int = 0,
) -> Page[T]:  # fmt: skip
    """The same of a statement that selects one thing: each row is that thing.

    Args:
        hidden: how many of the first keys no address may tell: they are read again of the row that the others name.
    """
    return _page(session, statement, keys, cursor, size, descending, lambda row: row[0], hidden)


def list_page(
    rows: Sequence[T], key: Callable[[T], tuple[Any, ...]], cursor: str | None, size: int, *, descending: bool = False
) -> Page[T]:
    """The same of things that are worked out, in no table: all of them, in any order.

    Args:
        key: what they are ordered by: of each as long and of the same types, never None, and of no two the same.
    """
    ordered = sorted(rows, key=key, reverse=descending)
    edge = _read(cursor, [type(one) for one in key(ordered[0])]) if ordered else None
    if edge is None:
        first, last = 0, size
    else:
        here, sign = tuple(edge.values), operator.gt if descending else operator.lt
        before = sum(sign(key(one), here) for one in ordered)
        on_it = any(key(one) == here for one in ordered)
        first, last = (max(before - size, 0), before) if edge.backwards else (before + on_it, before + on_it + size)
    shown = ordered[first:last]
    if not shown:
        return Page([])
    follows = _written(key(shown[-1]), backwards=False) if last < len(ordered) else None
    return Page(shown, follows, _written(key(shown[0]), backwards=True) if first else None)


def _page(
    session: DbSession, statement: Select[Any], keys: Sequence[ColumnElement[Any]], cursor: str | None, size: int,
    descending: bool, made: Callable[[Any], Any], hidden: int = 0,
) -> Page[Any]:  # fmt: skip
    edge = _read(cursor, [_type_of(key) for key in keys[hidden:]])
    if edge is not None and hidden:
        edge = _whole(session, statement, edge, keys, hidden)
    backwards = edge is not None and edge.backwards
    if edge is not None:
        here = tuple_(*keys)
        there = tuple_(*(literal(value, key.type) for key, value in zip(keys, edge.values, strict=True)))
        statement = statement.where(here < there if descending != backwards else here > there)
    ordered = statement.order_by(*(key.desc() if descending != backwards else key.asc() for key in keys))
    labels = [key.label(f"page_key_{number}") for number, key in enumerate(keys)]
    found = session.execute(ordered.add_columns(*labels).limit(size + 1)).all()
    shown, more = list(found[:size]), len(found) > size
    if backwards:
        shown.reverse()
    if not shown:
        return Page([])
    first = hidden - len(keys)
    ends = [_written(row[first:], backwards=back) for row, back in ((shown[-1], False), (shown[0], True))]
    follows, precedes = (True, more) if backwards else (more, edge is not None)
    return Page([made(row) for row in shown], ends[0] if follows else None, ends[1] if precedes else None)


def is_cursor(cursor: str, keys: Sequence[ColumnElement[Any]]) -> bool:
    """Whether it is one of a list in the order of ``keys``, for who would rather say so than give the first page."""
    return _read(cursor, [_type_of(key) for key in keys]) is not None


@dataclass(frozen=True)
class _Edge:
    values: list[Any]
    backwards: bool


def _whole(
    session: DbSession, statement: Select[Any], edge: _Edge, keys: Sequence[ColumnElement[Any]], hidden: int
) -> _Edge | None:
    """The edge with its hidden keys too; None where the list has no such row.

    Of the list itself, never of the table: else whoever makes up a cursor with another's code would learn, by where the
    page then begins, what is hidden of a row they may not see.
    """
    same = (key == value for key, value in zip(keys[hidden:], edge.values, strict=True))
    found = session.execute(statement.with_only_columns(*keys, maintain_column_froms=True).where(*same)).first()
    return _Edge(list(found), edge.backwards) if found is not None else None


def _written(values: Sequence[Any], *, backwards: bool) -> str:
    told = [value if isinstance(value, str | int | float) else _plain(value) for value in values]
    packed = json.dumps([int(backwards), *told], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return value.hex
    raise TypeError(f"a list is not ordered by {type(value).__name__}")


def _read(cursor: str | None, types: Sequence[type[Any]]) -> _Edge | None:
    """The edge a cursor tells of; None where it tells of none, or of one of another list."""
    if not cursor or len(cursor) > LONGEST:
        return None
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        told = json.loads(packed.decode())
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(told, list) or len(told) != len(types) + 1 or told[0] not in (0, 1):
        return None
    try:
        return _Edge([_value(one, wanted) for one, wanted in zip(told[1:], types, strict=True)], bool(told[0]))
    except ValueError:
        return None


def _type_of(key: ColumnElement[Any]) -> type[Any]:
    of = key.type.impl_instance if isinstance(key.type, TypeDecorator) else key.type
    return of.python_type


def _value(told: Any, wanted: type[Any]) -> Any:
    """What a cursor holds, as its column has it.

    Raises:
        ValueError: it is nothing that such a column can hold.
    """
    if wanted in (uuid.UUID, date, datetime) and isinstance(told, str):
        return _unplain(told, wanted)
    if type(told) is not wanted:
        raise ValueError("of another type")
    if isinstance(told, str) and b"\0" in told.encode():  # half a character is a ValueError too
        raise ValueError("no text a database keeps")
    if isinstance(told, int | float) and not (math.isfinite(told) and -LARGEST <= told < LARGEST):
        raise ValueError("beyond what is counted")
    return told


def _unplain(told: str, wanted: type[Any]) -> Any:
    if wanted is uuid.UUID:
        return uuid.UUID(told)
    if wanted is date:
        return date.fromisoformat(told)
    moment = datetime.fromisoformat(told)
    if moment.utcoffset() != UTC.utcoffset(None):
        raise ValueError("a moment of another zone")
    return moment
