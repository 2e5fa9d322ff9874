"""Writing values anew under the current keys, a few rows at a time, beside everybody who reads and writes."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import LargeBinary, Row, bindparam, inspect, select, type_coerce, update
from sqlalchemy.exc import IntegrityError

from app.foundation.database import DbSession
from app.foundation.rotation.stock import Holding, stale_rows
from app.foundation.rotation.tokens import way_of
from app.foundation.secrets.keyring import CannotOpen, keyring

BATCH = 50
SHARE = 1.0
"""Rest after a batch, as a share of the time it took: writers on SQLite take turns with it."""
log = logging.getLogger(__name__)


@dataclass
class Progress:
    """Rows written anew, rows that cannot be opened with any key, and rows whose token somebody else has."""

    written: int = 0
    unreadable: int = 0
    clashing: int = 0


def write_anew(session: DbSession, holding: Holding, progress: Progress) -> Iterator[int]:
    """Go once through a table; yields after each batch, committed, how many rows it wrote."""
    after: Any = None
    while True:
        started = time.perf_counter()
        rows = _stale(session, holding, after)
        if not rows:
            session.rollback()
            return
        after = rows[-1][0]
        written = _write(session, holding, rows, progress)
        session.commit()
        progress.written += written
        yield written
        time.sleep(SHARE * (time.perf_counter() - started))


def _stale(session: DbSession, holding: Holding, after: Any) -> list[Row[Any]]:
    """The next rows to write, locked; those that somebody is writing are passed over and come with the next round."""
    secrets = keyring.secrets
    raw = [type_coerce(column, LargeBinary).label(column.name) for column in holding.sealed]
    query = select(holding.key, *raw).where(stale_rows(holding, secrets.current_data_key, secrets.current_index_key))
    if after is not None:
        query = query.where(holding.key > after)
    query = query.order_by(holding.key).limit(BATCH).with_for_update(skip_locked=True, of=holding.table)
    return list(session.execute(query))


def _write(session: DbSession, holding: Holding, rows: list[Row[Any]], progress: Progress) -> int:
    opened = [values for row in rows if (values := _opened(holding, row, progress)) is not None]
    if holding.tokens:
        _add_tokens(session, holding, opened)
    names = [column.name for column in (*holding.sealed, *holding.tokens)]
    if not opened or not names:
        return 0
    # The columns' own types seal what is written, under the current key. `onupdate` columns are named, to stay.
    kept = {column.name: column for column in holding.table.columns if column.onupdate is not None}
    statement = (
        update(holding.table)
        .where(holding.key == bindparam("row_key"))
        .values({**{name: bindparam(f"new_{name}") for name in names}, **kept})
    )
    try:
        with session.begin_nested():
            session.connection().execute(statement, opened)
    except IntegrityError:
        return sum(_write_one(session, statement, values, holding, progress) for values in opened)
    return len(opened)


def _write_one(session: DbSession, statement: Any, values: dict[str, Any], holding: Holding, progress: Progress) -> int:
    try:
        with session.begin_nested():
            session.connection().execute(statement, values)
    except IntegrityError:
        # Two files of one person came in within the half second in which the key changed: people must merge them.
        log.warning("%s %s: another row has its token under the new key", holding.table.name, values["row_key"])
        progress.clashing += 1
        return 0
    return 1


def _opened(holding: Holding, row: Row[Any], progress: Progress) -> dict[str, Any] | None:
    values: dict[str, Any] = {"row_key": row[0]}
    try:
        for column in holding.sealed:
            stored = getattr(row, column.name)
            place = column.type.place  # type: ignore[attr-defined] # a Sealed column
            values[f"new_{column.name}"] = None if stored is None else keyring.open(bytes(stored), place)
    except CannotOpen as error:
        log.warning("%s %s: %s", holding.table.name, row[0], error)
        progress.unreadable += 1
        return None
    return values


def _add_tokens(session: DbSession, holding: Holding, opened: list[dict[str, Any]]) -> None:
    ways = {way_of(column) for column in holding.tokens}
    for way in ways:
        key = inspect(way.model).primary_key[0]
        wanted = select(way.model).where(key.in_([values["row_key"] for values in opened]))
        records = session.scalars(wanted.execution_options(populate_existing=True)).unique().all()
        by_key = {inspect(record).identity[0]: record for record in records}
        for values in opened:
            computed = way.compute(by_key[values["row_key"]]) if way.compute else ()
            values |= {f"new_{column.name}": token for column, token in zip(way.columns, computed, strict=True)}
        for record in records:
            session.expunge(record)
