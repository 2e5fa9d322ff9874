"""What is kept of a page for the next reader: the menu is one's own, in one's language, marked where one is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.foundation import rendering
from app.foundation.access import Role
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]


def _menu(browser: FlaskClient, path: str = "/") -> str:
    page = browser.get(path, follow_redirects=True).get_data(as_text=True)
    return page[page.index("<nav ") : page.index("</nav>")]


def _places(menu: str) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', menu)) - {"/static/"}


@pytest.fixture
def readers(session: object, sign_in: SignIn) -> dict[str, FlaskClient]:
    """A teacher and an auditor, whose menus share little."""
    township = make.township(make.district())
    teacher, auditor = make.account(Role.SCHOOL_STAFF, make.school(township)), make.account(Role.AUDITOR)
    session.commit()  # type: ignore[attr-defined] # a scoped session
    return {"teacher": sign_in(teacher), "auditor": sign_in(auditor)}


def test_nobody_gets_the_menu_of_whoever_came_before(readers: dict[str, FlaskClient]) -> None:
    first = {name: _menu(browser) for name, browser in readers.items()}
    assert "/children" in _places(first["teacher"])
    assert not {"/children", "/pairings"} & _places(first["auditor"])
    assert {name: _menu(browser) for name, browser in readers.items()} == first


def test_the_entry_of_the_page_is_marked_whichever_page_was_read_before(readers: dict[str, FlaskClient]) -> None:
    for path in ("/", "/children", "/pairings", "/children"):
        menu = _menu(readers["teacher"], path)
        assert re.findall(r'href="([^"]+)" aria-current="page"', menu)[0] == path


def test_a_language_chosen_is_that_of_everything_kept(readers: dict[str, FlaskClient]) -> None:
    browser = readers["teacher"]
    assert "主导航" in _menu(browser)
    browser.post("/language", data={"locale": "en", "next": "/"})
    page = browser.get("/").get_data(as_text=True)
    assert "Main navigation" in _menu(browser)
    assert not re.search("[\u4e00-\u9fff]{4,}", page[page.index("<footer") :])


def test_under_another_address_the_links_lead_there(app: Flask, readers: dict[str, FlaskClient]) -> None:
    browser = readers["teacher"]
    assert "/children" in _places(_menu(browser))
    page = browser.get("/", base_url="http://localhost/tongxing").get_data(as_text=True)
    assert "/tongxing/children" in _places(page[page.index("<nav ") : page.index("</nav>")])


def test_no_more_is_kept_than_fits(
    app: Flask, readers: dict[str, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "MOST_PIECES", 4)
    app.extensions["pieces"].clear()
    for path in ("/", "/children", "/pairings"):
        for browser in readers.values():
            browser.get(path)
            assert len(app.extensions["pieces"]) <= 4
