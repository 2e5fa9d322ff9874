"""What a student does in the loop, on a phone: join, sign up, answer, log."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from app.foundation import clock
from tests.browser.pages import Story, choose, fits, told


def join(page: Page, story: Story) -> None:
    """An own account with the mobile number."""
    page.goto("/join")
    page.locator("input[name=login]").fill(story.phone)
    page.locator("input[name=name]").fill(story.student)
    page.locator("input[name=password]").fill(story.password)
    page.locator("input[name=agreed]").check()
    fits(page)
    _next(page)
    page.wait_for_url(lambda url: "/join" not in url)


def sign_up(page: Page, story: Story) -> None:
    """All the steps; the first is sent once with something missing, and keeps what was typed."""
    page.goto("/sign-up")
    page.locator("main a[href$='/sign-up/who']").click()
    _who(page, story)
    page.wait_for_url("**/sign-up/skills")
    choose(page, "subjects", story.subject)
    _go_on(page, "grades")
    page.locator(f"select[name=from_{story.subject}]").select_option("1")
    page.locator(f"select[name=to_{story.subject}]").select_option("9")
    _go_on(page, "time")
    for slot in ("6-am", "6-pm", "7-am"):
        page.locator(f"input[name=slots][value='{slot}']").check()
    page.locator("input[name=anywhere]").check()
    _go_on(page, "more")
    choose(page, "languages", "mandarin")
    page.locator("textarea[name=interests]").fill("讲故事 剪纸")
    _go_on(page, "review")
    expect(page.locator("main")).to_contain_text(story.need)
    page.locator("input[name=understood]").check()
    _next(page)
    page.wait_for_url("**/my-sign-up")
    told(page)
    fits(page)


def _who(page: Page, story: Story) -> None:
    page.locator("input[name=name]").fill(story.student)
    choose(page, "sex", "female")
    page.locator("input[name=birth_date]").fill(f"{clock.today().year - 20}-05-04")
    page.locator("input[name=id_on_paper]").check()
    page.locator("select[name=township]").select_option(label=story.township)
    _next(page)
    expect(page.locator("input[name=college][aria-invalid=true]")).to_be_visible()
    expect(page.locator("input[name=name]")).to_have_value(story.student)
    page.locator("input[name=college]").fill("曲靖师范学院")
    fits(page)
    _next(page)


def is_told_what_is_missing(page: Page) -> None:
    """Until the League has checked: what is still missing, in words."""
    page.goto("/my-sign-up")
    missing = page.locator(".card-now:not(#outbox) li")
    expect(missing.first).to_be_visible()
    for word in ("身份", "准入查询", "培训", "承诺书", "保险"):
        expect(page.locator(".card-now:not(#outbox)")).to_contain_text(word)


def is_told_all_is_there(page: Page) -> None:
    """Nothing is missing any more."""
    page.goto("/my-sign-up")
    expect(page.locator("main .notice-success")).to_be_visible()
    expect(page.locator(".card-now:not(#outbox)")).to_have_count(0)


def accept(page: Page, story: Story) -> None:
    """See code, age band, sex, township and needs, and nothing else; say yes."""
    page.goto("/my/pairings")
    page.locator("main a[href^='/my/pairings/']").first.click()
    main = page.locator("main")
    for known in (story.code, "9–11", "女", story.township, story.need):
        expect(main).to_contain_text(known)
    _does_not_know(page, story)
    expect(main).not_to_contain_text(story.school)
    fits(page)
    page.locator("form[action$='/accept'] button").click()
    told(page)
    _does_not_know(page, story)


def sees_the_first_meeting(page: Page, story: Story, introducer: str) -> None:
    """After the approval: when, where and with whom; still no name."""
    page.goto("/my/pairings")
    page.locator("main a[href^='/my/pairings/']").first.click()
    main = page.locator("main")
    for known in ("10:00", story.school, introducer):
        expect(main).to_contain_text(known)
    expect(page.locator("main a[href^='tel:']")).to_be_visible()
    _does_not_know(page, story)


def log_session(page: Page, story: Story) -> None:
    """Yesterday, ten to half past eleven, at the school."""
    page.goto("/sessions/new")
    page.locator("input[name=day]").fill((clock.today() - timedelta(days=1)).isoformat())
    page.locator("input[name=start]").fill("10:00")
    page.locator("input[name=end]").fill("11:30")
    for name, value in (("place", "school"), ("service_area", "tutoring"), ("adult_present", "yes"), ("safe", "yes")):
        choose(page, name, value)
    page.locator("textarea[name=note]").fill("一起读了历史故事。")
    fits(page)
    _next(page)
    told(page)
    page.goto("/sessions/")
    expect(page.locator(".stat-figure").nth(0)).to_contain_text("0.0")
    expect(page.locator(".stat-figure").nth(1)).to_contain_text("1.5")


def sees_the_hours(page: Page) -> None:
    """The confirmed hours are on the student's page."""
    page.goto("/sessions/")
    expect(page.locator(".stat-figure").nth(0)).to_contain_text("1.5")
    expect(page.locator(".stat-figure").nth(1)).to_contain_text("0.0")
    fits(page)


def _does_not_know(page: Page, story: Story) -> None:
    assert story.child not in page.content()
    assert story.given_name not in page.content()


def _next(page: Page) -> None:
    page.locator("main form.form button[type=submit]:not([name=back])").first.click()


def _go_on(page: Page, step: str) -> None:
    fits(page)
    _next(page)
    page.wait_for_url(f"**/sign-up/{step}")
