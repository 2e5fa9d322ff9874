"""The core flows where scripts do not run: an old phone, a browser inside another app, a broken download."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.foundation import clock
from tests.browser import steps_league as league
from tests.browser import steps_school as school
from tests.browser import steps_student as student
from tests.browser.conftest import Visit
from tests.browser.pages import Story, choose, plan_activity, told
from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def story() -> Story:
    return Story(
        child="苏念北", given_name="念北", brother="苏念南", student="耿书远", phone="18287400456", subject="geography"
    )


def propose_one(page: Page, story: Story) -> None:
    """The organizer asks for this child and proposes the best student."""
    page.goto("/suggestions")
    page.locator("input[name=code]").fill(story.code)
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/suggestions/children/*")
    page.locator("form[action$='/propose'] button").first.click()
    told(page)


def test_from_a_roster_to_counted_hours_without_scripts(visit: Visit, site: Site, tmp_path: Path, story: Story) -> None:
    teacher = visit("demo-school", scripts=False)
    director = league.know_the_place(visit("demo-village", phone=True, scripts=False), teacher, story)
    school.import_roster(teacher, story, tmp_path)
    school.record_consents(teacher, story, scripts=False)

    phone = visit(phone=True, scripts=False)
    student.join(phone, story)
    student.sign_up(phone, story)
    organizer = visit("demo-organizer", scripts=False)
    league.vet(organizer, story)
    propose_one(organizer, story)

    student.accept(phone, story)
    school.approve(teacher, story, director)
    league.meet(visit("demo-village", phone=True, scripts=False), story)
    league.two_days_pass(site, story)
    student.log_session(phone, story)
    school.confirm_session(teacher, story)
    student.sees_the_hours(phone)


def test_a_visit_is_recorded_without_scripts(visit: Visit) -> None:
    page = visit("demo-village", phone=True, scripts=False)
    page.goto("/visits/")
    page.locator("main tbody .cell-actions a").first.click()
    code = page.locator(".page-head .lead").inner_text().split()[-1]
    page.locator("main form.form button[type=submit]").first.click()
    expect(page.locator(".error-summary a").first).to_be_visible()
    for name in ("place", "health", "mood", "safety", "schooling", "parent_contact"):
        page.locator(f"input[name={name}]").first.check()
    choose(page, "met", "child")
    choose(page, "risk_seen", "no")
    page.locator("textarea[name=note]").fill("在院子里聊了聊。")
    page.locator("main form.form button[type=submit]").first.click()
    told(page)
    page.goto("/visits/?show=overdue")
    assert code not in page.locator("main").inner_text()


def test_who_was_there_is_recorded_without_scripts(visit: Visit) -> None:
    page, now = visit("demo-village", phone=True, scripts=False), clock.local(clock.now())
    title, start = f"读书会{now:%H%M}", f"01:{now.minute:02}"
    plan_activity(page, title, start)
    page.goto("/activities/attendance")
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator(".error-summary a").first).to_be_visible()
    begun = re.compile(rf"{now.month}月{now.day}日.* {start} ")
    page.locator("main .choice", has_text=begun).locator("input").first.check()
    page.locator("input[name=present]").first.check()
    page.locator("main form.form button[type=submit]").click()
    told(page)
    page.goto("/activities/")
    expect(page.locator("main tbody tr", has_text=title).locator(".num").first).to_contain_text("1")


def test_progress_of_a_matching_can_be_refreshed_by_hand(visit: Visit) -> None:
    page = visit("demo-organizer", scripts=False)
    page.goto("/matching")
    page.locator("form[action$='/matching/start'] button").first.click()
    page.wait_for_url("**/matching/*-*")
    end = time.monotonic() + league.LONG_MS / 1000
    while page.locator("#pairs").count() == 0 and time.monotonic() < end:
        page.reload()  # as the link does that such a page shows; Chromium shows no <noscript> under a test
    expect(page.locator("#pairs")).to_be_visible()
