"""The keys of staff: in a list, for the search and for the help; at rest while somebody types, off where unwanted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.pages import fits

pytestmark = pytest.mark.browser
QUEUE = "/sessions/queue/"
FOCUSED_ROW = (
    "() => [...document.querySelectorAll('[data-keyed] tbody tr')].findIndex(r => r.contains(document.activeElement))"
)


def test_a_queue_by_keyboard(visit: Visit) -> None:
    work_through(visit("demo-school"))


def test_a_phone_has_the_search_too(visit: Visit) -> None:
    page = visit("demo-village", phone=True)
    page.locator(".search-menu summary").click()
    box = page.locator("#search-q")
    expect(box).to_be_visible()
    fits(page)
    box.fill("zz")
    box.press("Enter")
    expect(page.locator("h1")).to_have_text("搜索")
    assert "zz" not in page.url
    fits(page)


def work_through(page: Page) -> None:
    """A queue from the first key to the last."""
    page.goto(QUEUE)
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED_ROW) == 0
    page.keyboard.press("k")
    assert page.evaluate(FOCUSED_ROW) == 0, "the first row is the end of the way up"
    page.keyboard.press("a")
    every = page.locator("input[type=checkbox][name=ids]").count()
    assert every
    expect(page.locator("[data-count-of=ids]")).to_have_text(str(every))
    page.keyboard.press("a")
    expect(page.locator("[data-count-of=ids]")).to_have_text("0")
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("[data-count-of=ids]")).to_have_text("0")
    page.keyboard.press("Escape")
    expect(page.locator("#keys-help")).to_be_hidden()
    page.keyboard.press("/")
    box = page.locator("#search-q")
    expect(box).to_be_focused()
    page.keyboard.type("jka/?")
    expect(box).to_have_value("jka/?")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.goto(QUEUE)
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED_ROW) == -1, "turned off on this device"
