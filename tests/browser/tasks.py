"""Three tasks as a new user does them, timed by a script of taps and keys: `python -m tests.browser.tasks`.

Prints one line of JSON a task: how many taps, characters, seconds by a slow pace, or actions. Sign up and log on a
phone of 360 px, approve ten pairings at a desk of 1280 px. `test_tasks.py` holds the counts to their limits.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from app.foundation import clock
from tests.browser.hand import MODEL, Hand, say
from tests.browser.site import DESKTOP, PHONE, Site, browsing, serving, sign_in

SIGN_UP_SECONDS, LOG_TAPS, APPROVE_ACTIONS, TEN = 180, 8, 25, 10
STUDENT, TEACHER = "task-student", "task-school"
NOTE = "一起读了历史故事。"
# Beside the demo: a school with ten requests to decide on, and a student who met a child two days ago.
MAKE_PLACE = """
from datetime import timedelta
from app.accounts.rules.passwords import DEMO_PASSWORD, hash_password
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.secrets.keyring import keyring
from app.pairing.models import PairingState
from tests import factories as make
from wsgi import app

with app.app_context():
    hashed = hash_password(DEMO_PASSWORD)

    def person(role, scope, login, name):
        return make.account(role, scope, login=login, login_token=keyring.token("account.login", login), name=name,
                            password_hash=hashed, demo=True, work_phone="0874-3120002")

    district = make.district("计时区")
    district.code = "539902"
    town = make.township(district, "慢坡镇", code="539902001")
    village, school = make.village(town, "慢坡村", code="539902001001"), make.school(town, "慢坡小学")
    staff = person(Role.SCHOOL_STAFF, school, "task-school", "慢老师")
    season = make.season(district, name="计时季")
    due = clock.now() + timedelta(days=3)
    for number in range(11):
        child = make.child(school, village, name=f"陆{'甲乙丙丁戊己庚辛壬癸子'[number]}儿")
        make.consent(child)
        student = person(Role.VOLUNTEER, None, f"task-{number}" if number else "task-student", f"学生{number}")
        volunteer = make.vetted(make.volunteer(town, name=f"学生{number}", account_id=student.id))
        make.availability(volunteer, season)
        state = PairingState.ACCEPTED if number else PairingState.ACTIVE
        pairing = make.pairing(child, volunteer, season, state, approval_due_at=due, sexes="same",
                               reasons=[["needs", 40], ["same_sex", 20]], score=60)
        if not number:
            met = clock.now() - timedelta(days=3)
            pairing.active_at = pairing.approved_at = met
            make.meeting(pairing, staff, school, at=met, outcome="met")
    db.session.commit()
"""


class Tasks:
    """The three tasks at a running site; each answers what was counted."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site

    def make_place(self) -> None:
        """Put the school and its people beside the demo."""
        self._site.python("-c", MAKE_PLACE)

    def hand(self, login: str | None = None, *, phone: bool = True) -> Hand:
        """Somebody at the start page, signed in already where ``login`` says who."""
        context = self._browser.new_context(
            base_url=self._site.url, locale="zh-CN", viewport=PHONE if phone else DESKTOP, has_touch=phone,
            is_mobile=phone,
        )  # fmt: skip
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto("/")
        if login is not None:
            sign_in(page, login)
            page.goto("/")
        return Hand(page)

    def sign_up(self, number: int, *, everything: bool) -> Hand:
        """From the start page to a sign-up that is sent; with ``everything`` every field there is is filled in."""
        hand = self.hand()
        _join(hand, f"1828740{number:04d}")
        _who(hand, everything=everything)
        hand.tap("input[name=areas][value=companionship]")
        hand.tap("input[name=subjects][value=math]")
        _next(hand, "grades")
        _next(hand, "time")
        for slot in ("6-am", "6-pm", "7-am"):
            hand.tap(f"input[name=slots][value='{slot}']")
        _next(hand, "more")
        hand.tap("input[name=languages][value=mandarin]")
        if everything:
            hand.write("textarea[name=interests]", "讲故事 剪纸")
        _next(hand, "review")
        hand.tap("input[name=understood]")
        _send(hand)
        hand.page.wait_for_url("**/my-sign-up")
        return hand

    def log_session(self, when: Callable[[Hand], None]) -> Hand:
        """From the start page to a session that is recorded; ``when`` says the times in one of the ways there are."""
        hand = self.hand(STUDENT)
        hand.tap("main a[href='/sessions/new']")
        when(hand)
        for name in ("service_area", "place"):
            if not hand.page.locator(f"input[name={name}]:checked").count():
                hand.tap(f"input[name={name}]")
        hand.tap("input[name=adult_present][value=yes]")
        hand.tap("input[name=safe][value=yes]")
        hand.page.locator("textarea[name=note]").fill(NOTE)  # beyond the count, as the task has it
        _send(hand)
        expect(hand.page.locator("#messages .notice-success")).to_be_visible()
        return hand

    def approve_ten(self) -> Hand:
        """Ten requests, each ticked after a look at it, one plan for the first meetings; each shown with both sides."""
        hand = self.hand(TEACHER, phone=False)
        hand.tap("main a[href='/approvals']")
        expect(hand.page.locator("input[name=ids]")).to_have_count(TEN)
        for box in hand.page.locator("input[name=ids]").all():
            hand.tap(box)
        hand.tap("form[action$='/several'] .bulk-bar button")
        cards = hand.page.locator("form[action$='/several'] .card:has(input[name=ids])")
        expect(cards).to_have_count(TEN)
        for card in cards.all():  # who, whom, why, and the gates: of each
            for words in ("孩子", "志愿者", "需求", "为什么是这两人", "监护人同意", "身份核验", "准入查询"):
                expect(card).to_contain_text(words)
        hand.write("input[name=day]", (clock.today() + timedelta(days=1)).isoformat())
        hand.write("input[name=hour]", "09:00")
        hand.tap("input[name=another_adult]")
        hand.tap("form[action$='/several'] button[type=submit]:visible >> nth=-1")
        expect(hand.page.locator("#messages .notice-success")).to_contain_text(str(TEN))
        return hand


