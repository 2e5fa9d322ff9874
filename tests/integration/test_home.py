"""The landing page, the public pages, the language and the health check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import brotli
import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.accounts.rules import DEMO_PASSWORD, create_account
from app.foundation.access import Actor, Role, system_actor
from app.foundation.panels import _panels, add_panel
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]


def test_a_visitor_is_welcomed(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert 'href="/join"' in page
    assert 'href="/sign-in"' in page
    assert "/demo-sign-in" not in page


@pytest.mark.parametrize(
    "path", ["/", "/about", "/childrens-data-rule", "/style", "/style?show=pictures", "/sign-in", "/join"]
)
@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_public_pages_in_both_languages(client: FlaskClient, path: str, locale: str) -> None:
    client.post("/language", data={"locale": locale, "next": path})
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'lang="{"en" if locale == "en" else "zh-Hans"}"' in answer.get_data(as_text=True)


def test_the_language_stays_with_the_account(session: Any, sign_in: SignIn) -> None:
    account = make.account(Role.AUDITOR)
    session.commit()
    browser = sign_in(account)
    assert browser.post("/language", data={"locale": "en", "next": "/about"}).location == "/about"
    assert account.locale == "en"
    assert 'lang="en"' in sign_in(account).get("/").get_data(as_text=True)
    browser.post("/language", data={"locale": "xx"})
    assert account.locale == "en"


def test_health(client: FlaskClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_landing_page(session: Any, sign_in: SignIn, role: Role) -> None:
    town = make.township(make.district())
    scopes: dict[Role, Any] = {
        Role.SCHOOL_STAFF: make.school(town), Role.VILLAGE_DIRECTOR: make.village(town),
        Role.TOWNSHIP_SUPERVISOR: town, Role.ORGANIZER: town.parent, Role.SAFEGUARDING_LEAD: town.parent,
    }  # fmt: skip
    account = make.account(role, scopes.get(role))
    session.commit()
    assert sign_in(account).get("/").status_code == 200


def test_parts_put_panels_on_the_landing_page(session: Any, sign_in: SignIn) -> None:
    def say(actor: Actor) -> dict[str, Any] | None:
        return {"places": []}

    def silent(actor: Actor) -> None:
        return None

    add_panel("test", Role.AUDITOR, order=1, template="accounts/_roles.html", make=say)
    add_panel("silent", Role.AUDITOR, order=2, template="no/such.html", make=silent)
    try:
        account = make.account(Role.AUDITOR)
        session.commit()
        assert sign_in(account).get("/").get_data(as_text=True).count("<ul></ul>") == 1
    finally:
        del _panels["test"], _panels["silent"]


def test_the_demo_is_entered_with_one_tap(client: FlaskClient, session: Any) -> None:
    create_account(
        session, system_actor("demo"), login="demo-auditor", name="演示审计员", role=Role.AUDITOR,
        password=DEMO_PASSWORD, demo=True,
    )  # fmt: skip
    real = make.account(Role.ADMINISTRATOR)
    session.commit()
    page = client.get("/").get_data(as_text=True)
    assert "demo-auditor" in page
    assert DEMO_PASSWORD in page
    assert client.post("/demo-sign-in", data={"login": real.login}).location == "/sign-in"
    assert client.post("/demo-sign-in", data={"login": "demo-auditor"}).location == "/"
    assert "演示审计员" in client.get("/").get_data(as_text=True)
    other = client.application.test_client()
    assert other.post("/sign-in", data={"login": "demo-auditor", "password": DEMO_PASSWORD}).location == "/"


def test_a_browser_that_takes_brotli_gets_the_tightest(client: FlaskClient) -> None:
    browser = client
    address = "/static/css/app.css?v=1"
    plain = browser.get(address)
    pressed = browser.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert pressed.headers["Content-Encoding"] == "br"
    assert pressed.headers["Vary"] == "Accept-Encoding"
    assert brotli.decompress(pressed.data) == plain.data
    assert len(pressed.data) < 0.95 * len(brotli.compress(plain.data, quality=4))
    assert pressed.headers["ETag"] != plain.headers["ETag"]
    assert "immutable" in pressed.headers["Cache-Control"]


@pytest.mark.parametrize(("path", "status"), [("/about", 405), ("/nowhere", 404)])
def test_a_page_with_errors_is_compressed_like_any_other(client: FlaskClient, path: str, status: int) -> None:
    browser = FlaskClient(client.application, client.application.response_class)  # ours would read it as it comes
    answer = browser.open(path, method="POST" if status == 405 else "GET", headers={"Accept-Encoding": "br"})
    assert answer.status_code == status
    assert answer.headers["Content-Encoding"] == "br"
    assert "</html>" in brotli.decompress(answer.data).decode()


def test_a_static_file_opened_by_itself_does_nothing(client: FlaskClient) -> None:
    for path in ("icons.svg", "css/app.css"):
        headers = client.get(f"/static/{path}").headers
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
