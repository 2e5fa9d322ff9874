"""The audit log: written with the change, chained, and not to be changed by anybody."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import audit
from app.foundation.access import Role, system_actor
from app.foundation.audit.sealing import audit_folder
from app.foundation.audit.verify import verify
from app.foundation.secrets.keyring import keyring
from tests import factories as make

ACTOR = system_actor("test")
SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def logged(session: scoped_session[Any]) -> list[audit.AuditEvent]:
    district = make.district()
    for _ in range(3):
        audit.record(session, ACTOR, audit.Action.SEASON_CREATED, make.season(district))
        session.commit()
    return list(session.scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.id)))


def test_events_of_one_district_form_one_chain_that_verifies(
    session: scoped_session[Any], logged: list[audit.AuditEvent]
) -> None:
    assert [event.position for event in logged] == [1, 2, 3]
    report = verify(session, audit_folder())
    assert (report.checked, report.breaks) == (3, [])


def test_a_rolled_back_change_leaves_no_event(session: scoped_session[Any]) -> None:
    audit.record(session, ACTOR, audit.Action.SEASON_CREATED, make.season(make.district()))
    session.rollback()
    session.commit()
    assert session.scalars(select(audit.AuditEvent)).all() == []


def test_only_foreseen_details_get_in_and_never_free_text(session: scoped_session[Any]) -> None:
    season, action = make.season(make.district()), audit.Action.CHILD_LEFT
    for wrong in ({}, {"reason": "parent_back", "more": 1}, {"reason": "王小雨搬走了"}, {"reason": 1.5}):
        with pytest.raises(ValueError, match=r"details must be|holds more than codes"):
            audit.record(session, ACTOR, action, season, **wrong)
    session.commit()
    assert session.scalars(select(audit.AuditEvent)).all() == []


def test_before_and_after_of_plain_fields_and_only_the_name_of_encrypted_ones(session: scoped_session[Any]) -> None:
    township = make.township(make.district())
    child = make.child(make.school(township), township, risk=1)
    session.commit()
    child.risk, child.name, child.birth_date, child.interests = 3, "李新名", date(2015, 5, 5), "篮球"
    session.flush()
    child.risk, child.same_sex_only = 2, True
    fields = ["birth_date", "interests", "name", "risk", "same_sex_only"]
    audit.record(session, ACTOR, audit.Action.CHILD_CHANGED, child, fields=fields)
    session.commit()
    event = session.scalars(select(audit.AuditEvent)).one()
    assert event.details == {"fields": fields, "changes": {"risk": [1, 2], "same_sex_only": [False, True]}}


def test_a_savepoint_that_fails_takes_its_own_events_and_no_others(session: scoped_session[Any]) -> None:
    first, second = make.season(make.district()), make.season(make.district())
    audit.record(session, ACTOR, audit.Action.SEASON_CREATED, first)
    with contextlib.suppress(KeyError), session.begin_nested():
        audit.record(session, ACTOR, audit.Action.SEASON_CREATED, second)
        raise KeyError
    session.commit()
    assert session.scalars(select(audit.AuditEvent.object_id)).all() == [str(first.id)]


@pytest.mark.parametrize("statement", [
    "UPDATE audit_event SET details = '{}'",
    "DELETE FROM audit_event",
])  # fmt: skip
def test_rows_cannot_be_changed_or_removed(
    session: scoped_session[Any], logged: list[audit.AuditEvent], statement: str
) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))
    session.rollback()


def test_replace_and_truncate_are_refused(
    session: scoped_session[Any], logged: list[audit.AuditEvent], database: str
) -> None:
    replace = "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event"
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(replace if database == "sqlite" else "TRUNCATE audit_event"))
    session.rollback()


def test_a_closed_door_to_replace_needs_no_setting_of_the_connection(
    session: scoped_session[Any], logged: list[audit.AuditEvent], database: str
) -> None:
    if database != "sqlite":
        return  # PostgreSQL has no REPLACE
    session.commit()
    with contextlib.closing(sqlite3.connect(str(session.get_bind().url.database))) as plain:
        plain.execute("PRAGMA recursive_triggers = OFF")
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            plain.execute("INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE position = 2")


def test_a_read_that_cannot_be_logged_shows_no_page(
    app: Flask, session: scoped_session[Any], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    township = make.township(make.district())
    school = make.school(township)
    child, teacher = make.child(school, township, name="王小雨"), make.account(Role.SCHOOL_STAFF, school)
    session.commit()
    browser, url = sign_in(teacher), f"/children/{child.id}"
    assert "王小雨" in browser.get(url).get_data(as_text=True)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def full(*_: object) -> str:
        raise OSError("the disk is full")

    monkeypatch.setattr(type(keyring), "chain_link", full)
    for page in (url, "/children"):
        answer = browser.get(page)
        assert answer.status_code == 500, page
        assert "王小雨" not in answer.get_data(as_text=True)
        assert child.code not in answer.get_data(as_text=True)
