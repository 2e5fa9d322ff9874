"""What stands between the browser and the site: names of hosts, proxies, what may be kept, what is taken too often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account, Invitation, SignInAttempt
from app.accounts.rules import throttling
from app.factory import behind_proxies, configure
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.downloads import download
from app.foundation.headers import POLICY
from config import OWN_HOSTS, SettingsError, load_settings
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]
OURS, EVIL = "tongxing.example.cn", "evil.example"
FORMS = "/consents/forms"


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


# Hosts and proxies


def test_an_invitation_names_no_host_but_ours(
    app: Flask, session: Session, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip with a forged host would send its one-time link to a stranger's site."""
    waits = make.account(Role.SCHOOL_STAFF, place.school, password_hash=None)
    session.commit()
    browser, form = app.test_client(), {"ids": [str(waits.id)]}
    for host in (OURS, EVIL):
        with browser.session_transaction(base_url=f"http://{host}/") as cookie:
            cookie.update({"_user_id": place.organizer.get_id(), "factor_passed": True})
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", [OURS])
    forged = browser.post("/accounts/slips", data=form, base_url=f"http://{EVIL}/")
    assert forged.status_code == 400
    assert EVIL not in forged.get_data(as_text=True)
    assert session.scalars(select(Invitation)).all() == []
    page = browser.post("/accounts/slips", data=form, base_url=f"http://{OURS}/")
    assert page.status_code == 200
    assert len(session.scalars(select(Invitation)).all()) == 1


def test_production_answers_under_no_name_it_was_not_given(tmp_path: Path) -> None:
    env = {"APP_ENV": "development", "INSTANCE_PATH": str(tmp_path)}
    load_settings(env)  # makes the secrets
    env |= {"APP_ENV": "production"}
    assert load_settings(env).trusted_hosts == OWN_HOSTS
    assert load_settings(env | {"TRUSTED_HOSTS": f"{OURS}, www.{OURS}"}).trusted_hosts == (OURS, f"www.{OURS}")
    strict = Flask("strict")
    configure(strict, load_settings(env | {"TRUSTED_HOSTS": OURS}))
    assert strict.config["TRUSTED_HOSTS"] == [OURS]
    assert strict.config["SESSION_COOKIE_SECURE"]
    for wrong in ("https://tongxing.example.cn", "tongxing.example.cn:443", "*"):
        with pytest.raises(SettingsError):
            load_settings(env | {"TRUSTED_HOSTS": wrong})


@pytest.mark.parametrize(("proxies", "believed"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "203.0.113.8")])
def test_only_our_own_proxy_is_believed(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch, proxies: int, believed: str
) -> None:
    """What a visitor writes into X-Forwarded-For would be a fresh address for every guess."""
    monkeypatch.setattr(app, "wsgi_app", app.wsgi_app)
    behind_proxies(app, proxies)
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.8, 203.0.113.9", "X-Forwarded-Host": EVIL}
    answer = client.post("/sign-in", data={"login": "nobody", "password": "x"}, headers=headers)
    assert EVIL not in answer.get_data(as_text=True)
    assert session.scalars(select(SignInAttempt.address)).all() == [believed]


def test_https_stays_https_in_production(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Strict-Transport-Security" not in client.get("/about").headers
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], environment="production"))
    for url in ("/about", "/nowhere"):
        answer = client.get(url)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert answer.headers["Content-Security-Policy"] == POLICY


def test_a_file_for_everybody_carries_nobodys_cookie(place: Place, sign_in: SignIn) -> None:
    """A proxy that keeps a style sheet would hand the volunteer's session to the next visitor."""
    browser = sign_in(place.student)
    with browser.session_transaction() as cookie:
        cookie.permanent = True
    for url in ("/static/css/app.css?v=1", "/sessions/without-signal/zh"):
        answer = browser.get(url)
        assert answer.cache_control.public
        assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" in browser.get("/about").headers


# Errors


def test_a_fault_of_ours_tells_the_visitor_nothing(
    app: Flask, place: Place, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> str:
        raise RuntimeError(f"{place.child.name} 13900000000")

    broken.__access__ = app.view_functions["home.about"].__access__  # type: ignore[attr-defined] # as the gate wants it
    monkeypatch.setitem(app.view_functions, "home.about", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = sign_in(place.staff).get("/about")
    assert answer.status_code == 500
    assert place.child.name not in answer.get_data(as_text=True)
    assert "13900000000" not in answer.get_data(as_text=True)


def test_what_the_database_refuses_is_not_quoted(session: Session, place: Place) -> None:
    """PostgreSQL repeats the whole row that a constraint refused; the error goes to the log."""
    place.child.risk = 99
    place.child.class_name = "四年级三班"
    with pytest.raises(SQLAlchemyError) as error:
        session.flush()
    session.rollback()
    assert "四年级三班" not in str(error.value)
    assert str(place.child.birth_date) not in str(error.value)


# Files


def test_nobody_carries_the_files_away_one_by_one(
    session: Session, place: Place, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "FILES", 2)
    assert [sign_in(place.staff).get(FORMS).status_code for _ in range(3)] == [200, 200, 429]
    assert sign_in(place.deputy).get(FORMS).status_code == 200  # counted by account
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert sign_in(place.staff).get(FORMS).status_code == 200


@pytest.mark.parametrize("name", ["王小雨.xlsx", "a\r\nX: y.xlsx", "../../etc/passwd", 'a".xlsx', "a;b.xlsx", ""])
def test_a_download_takes_no_name_of_a_users(app: Flask, name: str) -> None:
    with pytest.raises(ValueError, match="plain"):
        download(b"", name)


def test_nobody_is_found_by_an_address(session: Session, place: Place, sign_in: SignIn) -> None:
    """A number in an address stands in every history and log on its way."""
    browser = sign_in(place.organizer)
    page = browser.get("/accounts").get_data(as_text=True)
    form = page.split('action="/accounts/find"')[0].rsplit("<form", 1)[1]
    assert 'method="post"' in form
    found = browser.post("/accounts/find", data={"login": place.staff.login})
    assert found.location == f"/accounts/{place.staff.id}"
    assert place.staff.login not in found.location
