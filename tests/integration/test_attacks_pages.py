"""What a browser can be made to do: forged forms, links that lead away, names that are code."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.catalogue.queries import ensure_defaults
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.pairing.models import PairingState
from app.pairing.queries import open_pairing_of
from app.sessions.models import ServiceSession
from tests import factories as make
from tests.guards.test_matrix import all_rows
from tests.guards.world import make_world
from tests.integration import children_helpers as school
from tests.integration.pairing_place import Place, make_place

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]
EVIL = "{{7*7}}<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def tokens_checked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are checked for their token, as they are outside of tests."""
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", True)


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


# Forged requests


@pytest.mark.usefixtures("tokens_checked")
def test_no_form_is_taken_without_its_token(app: Flask, sign_in: SignIn, session: Session) -> None:
    world = make_world()
    for row in all_rows():
        if row.method != "POST":
            continue
        role = next(iter(sorted(row.allowed)), Role.VOLUNTEER)
        with app.test_request_context():
            url = url_for(row.endpoint, **row.own(world))
        browser = sign_in(world.own.accounts[role])
        for forged in ({}, {"csrf_token": ""}, {"csrf_token": "IjEi.aaaa.bbbb"}):
            answer = browser.post(url, data={**row.data, **forged})
            # A program's request needs none: the cookie that a form would ride on opens nothing there.
            assert answer.status_code == (401 if row.bearer else 400), (row.endpoint, forged)
    session.expire_all()
    assert world.own.proposed.state is PairingState.PROPOSED
    assert world.own.sent.confirmed_at is None


@pytest.mark.usefixtures("tokens_checked")
def test_a_token_is_good_for_its_own_browser_only(app: Flask, sign_in: SignIn) -> None:
    place = make_place()
    pairing = place.pairing(PairingState.PROPOSED)
    mine, other = sign_in(place.student), sign_in(place.staff)
    foreign = token_of(other.get("/approvals").get_data(as_text=True))
    url = f"/my/pairings/{pairing.id}/accept"
    assert mine.post(url, data={"csrf_token": foreign}).status_code == 400
    own = token_of(mine.get(f"/my/pairings/{pairing.id}").get_data(as_text=True))
    assert mine.post(url, data={"csrf_token": own}).status_code == 302
    # As a script may send it.
    assert mine.post(url, headers={"X-CSRFToken": own}).status_code == 302


# Links that lead away


@pytest.mark.parametrize(
    "away",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "\\\\evil.example",
     "javascript:alert(1)", "/ok\r\nSet-Cookie: a=b", "http:evil.example", "/%2f/../\x00", " //evil.example"],
)  # fmt: skip
def test_where_to_go_next_stays_on_this_site(client: FlaskClient, session: Session, away: str) -> None:
    if "\0" not in away:
        answer = client.post("/language", data={"locale": "en", "next": away})
        assert answer.headers["Location"] == "/"
        assert "Set-Cookie: a" not in str(answer.headers)
    page = client.get("/sign-in", query_string={"next": away})
    assert page.status_code in {200, 400}


@pytest.mark.parametrize("locale", ["../../etc/passwd", "en\r\nX: y", "zh", "", "fr"])
def test_only_languages_that_are_there(client: FlaskClient, session: Session, locale: str) -> None:
    answer = client.post("/language", data={"locale": locale, "next": "/about"})
    assert answer.headers["Location"] == "/about"
    assert 'lang="zh-Hans"' in client.get("/about").get_data(as_text=True)


# Names that are code


def test_names_are_text_on_every_page(session: Session, sign_in: SignIn) -> None:
    place = make_place()
    ensure_defaults(session)
    evil_site = make.site(place.township, name=EVIL[:80], school_id=place.school.id)
    for one, name in ((place.child, "name"), (place.volunteer, "name"), (place.student, "name"), (place.staff, "name")):
        setattr(one, name, "王小雨" + EVIL)
    place.child.interests = place.child.care_tips = place.child.notes = place.volunteer.college = EVIL[:80]
    place.school.name, place.child.class_name = EVIL[:60], EVIL[:20]
    pairing = place.pairing(PairingState.ACTIVE, usual_place=EVIL, note=EVIL)
    logged = make.service_session(pairing, note=EVIL, late_reason=EVIL)
    group = make.activity(evil_site, [place.child], title=EVIL[:80])
    session.commit()
    pages = {
        place.staff: ("/", "/children", f"/children/{place.child.id}", f"/children/{place.child.id}/edit",
                      f"/pairings/{pairing.id}", "/sessions/queue/", f"/sessions/queue/{logged.id}",
                      f"/activities/{group.id}", "/activities/", "/consents/tick", "/consents/ask-first"),
        place.student: ("/", "/my/pairings", f"/my/pairings/{pairing.id}", "/sessions/", "/sessions/new"),
        place.organizer: ("/volunteers", f"/volunteers/{place.volunteer.id}", "/vetting", "/places/schools",
                          "/places/sites", "/coverage/?by=school", f"/coverage/schools/{place.school.id}"),
    }  # fmt: skip
    for account, urls in pages.items():
        for url in urls:
            answer = sign_in(account).get(url)
            assert answer.status_code == 200, url
            text = answer.get_data(as_text=True)
            assert "<script>alert" not in text, url
            assert "<img src=x" not in text, url
            assert "49&lt;script" not in text, url
            title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
            assert title is not None
            assert "王小雨" not in title[1], url


