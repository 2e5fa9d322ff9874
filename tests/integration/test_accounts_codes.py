"""Codes and cookies of the second factor: what opens, and what a thief of passwords, codes or cookies meets."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.accounts.models import Account, RecoveryCode
from app.accounts.rules import pass_factor
from app.accounts.rules.passwords import hash_password
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.foundation.errors import Refused
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


# Signing in


def test_the_password_alone_opens_nothing(client: FlaskClient, session: Session, enrolled: Account) -> None:
    assert enter(client, enrolled, next="/accounts").location == "/sign-in/code"
    assert not signed_in(client)
    assert Action.ACCOUNT_SIGNED_IN not in actions(session)
    answer = give(client, code_of())
    assert answer.location == "/accounts"
    assert client.get("/accounts").status_code == 200
    assert actions(session)[-1] is Action.ACCOUNT_SIGNED_IN


def test_without_the_password_there_is_no_code_to_give(client: FlaskClient, enrolled: Account) -> None:
    assert client.get("/sign-in/code").location == "/sign-in"
    assert give(client, code_of()).location == "/sign-in"
    assert not signed_in(client)


def test_the_code_must_come_within_ten_minutes(client: FlaskClient, enrolled: Account, now: Any) -> None:
    enter(client, enrolled)
    now.shift(timedelta(minutes=11))
    assert give(client, code_of()).location == "/sign-in"
    assert not signed_in(client)


def test_a_used_code_opens_nothing_again(app: Flask, enrolled: Account, now: Any) -> None:
    owner, thief = app.test_client(), app.test_client()
    seen = code_of()
    enter(owner, enrolled)
    assert give(owner, seen).status_code == 302
    enter(thief, enrolled)
    assert give(thief, seen).status_code == 422
    now.shift(timedelta(seconds=29))
    assert give(thief, seen).status_code == 422
    assert not signed_in(thief)
    assert give(thief, code_of(steps=-1)).status_code == 422  # nor an earlier one


def test_codes_of_the_step_before_and_after_open_and_older_ones_do_not(
    client: FlaskClient, enrolled: Account, now: Any
) -> None:
    enter(client, enrolled)
    assert give(client, code_of(steps=-2)).status_code == 422
    assert give(client, code_of(steps=2)).status_code == 422
    written = code_of(steps=-1)
    assert give(client, f"{written[:3]} {written[3:]}").status_code == 302


def test_one_code_sent_twice_at_the_same_instant_opens_once(app: Flask, enrolled: Account) -> None:
    code, number, outcome = code_of(), enrolled.id, []
    db.session.rollback()
    db.session.remove()
    ready = threading.Barrier(2)

    def send() -> None:
        with app.app_context():
            account = db.session.get(Account, number)
            assert account is not None
            db.session.commit()
            ready.wait(10)
            try:
                pass_factor(db.session, account, code)
                outcome.append("in")
            except Refused:
                outcome.append("refused")
            finally:
                db.session.remove()

    both = [threading.Thread(target=send) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert sorted(outcome) == ["in", "refused"]


def test_five_wrong_codes_lock_it_for_a_quarter_of_an_hour(client: FlaskClient, enrolled: Account, now: Any) -> None:
    enter(client, enrolled)
    for guess in range(5):
        assert give(client, f"00000{guess}").status_code == 422
    assert give(client, code_of()).status_code == 422
    now.shift(timedelta(minutes=9))
    enter(client, enrolled)  # a new sign-in does not start the count afresh
    assert give(client, code_of()).status_code == 422
    now.shift(timedelta(minutes=7))
    assert give(client, code_of()).status_code == 302


@pytest.mark.parametrize("junk", ["", "12345", "1234567", "一二三四五六", "１２３４５６", "00000a", "x" * 5000])
def test_junk_is_no_code(client: FlaskClient, enrolled: Account, junk: str) -> None:
    enter(client, enrolled)
    assert give(client, junk).status_code == 422
    assert not signed_in(client)


def test_a_recovery_code_opens_once_and_is_counted(app: Flask, session: Session) -> None:
    account = make.account(Role.AUDITOR, password_hash=hash_password(PASSWORD))
    session.commit()
    first, second = app.test_client(), app.test_client()
    enter(first, account)
    _secret, codes = enrol(first)
    assert not session.scalars(select(RecoveryCode).where(RecoveryCode.code_hash.in_(codes))).all()
    enter(second, account)
    assert give(second, codes[3].lower().replace("-", " ")).status_code == 302
    third = app.test_client()
    enter(third, account)
    assert give(third, codes[3]).status_code == 422
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.ACCOUNT_RECOVERY_CODE_USED)).one()
    assert event.details == {"left": 9}
    assert "9" in second.get("/account/second-factor").get_data(as_text=True)
    fresh = second.post("/account/second-factor/codes", data={"code": codes[4]}).get_data(as_text=True)
    assert len(re.findall(r"<code>[2-9A-Z]{5}-[2-9A-Z]{5}</code>", fresh)) == 10
    assert give(third, codes[5]).status_code == 422  # the earlier ones are gone


def test_a_recovery_code_of_somebody_else_opens_nothing(app: Flask, session: Session, enrolled: Account) -> None:
    other = make.account(Role.AUDITOR, password_hash=hash_password(PASSWORD))
    session.commit()
    browser, thief = app.test_client(), app.test_client()
    enter(browser, other)
    _secret, codes = enrol(browser)
    enter(thief, enrolled)
    assert give(thief, codes[0]).status_code == 422


# Cookies


def test_a_planted_cookie_does_not_count_as_the_second_step(app: Flask, session: Session, enrolled: Account) -> None:
    """Fixation: a cookie of somebody who passed it, planted before, is gone once the code was given."""
    other = make.account(Role.AUDITOR, password_hash=hash_password(PASSWORD))
    session.commit()
    browser = app.test_client()
    enter(browser, other)
    with browser.session_transaction() as cookie:
        cookie["planted"], cookie["csrf_token"] = "by a stranger", "planted"
    enter(browser, enrolled)
    assert not signed_in(browser)  # nobody is signed in between the two steps
    with browser.session_transaction() as cookie:
        assert "planted" not in cookie
    give(browser, code_of())
    with browser.session_transaction() as cookie:
        assert "entering" not in cookie
        assert cookie.get("csrf_token") != "planted"
        assert cookie["_user_id"] == enrolled.get_id()


def test_a_session_that_never_passed_it_is_nobodys(
    app: Flask, session: Session, enrolled: Account, organizer: Account
) -> None:
    """As if a role that needs one had been given to somebody who was signed in already."""
    for extra in ({}, {"must_enrol": True}):
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie.update({"_user_id": enrolled.get_id(), "_fresh": True, **extra})
        assert browser.get("/accounts").status_code == 302
        assert not signed_in(browser)
    bare = make.account(Role.ADMINISTRATOR)
    session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie.update({"_user_id": bare.get_id(), "_fresh": True})
    assert "/sign-in" in browser.get("/accounts").location


def test_a_new_password_ends_a_sign_in_that_waits_for_its_code(
    client: FlaskClient, session: Session, enrolled: Account
) -> None:
    enter(client, enrolled)
    enrolled.session_stamp = make.uuid.uuid4()
    session.commit()
    assert give(client, code_of()).location == "/sign-in"


@pytest.mark.parametrize("outside", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_code_never_leads_elsewhere(client: FlaskClient, enrolled: Account, outside: str) -> None:
    enter(client, enrolled, next=outside)
    assert give(client, code_of()).location == "/"


def test_the_secret_is_sealed(session: Session, enrolled: Account) -> None:
    raw = session.execute(text("SELECT factor_secret FROM account WHERE factor_secret IS NOT NULL")).scalar_one()
    assert SECRET.encode() not in bytes(raw)
