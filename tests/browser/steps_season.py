"""What a season needs beyond the loop: a district of its own, opening, recruiting, looking back, closing."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from app.foundation import clock
from tests.browser.pages import Story, choose, fits, told
from tests.browser.site import Site

LONG_MS = 60_000
PEOPLE = {
    "organizer": "relay-organizer",
    "school": "relay-school",
    "village": "relay-village",
    "student": "relay-student",
}
CODE = "539901"

# Beside the demo district, which is in the middle of its own season: one child, and a student who came last summer.
MAKE_DISTRICT = f"""
from datetime import timedelta
from app.accounts.models import Account
from app.accounts.rules.passwords import DEMO_PASSWORD, hash_password
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.secrets.keyring import keyring
from app.seasons.models import SeasonStage
from tests import factories as make
from wsgi import app

with app.app_context():
    hashed = hash_password(DEMO_PASSWORD)

    def person(role, scope, login, name):
        token = keyring.token("account.login", login)
        return make.account(role, scope, login=login, login_token=token, name=name, password_hash=hashed, demo=True,
                            work_phone="0874-3120002")

    district = make.district("接力区")
    district.code = "{CODE}"
    town = make.township(district, "青山镇", code="{CODE}001")
    village, school = make.village(town, "青山村", code="{CODE}001001"), make.school(town, "青山小学")
    person(Role.ORGANIZER, district, "relay-organizer", "接区委")
    person(Role.SCHOOL_STAFF, school, "relay-school", "青老师")
    person(Role.VILLAGE_DIRECTOR, village, "relay-village", "山主任")
    student = person(Role.VOLUNTEER, None, "relay-student", "耿书怀")
    today = clock.today()
    past = make.season(district, code="past", name="去年暑假", stage=SeasonStage.CLOSED,
                       starts_on=today - timedelta(days=140), ends_on=today - timedelta(days=100))
    volunteer = make.vetted(make.volunteer(town, account_id=student.id, name="耿书怀", code="GSH001"))
    make.availability(volunteer, past)
    child = make.child(school, village, name="段念慈", code="DNC001")
    make.consent(child)
    db.session.commit()
"""
# A meeting cannot be recorded in the past, nor hours certified before their publicity is over.
DAYS_PASS = f"""
from datetime import timedelta
from sqlalchemy import select
from app.certificates.models import Publicity
from app.foundation import clock
from app.foundation.database import db
from app.pairing.models import Pairing
from app.places.models import Area
from app.seasons.models import Season
from wsgi import app

with app.app_context():
    here = select(Season.id).join(Area, Area.id == Season.district_id).where(Area.code == "{CODE}")
    for pairing in db.session.scalars(select(Pairing).where(Pairing.season_id.in_(here))):
        pairing.active_at -= timedelta(days=2)
        for meeting in pairing.meetings:
            meeting.at -= timedelta(days=2)
    for publicity in db.session.scalars(select(Publicity).where(Publicity.season_id.in_(here))):
        publicity.last_day = clock.today() - timedelta(days=1)
    db.session.commit()
