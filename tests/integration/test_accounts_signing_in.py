"""Signing in: what an honest person and a guesser meet."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account, SignInAttempt
from app.accounts.rules import create_account, login_token, register_volunteer
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Refused
from tests import factories as make

PASSWORD = "Walk-with-me-26"
SYSTEM = system_actor("test")


@pytest.fixture
def teacher(session: scoped_session[Any]) -> Account:
    school = make.school(make.township(make.district()))
    made = create_account(
        session, SYSTEM, login="13812340001", name="王老师", role=Role.SCHOOL_STAFF, scope=school, password=PASSWORD
    )
    made.must_change_password = False
    session.commit()
    return made


def enter(client: FlaskClient, login: str = "13812340001", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", data={"login": login, "password": password, **more})


def plain(page: str) -> str:
    """The page without its form tokens, which carry the second they were made in."""
    return re.sub(r'name="csrf_token"[^>]*', "", page)


def signed_in(client: FlaskClient) -> bool:
    return client.get("/account/password").status_code == 200


def actions(session: scoped_session[Any]) -> list[Action]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_right_login_and_password_open_the_landing_page(client: FlaskClient, teacher: Account, session: Any) -> None:
    answer = enter(client)
    assert (answer.status_code, answer.location) == (302, "/")
    page = client.get("/").get_data(as_text=True)
    assert "王老师" in page
    assert actions(session)[-1] is Action.ACCOUNT_SIGNED_IN


def test_a_number_may_be_written_with_spaces_and_country_code(client: FlaskClient, teacher: Account) -> None:
    assert enter(client, "+86 138 1234 0001").status_code == 302


def test_wrong_login_wrong_password_and_closed_account_look_the_same(
    client: FlaskClient, teacher: Account, session: Any
) -> None:
    closed = make.account(Role.AUDITOR, active=False, password_hash=teacher.password_hash)
    session.commit()
    answers = [enter(client, password="no"), enter(client, "13812349999"), enter(client, closed.login)]
    typed = "|".join(("13812349999", "13812340001", closed.login))
    bodies = {plain(re.sub(typed, "X", answer.get_data(as_text=True))) for answer in answers}
    assert [a.status_code for a in answers] == [422, 422, 422]
    assert len(bodies) == 1
    assert not signed_in(client)
    assert actions(session).count(Action.ACCOUNT_SIGN_IN_FAILED) == 3


def test_an_unknown_login_costs_a_hash_too(client: FlaskClient, teacher: Account, monkeypatch: Any) -> None:
    from app.accounts.rules import passwords

    verified = []
    real = passwords._hasher.verify

    class Counting:
        hash = passwords._hasher.hash
        check_needs_rehash = passwords._hasher.check_needs_rehash

        def verify(self, kept: str, password: str) -> bool:
            verified.append(kept)
            return real(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for login in ("13812340001", "13812349999", "nobody"):
        enter(client, login, "wrong")
    assert len(verified) == 3


def test_five_failures_lock_a_login_for_a_quarter_of_an_hour(client: FlaskClient, teacher: Account) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        for _ in range(5):
            assert enter(client, password="guess").status_code == 422
        assert enter(client).status_code == 422  # even the right one
        now.shift(timedelta(minutes=14))
        assert enter(client).status_code == 422
        now.shift(timedelta(minutes=2))  # knocking in between did not lengthen it
        assert enter(client).status_code == 302


def test_a_locked_login_does_not_lock_others(client: FlaskClient, teacher: Account, session: Any) -> None:
    for _ in range(6):
        enter(client, "13812349999", "guess")
    assert enter(client).status_code == 302


def test_success_starts_the_count_afresh(client: FlaskClient, teacher: Account) -> None:
    for _ in range(4):
        enter(client, password="guess")
    assert enter(client).status_code == 302
    for _ in range(4):
        enter(client, password="guess")
    assert enter(client).status_code == 302


def test_many_failures_from_one_address_stop_it(client: FlaskClient, teacher: Account, session: Any) -> None:
    session.add_all(
        SignInAttempt(login_token=uuid.uuid4().hex, address="127.0.0.1", succeeded=False) for _ in range(60)
    )
    session.commit()
    assert enter(client).status_code == 422
    other = client.post(
        "/sign-in", data={"login": "13812340001", "password": PASSWORD}, environ_overrides={"REMOTE_ADDR": "10.0.0.9"}
    )
    assert other.status_code == 302


def test_a_planted_cookie_is_worth_nothing_after_signing_in(client: FlaskClient, teacher: Account, app: Any) -> None:
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = "planted"
        cookie["planted"] = "by a stranger"
        before = dict(cookie)
    enter(client)
    with client.session_transaction() as cookie:
        after = dict(cookie)
    assert "planted" not in after
    assert after.get("csrf_token") != "planted"
    stranger = app.test_client()
    with stranger.session_transaction() as cookie:
        cookie.update(before)
    assert not signed_in(stranger)


def test_signing_out_ends_a_copied_session(client: FlaskClient, teacher: Account, app: Any, session: Any) -> None:
    enter(client)
    with client.session_transaction() as cookie:
        copied = dict(cookie)
    assert client.post("/sign-out").location == "/"
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(copied)
    assert not signed_in(thief)
    assert Action.ACCOUNT_SIGNED_OUT in actions(session)


@pytest.mark.parametrize("inside", ["/account/password", "/accounts/new?role=x", "/"])
def test_next_leads_on_within_the_site(client: FlaskClient, teacher: Account, inside: str) -> None:
    assert enter(client, next=inside).location == inside


@pytest.mark.parametrize("outside", [
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
    "/\n/evil.example", "javascript:alert(1)", "evil.example", " //evil.example", "/ /evil.example", "http:/evil",
])  # fmt: skip
def test_next_never_leads_elsewhere(client: FlaskClient, teacher: Account, outside: str) -> None:
    assert enter(client, next=outside).location == "/"
    client.post("/sign-out")
    assert client.post("/language", data={"locale": "en", "next": outside}).location == "/"


def test_staff_are_signed_out_after_half_an_hour_of_nothing(client: FlaskClient, teacher: Account) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        enter(client)
        for _ in range(3):
            now.shift(timedelta(minutes=25))
            assert signed_in(client)
        now.shift(timedelta(minutes=31))
        assert not signed_in(client)
        assert not signed_in(client)


def test_a_volunteer_stays_signed_in_for_weeks(client: FlaskClient, session: Any) -> None:
    register_volunteer(session, login="13812340002", name="陈晓", password=PASSWORD)
    with time_machine.travel(clock.now(), tick=False) as now:
        enter(client, "13812340002")
        now.shift(timedelta(days=29))
        assert signed_in(client)
        now.shift(timedelta(days=31))
        assert not signed_in(client)


def test_a_first_password_must_be_changed_before_anything_else(
    client: FlaskClient, session: Any, teacher: Account
) -> None:
    teacher.must_change_password = True
    session.commit()
    enter(client)
    assert client.get("/").location == "/account/password"
    assert client.get("/accounts").location == "/account/password"
    new = "Another-way-27"
    form = {"current": PASSWORD, "password": new, "repeated": new}
    assert client.post("/account/password", data=form | {"password": PASSWORD, "repeated": PASSWORD}).status_code == 422
    assert client.post("/account/password", data=form).location == "/"
    assert client.get("/").status_code == 200
    assert not session.get(Account, teacher.id).must_change_password


def test_changing_the_password_needs_the_present_one_and_ends_other_sessions(
    client: FlaskClient, teacher: Account, app: Any
) -> None:
    other = app.test_client()
    enter(client)
    enter(other)
    new = "Another-way-27"
    wrong = {"current": "wrong", "password": new, "repeated": new}
    assert client.post("/account/password", data=wrong).status_code == 422
    differ = {"current": PASSWORD, "password": new, "repeated": new + "x"}
    assert client.post("/account/password", data=differ).status_code == 422
    assert client.post("/account/password", data=wrong | {"current": PASSWORD}).status_code == 302
    assert signed_in(client)
    assert not signed_in(other)
    assert enter(other).status_code == 422
    assert enter(other, password=new).status_code == 302


@pytest.mark.parametrize("weak", [
    "short1!", "alllowercase", "12345678", "Passw0rd!", "13812340001aB", "Wanglaoshi1!", "Laoshi@2026", "王老师Aa1!",
    "Zhanyi@123",
])  # fmt: skip
def test_weak_passwords_are_refused(session: Any, teacher: Account, weak: str) -> None:
    from app.accounts.rules import check_password_rules

    with pytest.raises(Refused):
        check_password_rules(weak, teacher)


def test_organizers_need_longer_passwords(session: Any) -> None:
    from app.accounts.rules import check_password_rules

    organizer = make.account(Role.ORGANIZER, make.district())
    with pytest.raises(Refused):
        check_password_rules("Huahai#77xk", organizer)
    check_password_rules("Huahai#77xkq", organizer)
    with pytest.raises(Refused):  # long, and still what everybody tries
        check_password_rules("Yunnan-Qujing-Zhanyi-2026", organizer)


def test_a_closed_account_is_out_at_once(
    session: Any, teacher: Account, sign_in: Callable[[Account], FlaskClient]
) -> None:
    browser = sign_in(teacher)
    assert signed_in(browser)
    teacher.active = False
    session.commit()
    assert not signed_in(browser)


def test_passwords_are_kept_as_argon2id_of_the_owasp_profile(teacher: Account) -> None:
    assert teacher.password_hash is not None
    assert teacher.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_login_is_sealed_and_found_by_its_index(session: Any, teacher: Account) -> None:
    from sqlalchemy import text

    raw = session.execute(text("SELECT login, name FROM account")).one()
    assert b"138" not in bytes(raw.login)
    assert teacher.login_token == login_token("138 1234 0001")


def test_garbage_sessions_are_nobody(client: FlaskClient, teacher: Account) -> None:
    for written in ("x", "x:y", f"{teacher.id}", f"{teacher.id}:", f"{uuid.uuid4()}:{teacher.session_stamp}"):
        with client.session_transaction() as cookie:
            cookie["_user_id"] = written
        assert not signed_in(client)
