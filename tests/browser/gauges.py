"""Gauges on a page in Chromium: what it costs over a slow line, and what stands in the way of whoever uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.pages import WIDE
from tests.browser.site import DESKTOP, PHONE

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""One bar of signal: 400 ms before each answer begins, 50 kB a second either way."""
FULL = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
FIRST_VISIT, LATER_PAGE = 60_000, 15_000
"""Bytes over the wire, compressed, with headers: with an empty cache, and with what an earlier page left in it."""
USABLE_MS = 3_000
HIGHEST = 16_000
"""Pixels of a page that are looked at."""
THUMB, POINTER = 44, 24
"""Pixels a target is high at least: on a phone, and on a desk (WCAG 2.2, 2.5.8)."""
LONG_MS = 60_000

# Read, styled and ready to be touched: the scripts that hold DOMContentLoaded have run, the sheets stand, main is seen.
USABLE = """() => {
    const [went] = performance.getEntriesByType("navigation");
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    const styled = [...document.querySelectorAll("link[rel=stylesheet]")].every(link => link.sheet);
    if (!went?.domContentLoadedEventEnd || !painted || !styled || !document.querySelector("main")?.checkVisibility())
        return 0;
    return Math.max(went.domContentLoadedEventEnd, painted.startTime);
}"""

# Whether all is kept that a phone without a signal will need; asked of the outbox of whoever is signed in. To `forget`,
# what is kept is marked as old: deleting the database would wait for pages that still hold it open.
KEPT = """async (forget) => {
    if (!document.getElementById("outbox")?.dataset.owner) return true;
    if (!(await indexedDB.databases()).some(one => one.name === "tongxing")) return false;
    const settled = work => new Promise((done, failed) => { work.onsuccess = done; work.onerror = failed; });
    const asked = indexedDB.open("tongxing");
    await settled(asked);
    const rows = asked.result.transaction("outbox", "readwrite").objectStore("outbox"), read = rows.get("kept");
    await settled(read);
    const kept = Boolean(read.result?.fresh);
    if (forget && kept) await settled(rows.put({ ...read.result, fresh: 0, codes: 0 }, "kept"));
    asked.result.close();
    return kept;
}"""

# Colours that are still on their way to the other theme would be taken for the colours of the page.
STILL = """() => document.getAnimations().forEach(one => {
    try { one.finish(); } catch { one.cancel(); }  // what has no end is a progress bar
})"""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": STANDARDS},
    "rules": {"target-size": {"enabled": True}},  # of WCAG 2.2, and off unless it is asked for
    "resultTypes": ["violations"],
}
# What may differ between light and dark is the colours alone.
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Cost:
    """What one visit took: ``size`` bytes over the wire, requests sent, milliseconds until it could be used."""

    size: int
    requests: int
    usable_ms: int


