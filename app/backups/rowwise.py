"""Two databases held against each other row by row, whichever kind each is of: the same values, the same digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, Connection, MetaData, String, Table, TypeDecorator, cast, select
from sqlalchemy.types import TypeEngine, UserDefinedType

from app.foundation.types import UtcDateTime

BATCH = 2000
NAMED = 5
"""Keys of differing rows that are told of a table."""


class WrittenJson(UserDefinedType[str]):
    """JSON as it is written: read into objects, ``null`` and nothing would be the same, and 1.0 be 1."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """The type of the column."""
        return "JSON"

    def column_expression(self, column: Any) -> Any:
        """Read as text."""
        return cast(column, String)


@dataclass(frozen=True)
class Sums:
    """How many rows a table has and the sum of their hashes, in whatever order they come."""

    rows: int
    digest: int


@dataclass(frozen=True)
class Difference:
    """A table that is not the same, and the keys of some rows that are in one of the two alone or stand changed."""

    table: str
    source: Sums
    target: Sums
    keys: tuple[str, ...]

    def __str__(self) -> str:
        numbers = f"{self.source.rows} rows, there {self.target.rows}"
        return f"table {self.table}: {numbers}; changed, missing or added: {', '.join(self.keys)}"


def plain_tables(metadata: MetaData) -> list[Table]:
    """The tables in the order in which rows can refer to each other, with values as a database keeps them.

    What is encrypted stays so: it is bound to its table and column, not to the database.
    """
    found = MetaData()
    return [
        Table(
            table.name,
            found,
            *(Column(one.name, _plain(one.type), primary_key=one.primary_key) for one in table.columns),
        )
        for table in metadata.sorted_tables
    ]


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, TypeDecorator) and not isinstance(kind, UtcDateTime):
        return _plain(kind.impl_instance)
    return WrittenJson() if isinstance(kind, JSON) else kind


def rows_of(connection: Connection, table: Table, columns: Sequence[str] | None = None) -> Iterator[Sequence[Any]]:
    """Lists of at most ``BATCH`` rows, never more of the table in memory."""
    chosen = table.columns if columns is None else [table.columns[name] for name in columns]
    streamed = connection.execution_options(stream_results=True, yield_per=BATCH)
    with streamed.execute(select(*chosen)) as result:
        yield from result.partitions()


def compare(
    source: Connection, target: Connection, tables: Sequence[Table], tell: Callable[[str], None]
) -> list[Difference]:
    """The tables that are not the same in both."""
    found = []
    for table in tables:
        one, two = _sums(source, table), _sums(target, table)
        if one == two:
            tell(f"{table.name}: {one.rows} rows, the same")
            continue
        found.append(Difference(table.name, one, two, _keys(source, target, table)))
    return found


def _sums(connection: Connection, table: Table) -> Sums:
    number = total = 0
    for rows in rows_of(connection, table):
        number += len(rows)
        total += sum(map(_hash, rows))
    return Sums(number, total % 2**128)


def _hash(row: Any) -> int:
    return int.from_bytes(hashlib.blake2b(repr(tuple(row)).encode(), digest_size=16).digest())


def _keys(source: Connection, target: Connection, table: Table) -> tuple[str, ...]:
    """Keys of rows that are not in both alike: a key is ours and tells of nobody."""
    places = [number for number, column in enumerate(table.columns) if column.primary_key]
    known = {_hash(row): tuple(row[place] for place in places) for rows in rows_of(source, table) for row in rows}
    other = {}
    for rows in rows_of(target, table):
        for row in rows:
            if known.pop(hashed := _hash(row), None) is None:
                other[hashed] = tuple(row[place] for place in places)
    keys = sorted({"/".join(map(str, key)) for key in (*known.values(), *other.values())})
    return (*keys[:NAMED], *(["..."] if len(keys) > NAMED else []))
