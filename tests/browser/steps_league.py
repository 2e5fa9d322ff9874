"""What the organizer, the village director and time do in the loop."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.pages import Story, fits, hours_of, told
from tests.browser.site import Site

LONG_MS = 90_000

TWO_DAYS_PASS = """
import sys
from datetime import timedelta
from sqlalchemy import select
from app.children.models import Child
from app.foundation.database import db
from app.pairing.models import Pairing
from wsgi import app
with app.app_context():
    pairing = db.session.scalars(select(Pairing).join(Pairing.child).where(Child.code == sys.argv[1])).one()
    pairing.active_at -= timedelta(days=2)
    for meeting in pairing.meetings:
        meeting.at -= timedelta(days=2)
    db.session.commit()
"""


def know_the_place(village: Page, teacher: Page, story: Story) -> str:
    """Which school and which village these are, from their people's start pages; the director's name is returned."""
    story.village = village.locator("main .lead").inner_text().rpartition("·")[2].strip()
    story.school = teacher.locator("main .lead").inner_text().rpartition("·")[2].strip()
    return (village.locator(".menu-name").first.text_content() or "").strip()


def vet(page: Page, story: Story) -> None:
    """Tick every check of the student."""
    page.goto("/vetting")
    row = page.locator("main tbody tr", has_text=story.student)
    boxes = row.locator("input[type=checkbox]")
    expect(boxes).to_have_count(5)
    for box in boxes.all():
        box.check()
    page.locator("main form button[type=submit]").last.click()
    expect(told(page)).to_contain_text("5")
    expect(page.locator("main tbody tr", has_text=story.student).locator("input[type=checkbox]")).to_have_count(0)


def match(page: Page, story: Story) -> None:
    """Run it, reload while it runs, then read pairs, score, reasons, proof and who waits; publish."""
    start_matching(page)
    page.reload()
    result = page.locator("#pairs, progress")
    expect(result.first).to_be_visible()
    publish_pairs(page, story)


def start_matching(page: Page) -> None:
    """Run it."""
    page.goto("/matching")
    page.locator("form[action$='/matching/start'] button").first.click()
    page.wait_for_url("**/matching/*-*")


def publish_pairs(page: Page, story: Story) -> None:
    """Read pairs, score, reasons, proof and who waits, once they are there; publish."""
    expect(page.locator("#pairs")).to_be_visible(timeout=LONG_MS)
    pair = page.locator("#pairs tr", has_text=story.code)
    expect(pair).to_contain_text(story.need)
    assert int(pair.locator("td.num").first.inner_text()) > 0
    pair.locator("details summary").first.click()
    expect(pair.locator("table.reasons tfoot .num")).to_have_text(pair.locator("td.num").first.inner_text())
    expect(page.locator("main")).not_to_contain_text(story.child)
    expect(page.locator("#waiting li").first).to_be_visible()
    for row in page.locator("table", has_text="上界").locator("tbody tr").all():
        reached, bound = row.locator("td.num").all_inner_texts()
        assert reached == bound
    fits(page)
    page.locator("form[action$='/publish'] button").click()
    page.locator("dialog[open] button[value=confirm]").click()
    told(page)


def meet(page: Page, story: Story) -> None:
    """The village director introduced the two, and says so with one tap."""
    page.goto("/meetings")
    page.locator("main a[href^='/meetings/']").first.click()
    expect(page.locator("main")).to_contain_text(story.student)
    page.locator("input[name=usual_place]").fill("村委会图书室")
    fits(page)
    page.locator("form[action$='/met'] button").click()
    told(page)


def two_days_pass(site: Site, story: Story) -> None:
    """A session cannot lie in the future, nor before the two have met: the meeting was the day before yesterday."""
    site.python("-c", TWO_DAYS_PASS, story.code)


def hours_of_the_school(page: Page, story: Story) -> float:
    """What coverage counts for the school."""
    page.goto("/coverage/?by=school")
    row = page.locator("main tbody tr", has_text=story.school).filter(has=page.locator("th a"))
    return hours_of(row.locator("td.num").last.inner_text())


def is_reached(page: Page, story: Story) -> None:
    """Down to the child under the figure."""
    page.goto("/coverage/?by=school")
    page.locator("main tbody th a", has_text=story.school).click()
    page.locator("main a[href*='show=reached']").click()
    row = page.locator("main tbody tr", has_text=story.code)
    expect(row).to_contain_text("1.5")
    fits(page)