"""


def make_district(site: Site) -> None:
    """Put the small district beside the demo."""
    site.python("-c", MAKE_DISTRICT)


def days_pass(site: Site) -> None:
    """Two days since the last meeting; what was publicised is over."""
    site.python("-c", DAYS_PASS)


def open_season(page: Page, first: int, last: int, kind: str) -> str:
    """Open one from ``first`` to ``last`` days from today, looked at today; return the address of its page."""
    today = clock.today()
    page.goto("/seasons/new")
    choose(page, "kind", kind)
    page.locator("input[name=starts_on]").fill((today + timedelta(days=first)).isoformat())
    page.locator("input[name=ends_on]").fill((today + timedelta(days=last)).isoformat())
    page.locator("textarea[name=blackout]").fill("")
    if first <= 0:
        page.locator("input[name=review_on]").fill(today.isoformat())
    page.locator("main form.form button[type=submit]").click()
    told(page)
    assert page.url.endswith("/board")
    return page.url.removesuffix("/board")


def recruit(page: Page, visitor: Page, season: str) -> None:
    """Prepare the notice, look, publish; somebody who has no account reads conditions and risks."""
    page.goto(f"{season}/recruitment")
    page.locator("input[name=contact]").fill("接力区团委 0874-3120009")
    page.locator("main form.form button[type=submit]").click()
    told(page)
    page.locator("form[action$='/publish'] button").click()
    told(page)
    visitor.goto(f"/recruit/{season.rsplit('/', 1)[1]}")
    for known in ("接力区团委", "无偿", "可能的风险", "110"):
        expect(visitor.locator("main")).to_contain_text(known)
    expect(visitor.locator("main")).not_to_contain_text("段念慈")
    fits(visitor)


def come_back(phone: Page) -> None:
    """One tap, and nothing is missing."""
    phone.goto("/")
    phone.locator("form[action$='/my-sign-up/return'] button").click()
    told(phone)
    expect(phone.locator("main .notice-success").last).to_be_visible()
    fits(phone)


def match(page: Page, story: Story, *, going_on: bool = False) -> None:
    """Match the season; the two are a pair, or go on as one. Publish."""
    page.goto("/matching")
    page.locator("form[action$='/matching/start'] button").first.click()
    expect(page.locator("#pairs")).to_be_visible(timeout=LONG_MS)
    expect(page.locator("#pairs tr", has_text=story.code)).to_contain_text("GSH001")
    expect(page.get_by_text("原有结对中有 1 对继续")).to_have_count(int(going_on))
    page.locator("form[action$='/publish'] button").click()
    page.locator("dialog[open] button[value=confirm]").click()
    told(page)


def accept(phone: Page) -> None:
    """Say yes."""
    phone.goto("/my/pairings")
    phone.locator("main a[href^='/my/pairings/']").first.click()
    phone.locator("form[action$='/accept'] button").click()
    told(phone)


def say_again(phone: Page) -> None:
    """Want to be there again, and say in three taps how it was."""
    phone.goto("/my/pairings")
    phone.locator("main a[href^='/my/pairings/']").first.click()
    phone.locator("form[action$='/relay']", has=phone.locator("input[value=yes]")).locator("button").click()
    told(phone)
    phone.locator("main a[href$='/voice']").click()
    for question in ("glad", "helped", "again"):
        choose(phone, question, "3")
    fits(phone)
    phone.locator("main form.form button[type=submit]").click()
    told(phone)


def look_back(page: Page, story: Story) -> None:
    """The school reviews, hears the child, says goodbye and says who goes on."""
    page.goto("/pairings")
    page.locator("main tbody tr", has_text=story.child).locator("a[href^='/pairings/']").first.click()
    pairing = page.url
    page.locator("main a[href$='/milestones/review']").click()
    page.locator("textarea[name=note]").fill("两人相处很好")
    page.locator("main form.form button[type=submit]").click()
    told(page)
    page.locator("main a[href$='/voices/child']").click()
    for question in ("glad", "helped", "again"):
        choose(page, question, "3")
    page.locator("textarea[name=words]").fill("还想和姐姐一起读书")
    page.locator("main form.form button[type=submit]").click()
    told(page)
    page.locator("summary", has_text="结束这个结对").click()
    ending = page.locator("form[action$='/end']")
    ending.locator("select[name=reason]").select_option("season_over")
    ending.locator("textarea[name=farewell]").fill("在学校当面道别")
    ending.locator("button[type=submit]").click()
    with page.expect_navigation():  # the message of the step before still stands
        page.locator("dialog[open] button[value=confirm]").click()
    told(page)
    page.goto(f"{pairing}/relay")
    choose(page, "way", "renewed")
    page.locator("input[name=child_wishes]").check()
    page.locator("input[name=carer_agrees]").check()
    fits(page)
    page.locator("main form.form button[type=submit]").click()
    told(page)


def does_not_close(page: Page, season: str) -> None:
    """Serving; the list names what is left, and there is no button to close."""
    page.goto(season)
    for _ in range(3):
        with page.expect_navigation():
            page.locator("form[action$='/stage'] button").first.click()
        told(page)
    expect(page.locator(".checklist")).to_contain_text("1 个")
    expect(page.locator("input[name=stage][value=closed]")).to_have_count(0)


def certify(page: Page, site: Site, season: str) -> None:
    """Who issues, publicise, wait, issue."""
    number = season.rsplit("/", 1)[1]
    page.goto(f"/certificates/issuer?season={number}")
    for name, value in (
        ("body", "共青团接力区委"),
        ("responsible", "王书记"),
        ("handler", "赵干事"),
        ("phone", "0874-3120009"),
    ):
        page.locator(f"input[name={name}]").fill(value)
    page.locator("main form.form button[type=submit]").click()
    told(page)
    page.goto(f"/certificates?season={number}")
    page.locator("form[action$='/publicity'] button").click()
    told(page)
    page.goto(season)
    expect(page.locator(".checklist")).to_contain_text("还在公示中")
    days_pass(site)
    page.goto(f"/certificates?season={number}")
    page.locator("form[action$='/certificates/start'] button").click()
    expect(page.locator("main table", has_text="耿书怀")).to_be_visible(timeout=LONG_MS)


def verify(phone: Page, visitor: Page) -> None:
    """The student opens the certificate; whoever gets its number sees that it is valid, and the name masked."""
    phone.goto("/record")
    phone.locator("main a[href^='/certificates/']").first.click()
    number = phone.locator(".certificate-number .figures").inner_text()
    visitor.goto(f"/verify/{''.join(number.split())}")
    expect(visitor.locator("main")).to_contain_text("有效")
    expect(visitor.locator("main")).not_to_contain_text("耿书怀")


def close(page: Page, season: str) -> None:
    """Everything is done: the button is there, and the season closes."""
    page.goto(season)
    page.locator("form[data-confirm=close-season] button").click()
    page.locator("dialog[open] button[value=confirm]").click()
    told(page)
    expect(page.locator(".steps, main").first).to_contain_text("已结束")
    expect(page.locator("form[action$='/stage']")).to_have_count(0)
