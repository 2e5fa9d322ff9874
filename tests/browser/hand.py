"""A hand that does what a person does on a page, and counts: taps, characters, actions.

Two ways to count. Of a phone: every tap, and every character by a slow pace of typing (``seconds``). Of staff at a
desk: every click, tap, key, field filled and file chosen is one action (``actions``); writing a whole field is one.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

LATIN_PER_MINUTE, CHINESE_PER_MINUTE, TAP_SECONDS = 30, 20, 2.0
MODEL = (
    "30 Latin letters or digits a minute, 20 Chinese characters a minute, 2 s a tap; a capital or sign is a tap more"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SHIFTED = re.compile(r"[^a-z0-9\s\u3400-\u9fff]")
# The clock and the calendar of a phone: open, hour, minute, done; open, day, done.
CLOCK_TAPS, CALENDAR_TAPS, SELECT_TAPS = 4, 3, 2


@dataclass
class Hand:
    """One person at one page. ``done`` says each action in words, for whoever doubts the count."""

    page: Page
    who: str = ""
    taps: int = 0
    latin: int = 0
    chinese: int = 0
    actions: int = 0
    done: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long it takes somebody who types slowly."""
        return self.taps * TAP_SECONDS + self.latin * 60 / LATIN_PER_MINUTE + self.chinese * 60 / CHINESE_PER_MINUTE

    def open(self, address: str) -> None:
        """Follow a link from outside: of a slip, of a message."""
        self._count(f"open {re.sub(r'[0-9A-Z]{12,}', '…', address)}")
        self.page.goto(address)

    def tap(self, target: str | Locator) -> None:
        """A button, a link, a box, a chip."""
        found = self._one(target)
        self._count(f"tap {_said(found)}")
        if found.evaluate("node => node.matches('input[type=checkbox], input[type=radio]')"):
            found.check()  # the label is what a finger meets; the box under it is what counts
        else:
            found.click()

    def write(self, target: str | Locator, text: str) -> None:
        """Tap into a field and type."""
        found = self._one(target)
        self._count(f"write into {_said(found)}")
        self._typed(text)
        found.fill(text)

    def more(self, target: str | Locator, text: str) -> None:
        """Type on in the field one is in, without a tap and without a new action."""
        self._typed(text)
        self._one(target).press_sequentially(text)

    def press(self, key: str) -> None:
        """One key of the keyboard."""
        self._count(f"key {key}")
        self.page.keyboard.press(key)

    def choose(self, target: str | Locator, label: str) -> None:
        """One of a list that opens."""
        found = self._one(target)
        self._count(f"choose in {_said(found)}", SELECT_TAPS)
        found.select_option(label=label)

    def day(self, target: str | Locator, iso: str) -> None:
        """A day in the phone's calendar; a birth date is typed (``write``)."""
        found = self._one(target)
        self._count(f"day in {_said(found)}", CALENDAR_TAPS)
        found.fill(iso)

    def birthday(self, target: str | Locator, iso: str) -> None:
        """A day long ago: typed, eight digits."""
        found = self._one(target)
        self._count(f"write into {_said(found)}")
        self.latin += 8
        found.fill(iso)

    def suggested(self, target: str | Locator, begun: str, whole: str) -> None:
        """Begin to type, and tap what the list of suggestions has; it must be there, and the only one of its kind."""
        found = self._one(target)
        self.write(found, begun)
        offered = self.page.locator(f"datalist#{found.get_attribute('list')} option[value*='{begun}']")
        assert [one.get_attribute("value") for one in offered.all()] == [whole]
        self._count(f"tap {whole}")
        found.fill(whole)

    def clock(self, target: str | Locator, time: str) -> None:
        """A time on the phone's clock."""
        found = self._one(target)
        self._count(f"time in {_said(found)}", CLOCK_TAPS)
        found.fill(time)

    def file(self, target: str | Locator, path: Path) -> None:
        """Choose a file."""
        found = self._one(target)
        self._count(f"file {path.name}")
        found.set_input_files(path)

    def download(self, target: str | Locator, path: Path) -> Path:
        """Tap what sends a file, and keep it."""
        found = self._one(target)
        self._count(f"tap {_said(found)}")
        with self.page.expect_download() as coming:
            found.click()
        coming.value.save_as(path)
        return path

    def _one(self, target: str | Locator) -> Locator:
        return (self.page.locator(target) if isinstance(target, str) else target).first

    def _typed(self, text: str) -> None:
        self.chinese += len(_CHINESE.findall(text))
        self.latin += len(text) - len(_CHINESE.findall(text))
        self.taps += len(_SHIFTED.findall(text))

    def _count(self, words: str, taps: int = 1) -> None:
        self.taps += taps
        self.actions += 1
        self.done.append(f"{self.who}: {words}" if self.who else words)


NAMED = """node => (node.labels?.[0] ?? node).innerText?.trim()
    || node.getAttribute("aria-label") || node.name || node.id"""


def _said(target: Locator) -> str:
    found: str = target.evaluate(NAMED)
    return " ".join(found.split())[:40]


def say(counted: object) -> None:
    """One line of JSON on the terminal: the numbers are asked for."""
    sys.stdout.write(json.dumps(counted, ensure_ascii=False) + "\n")
