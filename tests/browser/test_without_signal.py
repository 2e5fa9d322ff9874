"""A village without a signal: forms that open all the same, and what was written in them arrives once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from app.foundation import clock
from tests.browser.conftest import Visit
from tests.browser.pages import choose, fits, plan_activity
from tests.browser.site import ARGUMENTS, PHONE, Site, executable, sign_in
from tests.browser.unsent import (
    ACTIVITY,
    ATTENDANCE,
    MISSED,
    SESSION,
    VISIT,
    answer_lost,
    kept,
    logged,
    opened,
    prepared,
    put,
    wait_kept,
    write,
    written,
)

pytestmark = pytest.mark.browser


def phone(chromium: Browser, site: Site, folder: Path) -> BrowserContext:
    """A browser with a profile of its own in ``folder``: what it keeps outlives its being closed."""
    return chromium.browser_type.launch_persistent_context(
        folder, executable_path=executable(), args=ARGUMENTS, base_url=site.url, locale="zh-CN", viewport=PHONE,
        has_touch=True, is_mobile=True,
    )  # fmt: skip


def test_a_session_survives_the_closed_browser_and_is_sent_once(chromium: Browser, site: Site, tmp_path: Path) -> None:
    first = phone(chromium, site, tmp_path)
    page = first.pages[0]
    sign_in(page, "demo-volunteer")
    before = logged(prepared(page))
    first.set_offline(True)
    opened(page, SESSION)
    fits(page)
    write(page, "没有信号时写的", 7)
    wait_kept(page, "Object.values(kept.drafts).some(one => JSON.stringify(one).includes('没有信号时写的'))")
    first.close()  # the battery, or a thumb

    second = phone(chromium, site, tmp_path)
    page = second.pages[0]
    second.set_offline(True)
    opened(page, SESSION)
    expect(page.locator("textarea[name=note]")).to_have_value("没有信号时写的")
    page.locator("main form.form button[type=submit]").click()
    waiting = page.locator("#outbox li[data-row]")
    expect(waiting).to_have_count(1)
    expect(page.locator("#outbox")).to_contain_text("等有信号时")
    expect(page.locator("textarea[name=note]")).to_have_value("")
    fits(page)
    second.close()

    third = phone(chromium, site, tmp_path)
    page = third.pages[0]
    page.goto("/")
    expect(page.locator("#outbox [data-say]")).to_have_text("已提交。")
    assert kept(page)["drafts"] == {}
    assert logged(page) == before + 1
    third.close()


def test_an_answer_that_got_lost_is_found_again(visit: Visit) -> None:
    page = prepared(visit("demo-volunteer", phone=True))
    before = logged(page)
    written(page, "答复丢失了", 8)
    page.route("**/sessions/new", answer_lost)
    with page.expect_event("requestfailed"):
        page.context.set_offline(False)
    expect(page.locator("#outbox li[data-row]")).to_have_count(1)
    page.unroute("**/sessions/new")
    page.goto("/")
    expect(page.locator("#outbox [data-say]")).to_have_text("已提交。")
    assert kept(page)["drafts"] == {}
    assert logged(page) == before + 1
    # The same on the usual page, with a signal that goes while the browser waits for the answer.
    page.goto("/sessions/new")
    write(page, "按下发送以后断了", 9)
    page.route("**/sessions/new", answer_lost)
    with page.expect_event("requestfailed"):
        page.locator("main form.form button[type=submit]").click()
    page.unroute("**/sessions/new")
    page.goto("/")
    wait_kept(page, "!Object.keys(kept.drafts).length")
    assert logged(page) == before + 2


def test_two_tabs_send_it_once(visit: Visit) -> None:
    page = prepared(visit("demo-volunteer", phone=True))
    before = logged(page)
    written(page, "两个页面同时开着", 10)
    posts: list[Route] = []

    def hold(route: Route) -> None:
        posts.append(route)  # the first is still under way when the second tab tries

    page.context.route("**/sessions/new", hold)
    page.context.set_offline(False)
    other = page.context.new_page()
    other.goto("/")
    for tab in (page, other):
        tab.evaluate("dispatchEvent(new Event('online'))")
    other.wait_for_timeout(1500)
    assert len(posts) == 1, "one tab sends it"
    posts[0].continue_()
    wait_kept(page, "!Object.keys(kept.drafts).length")
    for tab in (page, other):
        expect(tab.locator("#outbox li[data-row]")).to_have_count(0)
    assert logged(page) == before + 1
    # Each tab has a draft of its own: what is typed in one never ends up in the other.
    opened(page, SESSION)
    page.locator("textarea[name=note]").fill("第一页")
    opened(other, SESSION)
    expect(other.locator("textarea[name=note]")).to_have_value("")
    other.locator("textarea[name=note]").fill("第二页")
    wait_kept(page, "Object.keys(kept.drafts).length === 2")


def test_a_visit_is_written_without_a_signal_and_sent_once(visit: Visit) -> None:
    page = prepared(visit("demo-village", phone=True))
    page.context.set_offline(True)
    opened(page, VISIT)
    fits(page)
    # A village has more children than can be read as a list of buttons: they are one box.
    one = page.locator("[data-choices=child_id] option").nth(1)
    child, code = one.get_attribute("value"), one.inner_text()
    page.get_by_role("combobox", name="孩子", exact=True).select_option(child)
    for name, value in (("met", "child"), ("parent_contact", "week"), ("risk_seen", "no")):
        choose(page, name, value)
    for name in ("place", "health", "mood", "safety", "schooling"):
        page.locator(f"input[name={name}]").first.check()
    page.locator("textarea[name=note]").fill("路断了，走过去的")
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("#outbox li[data-row]")).to_contain_text(f"走访 · {clock.today().isoformat()} · {code}")
    page.route("**/visits/new", answer_lost)
    with page.expect_event("requestfailed"):
        page.context.set_offline(False)
    page.unroute("**/visits/new")
    page.goto("/visits")
    wait_kept(page, "!Object.keys(kept.drafts).length")
    page.goto(f"/children/{child}/visits")
    day = clock.today()
    expect(page.locator("main th[scope=row]", has_text=f"{day.year}年{day.month}月{day.day}日")).to_have_count(1)


def test_an_activity_and_who_was_there_are_written_by_codes(visit: Visit) -> None:
    page = prepared(visit("demo-village", phone=True))
    listed = page.context.request.get("/children").text()
    page.context.set_offline(True)
    opened(page, ACTIVITY)
    fits(page)
    page.locator("input[name=title]").fill("防溺水")
    page.locator("input[name=site_id]").first.check()
    page.locator("select[name=service_area]").select_option(index=1)
    page.locator("input[name=day]").fill((clock.today() - timedelta(days=1)).isoformat())
    page.locator("input[name=start]").fill("09:00")
    page.locator("input[name=end]").fill("10:00")
    page.locator("input[name=present]").first.check()
    code = page.locator("[data-choices=present] label").first.inner_text()
    assert code in listed
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("#outbox li[data-row]")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#outbox li[data-row]")).to_have_count(0)
    page.goto("/activities/")
    rows = page.locator("main tbody tr", has_text="防溺水")
    expect(rows.first.locator(".num")).to_contain_text("1")


def test_that_nobody_met_is_said_without_a_signal(visit: Visit) -> None:
    page = prepared(visit("demo-volunteer", phone=True))
    page.context.set_offline(True)
    opened(page, MISSED)
    fits(page)
    if page.locator("[name=pairing_id]:checked").count() == 0:
        page.locator("input[name=pairing_id]").first.check()
    for name, value in (("kind", "called_off"), ("missing", "volunteer"), ("reason", "ill")):
        choose(page, name, value)
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("#outbox li[data-row]")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#outbox li[data-row]")).to_have_count(0)
    page.goto("/sessions/")
    expect(page.locator("main")).to_contain_text("生病")


def test_who_was_there_at_a_planned_activity_is_written_without_a_signal(visit: Visit) -> None:
    page, now = visit("demo-village", phone=True), clock.local(clock.now())
    title, start = f"手工课{now:%H%M}", f"00:{now.minute:02}"
    plan_activity(page, title, start)
    put(page, {**kept(page), "codes": 0})  # an hour later
    page.goto("/")
    wait_kept(page, "kept.codes > 0")
    page.context.set_offline(True)
    opened(page, ATTENDANCE)
    fits(page)
    page.locator("[data-choices=activity_id] .choice", has_text=f"{now:%Y-%m-%d} {start}").first.click()
    page.locator("input[name=present]").first.check()
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("#outbox li[data-row]")).to_have_count(1)
    page.route("**/activities/attendance", answer_lost)
    with page.expect_event("requestfailed"):
        page.context.set_offline(False)
    page.unroute("**/activities/attendance")
    page.goto("/activities/")
    wait_kept(page, "!Object.keys(kept.drafts).length")
    page.reload()
    row = page.locator("main tbody tr", has_text=title).first
    expect(row.locator(".num")).to_contain_text("1")
