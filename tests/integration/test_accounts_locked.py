"""A phone that lay idle: what it still writes and sends, and that it shows nothing of a child before the password."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.accounts.rules.passwords import hash_password
from app.activities.models import Activity
from app.children.models import Consent
from app.foundation import clock
from app.foundation.access import Permission, Role
from app.foundation.access.gate import Access, access_of
from app.pairing.models import PairingState
from app.sessions.models import ServiceSession
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

PASSWORD = "Sonne-und-Mond-9"
SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]
NAME = "小雨"


@pytest.fixture
def now() -> Iterator[Any]:
    # Noon in Shanghai: the session that is logged lies within one day.
    with time_machine.travel(clock.now().replace(hour=4, minute=0, second=0), tick=False) as moving:
        yield moving


@pytest.fixture
def place(session: Session, now: Any) -> Place:
    made = make_place()
    for account in (made.student, made.staff):
        account.password_hash = hash_password(PASSWORD)
    made.pairing(PairingState.ACTIVE, active_at=clock.now() - timedelta(days=7))
    session.commit()
    return made


def enter(app: Flask, account: Account) -> FlaskClient:
    browser = app.test_client()
    assert browser.post("/sign-in", data={"login": account.login, "password": PASSWORD}).status_code == 302
    return browser


def director(place: Place, session: Session) -> Account:
    made = make.account(Role.VILLAGE_DIRECTOR, make.village(place.township), password_hash=hash_password(PASSWORD))
    session.commit()
    return made


def report(form: str) -> dict[str, str]:
    day = clock.local(clock.now() - timedelta(days=1)).date().isoformat()
    pairing = form.split('name="pairing_id" value="')[1].split('"', maxsplit=1)[0]
    answers = {"day": day, "start": "10:00", "end": "11:00", "place": "school", "service_area": "tutoring"}
    return answers | {"session_id": str(uuid.uuid4()), "pairing_id": pairing, "adult_present": "yes", "safe": "yes"}


def test_after_half_an_hour_a_volunteer_sees_nothing_of_a_child_before_the_password(
    app: Flask, session: Session, place: Place, now: Any
) -> None:
    browser = enter(app, place.student)
    assert NAME in browser.get("/my/pairings").get_data(as_text=True)
    now.shift(timedelta(minutes=31))
    for page in ("/", "/my/pairings", "/sessions/", "/sessions/?x=1"):
        answer = browser.get(page)
        assert answer.location.startswith("/unlock?next="), page
        assert NAME not in answer.get_data(as_text=True)
    page = browser.get("/unlock?next=/my/pairings").get_data(as_text=True)
    assert NAME not in page
    assert "/sessions/new" in page
    assert browser.post("/unlock", data={"password": "wrong", "next": "/my/pairings"}).status_code == 422
    assert browser.get("/my/pairings").status_code == 302
    assert browser.post("/unlock", data={"password": PASSWORD, "next": "/my/pairings"}).location == "/my/pairings"
    assert NAME in browser.get("/my/pairings").get_data(as_text=True)


def test_a_locked_phone_writes_a_session_and_sends_it(app: Flask, session: Session, place: Place, now: Any) -> None:
    browser = enter(app, place.student)
    now.shift(timedelta(days=20))
    form = browser.get("/sessions/new")
    assert form.status_code == 200
    assert NAME not in form.get_data(as_text=True)
    answer = browser.post("/sessions/new", data=report(form.get_data(as_text=True)))
    assert answer.status_code == 302
    row = session.scalars(select(ServiceSession)).one()
    assert answer.location == f"/sessions/{row.id}"
    assert browser.get(answer.location).location.startswith("/unlock")
    assert browser.get("/my-sign-up").status_code in {200, 302}  # one's own data only
    assert browser.get("/about").status_code == 200


def test_two_children_are_codes_on_a_locked_phone(app: Flask, session: Session, place: Place, now: Any) -> None:
    place.volunteer.places.append(make.VolunteerSlot(number=2))
    other = make.child(place.school, place.township, name="李大山")
    session.flush()
    make.consent(other)
    make.pairing(
        other, place.volunteer, place.season, PairingState.ACTIVE, slot=2, active_at=clock.now() - timedelta(days=7)
    )
    session.commit()
    browser = enter(app, place.student)
    assert "大山" in browser.get("/sessions/new").get_data(as_text=True)
    now.shift(timedelta(minutes=31))
    page = browser.get("/sessions/new").get_data(as_text=True)
    assert "大山" not in page
    assert NAME not in page
    assert other.code in page


def test_what_was_typed_before_the_lock_is_sent_after_the_password(
    app: Flask, session: Session, place: Place, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A director writes a consent down for half an hour; the lock must not cost it, nor the form token of that page."""
    child = make.child(place.school, place.village)
    place.director.password_hash = hash_password(PASSWORD)
    session.commit()
    browser, url = enter(app, place.director), f"/children/{child.id}/consent"
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", True)
    form = hidden(browser.get(url).get_data(as_text=True)) | {
        "decision": "given", "consenter": "周大志", "relation": "father", "legal_guardian": "y", "method": "paper",
        "given_on": clock.today().isoformat(), "text_version": "1", "child_wish": "yes", "evidence": "<甲> & 2",
    }  # fmt: skip
    now.shift(timedelta(minutes=31))
    page = browser.post(url, data=form)
    assert page.status_code == 422
    assert not session.scalars(select(Consent).where(Consent.child_id == child.id)).all()
    again = browser.post(url, data=hidden(page.get_data(as_text=True)) | {"unlock-password": "wrong"})
    assert again.status_code == 422
    assert browser.get("/children").location.startswith("/unlock")
    done = browser.post(url, data=hidden(again.get_data(as_text=True)) | {"unlock-password": PASSWORD})
    assert done.location == f"/children/{child.id}"
    [kept] = session.scalars(select(Consent).where(Consent.child_id == child.id))
    assert (kept.consenter, kept.evidence) == ("周大志", "<甲> & 2")
    assert browser.get("/children").status_code == 200


