"""A marker in every encrypted field is found nowhere: not in files, logs, addresses, jobs, the audit log or a backup.

The fields are those of the models: a new encrypted field is planted and sought by itself.
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import re
import sqlite3
import subprocess
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import Boolean, Column, Table, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import Base, db
from app.foundation.rotation.stock import sealed_columns
from app.foundation.types import Sealed, UtcDateTime
from app.places.models import School
from tests.client import CheckingClient
from tests.factories import hand
from tests.guards.matrix import Row
from tests.guards.test_matrix import all_rows, sent
from tests.guards.world import World, make_world
from tests.postgresql import binaries
from tests.programs import as_text, program, token_of

SignIn = Callable[[Account], FlaskClient]
CONTROL = "MKCONTROLZ"
LINKS = re.compile(r'(?:href|src|action|formaction|data-poll)="([^"]*)"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def marker(column: Column[Any]) -> str:
    """A text that stands in one column only, in letters that no encoding but a binary one changes."""
    number = _numbers(len(Base.metadata.tables))[str(column)]
    return f"小明MKQX{ascii_uppercase[number // 26]}{ascii_uppercase[number % 26]}XQZ"


@cache
def _numbers(tables: int) -> dict[str, int]:
    """The place of each; anew where there are more tables by now."""
    return {str(column): number for number, column in enumerate(sealed_columns())}


def planted(column: Column[Any]) -> str:
    """The marker in the form that the column's pages expect."""
    written = marker(column)
    if str(column) == "signup_draft.content":
        return json.dumps({"name": written}, ensure_ascii=False)
    if column.name == "factor_secret":
        return written[written.index("MK") :] + "A" * 23  # base 32
    if column.name == "picture":  # a JPEG may be followed by anything
        return base64.b64encode(base64.b64decode(hand.jpeg()) + written.encode()).decode()
    if column.name == "content":
        return base64.b64encode(f"姓名\n{written}\n".encode()).decode()
    return written


def needles(written: str) -> list[bytes]:
    """The marker as it is, and in the encodings in which it could lie somewhere."""
    plain = written.encode()
    shifted = [base64.b64encode(b" " * shift + plain)[4 * bool(shift) : -4] for shift in range(3)]
    core = written[written.index("MK") :]
    return [core.encode(), core.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode(), *shifted]


@cache
def _sought(tables: int) -> tuple[dict[str, list[bytes]], list[bytes]]:
    """The needles of every column, and what all of each kind begin with."""
    every = {str(column): needles(marker(column)) for column in sealed_columns()}
    kinds = zip(*every.values(), strict=True)
    return every, [os.path.commonprefix(kind) for kind in kinds]  # noqa: RUF071 - letter by letter, as meant


def found_in(data: bytes) -> list[str]:
    """The columns whose marker the bytes hold."""
    every, beginnings = _sought(len(Base.metadata.tables))
    if not any(beginning in data for beginning in beginnings):
        return []
    return [column for column, sought in every.items() if any(one in data for one in sought)]


def test_a_marker_is_found_in_every_form(app: Flask) -> None:
    assert len(sealed_columns()) > 50
    for column in sealed_columns():
        for one in needles(marker(column)):
            assert found_in(b"before " + one + b" after") == [str(column)]
    assert found_in(b"MKQ" + CONTROL.encode()) == []


def test_no_marker_is_found_anywhere(
    app: Flask, sign_in: SignIn, database: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(CheckingClient, "_check", lambda _self, _html: None)  # the matrix checks the same pages
    caplog.set_level(logging.DEBUG)
    world, rows = make_world(), all_rows()
    targets = [(row, _url(app, row, world)) for row in rows]
    school_id, urls = world.own.school.id, []
    _plant()
    db.session.execute(update(School).where(School.id == school_id).values(name=CONTROL))
    db.session.commit()
    told = "".join(_visit(world, targets, sign_in, urls, everything=database == "sqlite"))
    assert marker(_column("child.name")) in told, "the pages did show what was planted"
    _send(sign_in(world.own.accounts[Role.SCHOOL_STAFF]), world)
    spoken = caplog.text + "".join(capfd.readouterr()) + "\n".join(urls)
    assert found_in(spoken.encode()) == []
    assert found_in("".join(TITLE.findall(told)).encode()) == []
    db.session.remove()
    if database == "sqlite":
        _plant_rest()
        assert _empty() == [], "every encrypted field holds a marker"
    for name, data in _files(app, database, tmp_path):
        assert CONTROL.encode() in data or not name.startswith(("database", "backup")), name
        assert found_in(data) == [], name
    _check_open(database)


def _column(name: str) -> Column[Any]:
    table, _, column = name.partition(".")
    return Base.metadata.tables[table].columns[column]


def _url(app: Flask, row: Row, world: World) -> str:
    from flask import url_for

    arguments = row.own(world)
    with app.test_request_context():
        return url_for(row.endpoint, **arguments)


def _plant() -> None:
    """A marker in every row of every sealed column, as far as the rules of the tables allow."""
    for column in sealed_columns():
        one = update(column.table).values({column.name: planted(column)})
        db.session.execute(one.where(column.is_not(None)))
        with contextlib.suppress(IntegrityError), db.session.begin_nested():
            db.session.execute(one)
    db.session.commit()


def _plant_rest() -> None:
    """Where no row could hold a marker yet, on SQLite, which lets it: against the rules, in a row of no sense."""
    for name in _empty():
        column = _column(name)
        is_empty = not db.session.scalar(select(func.count()).select_from(column.table))
        statement = insert(column.table).values(_any_row(column.table)) if is_empty else update(column.table)
        db.session.commit()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            connection.execute(statement.values({column.name: planted(column)}))
            connection.commit()
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")


def _sealed(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, Sealed)]


