"""What every browser test does with a page: choose, send, look."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from playwright.sync_api import Locator, Page, expect

from app.foundation import clock


@dataclass
class Story:
    """The people of one walk through the loop, and what is learned on the way."""

    child: str = "段念慈"
    given_name: str = "念慈"
    brother: str = "段念恩"
    student: str = "耿书怀"
    phone: str = "18287400123"
    subject: str = "history"
    password: str = "Fenghe-lvdou-27"
    birth: date = field(default_factory=lambda: clock.today().replace(year=clock.today().year - 10, month=3, day=7))
    township: str = "花山街道"
    village: str = ""
    school: str = ""
    code: str = ""

    @property
    def need(self) -> str:
        """The subject in words: one that nobody of the demo district offers or needs, so that the pair is certain."""
        return {"history": "历史", "geography": "地理"}[self.subject]


def choose(page: Page | Locator, name: str, value: str) -> None:
    """Tick a box or a radio button."""
    page.locator(f"input[name='{name}'][value='{value}']").check()


def send(page: Page, action: str = "") -> None:
    """Press the first button of the form that goes to ``action`` (the end of its address), or of the page's form."""
    form = page.locator(f"main form[action$='{action}']" if action else "main form.form")
    form.locator("button[type=submit]").first.click()


def told(page: Page, kind: str = "success") -> Locator:
    """The message of the last act, which must be there."""
    message = page.locator(f"#messages .notice-{kind}")
    expect(message.first).to_be_visible()
    return message


def plan_activity(page: Page, title: str, start: str) -> None:
    """Plan a group activity of this morning at the first site one knows; its page is open then."""
    page.goto("/activities/new")
    page.locator("input[name=title]").fill(title)
    page.locator("select[name=site_id]").select_option(index=0)
    page.locator("select[name=service_area]").select_option(index=1)
    page.locator("input[name=day]").fill(clock.today().isoformat())
    page.locator("input[name=start]").fill(start)
    page.locator("input[name=end]").fill("11:55")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/activities/*-*")


WIDE = """() => {
    const shown = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= shown) return "";
    const wide = [...document.querySelectorAll("body *")]
        .filter(part => part.getBoundingClientRect().right > shown + 1);
    const named = wide.map(part => `${part.tagName}.${part.className} ${part.getBoundingClientRect().right}`);
    return `${document.documentElement.scrollWidth} px on a screen of ${shown} px: ${named.slice(-5).join("; ")}`;
}"""


def fits(page: Page) -> None:
    """Assert that nothing reaches beyond the sides of the screen."""
    too_wide = page.evaluate(WIDE)
    assert not too_wide, f"{page.url} is {too_wide}"


def hours_of(text: str) -> float:
    """The number of hours in a figure such as ``1,204.5``."""
    return float(text.replace(",", "").split()[0])
