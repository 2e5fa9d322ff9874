"""What a teacher does in the loop, on a desktop: roster, consent, approval, confirming."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from app.foundation import clock
from tests.browser.pages import Story, choose, fits, told
from tests.browser.roster_file import write_roster


def import_roster(page: Page, story: Story, folder: Path) -> None:
    """Upload the list, see what was understood and what is wrong in which row, confirm."""
    page.goto("/rosters/new")
    page.locator("input[type=file]").set_input_files(write_roster(folder / "花名册.xlsx", story))
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/rosters/*-*")
    expect(page.locator("#problems tbody tr")).to_have_count(1)
    problem = page.locator("#problems tbody tr")
    expect(problem).to_contain_text("出生日期")
    expect(problem.locator("th")).to_have_text("6")
    fits(page)
    page.locator("input[name=legal_basis]").first.check()
    page.locator("input[name=answers_for]").fill("沈主任")
    page.locator("form[action$='/confirm'] button[type=submit]").click()
    told(page)
    expect(page.locator(".stats")).to_contain_text("2")


def record_consents(page: Page, story: Story, *, scripts: bool = True) -> None:
    """Tick both forms that came back; the guardian is the mother."""
    page.goto("/consents/tick")
    for name in (story.child, story.brother):
        row = page.locator("main tbody tr", has_text=name)
        row.locator("input[name=ids]").check()
        row.locator("input[name^=who-]").fill("段春兰")
        row.locator("select[name^=relation-]").select_option(label="母亲")
        row.locator("input[name^=guardian-]").check()
    if scripts:
        expect(page.locator("output[data-count-of=ids]")).to_have_text("2")
    story.code = page.locator("main tbody tr", has_text=story.child).locator("th .figures").inner_text()
    choose(page, "decision", "given")
    choose(page, "child_wish", "yes")
    page.locator("main form button[type=submit]").last.click()
    told(page)
    expect(page.locator("main tbody tr", has_text=story.child)).to_have_count(0)


def see_the_child_is_ready(page: Page, story: Story) -> None:
    """The file says that nothing holds the child back."""
    page.goto("/children")
    page.locator("main tbody tr", has_text=story.code).locator("a").first.click()
    expect(page.locator("h1")).to_have_text(story.child)
    assert story.child not in page.title()
    assert story.child not in page.url
    expect(page.locator("main .notice-success")).to_be_visible()


def approve(page: Page, story: Story, introducer: str) -> None:
    """Both side by side, the reasons, and a first meeting tomorrow at ten at the school, introduced by the director."""
    page.goto("/approvals")
    page.locator("main tbody tr", has_text=story.child).locator("a[href^='/approvals/']").click()
    expect(page.locator("main")).to_contain_text(story.student)
    expect(page.locator("table.reasons")).to_be_visible()
    tomorrow = clock.today() + timedelta(days=1)
    form = page.locator("form[action$='/approve']")
    form.locator("input[name=day]").fill(tomorrow.isoformat())
    form.locator("input[name=hour]").fill("10:00")
    form.locator("select[name=place]").select_option(label=story.school)
    form.locator("select[name=introducer]").select_option(label=introducer)
    form.locator("input[name=another_adult]").check()
    fits(page)
    form.locator("button[type=submit]").click()
    told(page)


def confirm_session(page: Page, story: Story) -> None:
    """Open what the student logged and confirm it."""
    page.goto("/sessions/queue/")
    page.locator("main tbody tr", has_text=story.student).locator("th a").click()
    expect(page.locator("main")).to_contain_text(story.child)
    page.locator("form[action$='/confirm'] button[type=submit]").click()
    told(page)
    expect(page.locator("main tbody tr", has_text=story.student)).to_have_count(0)