def hidden(page: str) -> dict[str, str]:
    """What the forms in the page's middle carry by themselves."""
    fields = re.findall(r'<input[^>]*type="hidden"[^>]*>', page.split("<main")[1])
    found = [(re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in fields]
    return {name[1]: html.unescape(value[1]) for name, value in found if name and value}


def test_a_director_stays_signed_in_to_write_and_staff_of_a_desk_do_not(
    app: Flask, session: Session, place: Place, now: Any
) -> None:
    one = director(place, session)
    phone, desk = enter(app, one), enter(app, place.staff)
    now.shift(timedelta(minutes=31))
    assert phone.get("/children").location.startswith("/unlock")
    assert phone.get("/activities/new").status_code == 200
    assert "/sign-in" in desk.get("/children").location
    now.shift(timedelta(days=29))
    assert phone.get("/children").location.startswith("/unlock")
    now.shift(timedelta(days=31))
    assert "/sign-in" in phone.get("/children").location
    assert not session.scalars(select(Activity)).all()


def test_an_answer_that_changes_nothing_carries_no_cookie(app: Flask, place: Place, now: Any) -> None:
    """What a script asked for before a page was sent comes after it: a message, or a sign-out, must outlive that."""
    browser = enter(app, place.student)
    browser.get("/sessions/unsent")  # it makes the token of the forms
    assert "Set-Cookie" not in browser.get("/sessions").headers
    now.shift(timedelta(minutes=2))
    by_script = browser.get("/sessions/unsent", headers={"Sec-Fetch-Dest": "empty"})
    assert (by_script.status_code, "Set-Cookie" in by_script.headers) == (200, False)
    assert "Expires=" in browser.get("/sessions").headers["Set-Cookie"], "the phone stays signed in from now on"


def test_an_old_cookie_played_again_is_locked_too(app: Flask, session: Session, place: Place, now: Any) -> None:
    """The lock is not a mark that a thief could wash off: it is judged from the signed moment of the last request."""
    browser = enter(app, place.student)
    with browser.session_transaction() as cookie:
        copied = dict(cookie)
    now.shift(timedelta(minutes=31))
    for _ in range(3):
        thief = app.test_client()
        with thief.session_transaction() as cookie:
            cookie.update(copied)
        assert thief.get("/my/pairings").location.startswith("/unlock")
    browser.post("/unlock", data={"password": PASSWORD})
    assert browser.get("/my/pairings").status_code == 200


def test_guessing_at_the_lock_is_throttled(app: Flask, session: Session, place: Place, now: Any) -> None:
    browser = enter(app, place.student)
    now.shift(timedelta(minutes=31))
    for _ in range(5):
        browser.post("/unlock", data={"password": "guess"})
    assert browser.post("/unlock", data={"password": PASSWORD}).status_code == 422
    now.shift(timedelta(minutes=16))
    assert browser.post("/unlock", data={"password": PASSWORD, "next": "//evil.example"}).location == "/"


def test_a_long_session_ends_with_a_role_that_has_a_short_one(
    app: Flask, session: Session, place: Place, now: Any
) -> None:
    one = director(place, session)
    browser = enter(app, one)
    assert browser.get("/children").status_code == 200
    one.roles.append(make.role_grant(Role.TOWNSHIP_SUPERVISOR, place.township))
    session.commit()
    assert "/sign-in" in browser.get("/children").location


def test_no_other_page_opens_on_a_locked_phone(
    app: Flask, session: Session, place: Place, now: Any, sign_in: SignIn
) -> None:
    """Every page without an id in its address; those with one are told apart by the same mark, named below."""
    phones = [enter(app, place.student), enter(app, director(place, session))]
    now.shift(timedelta(minutes=31))
    opened = set()
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments:
            for phone in phones:
                answer = phone.get(rule.rule)
                assert NAME not in answer.get_data(as_text=True), rule.endpoint
                if answer.status_code == 200:
                    opened.add(rule.endpoint)
    public = {rule.endpoint for rule in app.url_map.iter_rules() if _of(app, rule.endpoint).permission is None}
    own = {"accounts.password", "accounts.second_factor", "accounts.unlock", "volunteers.status"}
    asked = {"sessions_unsent.state", "sessions_unsent.missed_state", "visits.state"}
    asked |= {"activities.state", "activities.attendance_state"}
    wizard = {name for name in opened if name.startswith("volunteers.")}
    writing = {"sessions.new", "missed.new", "activities.new", "activities.attendance", "visits.new"}
    assert opened - public - own - wizard == writing | asked
    assert all(_of(app, name).permission is Permission.SIGNUP_WRITE for name in wizard - public)
    blind = {rule.endpoint for rule in app.url_map.iter_rules() if _of(app, rule.endpoint).blind}
    assert blind == writing | asked | {"activities.attend"}


def _of(app: Flask, endpoint: str) -> Access:
    found = access_of(app, endpoint)
    assert found is not None
    return found
