"""One short journey per role: sign in, what to do now, every entry of the navigation, both languages, sign out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.demo.words import SIGN_INS
from tests.browser.conftest import Visit
from tests.browser.pages import fits
from tests.browser.site import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.journey]

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH_WORDS = re.compile(r"[A-Za-z]{3,}")
CODE = re.compile(r"\b[A-Z0-9]{7}\b")
ON_PHONES = {"volunteer", "village_director"}
# What folds away whom to tell is called by that person's name.
OURS_ALWAYS = (
    "main th[scope=col], main legend, main button, main summary:not(:has(~ .told, ~ * .told)), main caption, footer"
)
# These may also say what a place or a season is called: in Chinese, whatever the reader's language.
OURS_BUT_FOR_NAMES = ", main label, main h2, main .tabs a"
# Their heading is what a person is called: the greeting, the badge.
HEADED_BY_A_NAME = {"/", "/my/badge"}
LANDING = {
    "volunteer": "a[href^='/sessions/']",
    "school_staff": "a[href^='/approvals']",
    "village_director": "a[href^='/visits/']",
    "township_supervisor": "h1",
    "organizer": "a[href^='/coverage/'], a[href^='/pairings'], a[href^='/vetting']",
    "safeguarding_lead": "h1",
    "administrator": "h1",
    "auditor": "h1",
}


def entries(page: Page) -> dict[str, str]:
    """Every entry of the navigation: address -> words."""
    links = page.locator("nav.nav li:not(.nav-more) a")
    return {str(link.get_attribute("href")): (link.text_content() or "").strip() for link in links.all()}


def switch_language(page: Page, locale: str) -> None:
    page.locator(".tools .account-menu summary").click()
    with page.expect_navigation():
        page.locator(f"button[name=locale][value={locale}]").click()


def sign_out(page: Page) -> None:
    page.locator(".tools .account-menu summary").click()
    with page.expect_navigation():  # it looks first whether something waits to be sent
        page.locator("form[action$='/sign-out'] button").click()


@pytest.mark.parametrize(("role", "login"), [(role, login) for role, login, _words in SIGN_INS])
def test_a_day_of(role: str, login: str, visit: Visit) -> None:
    page = visit(login, phone=role in ON_PHONES)
    expect(page.locator("main").locator(LANDING[role]).first).to_be_visible()
    found = entries(page)
    assert found
    assert all(CHINESE.search(words) and not ENGLISH_WORDS.search(words) for words in found.values()), found
    widths = (PHONE,) if role in ON_PHONES else (PHONE, DESKTOP)
    for address in found:
        _opens(page, address)
        for width in widths:
            page.set_viewport_size(width)
            fits(page)
    page.goto("/")
    switch_language(page, "en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    english = entries(page)
    assert english.keys() == found.keys()
    assert not any(CHINESE.search(words) for words in english.values()), english
    for address in english:
        page.goto(address)
        if address not in HEADED_BY_A_NAME:
            assert not CHINESE.search(page.locator("h1").inner_text()), address
        said = [words for words in _words_of_the_product(page, OURS_ALWAYS) if CHINESE.search(words)]
        assert not said, f"Chinese on {address}: {said}"
    switch_language(page, "zh_Hans_CN")
    assert entries(page) == found
    sign_out(page)
    page.goto(next(reversed(found)) if len(found) > 1 else "/account/password")
    expect(page.locator("input[name=password]")).to_be_visible()


def _opens(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    heading = page.locator("h1").inner_text()
    assert CHINESE.search(heading), f"{address}: {heading}"
    said = "\n".join(_words_of_the_product(page, OURS_ALWAYS + OURS_BUT_FOR_NAMES))
    left = [word for word in ENGLISH_WORDS.findall(said) if word not in {"xlsx", "csv", "UTF", "PDF"}]
    assert not left, f"English on {address}: {left}"


def _words_of_the_product(page: Page, ours: str) -> list[str]:
    """What the product says, without the codes of children and volunteers."""
    return [CODE.sub("", words) for words in page.locator(ours).all_text_contents()]
