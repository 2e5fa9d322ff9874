"""A district's first season, from an empty installation to the first approved pairing, each action counted."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from openpyxl import load_workbook
from playwright.sync_api import expect

from app.demo.words import DISTRICT, TOWNSHIPS
from app.foundation import clock
from tests.browser import sample_lists as lists
from tests.browser.hand import Hand
from tests.browser.site import Site

LONG_MS = 120_000
PASSWORD = "Fenghe-lvdou-2719"
FAMILIES = 6
# A pair that anybody may decide on without a second thought: of one sex.
PICK = """
from sqlalchemy import select
from app.foundation.database import db
from app.pairing.models import Pairing
from wsgi import app
with app.app_context():
    found = db.session.scalars(select(Pairing).order_by(Pairing.id))
    one = next(one for one in found if one.child.sex is one.volunteer.sex)
    print(one.volunteer.name, one.child.name)
"""


@dataclass
class Installation:
    """An installation for real: its folder of lists, what the IT person typed, and the links of the slips by name."""

    site: Site
    folder: Path
    commands: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    def set_up(self) -> None:
        """One command: tables, areas, the first lists, a slip per person, the administrator's link."""
        areas, slips = self.folder / "areas.csv", self.folder / "slips.html"
        areas.write_text("code,name\n" + "".join(f"{code},{name}\n" for code, name, *_ in TOWNSHIPS), encoding="utf-8")
        options = {
            "areas": areas,
            "district-code": DISTRICT[0],
            "district-name": DISTRICT[1],
            "places": lists.write_places(self.folder / "学校.xlsx"),
            "staff": lists.write_staff(self.folder / "人员.xlsx"),
            "slips": slips,
            "url": self.site.url,
        }
        said = self._flask("setup", *(str(part) for name, value in options.items() for part in (f"--{name}", value)))
        done = json.loads(said.splitlines()[-1])
        assert done["problems"] == []
        assert (done["places"], done["staff"], done["slips"]) == (3, 5, 5)
        self.links = slips_in(slips.read_text(encoding="utf-8")) | {"administrator": done["link"]}

    def _flask(self, *arguments: str) -> str:
        self.commands.append(f"flask {arguments[0]}")
        return self.site.flask(*arguments, "--json")


def slips_in(html: str) -> dict[str, str]:
    """Name -> one-time link, as the slips have them."""
    parts = html.split('<section class="sheet')[1:]
    found = [(re.search(r"<strong>(.*?)</strong>", part), re.search(r"<code>(.*?)</code>", part)) for part in parts]
    return {name.group(1): link.group(1) for name, link in found if name and link}


def come_in(hand: Hand, link: str) -> None:
    """Open the slip's link, choose a password, and set up the second factor where the role asks for it."""
    hand.open(link)
    hand.write("input[name=password]", PASSWORD)
    hand.write("input[name=repeated]", PASSWORD)
    hand.tap("main form button[type=submit]")
    hand.page.wait_for_load_state()
    if hand.page.locator("input[name=code]").count():
        hand.write("input[name=code]", _code(hand.page.locator("main code").inner_text()))
        hand.tap("form[action$='/confirm'] button[type=submit]")
        hand.tap("main a.btn[href='/']")


def open_season(organizer: Hand) -> None:
    """The coming vacation, as suggested; the answer is the board."""
    organizer.tap("main a[href='/seasons/new']")
    organizer.tap("main form.form button[type=submit]")
    expect(organizer.page.locator(".board-step")).to_have_count(16)


def sign_up_list(organizer: Hand, folder: Path) -> dict[str, str]:
    """Forty volunteers from a list, and a slip for each: name -> link."""
    step = organizer.page.locator("#step-sign-ups")
    organizer.file(step.locator("input[type=file]"), lists.write_sign_up(folder / "报名表.xlsx"))
    organizer.tap(step.locator("form[enctype] button"))
    organizer.tap("form[action$='/confirm'] button")
    to_board(organizer)
    organizer.tap("#step-sign-ups form[action$='/slips'] button")
    expect(organizer.page.locator("section.sheet")).to_have_count(lists.VOLUNTEERS)
    links = slips_in(organizer.page.content())
    to_board(organizer)
    expect(organizer.page.locator("#step-sign-ups .is-holding")).to_contain_text(str(lists.VOLUNTEERS))
    return links


