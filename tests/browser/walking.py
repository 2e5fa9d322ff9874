"""Ways through the site, as `shots.py` writes them, walked so that the last step alone can be measured."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.gauges import settle

LONG_MS = 120_000
# Numbers of records, and codes that open something: the table shows which page it is, not whose.
_NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)(?=[^/?]*\d)[A-Za-z0-9_-]{12,}")


@dataclass(frozen=True)
class Arrival:
    """The last step of a way: ``go`` takes it; one that ``presses`` a button is not to be taken twice."""

    go: Callable[[], object]
    presses: bool


class Walker:
    """Somebody who looks for pages and remembers where the links led."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._links: dict[tuple[str, ...], str | None] = {}

    def find(self, way: str) -> Arrival | None:
        """Go up to the last step; None where a link is not there."""
        steps = tuple(way.split(" > "))
        press = next((place for place, step in enumerate(steps) if step.startswith("!")), len(steps))
        address = self._address(steps[:press])
        if address is None:
            return None
        if press == len(steps):
            return Arrival(lambda: self.page.goto(address, wait_until="domcontentloaded"), presses=False)
        self.page.goto(address)
        if self.page.locator(steps[press][1:]).count() == 0:
            return None
        return Arrival(lambda: self._press(*steps[press:]), presses=True)

    def _address(self, steps: tuple[str, ...]) -> str | None:
        if len(steps) == 1:
            return steps[0]
        if steps not in self._links:
            before = self._address(steps[:-1])
            if before is not None:
                self.page.goto(before)
            link = self.page.locator(steps[-1])
            self._links[steps] = link.first.get_attribute("href") if before is not None and link.count() else None
        return self._links[steps]

    def _press(self, button: str, *waits: str) -> None:
        self.page.locator(button[1:]).first.click()
        settle(self.page)
        for wait in waits:
            self.page.locator(wait.lstrip("?")).first.wait_for(timeout=LONG_MS)


def address_of(page: Page, own: str) -> str:
    """The open page's address without numbers and codes of records."""
    return _NUMBER.sub("…", page.url.removeprefix(own))