def _any_row(table: Table) -> dict[str, Any]:
    """Any row at all: what it says besides is of no matter here."""
    values: dict[str, Any] = {column.name: planted(column) for column in _sealed(table)}
    for column in table.columns:
        if column.nullable or column.default is not None or isinstance(column.type, Sealed):
            continue
        if column.foreign_keys:
            (key,) = column.foreign_keys
            values[column.name] = db.session.scalar(select(key.column).limit(1))
        else:
            values[column.name] = _anything(column)
    return values


def _anything(column: Column[Any]) -> Any:
    members = getattr(column.type, "members", None)
    if members is not None:
        return next(iter(members))
    if isinstance(column.type, Boolean | UtcDateTime):
        return clock.now() if isinstance(column.type, UtcDateTime) else False
    kind = column.type.python_type
    special: dict[str, Any] = {"datetime": clock.now(), "date": clock.today(), "UUID": uuid.uuid4(), "bytes": "x"}
    return special[kind.__name__] if kind.__name__ in special else kind()


def _visit(
    world: World, targets: list[tuple[Row, str]], sign_in: SignIn, urls: list[str], *, everything: bool
) -> Iterator[str]:
    """Every page, read and sent, by everybody who may; what it answered, and every address in it."""
    browsers: dict[Role, FlaskClient] = {}
    for row, url in sorted(targets, key=lambda target: target[0].method != "GET"):
        for role in Role:
            if not row.allows(role, "own") or not (everything or role is Role.SCHOOL_STAFF):
                continue
            if role not in browsers:
                browsers[role] = sign_in(world.own.accounts[role])
            browser = browsers[role] if not row.bearer else program(current_app, token_of(world.own.accounts[role]))
            with browser.open(url, method=row.method, **sent(row)) as answer:
                if row.method != "GET":
                    browsers.clear()  # who was signed out by it signs in again
                body = as_text(answer)
                assert not row.bearer or found_in(body.encode()) == [], f"{row.endpoint} tells what is sealed"
                urls += [url, answer.headers.get("Location", ""), str(answer.headers)]
                # A tel: link goes to the dialler of the phone, to no server and into no log.
                found = (one for one in LINKS.findall(body) if not one.startswith("tel:"))
                urls += [urllib.parse.unquote(one) for one in found]
                yield body


def _send(browser: FlaskClient, world: World) -> None:
    """The same through pages: what a form brings in, accepted or refused, is in no log and no address."""
    name = marker(_column("child.name"))
    form = {
        "child_id": str(uuid.uuid4()), "name": name, "birth_date": "2016-05-04", "sex": "female",
        "township": str(world.own.township.id), "address": marker(_column("child.address")),
        "health": marker(_column("child.health")), "carers-0-name": marker(_column("carer.name")),
        "carers-0-phone": marker(_column("carer.phone")),
    }  # fmt: skip
    for url, data in (
        ("/children/new", form),
        (f"/children/{world.own.child.id}/edit", form),
        ("/report", {"concern_id": str(uuid.uuid4()), "about": "unsaid", "story": marker(_column("concern.story"))}),
        ("/sign-in", {"login": marker(_column("account.login")), "password": "wrong wrong wrong"}),
    ):
        answer = browser.post(url, data=data)
        assert answer.status_code < 500, url
        assert found_in(answer.headers.get("Location", "").encode()) == []


def _empty() -> list[str]:
    return [str(one) for one in sealed_columns() if not db.session.scalar(select(func.count(one)))]


def _files(app: Flask, database: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    """The database with its log, what the program wrote beside it, and a backup."""
    backup = folder / "backup"
    if database == "sqlite":
        file = Path(str(db.engine.url.database))
        yield "database", b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))
        with contextlib.closing(sqlite3.connect(file)) as here, contextlib.closing(sqlite3.connect(backup)) as there:
            here.backup(there)
        yield "backup", backup.read_bytes()
    else:
        yield from _dump()
    for one in app.config["SETTINGS"].instance.rglob("*"):
        if one.is_file() and not one.name.startswith(("test.db", "template.db")):
            yield str(one), one.read_bytes()


def _dump() -> Iterator[tuple[str, bytes]]:
    folder = binaries()
    if folder is None or not (folder / "pg_dump").exists():
        return
    url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    yield "backup", subprocess.run([str(folder / "pg_dump"), url], check=True, capture_output=True).stdout


def _check_open(database: str) -> None:
    """The control the other way round: with the keys, what was planted is there."""
    child = db.session.scalars(text("SELECT name FROM child")).first()
    assert isinstance(bytes(child), bytes), database
    names = db.session.scalars(select(_column("child.name"))).all()
    assert marker(_column("child.name")) in names