def check_volunteers(organizer: Hand, folder: Path) -> None:
    """Identity and training by an attendance list; the police and the insurer answer on their own lists."""
    organizer.tap("#step-checks .board-acts a")
    organizer.tap("#all-identity")
    organizer.tap("#all-training")
    organizer.tap(organizer.page.locator("main form[method=post] button[type=submit]").last)
    to_board(organizer)
    for kind, answer in (("background", "无记录"), ("insurance", "已投保")):
        out = f"#step-checks form:has(input[name=list_kind][value={kind}]) button"
        back = f"#step-checks form:has(input[name=result_kind][value={kind}])"
        answered = _answered(organizer.download(out, folder / f"{kind}.xlsx"), answer)
        organizer.file(f"{back} input[type=file]", answered)
        organizer.tap(f"{back} button")
        expect(organizer.page.locator(back)).to_have_count(0)


def read_roster(teacher: Hand, folder: Path) -> dict[str, str]:
    """Sixty-one children from the school's own list, then a slip for each family: name -> link."""
    teacher.tap("main a[href='/rosters/new']")
    teacher.file("input[type=file]", lists.write_roster(folder / "花名册.xlsx"))
    teacher.tap("main form.form button[type=submit]")
    expect(teacher.page.locator("#problems tbody tr").first).to_be_visible()
    teacher.write("input[name=answers_for]", lists.DEPUTY)
    teacher.tap("form[action$='/confirm'] button[type=submit]")
    teacher.tap("form[action$='/consents/links/slips'] button")
    sheets = teacher.page.locator("section.sheet").all()
    return {one.locator(".cut").inner_text().split()[0]: one.locator("code").first.inner_text() for one in sheets}


def agree(hands: Callable[[], Hand], links: dict[str, str]) -> list[Hand]:
    """Some fathers answer on their phones: their own actions."""
    done = []
    for number in range(1, FAMILIES + 1):
        father = hands()
        father.open(links[lists.child_name(number)])
        father.write("input[name=digits]", lists.father_digits(number))
        father.tap("main form button[type=submit]")
        father.write("input[name=name]", "父亲")
        father.tap("button[name=answer][value=yes]")
        expect(father.page.locator("main .notice-success")).to_be_visible()
        father.page.context.close()
        done.append(father)
    return done


def pledge(volunteer: Hand, link: str) -> None:
    """A volunteer takes the slip up and signs the pledge: own actions."""
    come_in(volunteer, link)
    volunteer.open("/my-pledge")
    volunteer.tap("input[name=agreed]")
    volunteer.tap("main form button[type=submit]")
    volunteer.page.wait_for_load_state()


def match(organizer: Hand) -> None:
    """Run it, look at the pairs, publish them."""
    organizer.press("F5")
    organizer.page.reload()
    organizer.tap("#step-matching form button")
    expect(organizer.page.locator("#pairs")).to_be_visible(timeout=LONG_MS)
    organizer.tap("form[action$='/publish'] button")
    organizer.tap("dialog[open] button[value=confirm]")
    expect(organizer.page.locator("#messages .notice-success")).to_be_visible()


def accept(volunteer: Hand) -> None:
    """Say yes: own actions."""
    volunteer.page.goto("/")
    volunteer.tap("main a[href^='/my/pairings']")
    if not volunteer.page.locator("form[action$='/accept'] button").count():
        volunteer.tap("main a[href^='/my/pairings/']")
    volunteer.tap("form[action$='/accept'] button")
    expect(volunteer.page.locator("#messages .notice-success")).to_be_visible()


def approve(teacher: Hand, child: str) -> None:
    """The school decides on this one pair, with a first meeting."""
    teacher.open("/")
    teacher.tap("main a[href='/approvals']")
    teacher.tap(teacher.page.locator("main tbody tr", has_text=child).locator("a[href^='/approvals/']"))
    form = teacher.page.locator("form[action$='/approve']")
    teacher.write(form.locator("input[name=day]"), (clock.today() + timedelta(days=60)).isoformat())
    teacher.write(form.locator("input[name=hour]"), "10:00")
    teacher.tap(form.locator("input[name=another_adult]"))
    teacher.tap(form.locator("button[type=submit]"))
    expect(teacher.page.locator("#messages .notice-success")).to_be_visible()


def to_board(hand: Hand) -> None:
    """Back to the board, by the link of the page one is on."""
    hand.tap("a[href$='/board']")
    expect(hand.page.locator(".board")).to_be_visible()


def _answered(path: Path, answer: str) -> Path:
    """The list as it comes back: an answer, a day and a number in every row."""
    workbook = load_workbook(path)
    sheet = workbook.active
    assert sheet is not None
    for row in sheet.iter_rows(min_row=2):
        row[3].value, row[4].value, row[5].value = answer, clock.today().isoformat(), "沾公2026-1"
    workbook.save(path)
    return path


def _code(key: str) -> str:
    secret = base64.b32decode(key.replace(" ", ""))
    return TOTP(secret, 6, SHA1(), 30).generate(int(time.time())).decode()  # noqa: S303 - what the apps take for granted