class Wire:
    """Chromium's own count of what a page fetches; what comes from its cache costs nothing."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._size = self._requests = 0
        self._empty = False
        self._protocol = page.context.new_cdp_session(page)
        self._protocol.send("Network.enable")
        self._protocol.on("Network.loadingFinished", lambda event: self._count(event["encodedDataLength"]))
        self._protocol.on("Network.requestWillBeSent", self._redirected)

    def forget(self) -> None:
        """Leave the site and forget all of it, as a phone that was never here; what is kept to be sent too."""
        self._wait_until_kept()
        self._page.evaluate(KEPT, True)
        self._page.goto("about:blank")
        self._protocol.send("Network.clearBrowserCache")
        self._empty = True

    @contextmanager
    def slow(self) -> Iterator[None]:
        """One bar of signal."""
        self._protocol.send("Network.emulateNetworkConditions", SLOW)
        try:
            yield
        finally:
            self._protocol.send("Network.emulateNetworkConditions", FULL)

    def cost(self, visit: Callable[[], object]) -> Cost:
        """Make a visit and wait until the page can be used; what comes later counts too: pictures, forms to be kept."""
        self._size = self._requests = 0
        visit()
        self._page.wait_for_function(USABLE, timeout=LONG_MS)
        usable = self._page.evaluate(USABLE)
        if self._empty:
            self._empty = False
            self._wait_until_kept()
        settle(self._page)
        return Cost(self._size, self._requests, round(usable))

    def _wait_until_kept(self) -> None:
        with suppress(TookTooLong):
            self._page.wait_for_function(KEPT, timeout=LONG_MS // 6, polling=200)

    def _redirected(self, event: Mapping[str, Any]) -> None:
        if "redirectResponse" in event:
            self._count(event["redirectResponse"]["encodedDataLength"])
        elif event.get("type") == "Document":  # what was waited for on the page before is that page's
            self._size = self._requests = 0

    def _count(self, size: float) -> None:
        if size > 0:
            self._size += round(size)
            self._requests += 1


def settle(page: Page) -> None:
    """Wait until nothing more is fetched; what goes on asking for ever is not waited for."""
    page.wait_for_load_state("load")
    with suppress(TookTooLong):
        page.wait_for_load_state("networkidle", timeout=8_000)


def look(page: Page, width: int, theme: Theme, *, whole: bool = True) -> None:
    """Show the open page at a width and in a theme; the ``whole`` of it, so that no bar stands over anything."""
    usual = PHONE if width == PHONE["width"] else DESKTOP
    page.set_viewport_size(usual)
    if whole:
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(usual["height"], min(height, HIGHEST))})
    page.emulate_media(color_scheme=theme)
    page.evaluate(STILL)


def answered(page: Page) -> int:
    """The status the open page came with."""
    return int(page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus"))


def axe(page: Page, options: Mapping[str, Any] = RULES) -> list[str]:
    """What axe finds on the open page, as ``rule (impact) xN: where; where``."""
    found = Axe().run(page, options=dict(options)).response["violations"]
    return [
        f"{one['id']} ({one['impact']}) x{len(one['nodes'])}: "
        + "; ".join(str(node["target"][0]) for node in one["nodes"][:3])
        for one in found
    ]


# Buttons, entries, menus, boxes with their labels. Links within a sentence or a table keep the height of their line.
SMALL_TARGETS = """(least) => {
    const parts = "button, .btn, nav.nav a, summary, select, input:not([type=hidden]):not([type=checkbox])"
        + ":not([type=radio]), textarea, .choice, .check, .tabs a";
    const seen = part => part.checkVisibility({visibilityProperty: true}) && part.getClientRects().length
        && !part.closest("dialog, .visually-hidden, .menu-panel");
    return [...document.querySelectorAll(parts)].filter(seen)
        .map(part => [part.getBoundingClientRect(), part])
        .filter(([box]) => box.height < least - 0.5)
        .map(([box, part]) => `${part.tagName}.${part.className} "${part.textContent.trim()}" ${box.height} px`);
}"""
# iOS zooms into a box whose text is smaller than 16 px, and WeChat there does not zoom back.
ZOOMS = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter(part => part.checkVisibility() && parseFloat(getComputedStyle(part).fontSize) < 16)
    .map(part => `${part.name} ${getComputedStyle(part).fontSize}`)"""
# What WeChat's browser does not do: a second window, a file from a script.
ELSEWHERE = """() => [...document.querySelectorAll("[target=_blank], a[download], a[href^='blob:']")]
    .map(part => part.outerHTML.slice(0, 120))"""


def hindrances(page: Page) -> list[str]:
    """What is wrong for a thumb on the open page: too wide, too small, zooming, another window."""
    on_phone = page.viewport_size is not None and page.viewport_size["width"] == PHONE["width"]
    return [
        *([f"wide: {wide}"] if (wide := page.evaluate(WIDE)) else []),
        *(f"target: {one}" for one in page.evaluate(SMALL_TARGETS, THUMB if on_phone else POINTER)),
        *(f"zooms: {one}" for one in page.evaluate(ZOOMS)),
        *(f"elsewhere: {one}" for one in page.evaluate(ELSEWHERE)),
    ]
