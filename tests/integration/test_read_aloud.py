"""Pages for guardians and for everybody, read aloud: headings in order, languages marked, no sign to stumble over."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from app.children.doors import code_of
from app.children.rules.receipts import new_receipt
from tests import factories as make
from tests.integration.children_helpers import make_place
from tests.integration.consent_place import DOOR, TOKEN, YES, opened, pupil
from tests.reading import spoken, stumbles

Session = scoped_session[Any]
OPEN = (
    "/", "/about", "/childrens-data-rule", "/display", "/report", "/report/more", "/consent/answered",
    "/consent/nobody", "/sign-in", "/recruit", "/nowhere",
)  # fmt: skip


def speak(browser: FlaskClient, locale: str) -> None:
    """Choose the language."""
    browser.post("/language", data={"locale": locale, "next": "/"})


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_open_pages(client: FlaskClient, locale: str) -> None:
    speak(client, locale)
    found = [f"{path}: {one}" for path in OPEN for one in stumbles(client.get(path).get_data(as_text=True))]
    assert found == []


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_a_guardians_way_from_the_question_to_the_receipt(app: Flask, session: Session, locale: str) -> None:
    child = pupil(make_place())
    make.consent_link(child, TOKEN)
    session.commit()
    stranger = app.test_client()
    speak(stranger, locale)
    door = stranger.get(DOOR).get_data(as_text=True)
    browser = opened(app)
    speak(browser, locale)
    question = browser.get(DOOR).get_data(as_text=True)
    receipt = browser.get(browser.post(f"{DOOR}/answer", data=YES).headers["Location"]).get_data(as_text=True)
    pages = {"door": door, "question": question, "receipt": receipt}
    assert {name: found for name, page in pages.items() if (found := stumbles(page))} == {}
    headings = [one.text for one in spoken(question) if one.heading]
    assert len(headings) > 3
    assert spoken(receipt)[-1].text, "the page is read to its end"


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_the_door_of_the_receipt(client: FlaskClient, session: Session, locale: str) -> None:
    child = pupil(make_place())
    consent = make.consent(child)
    make.add(new_receipt(consent))
    session.commit()
    speak(client, locale)
    assert stumbles(client.get(f"/consent/receipt/{code_of(consent)}").get_data(as_text=True)) == []


def test_a_page_that_cannot_be_read_is_found_out() -> None:
    page = """<html lang="zh-Hans"><body><h2>二</h2><h1>一</h1><h4>四</h4><p>家里 → 学校</p><p>Hello 你好</p>
        <a href="/"></a><input name="x"><p aria-hidden="true">* 不读</p></body></html>"""
    assert len(stumbles(page)) == 6
