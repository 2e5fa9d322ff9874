"""Junk in every query string and every field of every route: an answer of ours each time, never a fault."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict
from wtforms.fields.core import UnboundField

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.forms import Form
from tests.guards.matrix import Row
from tests.guards.test_matrix import all_rows
from tests.guards.world import World, make_world
from tests.integration.children_helpers import make_place, upload
from tests.thorough import THOROUGH

SignIn = Callable[[Account], FlaskClient]
# Superscript digits, the first day there is, numbers beyond a bigint, a moment without a zone.
JUNK = (
    "²", "0001-01-01", "9" * 30, "2027-01-20T10:00~00000000-0000-0000-0000-000000000000", "x" * 5000,
    "😀\u202e\r\n%(name)s {0} '; --",
)  # fmt: skip
QUERY = (
    "after", "answer", "by", "class_name", "code", "consent", "cursor", "district", "from", "gate", "grade", "ids",
    "login", "month", "name", "need", "next", "page", "parent", "preset", "q", "reason", "role", "school", "season",
    "show", "state", "status", "step", "stage", "township", "v",
)  # fmt: skip
MORE_FIELDS = ("ids", "shown", "present", "changes", "outcome", "locale", "next", "stage", "season", "login", "kind")


def form_fields() -> set[str]:
    """The name of every field of every form there is."""
    names, kinds = set(MORE_FIELDS), [Form]
    while kinds:
        kind = kinds.pop()
        kinds.extend(kind.__subclasses__())
        names |= {name for name in dir(kind) if isinstance(getattr(kind, name, None), UnboundField)}
    return names


def attempts(app: Flask, sign_in: SignIn, method: str) -> Iterator[tuple[FlaskClient, str, Row]]:
    """Each route of a method, asked by somebody who may, at a record of their own."""
    world: World = make_world()
    for row in all_rows():
        if row.method != method or row.endpoint in {"static", "accounts.sign_out"}:
            continue
        role = next(iter(sorted(row.allowed)), Role.VOLUNTEER)
        with app.test_request_context():
            url = url_for(row.endpoint, **row.own(world))
        yield sign_in(world.own.accounts[role]), url, row


def junk_in_turn(database: str) -> Iterator[Sequence[str]]:
    """What each page is given: one after the other, on each database another; on PostgreSQL in CI everything."""
    on_postgresql = database == "postgresql"
    turns = cycle(JUNK[3:] + JUNK[:3] if on_postgresql else JUNK)
    while True:
        yield JUNK if on_postgresql and THOROUGH else [next(turns)]


def test_junk_in_every_query_string(app: Flask, sign_in: SignIn, database: str) -> None:
    for (browser, url, row), given in zip(attempts(app, sign_in, "GET"), junk_in_turn(database), strict=False):
        for junk in given:
            answer = browser.get(url.partition("?")[0], query_string=dict.fromkeys(QUERY, junk))
            assert answer.status_code < 500, (row.endpoint, junk[:40])
            assert "\r" not in answer.headers.get("Location", "")


def test_junk_in_every_field(app: Flask, sign_in: SignIn, database: str) -> None:
    fields = form_fields()
    assert {"child_id", "volunteer_id", "break_minutes", "given_on"} <= fields
    for (browser, url, row), given in zip(attempts(app, sign_in, "POST"), junk_in_turn(database), strict=False):
        for junk in given:
            answer = browser.post(url, data={**dict.fromkeys(fields, junk), "csrf_token": "x"})
            assert answer.status_code < 500, (row.endpoint, junk[:40])


@pytest.mark.parametrize("where", ["query", "form", "name"])
def test_a_nul_is_a_bad_request(app: Flask, sign_in: SignIn, where: str) -> None:
    browser = sign_in(make_place().staff)
    if where == "query":
        answer = browser.get("/children?class_name=%00")
    elif where == "form":
        answer = browser.post("/children/new", data={"class_name": "3\0"})
    else:
        answer = browser.post("/consents/tick", data=MultiDict([("who-\0", "x")]))
    assert answer.status_code == 400


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_what_is_too_large_is_told_so(sign_in: SignIn, app: Flask, kind: str) -> None:
    browser, size = sign_in(make_place().staff), 13 * 1024 * 1024
    answer = browser.post("/rosters/new", input_stream=io.BytesIO(b"a" * size), content_length=size, content_type=kind)
    assert answer.status_code == 413
    assert "文件太大" in answer.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["one huge part", "many parts", "an image named as a list", "entities"])
def test_a_bomb_is_refused_with_words(app: Flask, sign_in: SignIn, kind: str) -> None:
    place = make_place()
    answer = upload(sign_in(place.staff), place.school, bomb(kind), "roster.xlsx")
    assert answer.status_code == 200
    assert 'name="file"' in answer.get_data(as_text=True)


def bomb(kind: str) -> bytes:
    parts: dict[str, bytes] = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
    if kind == "one huge part":
        parts["xl/worksheets/sheet1.xml"] = b"0" * (300 * 1024 * 1024)
    elif kind == "many parts":
        parts |= {f"xl/media/{number}": b"" for number in range(2_000)}
    elif kind == "an image named as a list":
        return b"\x89PNG\r\n\x1a\n" + b"\0" * 100
    else:
        laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
        ) + b"]>"  # fmt: skip
        parts["xl/workbook.xml"] = laughs + b"<workbook>&m;</workbook>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_no_value_of_a_statement_is_in_its_error(app: Flask, session: Any) -> None:
    """Errors of the database go to the log, and the values are people's."""
    with pytest.raises(SQLAlchemyError) as error:
        session.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "王小雨"})
    session.rollback()
    assert "王小雨" not in str(error.value)