def test_a_file_name_is_never_a_header(session: Session, sign_in: SignIn) -> None:
    place = school.make_place()
    browser = sign_in(place.staff)
    name = 'a"; filename=evil.exe\\..\\..\\.xlsx'
    page = school.upload(browser, place.school, school.roster(school.ANNA, ("", *school.BO[1:])), name)
    answer = browser.get(page.headers["Location"] + "/problems.xlsx")
    assert answer.headers["Content-Disposition"] == "attachment; filename=problem-rows.xlsx"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "＝", "'="])
def test_what_comes_back_in_a_file_runs_nothing(session: Session, sign_in: SignIn, sign: str) -> None:
    place = school.make_place()
    browser = sign_in(place.staff)
    # The name is missing: the row comes back as it was.
    row = ("", "女", "2016-03-01", "四年级", f"{sign}cmd|'/c calc'!A1", "张大山", "13800001111", "数学")
    page = school.upload(browser, place.school, school.roster(school.ANNA, row)).headers["Location"]
    sheet = load_workbook(io.BytesIO(browser.get(f"{page}/problems.xlsx").data)).active
    assert sheet is not None
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


# What a form does not offer


def test_a_session_cannot_be_given_minutes_a_state_or_another_child(session: Session, sign_in: SignIn) -> None:
    place = make_place()
    ensure_defaults(session)
    place.pairing(PairingState.ACTIVE, active_at=clock.now() - timedelta(days=5))
    stranger = make.child(place.school, place.township)
    session.commit()
    form = session_form(place)
    extra = {
        "minutes": "600", "state": "confirmed", "confirmed_by_id": str(place.staff.id), "child_id": str(stranger.id),
        "volunteer_id": str(uuid.uuid4()), "logged_by_id": str(place.staff.id),
    }  # fmt: skip
    answer = sign_in(place.student).post("/sessions/new", data={**form, **extra})
    assert answer.status_code == 302
    row = session.scalars(select(ServiceSession)).one()
    assert (row.minutes, row.state.value, row.child_id) == (30, "sent", place.child.id)
    assert (row.confirmed_by_id, row.logged_by_id) == (None, place.student.id)


def session_form(place: Place, **values: Any) -> dict[str, Any]:
    pairing = open_pairing_of(db.session, place.child.id)
    assert pairing is not None
    return {
        "session_id": str(uuid.uuid4()), "pairing_id": str(pairing.id), "start": "10:00", "end": "10:30",
        "day": (clock.today() - timedelta(days=1)).isoformat(), "place": "school", "service_area": "tutoring",
        "adult_present": "yes", "safe": "yes", **values,
    }  # fmt: skip


def test_a_session_in_which_something_was_wrong_is_not_confirmed_in_passing(session: Session, sign_in: SignIn) -> None:
    place = make_place()
    pairing = place.pairing(PairingState.ACTIVE, active_at=clock.now() - timedelta(days=5))
    wrong = make.service_session(pairing, safe=False)
    session.commit()
    sign_in(place.staff).post("/sessions/queue/confirm", data={"ids": [str(wrong.id)]})
    session.expire_all()
    assert wrong.confirmed_at is None
    sign_in(place.staff).post(f"/sessions/queue/{wrong.id}/confirm")
    session.expire_all()
    assert wrong.confirmed_at is not None


def test_a_new_child_is_of_the_own_school_whatever_is_posted(session: Session, sign_in: SignIn) -> None:
    place = school.make_place()
    form = {
        "token": str(uuid.uuid4()), "school_id": str(place.other_school.id), "name": "周小明",
        "birth_date": "2016-01-02", "home": str(place.township.id), "left_behind": "other", "modes": "in_person",
        "risk": "0",
    }  # fmt: skip
    answer = sign_in(place.staff).post("/children/new", data=form)
    assert answer.status_code == 200
    form |= {"school_id": str(place.school.id), "code": "AAAA", "hold": "", "consented_until": "2030-01-01"}
    assert sign_in(place.staff).post("/children/new", data=form).status_code == 302
    made = session.scalars(select(Child)).one()
    assert (made.school_id, made.consented_until) == (place.school.id, None)
    assert made.code != "AAAA"
