"""The second factor: who needs one, how it is set up and taken off, and the demo, which waives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.accounts.rules import reset_factor
from app.accounts.rules.passwords import hash_password
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import Action
from app.foundation.errors import Missing
from tests import factories as make
from tests.integration.factor_phone import (
    PASSWORD,
    SECRET,
    Session,
    actions,
    code_of,
    enrol,
    enrolled,
    enter,
    give,
    now,
    organizer,
    signed_in,
)  # fmt: skip

__all__ = ["enrolled", "now", "organizer"]
SignIn = Callable[[Account], FlaskClient]


# Setting it up


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR])
def test_who_must_have_one_can_do_nothing_before(client: FlaskClient, session: Session, role: Role) -> None:
    scope = None if role is Role.ADMINISTRATOR else make.district()
    account = make.account(role, scope, password_hash=hash_password(PASSWORD))
    session.commit()
    assert enter(client, account, next="/accounts").location == "/accounts"
    for page in ("/", "/accounts", "/children", "/account/password", "/coverage/", "/no-such-page"):
        assert client.get(page).location == "/account/second-factor", page
    assert client.post("/accounts/new?role=school_staff", data={}).location == "/account/second-factor"
    assert client.post("/account/second-factor/remove", data={"code": "000000"}).status_code == 302
    _secret, codes = enrol(client)
    assert len(set(codes)) == 10
    assert client.get("/").status_code == 200
    assert {Action.ACCOUNT_FACTOR_SET, Action.ACCOUNT_RECOVERY_CODES_MADE} <= set(actions(session))


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.AUDITOR])
def test_others_are_offered_it_and_may_take_it_off(client: FlaskClient, session: Session, role: Role) -> None:
    account = make.account(role, password_hash=hash_password(PASSWORD))
    session.commit()
    enter(client, account)
    assert client.get("/").status_code == 200
    _secret, codes = enrol(client)
    client.post("/sign-out")
    assert enter(client, account).location == "/sign-in/code"
    assert give(client, codes[0]).location == "/"
    assert client.post("/account/second-factor/remove", data={"code": "123456"}).status_code == 422
    assert client.post("/account/second-factor/remove", data={"code": codes[1]}).status_code == 302
    assert client.get("/").status_code == 200
    client.post("/sign-out")
    assert enter(client, account).location == "/"


def test_who_must_have_one_changes_the_phone_and_sets_it_up_at_once(client: FlaskClient, enrolled: Account) -> None:
    enter(client, enrolled)
    give(client, code_of(steps=-1))
    assert client.post("/account/second-factor/remove", data={"code": code_of()}).status_code == 302
    assert client.get("/accounts").location == "/account/second-factor"
    secret, _codes = enrol(client)
    assert secret != SECRET
    assert client.get("/accounts").status_code == 200


def test_setting_it_up_ends_the_other_sessions(app: Flask, session: Session) -> None:
    teacher = make.account(Role.AUDITOR, password_hash=hash_password(PASSWORD))
    session.commit()
    here, elsewhere = app.test_client(), app.test_client()
    enter(here, teacher)
    enter(elsewhere, teacher)
    enrol(here)
    assert signed_in(here)
    assert not signed_in(elsewhere)


def test_a_wrong_first_code_turns_nothing_on(client: FlaskClient, session: Session, organizer: Account) -> None:
    enter(client, organizer)
    client.post("/account/second-factor/begin")
    answer = client.post("/account/second-factor/confirm", data={"code": "000000"})
    assert answer.status_code == 422
    assert organizer.factor_since is None
    assert client.get("/").location == "/account/second-factor"


def test_beginning_again_does_not_change_what_is_set_up(client: FlaskClient, session: Session, now: Any) -> None:
    account = make.account(Role.AUDITOR, password_hash=hash_password(PASSWORD))
    session.commit()
    enter(client, account)
    secret, _codes = enrol(client)
    client.post("/account/second-factor/begin")
    now.shift(timedelta(seconds=30))
    assert client.post("/account/second-factor/confirm", data={"code": code_of(secret)}).status_code == 422
    assert account.factor_secret == secret
    page = client.get("/account/second-factor").get_data(as_text=True)
    assert secret[:4] not in page
    assert '<svg class="icon' in page


# Others, and the demo


def test_an_organizer_takes_it_off_for_a_teacher_but_nobody_alone_for_an_organizer(
    session: Session, enrolled: Account, sign_in: SignIn, app: Flask
) -> None:
    school = make.school(make.township(enrolled.roles[0].area))
    teacher = make.account(Role.SCHOOL_STAFF, school, factor_secret=SECRET, factor_since=clock.now())
    admin = make.account(Role.ADMINISTRATOR)
    session.commit()
    assert sign_in(enrolled).post(f"/accounts/{teacher.id}/second-factor/reset").status_code == 302
    assert teacher.factor_since is None
    assert Action.ACCOUNT_FACTOR_REMOVED in actions(session)
    assert sign_in(admin).post(f"/accounts/{enrolled.id}/second-factor/reset").status_code == 302
    assert enrolled.factor_since is not None
    assert sign_in(enrolled).post(f"/accounts/{enrolled.id}/second-factor/reset").status_code == 404
    with pytest.raises(Missing):
        reset_factor(session, enrolled.actor(), enrolled)
    session.rollback()
    assert "Taken off" in app.test_cli_runner().invoke(args=["accounts", "reset-factor", enrolled.login]).output
    assert session.get(Account, enrolled.id, populate_existing=True).factor_since is None


def test_a_new_password_by_a_slip_does_not_replace_the_second_step(
    client: FlaskClient, session: Session, enrolled: Account
) -> None:
    from app.accounts.rules import invite

    token = invite(session, system_actor("test"), enrolled)
    session.commit()
    new = "Quite-another-way-27"
    assert client.post(f"/invitation/{token}", data={"password": new, "repeated": new}).location == "/sign-in/code"
    assert not signed_in(client)


def test_the_demo_waives_it_and_says_so_and_production_never_does(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    demo = make.account(Role.ADMINISTRATOR, demo=True, password_hash=hash_password(PASSWORD))
    own = make.account(Role.ADMINISTRATOR, password_hash=hash_password(PASSWORD))
    session.commit()
    assert "免两步验证" in client.get("/sign-in").get_data(as_text=True)
    assert client.post("/demo-sign-in", data={"login": demo.login}).location == "/"
    assert "免两步验证" in client.get("/accounts").get_data(as_text=True)
    stranger = app.test_client()
    enter(stranger, own)  # not one of the printed accounts
    assert stranger.get("/accounts").location == "/account/second-factor"
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, environment="production")
    try:
        assert "/sign-in" in client.get("/accounts").location  # even the cookie of the demo
        enter(client, demo)
        assert client.get("/accounts").location == "/account/second-factor"
    finally:
        app.config["SETTINGS"] = before
