"""Meetings that did not take place, the limits and codes of a season, and hours whose parts add up."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.database import db
from app.sessions import queries, rules
from app.sessions.check_in import code_of
from app.sessions.models import MissedMeeting
from tests import factories as make
from tests.integration.sessions_place import NOW, Scene, log, make_scene, refusal, typed

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    return make_scene()


def all_missed() -> list[MissedMeeting]:
    db.session.expire_all()
    return list(db.session.scalars(select(MissedMeeting).order_by(MissedMeeting.recorded_at)))


def test_a_missed_meeting_is_recorded_by_a_tap_once_a_day_and_never_counts(scene: Scene, sign_in: SignIn) -> None:
    staff, stranger = (
        make.account(Role.SCHOOL_STAFF, school) for school in (scene.school, make.school(scene.township))
    )
    other = make.account(Role.VOLUNTEER)
    db.session.commit()
    url = f"/sessions/missed/{scene.pairing.id}"
    sent = {"day": "2027-01-20", "kind": "missed", "missing": "child", "reason": "ill"}
    for nobody in (stranger, other):
        assert sign_in(nobody).post(url, data=sent).status_code == 404
    browser = sign_in(scene.account)
    assert url in browser.get("/sessions/").get_data(as_text=True)
    for wrong in ({"day": "2027-01-21"}, {"day": "2027-01-10"}, {"missing": ""}, {"reason": "lazy"}):
        assert browser.post(url, data={**sent, **wrong}).status_code == 200
    for account in (scene.account, staff):
        assert sign_in(account).post(url, data=sent).status_code == 302
    [row] = all_missed()
    assert row.recorded_by_id == scene.account.id
    assert queries.own_hours(db.session, scene.account.actor()).total == 0
    assert scene.child.code in sign_in(staff).get("/sessions/missed").get_data(as_text=True)
    assert sign_in(stranger).post(f"/sessions/missed/{row.id}/take-back").status_code == 404
    assert sign_in(staff).post(f"/sessions/missed/{row.id}/take-back").status_code == 302
    assert all_missed()[0].taken_back_by_id == staff.id
    assert sign_in(staff).post(url, data={**sent, "kind": "called_off", "day": "2027-01-22"}).status_code == 302
    assert browser.post(f"/sessions/missed/{all_missed()[1].id}/take-back").status_code == 404, "not theirs"


def test_a_phone_sends_by_itself_what_it_kept_and_is_answered_in_data(scene: Scene, sign_in: SignIn) -> None:
    browser, phone, number = sign_in(scene.account), {"X-Outbox": "1"}, str(uuid.uuid4())
    state = browser.get(f"/sessions/missed/unsent?id={number}").json
    assert (state["recorded"], state["choices"]["pairing_id"]) == ([], [[str(scene.pairing.id), scene.child.code]])
    sent = {
        "missed_id": number, "pairing_id": str(scene.pairing.id), "day": "2027-01-20", "kind": "called_off",
        "missing": "volunteer", "reason": "ill",
    }  # fmt: skip
    refused = browser.post("/sessions/missed/new", data={**sent, "day": "2027-01-10"}, headers=phone)
    assert (refused.status_code, refused.json["refused"][0]["field"]) == (422, "日期")
    assert scene.child.name not in refused.get_data(as_text=True)
    for _again in range(2):  # the answer got lost
        assert browser.post("/sessions/missed/new", data=sent, headers=phone).json == {"taken": True}
    assert browser.post("/sessions/missed/new", data=sent).status_code == 302, "a person is shown a page"
    assert [str(row.id) for row in all_missed()] == [number]
    assert browser.get(f"/sessions/missed/unsent?id={number}").json["recorded"] == [number]
    other = make.account(Role.VOLUNTEER)
    db.session.commit()
    for data in (sent, {**sent, "missed_id": str(uuid.uuid4())}):
        assert sign_in(other).post("/sessions/missed/new", data=data, headers=phone).status_code == 404
    session = typed(scene, day="2026-01-01")
    told = browser.post("/sessions/new", data=session, headers=phone)
    assert told.status_code == 422
    assert "2026-01-01" not in told.get_data(as_text=True), "reasons, and nothing that was typed"
    assert browser.post("/sessions/new", data=typed(scene), headers=phone).json == {"taken": True}


def test_the_limits_are_the_seasons(scene: Scene) -> None:
    scene.season.session_hours, scene.season.day_hours, scene.season.late_days = 1, 2, 1
    db.session.commit()
    assert refusal(scene, "2027-01-19 14:00", 61) == "sessions.too_long"
    for start in ("2027-01-19 10:00", "2027-01-19 12:00"):
        log(scene, start, 60)
    assert refusal(scene, "2027-01-19 14:00", 1) == "sessions.day_full"
    assert refusal(scene, "2027-01-17 14:00") == "sessions.late"


def test_codes_are_shown_to_those_of_the_place_only_and_change_by_day(scene: Scene, sign_in: SignIn) -> None:
    staff = make.account(Role.SCHOOL_STAFF, scene.school)
    site = make.site(scene.township)
    other = make.account(Role.SCHOOL_STAFF, make.school(scene.township))
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, scene.township)
    db.session.commit()
    today, tomorrow = (code_of(scene.school.id, NOW.date().replace(day=day)) for day in (20, 21))
    assert today not in sign_in(staff).get("/sessions/codes").get_data(as_text=True), "the season has none"
    scene.season.check_in = True
    db.session.commit()
    page = sign_in(staff).get("/sessions/codes").get_data(as_text=True)
    assert today in page
    assert tomorrow in sign_in(staff).get("/sessions/codes?day=tomorrow").get_data(as_text=True)
    assert today not in sign_in(other).get("/sessions/codes").get_data(as_text=True)
    assert code_of(site.id, NOW.date()) in sign_in(supervisor).get("/sessions/codes").get_data(as_text=True)
    assert sign_in(scene.account).get("/sessions/codes").status_code == 404
    assert today != tomorrow


def test_shown_hours_add_up_and_training_stands_apart(scene: Scene, sign_in: SignIn) -> None:
    staff = make.account(Role.SCHOOL_STAFF, scene.school)
    db.session.commit()
    for start, area in [("2027-01-17 09:00", "tutoring"), ("2027-01-19 09:00", "quality")]:
        row = log(scene, start, 59, service_area=area, tags=("safety",))
        rules.confirm_session(db.session, staff.actor(), row.id)
    hours = queries.own_hours(db.session, scene.account.actor())
    assert hours.areas == ["quality", "tutoring"], "a tag counts nowhere"
    assert sum(hours.shown_areas.values()) == sum(hours.shown_months.values()) == hours.shown_total
    page = sign_in(scene.account).get("/sessions/").get_data(as_text=True)
    assert [str(share) for share in hours.shown_areas.values()] == ["1.0", "0.9"]
    assert re.search("培训学时.*?单独记录", page, re.DOTALL)
