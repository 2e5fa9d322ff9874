"""The pages of the guides are there for the roles they are for, so that the pictures can always be made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.guides import LOGINS, take
from tests.browser.site import Site

pytestmark = pytest.mark.browser


def test_every_picture_can_be_made_anew(chromium: Browser, site: Site, tmp_path: Path) -> None:
    assert take(chromium, site.url, tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 2 * 4 * len(LOGINS)


def test_a_tour_is_walked_or_skipped_and_not_offered_again(visit: Visit) -> None:
    page = visit("demo-volunteer", phone=True)
    page.locator(".tour-offer a").click()
    for _ in range(3):
        page.locator("main a.btn-primary").click()
    page.locator("main form[action$='/tour/end'] button").click()
    page.wait_for_url("**/")
    assert page.locator(".tour-offer").count() == 0
    page.goto("/")
    assert page.locator(".tour-offer").count() == 0
