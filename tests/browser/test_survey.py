"""Every page of every role once: within its bytes, nothing for axe to find, nothing in the way of a thumb.

Width, language and theme go round from page to page, so that each pair of them is met many times and each page once;
`python -m tests.browser.survey` looks at every page in all eight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.gauges import FIRST_VISIT, LATER_PAGE, Theme, Wire, axe, hindrances, look
from tests.browser.screenshots import match, opened, publish, speak_chinese, speak_english
from tests.browser.shot import Shot
from tests.browser.shots_roles import PUBLIC, ROLES
from tests.browser.site import DESKTOP, PHONE, Site, sign_in
from tests.browser.walking import Walker

pytestmark = pytest.mark.browser

WIDTHS = (PHONE["width"], DESKTOP["width"])
THEMES: tuple[Theme, ...] = ("light", "dark")
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
EVERYBODY: dict[str, Sequence[Shot]] = {"": PUBLIC, **ROLES}
MOST_REQUESTS, MOST_FIRST_REQUESTS = 3, 20


@pytest.fixture(scope="module")
def matched(chromium: Browser, site: Site) -> Site:
    """The site with a matching that was run and published, whatever the tests before left."""
    with opened(chromium, site.url, DESKTOP) as page:
        match(page)
        publish(page)
    return site


def shares() -> Iterator[tuple[str, str, list[tuple[Shot, int, Theme]]]]:
    """For each role and language the pages to look at, with a width and a theme; a way that many go is gone once."""
    turns = list(product(LANGUAGES, WIDTHS, THEMES))
    gone: set[str] = set()
    for login, shots in EVERYBODY.items():
        own = [shot for shot in shots if shot.way == "/" or shot.way not in gone]
        gone |= {shot.way for shot in own}
        for language in LANGUAGES:
            share = [
                (shot, width, theme)
                for number, shot in enumerate(own)
                for spoken, width, theme in [turns[(number + len(gone)) % len(turns)]]
                if spoken == language
            ]
            yield login, language, share


def problems_of(walker: Walker, wire: Wire, shot: Shot, width: int, theme: Theme) -> list[str]:
    """What is wrong with a page, in one width and theme; nothing where there is no such page today."""
    look(walker.page, width, theme, whole=False)
    arrival = walker.find(shot.way)
    if arrival is None:
        return []
    cost = wire.cost(arrival.go)
    look(walker.page, width, theme)
    found = [*hindrances(walker.page), *axe(walker.page)]
    if cost.size > LATER_PAGE and shot.name != "style":  # which nobody sees but who builds it
        found.append(f"{cost.size} bytes")
    if cost.requests > MOST_REQUESTS:
        found.append(f"{cost.requests} requests")
    return [f"{shot.name} at {width} px, {theme}: {one}" for one in found]


def first_visit(page: Page, wire: Wire) -> list[str]:
    wire.forget()
    cost = wire.cost(lambda: page.goto("/"))
    if cost.size <= FIRST_VISIT and cost.requests <= MOST_FIRST_REQUESTS:
        return []
    return [f"first visit: {cost}"]


SHARES = [pytest.param(*one, id=f"{one[0] or 'public'}-{one[1]}") for one in shares()]


@pytest.mark.parametrize(("login", "language", "share"), SHARES)
def test_every_page_is_light_and_open_to_all(
    login: str, language: str, share: list[tuple[Shot, int, Theme]], chromium: Browser, matched: Site
) -> None:
    with opened(chromium, matched.url, PHONE, LANGUAGES[language]) as page:
        if login:
            sign_in(page, login)
        if language == "en":
            speak_english(page)
        walker, wire = Walker(page), Wire(page)
        problems = first_visit(page, wire)
        for shot, width, theme in share:
            problems += problems_of(walker, wire, shot, width, theme)
        speak_chinese(page)
    assert not problems, "\n".join(problems)
