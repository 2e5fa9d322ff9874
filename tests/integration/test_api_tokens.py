"""Tokens: made by hand, shown once, worth as much as their account is at each request, and ended with it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Account, RoleGrant
from app.accounts.rules import close_account, end_role, reset_account, set_password
from app.accounts.rules.passwords import hash_password
from app.accounts.rules.second_factor import clear_factor
from app.api import callers
from app.api.codes import ApiScope, TokenEnd
from app.api.models import ApiToken
from app.api.rules.tokens import looks_like_token, new_token
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from tests import factories as make
from tests.programs import API, program, token_of

SignIn = Callable[[Account], FlaskClient]
PASSWORD = "Weiter-Weg-2026"
SHOWN = re.compile(r"txg_[0-9A-Za-z]{46}")


@pytest.fixture
def organizer(app: Flask) -> Account:
    account = make.account(Role.ORGANIZER, make.district(), password_hash=hash_password(PASSWORD))
    db.session.commit()
    return account


def form(**changed: object) -> dict[str, object]:
    return {
        "name": "台账系统",
        "purpose": "同步",
        "scopes": ["children:read"],
        "days": "90",
        "proof": PASSWORD,
        **changed,
    }


def last_action() -> AuditEvent:
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()


def test_a_token_is_made_on_a_page_shown_once_and_revoked(app: Flask, organizer: Account, sign_in: SignIn) -> None:
    organizer.demo = True  # no second factor is asked of it here
    db.session.commit()
    browser = sign_in(organizer)
    assert browser.get("/account/tokens").status_code == 200
    answer = browser.post("/account/tokens", data=form())
    assert answer.status_code == 200
    (secret,) = set(SHOWN.findall(answer.get_data(as_text=True)))
    assert last_action().action is Action.API_TOKEN_MADE
    assert last_action().details == {"scopes": ["children:read"], "days": 90}
    again = browser.get("/account/tokens").get_data(as_text=True)
    assert not SHOWN.search(again)
    assert secret[-4:] in again
    row = db.session.scalars(select(ApiToken)).one()
    assert secret not in (row.token_hash, row.name)
    assert row.expires_at - row.created_at == timedelta(days=90)
    asks = program(app, secret)
    assert asks.get(f"{API}/me").get_json()["scopes"] == ["children:read"]
    assert browser.post(f"/account/tokens/{row.id}/revoke").status_code == 302
    assert asks.get(f"{API}/me").status_code == 401
    assert last_action().details == {"reason": "revoked"}


def test_making_one_asks_for_the_password_and_gives_no_more_than_one_may(
    app: Flask, organizer: Account, sign_in: SignIn
) -> None:
    browser = sign_in(organizer)
    for wrong in ({"proof": "Andere-Wege-2026"}, {"scopes": []}, {"days": "999"}, {"name": ""}):
        assert browser.post("/account/tokens", data=form(**wrong)).status_code == 422
    school = make.account(Role.SCHOOL_STAFF, make.school(make.township(make.district())),
                          password_hash=hash_password(PASSWORD))  # fmt: skip
    db.session.commit()
    beyond = sign_in(school).post("/account/tokens", data=form(scopes=["volunteers:read"]))
    assert beyond.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(ApiToken)) == 0


@pytest.mark.parametrize("role", [Role.VILLAGE_DIRECTOR, Role.SAFEGUARDING_LEAD, Role.AUDITOR])
def test_some_roles_have_no_tokens(app: Flask, sign_in: SignIn, role: Role) -> None:
    district = make.district()
    scope = {Role.VILLAGE_DIRECTOR: make.village(make.township(district)), Role.AUDITOR: None}.get(role, district)
    account = make.account(role, scope)
    db.session.commit()
    assert sign_in(account).get("/account/tokens").status_code == 404
    assert program(app, token_of(account)).get(f"{API}/me").status_code == 401


def test_nothing_but_the_header_opens(app: Flask, organizer: Account, sign_in: SignIn, client: FlaskClient) -> None:
    token = token_of(organizer)
    assert sign_in(organizer).get(f"{API}/me").status_code == 401, "a cookie"
    for address in (f"{API}/me?access_token={token}", f"{API}/me?token={token}"):
        assert client.get(address).status_code == 401
    for header in (f"Basic {token}", token, "Bearer", f"Bearer {token}x", f"Bearer {new_token()}"):
        answer = client.get(f"{API}/me", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.mimetype == "application/problem+json"
    seen = program(app, token).get(f"{API}/me")
    assert seen.status_code == 200
    assert "Set-Cookie" not in seen.headers
    assert "no-store" in seen.headers["Cache-Control"]


def test_a_token_ends_by_itself(app: Flask, organizer: Account) -> None:
    token = token_of(organizer, expires_at=clock.now() + timedelta(days=1))
    asks = program(app, token)
    assert asks.get(f"{API}/me").status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        assert asks.get(f"{API}/me").status_code == 401


def _close(account: Account) -> None:
    close_account(db.session, system_actor("test"), account)


def _reset(account: Account) -> None:
    reset_account(db.session, system_actor("test"), account)


def _new_password(account: Account) -> None:
    set_password(db.session, account.actor(), account, "Ganz-Neuer-Weg-7")
    db.session.commit()


def _factor_off(account: Account) -> None:
    clear_factor(db.session, account.actor(), account)
    db.session.commit()


def _role_ended(account: Account) -> None:
    end_role(db.session, system_actor("test"), account.id, account.roles[-1].id)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (_close, TokenEnd.CLOSED), (_reset, TokenEnd.RESET), (_new_password, TokenEnd.PASSWORD),
        (_factor_off, TokenEnd.FACTOR), (_role_ended, TokenEnd.ROLE_ENDED),
    ],
)  # fmt: skip
def test_a_token_dies_with_what_happens_to_its_account(
    app: Flask, organizer: Account, happens: Callable[[Account], None], reason: TokenEnd
) -> None:
    organizer.roles.append(make.role_grant(Role.SCHOOL_STAFF, make.school(make.township(make.district()))))
    asks = program(app, token_of(organizer))
    assert asks.get(f"{API}/me").status_code == 200
    happens(organizer)
    row = db.session.scalars(select(ApiToken)).one()
    assert row.end_reason is reason
    assert asks.get(f"{API}/me").status_code == 401


def test_a_token_may_only_what_its_account_may_now(app: Flask, organizer: Account) -> None:
    asks = program(app, token_of(organizer))
    assert asks.get(f"{API}/volunteers").status_code == 200
    db.session.scalars(select(RoleGrant)).one().ended_at = clock.now()  # however it came about
    db.session.commit()
    assert asks.get(f"{API}/volunteers").status_code == 401


def test_a_token_reaches_no_further_than_it_was_made_for(app: Flask, organizer: Account) -> None:
    asks = program(app, token_of(organizer, [ApiScope.FIGURES]))
    answer = asks.get(f"{API}/children")
    assert answer.status_code == 403
    assert 'scope="children:read"' in answer.headers["WWW-Authenticate"]
    assert answer.get_json()["status"] == 403


def test_an_account_that_owes_a_second_factor_or_a_password_opens_nothing(app: Flask, organizer: Account) -> None:
    asks = program(app, token_of(organizer))
    organizer.factor_since = None
    db.session.commit()
    assert asks.get(f"{API}/me").status_code == 401
    organizer.factor_since, organizer.must_change_password = clock.now(), True
    db.session.commit()
    assert asks.get(f"{API}/me").status_code == 401


def test_calls_are_counted_and_made_up_tokens_too(
    app: Flask, organizer: Account, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "CALLS", 2)
    asks = program(app, token_of(organizer))
    assert [asks.get(f"{API}/me").status_code for _ in range(3)] == [200, 200, 429]
    late = asks.get(f"{API}/me")
    assert int(late.headers["Retry-After"]) > 0
    with time_machine.travel(clock.now() + callers.WINDOW, tick=True):
        assert asks.get(f"{API}/me").status_code == 200
    assert db.session.scalars(select(ApiToken)).one().last_used_at is not None
    tried = [client.get(f"{API}/me", headers={"Authorization": f"Bearer {new_token()}"}).status_code for _ in range(31)]
    assert tried[:30] == [401] * 30
    assert tried[30] == 429


def test_nobody_revokes_the_token_of_another(app: Flask, organizer: Account, sign_in: SignIn) -> None:
    token_of(organizer)
    other = make.account(Role.ORGANIZER, make.district())
    db.session.commit()
    row = db.session.scalars(select(ApiToken)).one()
    assert sign_in(other).post(f"/account/tokens/{row.id}/revoke").status_code == 404
    assert sign_in(other).post(f"/account/tokens/{uuid.uuid4()}/revoke").status_code == 404
    assert row.ended_at is None


def test_a_made_up_token_is_known_by_its_checksum() -> None:
    token = new_token()
    assert looks_like_token(token)
    assert not looks_like_token(token[:-1] + ("0" if token[-1] != "0" else "1"))
    assert not looks_like_token("txg_" + "é" * 46)