def past_hour(hand: Hand) -> None:
    """Just now: one tap."""
    hand.tap("main a[href$='preset=hour']")


def by_taps(hand: Hand) -> None:
    """The day before yesterday, from three for an hour and a half: a tap each."""
    hand.tap("[data-times] [data-day='2']")
    hand.tap("[data-times] [data-start='15:00']")
    hand.tap("[data-times] [data-minutes='90']")


def at_odd_hours(hand: Hand) -> None:
    """Yesterday from ten past nine for seventy minutes: a tap each."""
    hand.tap("[data-times] [data-day='1']")
    hand.tap("[data-times] [data-start='09:00']")
    hand.tap("[data-times] [data-past='10']")
    hand.tap("[data-times] [data-minutes='70']")
    assert [hand.page.locator(f"input[name={name}]").input_value() for name in ("start", "end")] == ["09:10", "10:20"]


def by_clock(hand: Hand) -> None:
    """Yesterday at an odd time, with the phone's own clock and calendar: what it takes without the taps."""
    hand.day("input[name=day]", (clock.today() - timedelta(days=1)).isoformat())
    hand.clock("input[name=start]", "11:10")
    hand.clock("input[name=end]", "12:20")


def as_last_time(hand: Hand) -> None:
    """Yesterday, at the hours of last time."""
    hand.tap("main a[href$='preset=again-yesterday']")


def counted(task: str, hand: Hand, **limit: float) -> dict[str, Any]:
    """The line of a task."""
    return {
        "task": task, "taps": hand.taps, "latin": hand.latin, "chinese": hand.chinese, "seconds": hand.seconds,
        "actions": hand.actions, **limit,
    }  # fmt: skip


def _join(hand: Hand, phone: str) -> None:
    hand.tap("main a[href='/join']")
    hand.write("input[name=login]", phone)
    hand.write("input[name=name]", "耿书怀")
    hand.write("input[name=password]", "lvdou2719A")
    hand.tap("input[name=agreed]")
    _send(hand)
    hand.page.wait_for_url("**/sign-up")


def _who(hand: Hand, *, everything: bool) -> None:
    hand.tap("main a[href$='/sign-up/who']")
    if everything:
        hand.write("input[name=id_number]", id_number())
    else:
        hand.tap("input[name=id_on_paper]")
        hand.tap("input[name=sex][value=female]")
        hand.birthday("input[name=birth_date]", f"{clock.today().year - 20}-05-04")
    hand.suggested("input[name=college]", "曲靖", "曲靖师范学院")
    if everything:
        hand.write("input[name=major]", "小学教育")
        hand.tap("input[name=study_year] >> nth=1")
    hand.choose("select[name=township]", "花山街道")
    _next(hand, "skills")


def id_number() -> str:
    """A number of the right form, of an invented woman of twenty."""
    body = f"530303{clock.today().year - 20}0504002"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def _send(hand: Hand) -> None:
    hand.tap("main form.form button[type=submit]:not([name=back])")


def _next(hand: Hand, step: str) -> None:
    _send(hand)
    hand.page.wait_for_url(f"**/sign-up/{step}")


def main() -> None:
    """Try them all against a demo of their own."""
    with tempfile.TemporaryDirectory() as folder, browsing() as browser, serving(Path(folder)) as site:
        if browser is None:
            raise SystemExit("Chromium is not installed here.")
        tasks = Tasks(browser, site)
        tasks.make_place()
        say({"model": MODEL})
        for everything in (False, True):
            name = "sign up, every field" if everything else "sign up, what is asked for"
            say(counted(name, tasks.sign_up(1 + everything, everything=everything), most_seconds=SIGN_UP_SECONDS))
        for words, when in (
            ("first one, hours by taps", by_taps),
            ("as last time", as_last_time),
            ("the past hour", past_hour),
            ("odd hours by taps", at_odd_hours),
            ("odd hours by the phone's clock", by_clock),
        ):
            say(counted(f"log a session: {words}", tasks.log_session(when), most_taps=LOG_TAPS))
        say(counted("approve ten pairings", tasks.approve_ten(), most_actions=APPROVE_ACTIONS))


if __name__ == "__main__":
    main()
