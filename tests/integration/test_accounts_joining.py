"""A student makes an account on the phone."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account, AttemptKind, SignInAttempt
from app.accounts.rules import authenticate, find_by_login
from app.foundation.access import Role, ScopeKind

FORM = {"login": "138 1234 0003", "name": "陈 晓", "password": "Walk-with-me-26", "agreed": "y"}


def test_a_student_joins_and_goes_on_to_the_sign_up(client: FlaskClient, session: Any) -> None:
    assert client.get("/join").status_code == 200
    answer = client.post("/join", data=FORM)
    assert answer.status_code == 302
    assert "sign-up" in answer.location
    account = find_by_login(session, "13812340003")
    assert account is not None
    assert account.name == "陈晓"
    assert [(grant.role, grant.scope) for grant in account.roles] == [(Role.VOLUNTEER, ScopeKind.OWN)]
    assert not account.must_change_password
    assert client.get("/account/password").status_code == 200


def test_sent_twice_there_is_one_account(client: FlaskClient, session: Any, app: Any) -> None:
    assert client.post("/join", data=FORM).status_code == 302
    assert app.test_client().post("/join", data=FORM).status_code == 302
    assert len(session.scalars(select(Account)).all()) == 1


def test_a_number_on_file_stays_with_its_owner(client: FlaskClient, session: Any, app: Any) -> None:
    client.post("/join", data=FORM)
    thief = app.test_client()
    answer = thief.post("/join", data=FORM | {"password": "Another-one-27", "name": "别人"})
    assert answer.status_code == 422
    assert thief.get("/account/password").status_code == 302
    assert authenticate(session, "13812340003", FORM["password"]).name == "陈晓"


@pytest.mark.parametrize("wrong", [
    {"login": "12345"}, {"login": "0874-3168888"}, {"login": "admin"}, {"name": "X"}, {"name": ""},
    {"password": "short"}, {"password": "onlysmallletters"}, {"agreed": ""},
])  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: FlaskClient, session: Any, wrong: dict[str, str]
) -> None:
    form = {name: value for name, value in (FORM | wrong).items() if value}
    answer = client.post("/join", data=form)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'class="error"' in page
    for name in ("login", "name"):
        if form.get(name):
            assert f'value="{form[name]}"' in page
    assert "Walk-with-me" not in page
    assert session.scalars(select(Account)).all() == []


def test_registrations_from_one_address_are_limited(client: FlaskClient, session: Any) -> None:
    session.add_all(
        SignInAttempt(kind=AttemptKind.JOIN, login_token=uuid.uuid4().hex, address="127.0.0.1", succeeded=False)
        for _ in range(40)
    )
    session.commit()
    assert client.post("/join", data=FORM).status_code == 422
    assert find_by_login(session, "13812340003") is None


def test_joining_does_not_guess_passwords_of_staff(client: FlaskClient, session: Any, app: Any) -> None:
    client.post("/join", data=FORM)
    for guess in ("Guess-number-1", "Guess-number-2", "Guess-number-3", "Guess-number-4", "Guess-number-5"):
        assert app.test_client().post("/join", data=FORM | {"password": guess}).status_code == 422
    assert app.test_client().post("/join", data=FORM).status_code == 422  # locked for joining, right or wrong
