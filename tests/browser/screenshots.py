"""Pictures of every page of each role, to be looked at: `python -m tests.browser.screenshots [--every]`.

They go to `shots/ROLE-PAGE-WIDTH.png`; with ``--every`` to `shots/LANGUAGE-SCHEME/`, in both languages, light and dark.
Without ``--url`` a site with the demo district is started and one matching is
run and published first. ``--readme`` also makes the four pictures that README shows, cut at the height of the screen.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, Response, ViewportSize
from playwright.sync_api import Error as PlaywrightError

from app.foundation.display import COOKIE
from tests.browser.shot import Shot
from tests.browser.shots import RUN, UNPUBLISHED
from tests.browser.shots_roles import PUBLIC, ROLES
from tests.browser.site import DESKTOP, PHONE, ROOT, browsing, serving, sign_in

LONG_MS = 120_000
HIGHEST = 16_000
"""Higher screens than that are not drawn."""
WIDTHS = (PHONE, DESKTOP)
Scheme = Literal["dark", "light"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
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
    schemes: tuple[Scheme, ...] = ()
    """The colours a phone may prefer, each with a folder of its own; none: as the browser comes, without a folder."""

    def folders(self, folder: Path) -> list[tuple[Scheme | None, Path]]:
        """Where the pictures go, by the colours they are taken in; the folders exist then."""
        language = "en" if self.english else "zh"
        found = [(scheme, folder / f"{language}-{scheme}") for scheme in self.schemes]
        made: list[tuple[Scheme | None, Path]] = [*found] or [(None, folder)]
        for _scheme, one in made:
            one.mkdir(parents=True, exist_ok=True)
        return made


def take_all(browser: Browser, url: str, folder: Path, shots_of: Mapping[str, Sequence[Shot]], reader: Reader) -> bool:
    """Every page of these roles (by demo login, "" the public) at every width; False where one is not as it should."""
    folders = reader.folders(folder)
    wrong: list[str] = []
    for login, shots in shots_of.items():
        role = login.removeprefix("demo-") or "public"
        for size in reader.widths:
            with opened(browser, url, size, "en-US" if reader.english else "zh-CN", reader.display) as page:
                if login:
                    sign_in(page, login)
                (speak_english if reader.english else speak_chinese)(page)
                for shot in shots:
                    name = f"{role}-{shot.name}-{size['width']}.png"
                    wrong += filter(None, [take(page, shot, {scheme: one / name for scheme, one in folders})])
    for told in wrong:
        print(told)  # noqa: T201 - a command speaks
    return not wrong


def take(page: Page, shot: Shot, paths: Mapping[Scheme | None, Path]) -> str:
    """Picture one page in these colours; return what is wrong with it ("" where nothing is). No old picture stays."""
    name = "/".join(next(iter(paths.values())).parts[-2:])
    for path in paths.values():
        path.unlink(missing_ok=True)
    answers: list[int] = []

    def note(answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.frame == page.main_frame:
            answers.append(answer.status)

    size = page.viewport_size
    page.on("response", note)
    try:
        if not follow(page, shot.way):
            return f"nothing to show for {name}: {shot.way}"
        _whole(page)
        for scheme, path in paths.items():
            page.emulate_media(color_scheme=scheme)
            # Without motion, or a page that was just switched to other colours is caught in the middle.
            page.screenshot(path=path, full_page=True, animations="disabled")
    except PlaywrightError as error:
        return f"no picture {name}: {shot.way}: {str(error).splitlines()[0]}"
    finally:
        page.remove_listener("response", note)
        if size:
            page.set_viewport_size(size)
    if answers and answers[-1] != shot.status:
        return f"{answers[-1]} instead of {shot.status} for {name}: {shot.way}"
    return ""


def _whole(page: Page) -> None:
    """Make the screen as high as the page: bars that stay at its bottom then hide nothing. Slides fill any screen."""
    if page.locator("html.projector").count() or not page.viewport_size:
        return
    high = page.evaluate("document.documentElement.scrollHeight")
    if page.viewport_size["height"] < high <= HIGHEST:
        page.set_viewport_size({"width": page.viewport_size["width"], "height": high})


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


def main() -> int:
    """Take the pictures; return 1 where a page was missing or answered otherwise than it should."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--english", action="store_true")
    words.add_argument("--every", action="store_true", help="both languages, light and dark")
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
            return 0 if _take(browser, chosen.url, chosen) else 1
        with serving(Path(scratch)) as site:
            with opened(browser, site.url, DESKTOP) as page:
                match(page)
                fine = True
                if not chosen.only or chosen.only in "organizer":
                    fine = _take_these(browser, site.url, chosen, {"demo-organizer": UNPUBLISHED})
                publish(page)
            return 0 if _take(browser, site.url, chosen) and fine else 1


def _readers(chosen: argparse.Namespace) -> list[Reader]:
    widths = tuple(size for size in WIDTHS if chosen.width in (None, size["width"]))
    if chosen.every:
        return [Reader(english, chosen.display, widths, SCHEMES) for english in (True, False)]
    return [Reader(chosen.english, chosen.display, widths)]


def _take(browser: Browser, url: str, chosen: argparse.Namespace) -> bool:
    everybody = {"": PUBLIC, **ROLES}
    wanted = {login: shots for login, shots in everybody.items() if chosen.only in (login or "public")}
    fine = _take_these(browser, url, chosen, wanted)
    if chosen.readme:
        take_readme(browser, url)
    return fine


def _take_these(browser: Browser, url: str, chosen: argparse.Namespace, shots: Mapping[str, Sequence[Shot]]) -> bool:
    """For every reader, Chinese last, as the accounts were; False where one page is not as it should."""
    fine = [take_all(browser, url, ROOT / chosen.out, shots, reader) for reader in _readers(chosen)]
    return all(fine)


if __name__ == "__main__":
    sys.exit(main())
