"""What stands under which key: every sealed column and every keyed index of the models, and how much each holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, String, Table, and_, func, or_, select, type_coerce

from app.foundation.database import Base, DbSession
from app.foundation.rotation.tokens import way_of
from app.foundation.secrets.keyring import token_key
from app.foundation.types import Sealed, Token

PREFIX = 4  # characters of a token that name its key, see `token_prefix`


@dataclass(frozen=True)
class Holding:
    """A table with its sealed columns and its tokens that can be computed anew."""

    table: Table
    sealed: tuple[Column[Any], ...]
    tokens: tuple[Column[Any], ...]

    @property
    def key(self) -> Column[Any]:
        """The primary key; such a table has one of one column."""
        (key,) = self.table.primary_key.columns
        return key


def sealed_columns() -> list[Column[Any]]:
    """Every encrypted column of the models."""
    return [column for table in Base.metadata.sorted_tables for column in table.columns if _is(column, Sealed)]


def token_columns() -> list[Column[Any]]:
    """Every keyed index of the models."""
    return [column for table in Base.metadata.sorted_tables for column in table.columns if _is(column, Token)]


def holdings() -> list[Holding]:
    """Every table in which a rotation has something to write."""
    found = []
    for table in Base.metadata.sorted_tables:
        sealed = tuple(column for column in table.columns if _is(column, Sealed))
        tokens = tuple(c for c in table.columns if _is(c, Token) and way_of(c).compute is not None)
        if sealed or tokens:
            found.append(Holding(table, sealed, tokens))
    return found


def is_stale(column: Column[Any], data_key: int, index_key: int) -> ColumnElement[bool]:
    """The value stands under another key than the current one."""
    if _is(column, Sealed):
        return and_(column.is_not(None), first_byte(column) != bytes([data_key]))
    mark = func.substr(type_coerce(column, String), 1, PREFIX)
    if index_key == 1:
        return and_(mark.like("k%"), mark.like("%."))
    return mark != f"k{index_key:02x}."


def first_byte(column: Column[Any]) -> ColumnElement[bytes]:
    """The byte of a sealed value that names its key."""
    return func.substr(type_coerce(column, LargeBinary), 1, 1, type_=LargeBinary)


def stale_rows(holding: Holding, data_key: int, index_key: int) -> ColumnElement[bool]:
    """Rows in which something is still to be written."""
    return or_(*(is_stale(column, data_key, index_key) for column in (*holding.sealed, *holding.tokens)))


def values_by_key(session: DbSession) -> tuple[Counter[int], Counter[int]]:
    """How many sealed values stand under each data key, and how many tokens that are alive under each index key."""
    data: Counter[int] = Counter()
    for column in sealed_columns():
        mark = first_byte(column)
        query = select(mark, func.count()).where(column.is_not(None)).group_by(mark)
        data.update({bytes(byte)[0]: count for byte, count in session.execute(query)})
    return data, tokens_by_key(session, token_columns())


def tokens_by_key(session: DbSession, columns: Iterable[Column[Any]]) -> Counter[int]:
    """How many tokens of these columns that are alive stand under each index key."""
    found: Counter[int] = Counter()
    for column in columns:
        mark = func.substr(type_coerce(column, String), 1, PREFIX)
        query = select(mark, func.count()).where(way_of(column).alive()).group_by(mark)
        for start, count in session.execute(query):
            found[token_key(start)] += count
    return found


def _is(column: Column[Any], kind: type) -> bool:
    return isinstance(column.type, kind)
