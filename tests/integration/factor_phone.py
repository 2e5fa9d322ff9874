"""A phone with an authenticator app, and the ways through the two steps of signing in."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.accounts.rules.passwords import hash_password
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from tests import factories as make

PASSWORD = "Sonne-und-Mond-9"
SECRET = base64.b32encode(b"k" * 20).decode()
Session = scoped_session[Any]


@pytest.fixture
def now() -> Iterator[Any]:
    with time_machine.travel(clock.now().replace(second=5), tick=False) as moving:
        yield moving


@pytest.fixture
def organizer(session: Session) -> Account:
    made = make.account(Role.ORGANIZER, make.district(), password_hash=hash_password(PASSWORD))
    session.commit()
    return made


@pytest.fixture
def enrolled(session: Session, organizer: Account) -> Account:
    organizer.factor_secret, organizer.factor_since = SECRET, clock.now()
    session.commit()
    return organizer


def code_of(secret: str = SECRET, steps: int = 0) -> str:
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303 - as RFC 6238 has it
    return totp.generate(int(clock.now().timestamp()) + steps * 30).decode()


def enter(browser: FlaskClient, account: Account, **more: str) -> Any:
    return browser.post("/sign-in", data={"login": account.login, "password": PASSWORD, **more})


def give(browser: FlaskClient, code: str) -> Any:
    return browser.post("/sign-in/code", data={"code": code})


def signed_in(browser: FlaskClient) -> bool:
    return browser.get("/account/password").status_code == 200


def enrol(browser: FlaskClient) -> tuple[str, list[str]]:
    """Set it up as a person does; returns the key of the page and the recovery codes."""
    assert browser.post("/account/second-factor/begin").status_code == 302
    page = browser.get("/account/second-factor").get_data(as_text=True)
    assert "<svg" in page
    key = re.search(r"<code class=\"figures\">([A-Z2-7 ]+)</code>", page)
    assert key is not None
    secret = key[1].replace(" ", "")
    sheet = browser.post("/account/second-factor/confirm", data={"code": code_of(secret)})
    assert sheet.status_code == 200
    return secret, re.findall(r"<code>([2-9A-Z]{5}-[2-9A-Z]{5})</code>", sheet.get_data(as_text=True))


def actions(session: Session) -> list[Action]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
