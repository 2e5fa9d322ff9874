"""`flask doctor` finds what was broken on purpose, says how to mend it, and changes nothing itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import scoped_session

from app.doctor import findings
from app.foundation import audit, clock
from app.foundation.access import Role, system_actor
from app.foundation.database import Base
from app.foundation.jobs import Job
from tests import factories as make

Session = scoped_session[Any]


def told(app: Flask, *more: str) -> tuple[int, dict[str, str]]:
    """The exit code, and the state of every finding by its English words."""
    result = app.test_cli_runner().invoke(args=["doctor", "--json", "--english", *more])
    return result.exit_code, {one["what"]: one["state"] for one in json.loads(result.stdout)["findings"]}


def state_of(app: Flask, words: str) -> str:
    _code, rows = told(app)
    return next((state for what, state in rows.items() if words in what), "")


def test_one_page_in_chinese_worst_first(app: Flask, session: Session) -> None:
    make.account(Role.ADMINISTRATOR)
    session.commit()
    page = app.test_cli_runner().invoke(args=["doctor"]).stdout
    signs = [line[:5] for line in page.splitlines() if line.startswith("[")]
    assert signs == sorted(signs, key=["[ × ]", "[ ! ]", "[ √ ]"].index)
    assert "严格检查没有打开" in page
    assert "系统管理员只有 1 人" in page
    assert "audit" not in page.replace("flask audit", "")


def test_an_empty_installation_says_what_to_run(app: Flask, session: Session, client: FlaskClient) -> None:
    assert state_of(app, "There is no account yet") == "bad"
    assert "flask setup" in client.get("/").text
    make.account(Role.ADMINISTRATOR)
    session.commit()
    assert state_of(app, "There is no account yet") == ""
    assert "flask setup" not in client.get("/").text


def test_it_changes_nothing(app: Flask, session: Session) -> None:
    def rows() -> dict[str, int]:
        tables = Base.metadata.sorted_tables
        counted = {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}
        session.rollback()
        return counted

    make.district()
    session.commit()
    before = rows()
    app.test_cli_runner().invoke(args=["doctor"])
    app.test_cli_runner().invoke(args=["doctor", "--evidence"])
    assert rows() == before


def test_a_changed_log_is_named(app: Flask, session: Session, database: str) -> None:
    season = make.season(make.district())
    audit.record(session, system_actor("test"), audit.Action.SEASON_CREATED, season)
    session.commit()
    assert state_of(app, "audit log is unbroken") == "good"
    if database == "sqlite":
        session.execute(text("DROP TRIGGER IF EXISTS audit_event_no_update"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text("UPDATE audit_event SET object_kind = 'child'"))
    session.commit()
    assert state_of(app, "The audit log was changed: 1 chains") == "bad"
    assert told(app)[0] == 1


def test_what_waits_in_vain_and_a_clock_that_went_back(app: Flask, session: Session) -> None:
    season = make.season(make.district())
    audit.record(session, system_actor("test"), audit.Action.SEASON_CREATED, season)
    make.add(Job(kind="matching", key="waits", created_at=clock.now()))
    session.commit()
    assert state_of(app, "Nobody does the work") == ""
    now = clock.now()
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        assert state_of(app, "Nobody does the work that waits (1 pieces)") == "bad"
    with time_machine.travel(now - timedelta(hours=1), tick=False):
        assert state_of(app, "clock of the machine is behind") == "bad"


def test_posts_that_are_empty_or_in_one_hand(app: Flask, session: Session) -> None:
    district = make.district("沾益区")
    both = make.account(Role.ADMINISTRATOR)
    both.roles.append(make.role_grant(Role.AUDITOR, None))
    session.commit()
    assert state_of(app, "administrator and auditor at once") == "bad"
    assert state_of(app, "Nobody handles concerns in 沾益区") == "bad"
    make.account(Role.SAFEGUARDING_LEAD, district)
    make.account(Role.ADMINISTRATOR, None, demo=True)
    session.commit()
    assert state_of(app, "has a safeguarding lead") == "good"
    assert state_of(app, "This is a demo") == "bad"


def test_a_check_that_breaks_hides_no_other(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise OSError("no such disk")

    monkeypatch.setitem(findings._checks, "room_on_the_disk", broken)
    code, rows = told(app)
    assert code == 1
    assert rows["The check “room_on_the_disk” could not be run: OSError."] == "bad"
    assert any("tables are of this program" in what or "tables are at" in what for what in rows)
    assert any("clock says" in what for what in rows)


def test_the_evidence_counts_what_is_there(app: Flask, session: Session) -> None:
    make.account(Role.AUDITOR, None, factor_since=clock.now())
    session.commit()
    result = app.test_cli_runner().invoke(args=["doctor", "--evidence", "--json", "--english"])
    assert result.exit_code == 0, result.exception
    lines = [one["see"] for one in json.loads(result.stdout)["evidence"]]
    assert "1 active accounts, 1 with a second factor" in lines
    assert "0 administrators, 1 auditors, 0 safeguarding leads" in lines
