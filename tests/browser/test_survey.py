"""Some pages of every role: within their bytes, nothing for axe to find, nothing in the way of a thumb.

Those that weigh most and those that most people open first. `python -m tests.browser.survey` looks at every page, at
both widths, in both languages, light and dark.
"""

from __future__ import annotations

from itertools import cycle, product

import pytest
from playwright.sync_api import Browser

from tests.browser.gauges import FIRST_VISIT, LATER_PAGE, Cost, Theme, Wire, axe, hindrances, look
from tests.browser.screenshots import opened, speak_chinese, speak_english
from tests.browser.site import DESKTOP, PHONE, Site, sign_in

pytestmark = pytest.mark.browser

SAMPLE = {
    "": ("/sign-in", "/report"),
    "demo-volunteer": ("/", "/sessions/new", "/my/badge"),
    "demo-school": ("/", "/children/new"),
    "demo-village": ("/", "/visits/"),
    "demo-township": ("/ledgers",),
    "demo-organizer": ("/volunteers/photos", "/coverage/?by=village"),
    "demo-safeguarding": ("/concerns",),
}
ENGLISH = {"demo-volunteer", "demo-organizer"}
THEMES: tuple[Theme, ...] = ("light", "dark")
MOST_FIRST, MOST_LATER = 18, 4
"""Requests: of a first visit with what is kept for days without a signal, and of a later page with its pictures."""


def over(cost: Cost, size: int, requests: int) -> list[str]:
    found = [f"{cost.size} bytes, {size} allowed"] if cost.size > size else []
    return found + ([f"{cost.requests} requests, {requests} allowed"] if cost.requests > requests else [])


@pytest.mark.parametrize("login", SAMPLE, ids=lambda login: login or "public")
def test_pages_are_light_and_open_to_all(login: str, chromium: Browser, site: Site) -> None:
    looks = cycle(product((PHONE["width"], DESKTOP["width"]), THEMES))
    problems = []
    with opened(chromium, site.url, PHONE) as page:
        if login:
            sign_in(page, login)
        if login in ENGLISH:
            speak_english(page)
        wire = Wire(page)
        for path in SAMPLE[login]:
            look(page, PHONE["width"], "light", whole=False)
            wire.forget()
            found = over(wire.cost(lambda path=path: page.goto(path)), FIRST_VISIT, MOST_FIRST)
            found += over(wire.cost(lambda path=path: page.goto(path)), LATER_PAGE, MOST_LATER)
            found += hindrances(page)
            look(page, *next(looks))
            problems += [f"{path}: {one}" for one in [*found, *axe(page)]]
        if login in ENGLISH:
            speak_chinese(page)
    assert not problems, "\n".join(problems)
