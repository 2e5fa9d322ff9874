"""What a thumb, tired eyes and a keyboard need: large targets, 16 px text, a focus that can be seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

TARGET, TEXT = 44, 16
PHONE_PAGES = {
    "": ("/", "/sign-in", "/join"),
    "demo-volunteer": (
        "/", "/my/pairings", "/sessions/", "/sessions/new", "/my-sign-up", "/sign-up/who", "/sign-up/skills",
        "/sign-up/time", "/sign-up/more",
    ),
    "demo-village": ("/", "/children", "/meetings", "/sessions/queue/"),
}  # fmt: skip

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
SMALL_TEXT = """(least) => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const found = new Set();
    while (walker.nextNode()) {
        const part = walker.currentNode.parentElement;
        if (!walker.currentNode.textContent.trim() || !part.checkVisibility({visibilityProperty: true})) continue;
        if (part.closest("svg, script, style, noscript, .visually-hidden")) continue;
        const size = parseFloat(getComputedStyle(part).fontSize);
        if (size < least) found.add(`${part.tagName}.${part.className} ${size} px "${part.textContent.trim()}"`);
    }
    return [...found];
}"""
# What has the focus, and whether anything about it differs from how it looks without.
LOOK = """() => {
    const part = document.activeElement;
    const shown = part.matches(".choice input, .slots input") ? part.parentElement.querySelector("label") : part;
    const look = () => ["outline", "boxShadow", "borderColor", "backgroundColor"]
        .map(name => getComputedStyle(shown)[name]).join();
    const focused = look();
    part.blur();
    const plain = look();
    part.focus({focusVisible: true});
    return [`${part.tagName}.${part.className} ${part.name || part.textContent.trim()}`, focused !== plain];
}"""


@pytest.mark.parametrize("login", PHONE_PAGES)
def test_thumbs_and_tired_eyes(login: str, visit: Visit) -> None:
    page = visit(login or None, phone=True)
    problems = []
    for address in PHONE_PAGES[login]:
        page.goto(address)
        problems += [f"{address}: target {found}" for found in page.evaluate(SMALL_TARGETS, TARGET)]
        problems += [f"{address}: text {found}" for found in page.evaluate(SMALL_TEXT, TEXT)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("login", "address"), [("", "/sign-in"), ("demo-volunteer", "/sessions/new"), ("demo-school", "/approvals")]
)
def test_focus_can_be_seen(login: str, address: str, visit: Visit) -> None:
    page = visit(login or None)
    page.goto(address)
    unseen = [name for name, is_seen in _walk(page) if not is_seen]
    assert not unseen, unseen


def _walk(page: Page) -> list[tuple[str, bool]]:
    found = []
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        name, is_seen = page.evaluate(LOOK)
        found.append((name, is_seen))
    assert len(found) > 3
    return found
