"""The auditor reads and searches the audit log; nobody else does, and nobody changes it there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from app.accounts.models import Account
from app.foundation import audit, clock
from app.foundation.access import Role, system_actor
from app.foundation.messages import has_label
from app.home import trail
from app.home.wording import ACTORS, detail_words
from app.reminders.kinds import ReminderKind
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]
ACTOR = system_actor("flask test")


@pytest.fixture
def auditor(session: Any) -> Account:
    account = make.account(Role.AUDITOR)
    session.commit()
    return account


def _open_file(session: Any, reader: Account) -> Any:
    township = make.township(make.district())
    child = make.child(make.school(township), township)
    audit.record(session, reader.actor(), audit.Action.CHILD_READ, child)
    session.commit()
    return child


def test_entries_stand_in_plain_words_without_a_childs_name(session: Any, auditor: Account, sign_in: SignIn) -> None:
    teacher = make.account(Role.SCHOOL_STAFF, make.school(make.township(make.district())))
    child = _open_file(session, teacher)
    audit.record(session, ACTOR, audit.Action.CHILD_LEFT, child, reason="parent_back")
    session.commit()
    page = sign_in(auditor).get("/audit").get_data(as_text=True)
    assert "查看儿童档案" in page
    assert teacher.name in page
    assert "flask test" in page
    assert "原因" in page
    assert "parent_back" not in page
    assert child.name not in page
    assert str(child.id) in page


def test_whatever_acts_without_an_account_is_named_in_words() -> None:
    code = "".join(path.read_text() for path in Path("app").rglob("*.py"))
    acting = {label for label in re.findall(r'system_actor\("([a-z ]+)"\)', code) if not label.startswith("flask ")}
    assert acting == set(ACTORS)


def test_search_by_action_actor_record_and_day(session: Any, auditor: Account, sign_in: SignIn) -> None:
    one, other = make.account(Role.ADMINISTRATOR), make.account(Role.ADMINISTRATOR)
    first, second = _open_file(session, one), _open_file(session, other)
    browser = sign_in(auditor)
    tomorrow = clock.today() + timedelta(days=1)
    expected = {
        "action=child.read": {first, second}, "action=child.left": set(), f"actor={one.id}": {first},
        f"actor={other.login}": {second}, "actor=nobody-here": set(), f"object={second.id}": {second},
        f"day={clock.today()}": {first, second}, f"day={tomorrow}": set(),
        f"child={second.code.lower()}": {second}, "child=NOSUCH": set(),
        f"day=2020-01-01&until={tomorrow}": {first, second}, "day=2020-01-01&until=2020-12-31": set(),
        f"until={tomorrow}&action=child.read&actor={one.id}": {first},
        "action=nonsense&day=2026-13-01": {first, second},
    }  # fmt: skip
    for query, children in expected.items():
        page = browser.get(f"/audit?{query}").get_data(as_text=True)
        assert {child for child in (first, second) if f"object={child.id}" in page} == children, query


def test_older_entries_are_a_page_away(
    session: Any, auditor: Account, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "PAGE", 2)
    children = [_open_file(session, auditor) for _ in range(5)]
    seen, before = [], None
    while True:
        found = trail.trail(session, auditor.actor(), trail.Filters(action=audit.Action.CHILD_READ), before)
        seen += [event.object_id for event in found.events]
        before = found.older
        if before is None:
            break
    assert seen == [str(child.id) for child in reversed(children)]
    assert "before=" in sign_in(auditor).get("/audit?action=child.read").get_data(as_text=True)


def test_a_cut_chain_is_said_aloud(session: Any, auditor: Account, sign_in: SignIn, database: str) -> None:
    _open_file(session, auditor)
    assert "都与封存值一致" in sign_in(auditor).get("/audit").get_data(as_text=True)
    if database == "sqlite":
        session.execute(text("DROP TRIGGER audit_event_no_delete"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text("DELETE FROM audit_event WHERE action = 'child.read'"))
    session.commit()
    page = sign_in(auditor).get("/audit").get_data(as_text=True)
    assert "与封存值不符" in page
    assert "与封存值不符" in sign_in(auditor).get("/").get_data(as_text=True)


@pytest.mark.parametrize("query", ["before=x", "before=99999999999999999999", "object=%F0%9F%99%82", "day=0001-01-01"])
def test_junk_in_the_address_is_no_error(auditor: Account, sign_in: SignIn, query: str) -> None:
    assert sign_in(auditor).get(f"/audit?{query}").status_code == 200


def test_every_action_has_words(app: Any) -> None:
    assert [action.value for action in audit.Action if not has_label(action)] == []


def test_kinds_of_reminders_and_of_jobs_are_named_in_words(app: Any) -> None:
    with app.test_request_context():
        for code in [*(kind.value for kind in ReminderKind), "match_run"]:
            assert detail_words({"kind": code}) not in ([("类别", code)], [("kind", code)])
