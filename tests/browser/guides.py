"""The pictures of the tour and the guides: `python -m tests.browser.guides`, from the pages as they are now.

They go to `static/guides/ROLE-STEP-LANGUAGE.png`, 360 by 480, few colours: a guide is read over a slow line too.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from app.foundation.access import Role
from app.guides.steps import GUIDES
from tests.browser.screenshots import opened, speak_chinese, speak_english
from tests.browser.site import ROOT, browsing, serving, sign_in

SIZE = {"width": 360, "height": 480}
COLOURS = 24
LOGINS = {
    Role.VOLUNTEER: "demo-volunteer", Role.SCHOOL_STAFF: "demo-school", Role.VILLAGE_DIRECTOR: "demo-village",
    Role.TOWNSHIP_SUPERVISOR: "demo-township", Role.ORGANIZER: "demo-organizer",
    Role.SAFEGUARDING_LEAD: "demo-safeguarding", Role.ADMINISTRATOR: "demo-admin", Role.AUDITOR: "demo-auditor",
}  # fmt: skip
# What is of the demo or of the phone's edge is not what the picture is about.
TIDY = """() => document.querySelectorAll(".demo-bar, .tour-offer").forEach(part => part.remove())"""


def name_of(role: Role, number: int, *, english: bool) -> str:
    return f"{role.value}-{number}-{'en' if english else 'zh'}.png"


def take(browser: Browser, url: str, folder: Path, only: str = "") -> list[str]:
    """Every picture (of one role, where ``only`` names it), in both languages; returns the pages that did not open."""
    folder.mkdir(parents=True, exist_ok=True)
    broken = []
    for role, login in LOGINS.items():
        if only not in {"", role.value}:
            continue
        for english in (False, True):
            with opened(browser, url, {"width": 360, "height": 480}, "en-US" if english else "zh-CN") as page:
                sign_in(page, login)
                if english:
                    speak_english(page)
                for number, step in enumerate(GUIDES[role].steps, 1):
                    answer = page.goto(step.path)
                    if answer is None or answer.status != 200:
                        broken.append(f"{role.value}: {step.path}")
                        continue
                    _save(page, folder / name_of(role, number, english=english))
                speak_chinese(page)  # the account remembers its language
    return broken


def _save(page: Page, path: Path) -> None:
    page.evaluate(TIDY)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Take them."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--out", default=str(ROOT / "static" / "guides"))
    words.add_argument("--only", default="", choices=["", *(role.value for role in LOGINS)], help="one role")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch, browsing() as browser:
        if browser is None:
            raise SystemExit("Chromium is not installed here.")
        with serving(Path(scratch)) as site:
            broken = take(browser, site.url, Path(chosen.out), chosen.only)
    if broken:
        raise SystemExit(f"not opened: {broken}")


if __name__ == "__main__":
    main()
