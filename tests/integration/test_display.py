"""The reader's choice of type size, light or dark, and contrast: for everybody, on every page, without a script."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.foundation.display import COOKIE


def opening(client: FlaskClient, path: str) -> str:
    """The <html> tag of a page."""
    found = re.search(r"<html[^>]*>", client.get(path).get_data(as_text=True))
    assert found is not None
    return found[0]


def test_a_visitor_enlarges_the_type_with_one_tap_and_is_where_they_were(client: FlaskClient) -> None:
    page = client.get("/about?x=1").get_data(as_text=True)
    assert 'action="/display"' in page
    assert 'value="/about?x=1"' in page
    answer = client.post("/display", data={"type_size": "large", "next": "/about?x=1"})
    assert answer.location == "/about?x=1"
    assert "Max-Age=31536000" in answer.headers["Set-Cookie"]
    for path in ("/", "/about", "/sign-in", "/nowhere", "/report"):
        assert 'data-type="large"' in opening(client, path)
    client.post("/display", data={"type_size": "normal", "next": "/"})
    assert 'data-type="normal"' in opening(client, "/")


def test_the_choices_stand_side_by_side(client: FlaskClient) -> None:
    client.post("/display", data={"type_size": "large", "theme": "dark", "contrast": "more", "next": "/display"})
    page = client.get("/display").get_data(as_text=True)
    assert "已保存" in page
    assert opening(client, "/about").count("data-") == 3
    for word in ("large", "dark", "more"):
        assert re.search(rf'value="{word}" checked', page)
    assert 'name="theme-color" content="#1B1917"' in page
    client.post("/display", data={"type_size": "normal", "next": "/"})
    assert 'data-theme="dark"' in opening(client, "/"), "what was not sent stays"
    client.post("/display", data={"type_size": "", "theme": "", "contrast": "", "next": "/"})
    assert client.get_cookie(COOKIE) is None


def test_pages_for_guardians_are_large_until_somebody_wants_them_smaller(client: FlaskClient) -> None:
    assert 'data-type="large"' in opening(client, "/consent/nobody")
    client.post("/display", data={"type_size": "normal", "next": "/"})
    assert 'data-type="normal"' in opening(client, "/consent/nobody")


@pytest.mark.parametrize("path", ["/open-figures/zh", "/sessions/without-signal/zh"])
def test_a_page_that_others_may_keep_says_nothing_of_its_reader(client: FlaskClient, path: str) -> None:
    client.post("/display", data={"theme": "dark", "type_size": "large", "next": "/"})
    page = client.get(path).get_data(as_text=True)
    assert "data-theme" not in page
    assert "data-type" not in page
    assert "/static/js/look.js" in page
    assert "/static/js/look.js" not in client.get("/about").get_data(as_text=True)


def test_nonsense_changes_nothing_and_leads_nowhere_else(client: FlaskClient) -> None:
    answer = client.post("/display", data={"type_size": "huge", "theme": '"><script>', "next": "//elsewhere.example"})
    assert answer.location == "/"
    client.set_cookie(COOKIE, 'huge.<b>."large')
    assert "data-" not in opening(client, "/")
