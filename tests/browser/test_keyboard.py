"""The core pages by keyboard alone: a way past the navigation, one order, a focus that is seen, no trap, menus."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PAGES = {
    "": ("/", "/sign-in", "/join", "/report"),
    "demo-volunteer": ("/", "/my/pairings", "/sessions/", "/sessions/new", "/sign-up/skills", "/sign-up/time"),
    "demo-school": ("/", "/approvals", "/sessions/queue/", "/children", "/consents/tick"),
    "demo-village": ("/", "/visits/", "/visits/new", "/activities/new"),
    "demo-organizer": ("/", "/matching", "/coverage/", "/volunteers"),
    "demo-safeguarding": ("/", "/concerns"),
}
MOST = 400
"""Stops on a page: one that never ends is a trap."""

# Where the focus is: what it stands on, whether that comes after the last stop, can be seen, and looks focused.
STOP = """() => {
    const part = document.activeElement;
    if (part === document.body) return null;
    if (part === window.lastStop) return {name: "", follows: true, seen: true, covered: false};  // month, day, year
    const shown = part.matches(".choice input, .slots input") ? part.parentElement.querySelector("label")
        : part.matches("svg a") ? part.querySelector("rect, path, circle, text") : part;
    const box = shown.getBoundingClientRect();
    const [x, y] = [box.left + Math.min(box.width, 8) / 2, box.top + box.height / 2];
    const top = document.elementFromPoint(x, y);
    const free = [shown, part].some(one => one.contains(top) || top?.contains(one));
    const look = () => ["outline", "boxShadow", "borderColor", "backgroundColor", "stroke", "strokeWidth"]
        .map(name => getComputedStyle(shown)[name]).join();
    const last = window.lastStop;
    const follows = !last || !last.isConnected
        || Boolean(last.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING);
    window.lastStop = part;
    const focused = look();
    part.blur();
    const seen = focused !== look();
    part.focus({focusVisible: true, preventScroll: true});
    return {
        name: [part.tagName, part.getAttribute("class"), part.name || part.textContent.trim().slice(0, 30)].join(" "),
        follows, seen,
        covered: free ? "" : top?.className || "something",
    };
}"""


def walk(page: Page) -> list[str]:
    """Tab through the whole page; what is wrong on the way."""
    problems = []
    for number in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (number and stop["name"].startswith("A skip ")):  # the browser's own bar, or round again
            return problems
        wrong = ["goes back"] * (not stop["follows"]) + ["not seen"] * (not stop["seen"])
        wrong += [f"under {stop['covered']}"] * bool(stop["covered"])
        problems += [f"{stop['name']}: {word}" for word in wrong]
    return [*problems, "no end: a trap?"]


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
@pytest.mark.parametrize("login", PAGES)
def test_every_stop_is_seen_in_one_order_and_there_is_an_end(login: str, phone: bool, visit: Visit) -> None:
    page = visit(login or None, phone=phone)
    problems = []
    for address in PAGES[login]:
        page.goto(address)
        problems += [f"{address}: {one}" for one in walk(page)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("login", ["", "demo-school"])
def test_the_first_stop_leads_past_the_navigation(login: str, visit: Visit) -> None:
    page = visit(login or None)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("phone", [True, False], ids=["360", "1280"])
def test_menus_open_and_close_with_keys(phone: bool, visit: Visit) -> None:
    page = visit("demo-school", phone=phone)
    page.wait_for_load_state("load")  # the scripts close menus by Escape
    menus = page.locator("details[data-menu]:visible").element_handles()  # a box that is written in hides one of them
    assert len(menus) >= 2
    for menu in menus:
        summary, panel = menu.query_selector("summary"), menu.query_selector(".menu-panel")
        assert summary is not None
        assert panel is not None
        summary.focus()
        page.keyboard.press("Enter")
        panel.wait_for_element_state("visible")
        page.keyboard.press("Tab")
        assert menu.evaluate("menu => menu.contains(document.activeElement)")
        page.keyboard.press("Escape")
        assert menu.get_attribute("open") is None
        assert summary.evaluate("summary => summary === document.activeElement")
