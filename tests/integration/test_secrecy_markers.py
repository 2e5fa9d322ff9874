"""A marker in every encrypted column, and nowhere else: not in the database's file, a backup, the queue or any file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Column, ColumnElement, inspect, text, true
from sqlalchemy.exc import DBAPIError

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.database import Base, db
from app.foundation.types import Sealed
from tests.guards.world import make_world

MARKER = "马可标记Marker7391"


def test_a_marker_in_every_sealed_column_is_found_nowhere(
    app: Flask, database: str, sign_in: Callable[[Account], FlaskClient], tmp_path: Path
) -> None:
    world = make_world()
    planted = _plant()
    assert len(planted) > 25, planted
    for role in (Role.SCHOOL_STAFF, Role.ORGANIZER, Role.SAFEGUARDING_LEAD):
        browser = sign_in(world.own.accounts[role])
        for address in ("/", "/children", f"/children/{world.own.child.id}", "/pairings"):
            browser.get(address)
    db.session.remove()
    assert _readable(), "the program itself reads it: the marker was really there"
    needles = (MARKER.encode(), MARKER.encode("utf-16-le"), MARKER.encode().hex().encode())
    for name, content in _stored(app, database, tmp_path):
        assert not any(needle in content for needle in needles), name


def _plant() -> set[str]:
    """Write the marker into every sealed column that has a row; return which."""
    planted = set()
    sealed = [column for table in Base.metadata.sorted_tables for column in table.columns if _is_sealed(column)]
    for column in sealed:
        # Everywhere; where a rule ties the column to another one, in the rows that hold something.
        if _fill(column, true()) or _fill(column, column.is_not(None)):
            planted.add(f"{column.table.name}.{column.name}")
    db.session.commit()
    return planted


def _is_sealed(column: Column[Any]) -> bool:
    return isinstance(column.type, Sealed)


def _fill(column: Column[Any], condition: ColumnElement[bool]) -> bool:
    try:
        with db.session.begin_nested():
            done: Any = db.session.execute(column.table.update().where(condition).values({column.name: MARKER}))
    except DBAPIError:
        return False
    return bool(done.rowcount)


def _readable() -> bool:
    table = Base.metadata.tables["child"]
    found = MARKER in set(db.session.scalars(table.select().with_only_columns(table.c.name)))
    db.session.rollback()
    return found


def _stored(app: Flask, database: str, scratch: Path) -> Iterator[tuple[str, bytes]]:
    """Everything that a thief of the disk finds, by what it is."""
    folder = app.config["SETTINGS"].instance
    if database == "sqlite":
        file = Path(str(db.engine.url.database))
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(scratch / "backup.db")) as target:
            source.backup(target)
        yield "a backup", (scratch / "backup.db").read_bytes()
    else:
        for name in inspect(db.engine).get_table_names():
            rows = db.session.execute(text(f'SELECT CAST(t.* AS text) FROM "{name}" AS t')).scalars()
            yield name, "\n".join(rows).encode()
        db.session.rollback()
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
