"""What browser tests do with forms that wait on a phone: read what it keeps, write a session, count what arrived."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, Route, expect

from app.foundation import clock
from tests.browser.pages import choose

SESSION, ACTIVITY, VISIT = "/sessions/without-signal/zh", "/activities/without-signal/zh", "/visits/without-signal/zh"
MISSED = "/sessions/missed/without-signal/zh"
ATTENDANCE = "/activities/attendance/without-signal/zh"
_READ = """() => new Promise((done, failed) => {
    const asked = indexedDB.open("tongxing", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("outbox");
    asked.onerror = () => failed(asked.error);
    asked.onsuccess = () => {
        const found = asked.result.transaction("outbox").objectStore("outbox").get("kept");
        found.onsuccess = () => { asked.result.close(); done(found.result ?? {drafts: {}, choices: {}, fresh: 0}); };
    };
})"""
_WRITE = """kept => new Promise(done => {
    const asked = indexedDB.open("tongxing", 1);
    asked.onsuccess = () => {
        const work = asked.result.transaction("outbox", "readwrite");
        work.objectStore("outbox").put(kept, "kept");
        work.oncomplete = () => { asked.result.close(); done(); };
    };
})"""


def kept(page: Page) -> dict[str, Any]:
    """Everything this phone keeps."""
    found: dict[str, Any] = page.evaluate(_READ)
    return found


def put(page: Page, record: dict[str, Any]) -> None:
    """Have the phone keep something else."""
    page.evaluate(_WRITE, record)


def wait_kept(page: Page, condition: str) -> None:
    """Wait until ``condition``, a JavaScript expression about ``kept``, is true of what the phone keeps."""
    for _ in range(150):
        if page.evaluate(f"() => ({_READ})().then(kept => {condition})"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{condition}: {kept(page)}")


def prepared(page: Page) -> Page:
    """A start page opened once with a signal: codes and empty pages are on the phone."""
    page.goto("/")
    wait_kept(page, "kept.fresh > 0")
    return page


def opened(page: Page, url: str) -> None:
    """A form, filled in with what the phone keeps."""
    page.goto(url)
    page.wait_for_selector("form[data-filled]")


def write(page: Page, note: str, hour: int, days: int = 1) -> None:
    """Fill in a session of half an hour, so many days ago."""
    page.locator("input[name=day]").fill((clock.today() - timedelta(days=days)).isoformat())
    page.locator("input[name=start]").fill(f"{hour:02}:00")
    page.locator("input[name=end]").fill(f"{hour:02}:30")
    for name, value in (("place", "school"), ("service_area", "tutoring"), ("adult_present", "yes"), ("safe", "yes")):
        choose(page, name, value)
    if page.locator("input[type=radio][name=pairing_id]:checked, input[type=hidden][name=pairing_id]").count() == 0:
        page.locator("input[name=pairing_id]").first.check()
    page.locator("textarea[name=note]").fill(note)


def written(page: Page, note: str, hour: int, days: int = 1) -> None:
    """A session written and sent off with no signal: it waits."""
    page.context.set_offline(True)
    opened(page, SESSION)
    write(page, note, hour, days)
    page.locator("main form.form button[type=submit]").click()
    # What waited before makes the list speak at once: this one waits when its form is empty again.
    expect(page.locator("textarea[name=note]")).to_have_value("")
    expect(page.locator("#outbox [data-say]")).to_be_visible()


def logged(page: Page) -> int:
    """How many sessions stand on the volunteer's list."""
    page.goto("/sessions/?all=1")
    return page.locator("main tbody tr").count()


def answer_lost(route: Route) -> None:
    """The request arrives, and what the site answers does not."""
    if route.request.method != "POST":
        return route.continue_()
    route.fetch(max_redirects=0)
    return route.abort()
