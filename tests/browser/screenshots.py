"""Pictures of the main pages of each role, to be looked at: `python -m tests.browser.screenshots [--english]`.

They go to `shots/ROLE-PAGE-WIDTH.png`. Without ``--url`` a site with the demo district is started and one matching is
run and published first. ``--readme`` also makes the four pictures that README shows, cut at the height of the screen.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from app.demo.families import OPEN_TOKEN
from app.foundation.display import COOKIE
from tests.browser import shots_hand as hand
from tests.browser.shots import (
    ACTIVITIES,
    APART,
    CHILD,
    COVERAGE,
    LATE,
    LEAGUE,
    LEARNING,
    LEDGERS,
    PAIRINGS,
    PASSWORD_PAGE,
    RECORD,
    REQUESTS,
    RUN,
    SEASONS,
    SESSIONS,
    TASKS,
    UNPUBLISHED,
    VISITS,
    Shot,
)
from tests.browser.site import DESKTOP, PHONE, ROOT, browsing, serving, sign_in

LONG_MS = 120_000
WIDTHS = (PHONE, DESKTOP)
PUBLIC = (
    Shot("welcome", "/"),
    Shot("sign-in", "/sign-in"),
    Shot("join", "/join"),
    Shot("about", "/about"),
    Shot("display", "/display"),
    Shot("data-rule", "/childrens-data-rule"),
    Shot("recruit", "/recruit"),
    Shot("volunteer-rules", "/volunteer-rules"),
    Shot("verify", "/verify"),
    Shot("verify-none", "/verify/NO-SUCH-NUMBER"),
    Shot("report", "/report"),
    Shot("report-errors", "/report > !main form.form button[type=submit]"),
    Shot("report-more", "/report/more"),
    Shot("style", "/style"),
    Shot("invitation-closed", "/invitation/nobody"),
    Shot("family-door", f"/consent/{OPEN_TOKEN}"),
    Shot("family-closed", "/consent/nobody"),
    Shot("family-receipt-door", f"/consent/receipt/{OPEN_TOKEN[:16]}"),
    Shot("family-no", "/consent/answered"),
    Shot("open-figures", "/open-figures/zh"),
    Shot("open-figures-district", "/open-figures/zh > main ul a"),
    Shot("missing", "/nowhere"),
)
LINK = "/children?consent=none > main tbody a[href^='/children/'] > main a[href$='/consent/link']"
SENSITIVE = f"{CHILD} > main a[href$='/sensitive']"
CHILDREN = (
    Shot("children", "/children"),
    Shot("child", CHILD),
    Shot("consent", f"{CHILD} > main a[href$='/consent']"),
    Shot("withdraw", "/children?consent=valid > main tbody a[href^='/children/'] > main a[href$='/withdraw']"),
    Shot("sensitive", SENSITIVE),
    Shot("sensitive-open", f"{SENSITIVE} > !#open button[value=home_visit]"),
    Shot("contacts", f"{CHILD} > main a[href$='/contacts']"),
    Shot("ask-to-open", f"{SENSITIVE} > main a[href$='/ask-to-open']"),
    Shot("counselling", f"{CHILD} > main a[href$='/counselling']"),
    Shot("own-access", "/access/mine"),
    Shot("tick", "/consents/tick"),
    Shot("links", "/consents/links"),
    Shot("link", LINK),
    Shot("link-made", f"{LINK} > !main form.form button[type=submit]"),
)
ROLES: dict[str, tuple[Shot, ...]] = {
    "demo-volunteer": (
        Shot("home", "/"),
        *hand.BADGE,
        Shot("pairings", "/my/pairings"),
        Shot("pairing", "/my/pairings > main a[href^='/my/pairings/']"),
        Shot("sessions", "/sessions/"),
        Shot("session-log", "/sessions/new"),
        Shot("session-without-signal", "/sessions/new > main a[href*='without-signal']"),
        Shot("missed-without-signal", "/sessions/missed/new > main a[href*='without-signal']"),
        Shot("session", "/sessions/ > main tbody th a"),
        Shot("session-missed", "/sessions/ > main a[href^='/sessions/missed/']"),
        Shot("away", "/my/pairings > main a[href^='/my/pairings/'] > main a[href$='/away']"),
        Shot("session-withdraw", "/sessions/ > main tbody th a > main a[href$='/withdraw']"),
        Shot("sign-up", "/my-sign-up"),
        Shot("sign-up-who", "/sign-up/who"),
        Shot("sign-up-skills", "/sign-up/skills"),
        Shot("sign-up-grades", "/sign-up/grades"),
        Shot("sign-up-time", "/sign-up/time"),
        Shot("sign-up-more", "/sign-up/more"),
        Shot("sign-up-review", "/sign-up/review"),
        Shot("my-data", "/my-data"),
        *RECORD,
        *LEARNING, PASSWORD_PAGE,
    ),
    "demo-school": (
        Shot("home", "/"),
        *CHILDREN,
        Shot("child-edit", f"{CHILD} > main a[href$='/edit']"),
        Shot("child-attention", f"{CHILD} > main a[href$='/attention']"),
        Shot("child-leave", f"{CHILD} > main a[href$='/leave']"),
        Shot("child-transfer", f"{CHILD} > main a[href$='/transfer']"),
        Shot("child-new", "/children/new"),
        Shot("roster-new", "/rosters/new"),
        Shot("ask-first", "/consents/ask-first"),
        Shot("forms", "/consents/forms"),
        Shot("transfers", "/transfers"),
        *hand.CALLS, *hand.CARDS,
        Shot("approvals", "/approvals"),
        Shot("approval", "/approvals > main tbody a[href^='/approvals/']"),
        Shot("meetings", "/meetings"),
        Shot("suggestions", "/suggestions"),
        *REQUESTS, *COVERAGE, *PAIRINGS, *APART, *SESSIONS, *ACTIVITIES, *SEASONS, *LATE, PASSWORD_PAGE,
        Shot("relay", "/pairings > main tbody a[href^='/pairings/'] > main a[href$='/relay']"),
    ),
    "demo-village": (
        Shot("home", "/"),
        *CHILDREN, *VISITS, *hand.PARENTS_HOME, *hand.CALLS, *hand.CARDS,
        *LEDGERS, Shot("meetings", "/meetings"), *PAIRINGS, *SESSIONS, *ACTIVITIES, *SEASONS,
        *TASKS, PASSWORD_PAGE,
    ),
    **LEAGUE,
}  # fmt: skip
README = (
    ("run-1280", "demo-organizer", RUN, DESKTOP, "#pairs summary"),
    ("coverage-1280", "demo-organizer", "/coverage/", DESKTOP, ""),
    ("approvals-1280", "demo-school", "/approvals > main tbody a[href^='/approvals/']", DESKTOP, ""),
    ("session-360", "demo-volunteer", "/sessions/new?preset=hour", PHONE, "#place"),
)


def follow(page: Page, way: str) -> bool:
    """Go to an address and on by its links; False where a link is not there."""
    address, *steps = way.split(" > ")
    # A child combinator is never needed in these selectors, so that " > " can separate steps.
    page.goto(address)
    for step in steps:
        found = page.locator(step.lstrip("!?"))
        if step.startswith("?"):
            found.first.wait_for(timeout=LONG_MS)
        if found.count() == 0:
            return False
        if step.startswith("!"):
            found.first.click()
            # A form that waits on the phone is sent by the script, which then goes to the answer.
            page.wait_for_load_state("networkidle")
        elif not step.startswith("?"):
            target = found.first.get_attribute("href")
            page.goto(target or "/")
    return True


def match(page: Page) -> None:
    """Run a matching, as the organizer does."""
    sign_in(page, "demo-organizer")
    page.goto("/matching")
    page.locator("form[action$='/matching/start'] button").first.click()
    page.locator("form[action$='/publish'] button").wait_for(timeout=LONG_MS)


def publish(page: Page) -> None:
    """Publish the matching whose page is open."""
    page.locator("form[action$='/publish'] button").click()
    page.locator("dialog[open] button[value=confirm]").click()
    page.locator("form[action$='/publish']").wait_for(state="detached")


@contextmanager
def opened(
    browser: Browser, url: str, size: ViewportSize, language: str = "zh-CN", display: str = ""
) -> Iterator[Page]:
    """A page of a fresh visitor, who has chosen how pages look (``app.foundation.display``)."""
    context = browser.new_context(base_url=url, locale=language, viewport=size)
    if display:
        context.add_cookies([{"name": COOKIE, "value": display, "url": url}])
    try:
        yield context.new_page()
    finally:
        context.close()


def speak_english(page: Page) -> None:
    """Switch the language; an account remembers it."""
    _speak(page, "en", "html[lang=en]")


def speak_chinese(page: Page) -> None:
    """Switch it back."""
    _speak(page, "zh_Hans_CN", "html[lang^=zh]")


def _speak(page: Page, locale: str, sign: str) -> None:
    page.goto("/")
    if page.locator(sign).count() == 0:
        page.locator(f"button[name=locale][value={locale}]").first.evaluate("button => button.click()")
        page.locator(sign).wait_for(state="attached")


@dataclass(frozen=True)
class Reader:
    """For whom the pictures are: the language, the choices of display, the widths of the screens."""

    english: bool = False
    display: str = ""
    widths: tuple[ViewportSize, ...] = WIDTHS


def take_all(browser: Browser, url: str, folder: Path, shots_of: Mapping[str, Sequence[Shot]], reader: Reader) -> None:
    """Every page of these roles (by demo login, "" the public) at every width."""
    folder.mkdir(parents=True, exist_ok=True)
    for login, shots in shots_of.items():
        role = login.removeprefix("demo-") or "public"
        for size in reader.widths:
            with opened(browser, url, size, "en-US" if reader.english else "zh-CN", reader.display) as page:
                if login:
                    sign_in(page, login)
                if reader.english:
                    speak_english(page)
                for shot in shots:
                    name = f"{role}-{shot.name}-{size['width']}.png"
                    if follow(page, shot.way):
                        page.screenshot(path=folder / name, full_page=True)
                    else:
                        print(f"nothing to show for {name}: {shot.way}")  # noqa: T201 - a command speaks


def take_readme(browser: Browser, url: str) -> None:
    """The four pictures of README, as high as the screen."""
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for name, login, way, size, part in README:
        with opened(browser, url, size) as page:
            sign_in(page, login)
            if not follow(page, way):
                raise SystemExit(f"nothing to show for {name}")
            if part.endswith("summary"):
                page.locator(part).first.click()
            elif part:
                page.locator(part).evaluate("part => window.scrollTo(0, part.closest('fieldset').offsetTop - 16)")
            page.screenshot(path=folder / f"{name}.png")


def main() -> None:
    """Take the pictures."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--english", action="store_true")
    words.add_argument("--display", default="", help="the reader's choices, such as large, dark or large.dark.more")
    words.add_argument("--width", type=int, help="360 or 1280 alone")
    words.add_argument("--readme", action="store_true", help="make docs/images too")
    words.add_argument("--url", help="a running site with the demo district, already matched")
    words.add_argument("--only", default="", help="one role, such as school")
    words.add_argument("--out", default="shots")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch, browsing() as browser:
        if browser is None:
            raise SystemExit("Chromium is not installed here.")
        if chosen.url:
            _take(browser, chosen.url, chosen)
            return
        with serving(Path(scratch)) as site:
            with opened(browser, site.url, DESKTOP) as page:
                match(page)
                if not chosen.only or chosen.only in "organizer":
                    take_all(browser, site.url, ROOT / chosen.out, {"demo-organizer": UNPUBLISHED}, _reader(chosen))
                publish(page)
            _take(browser, site.url, chosen)


def _reader(chosen: argparse.Namespace) -> Reader:
    widths = tuple(size for size in WIDTHS if chosen.width in (None, size["width"]))
    return Reader(chosen.english, chosen.display, widths)


def _take(browser: Browser, url: str, chosen: argparse.Namespace) -> None:
    everybody = {"": PUBLIC, **ROLES}
    wanted = {login: shots for login, shots in everybody.items() if chosen.only in (login or "public")}
    take_all(browser, url, ROOT / chosen.out, wanted, _reader(chosen))
    if chosen.readme:
        take_readme(browser, url)


if __name__ == "__main__":
    main()
