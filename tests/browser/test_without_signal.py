"""A village without a signal: forms that open all the same, and what was written in them arrives once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.foundation import clock
from tests.browser.conftest import Visit
from tests.browser.pages import choose, fits

pytestmark = pytest.mark.browser

READY = "() => JSON.parse(localStorage.getItem('tongxing-outbox') ?? '{}').fresh > 0"
SESSION, ACTIVITY = "/sessions/without-signal/zh", "/activities/without-signal/zh"


def prepared(page: Page) -> Page:
    """A start page opened once with a signal: codes and empty pages are on the phone."""
    page.goto("/")
    page.wait_for_function(READY)
    return page


def write(page: Page, note: str, hour: int) -> None:
    page.locator("input[name=day]").fill((clock.today() - timedelta(days=1)).isoformat())
    page.locator("input[name=start]").fill(f"{hour:02}:00")
    page.locator("input[name=end]").fill(f"{hour:02}:30")
    for name, value in (("place", "school"), ("service_area", "tutoring"), ("adult_present", "yes"), ("safe", "yes")):
        choose(page, name, value)
    if page.locator("input[type=radio][name=pairing_id]:checked, input[type=hidden][name=pairing_id]").count() == 0:
        page.locator("input[name=pairing_id]").first.check()
    page.locator("textarea[name=note]").fill(note)


def logged(page: Page) -> int:
    page.goto("/sessions/?all=1")
    return page.locator("main tbody tr").count()


def test_a_session_is_written_without_a_signal_and_sent_once(visit: Visit) -> None:
    page = prepared(visit("demo-volunteer", phone=True))
    before = logged(page)
    page.context.set_offline(True)
    page.goto(SESSION)
    fits(page)
    write(page, "没有信号时写的", 7)
    page.goto(SESSION)  # the telephone rang, the page was gone
    expect(page.locator("textarea[name=note]")).to_have_value("没有信号时写的")
    page.locator("main form.form button[type=submit]").click()
    waiting = page.locator("#outbox li")
    expect(waiting).to_have_count(1)
    expect(page.locator("#outbox [data-say]")).to_be_visible()
    expect(page.locator("textarea[name=note]")).to_have_value("")
    fits(page)
    kept = page.evaluate("localStorage.getItem('tongxing-outbox')")
    assert '["written_at","20' in kept, "by the phone's own clock"
    page.context.set_offline(False)  # the browser says so to the page, which sends
    expect(waiting).to_have_count(0)
    assert logged(page) == before + 1
    # The same once more, as after an answer that got lost.
    page.evaluate("text => localStorage.setItem('tongxing-outbox', text)", kept)
    page.goto("/")
    page.wait_for_function("() => !Object.keys(JSON.parse(localStorage.getItem('tongxing-outbox')).drafts).length")
    assert logged(page) == before + 1


def test_what_the_server_does_not_take_is_mended_or_thrown_away(visit: Visit) -> None:
    page = prepared(visit("demo-volunteer", phone=True))
    before = logged(page)
    page.context.set_offline(True)
    for day in ("2020-01-01", "2020-01-02"):
        page.goto(SESSION)
        write(page, "日期写错了", 8)
        page.locator("input[name=day]").fill(day)
        page.locator("main form.form button[type=submit]").click()
        expect(page.locator("#outbox [data-say]")).to_be_visible()
    page.context.set_offline(False)
    rows = page.locator("#outbox li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("没有被接受")
    rows.first.locator("[data-act=drop]").click()
    rows.first.locator("[data-act=drop]").click()
    expect(rows).to_have_count(1)
    rows.first.locator("[data-act=send]").click()
    page.wait_for_url("**/sessions/new")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("textarea[name=note]")).to_have_value("日期写错了")
    write(page, "日期改好了", 8)
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/sessions/*-*")
    expect(page.locator("#outbox li")).to_have_count(0)
    assert logged(page) == before + 1


def test_an_activity_and_who_was_there_are_written_by_codes(visit: Visit) -> None:
    page = prepared(visit("demo-village", phone=True))
    name = page.context.request.get("/children").text()
    page.context.set_offline(True)
    page.goto(ACTIVITY)
    fits(page)
    page.locator("input[name=title]").fill("防溺水")
    page.locator("input[name=site_id]").first.check()
    page.locator("select[name=service_area]").select_option(index=1)
    page.locator("input[name=day]").fill((clock.today() - timedelta(days=1)).isoformat())
    page.locator("input[name=start]").fill("09:00")
    page.locator("input[name=end]").fill("10:00")
    page.locator("input[name=present]").first.check()
    code = page.locator("[data-choices=present] label").first.inner_text()
    assert code in name
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("#outbox li")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#outbox li")).to_have_count(0)
    page.goto("/activities/")
    row = page.locator("main tbody tr", has_text="防溺水").first
    expect(row.locator(".num")).to_contain_text("1")


def test_signing_out_leaves_no_code_on_the_phone(visit: Visit) -> None:
    page = prepared(visit("demo-volunteer", phone=True))
    assert page.evaluate("Object.keys(JSON.parse(localStorage.getItem('tongxing-outbox')).choices).length") > 0
    with page.expect_navigation():
        page.evaluate("document.querySelector(\"form[action$='/sign-out']\").requestSubmit()")
    assert page.evaluate("Object.keys(JSON.parse(localStorage.getItem('tongxing-outbox')).choices).length") == 0
