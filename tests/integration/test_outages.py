"""The database gone, busy, its disk full: every page says so, in time, and that what was sent may not be saved."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.database import db
from tests import factories as make
from tests.client import check_page

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]


def _sqlite(code: int, words: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


FAULTS = {
    "gone": (_sqlite(sqlite3.SQLITE_CANTOPEN, "unable to open database file"), psycopg.OperationalError("refused")),
    "busy": (_sqlite(sqlite3.SQLITE_BUSY, "database is locked"), psycopg.errors.TooManyConnections("too many")),
    "full": (_sqlite(sqlite3.SQLITE_FULL, "database or disk is full"), psycopg.errors.DiskFull("no space")),
}
WORDS = {"gone": "暂时读不到记录", "busy": "暂时读不到记录", "full": "磁盘满了"}


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest, app: Flask, database: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """Its kind, and what makes it begin: from then on no transaction does."""
    cause = FAULTS[request.param][database != "sqlite"]

    def refuse(connection: object) -> None:
        raise OperationalError("BEGIN", {}, cause)

    engine = db.engine
    yield request.param, lambda: event.listen(engine, "begin", refuse, insert=True)
    if event.contains(engine, "begin", refuse):
        event.remove(engine, "begin", refuse)


def test_a_page_says_what_is_wrong_and_keeps_the_way_back(
    session: Session, sign_in: SignIn, fault: tuple[str, Callable[[], None]]
) -> None:
    kind, begin = fault
    village = make.village(make.township(make.district()))
    browser = sign_in(make.account(Role.VILLAGE_DIRECTOR, village))
    session.commit()
    assert browser.get("/").status_code == 200
    begin()
    read, sent = browser.get("/children?page=1"), browser.post("/visits/new", data={"day": "2027-01-20"})
    for answer in (read, sent):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert WORDS[kind] in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        check_page(answer.text)
    assert 'href="/children?page=1"' in read.text
    assert "可能没有保存" in sent.text
    assert "可能没有保存" not in read.text


def test_machines_are_told_that_it_is_not_ready(client: FlaskClient, fault: tuple[str, Callable[[], None]]) -> None:
    fault[1]()
    answer = client.get("/ready")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "database")


def test_a_process_lives_whatever_the_database_does(client: FlaskClient, fault: tuple[str, Callable[[], None]]) -> None:
    fault[1]()
    answer = client.get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
