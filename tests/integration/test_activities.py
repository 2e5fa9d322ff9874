"""Group activities: recorded by staff of the place, attendance ticked for the children of one's own scope."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.activities import rules
from app.activities.models import ActivityState
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import AuditEvent
from app.foundation.database import db
from app.foundation.errors import Missing
from tests import factories as make
from tests.factories.classes import site_class
from tests.integration.activity_place import NOW, Scene, made, make_scene, present, typed

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    return make_scene()


def test_staff_record_an_activity_and_tick_who_was_there(scene: Scene, sign_in: SignIn) -> None:
    browser = sign_in(scene.staff)
    answer = browser.post("/activities/new", data=typed(scene))
    [row] = made()
    assert answer.headers["Location"] == f"/activities/{row.id}"
    assert (row.starts_at.hour, row.district_id) == (1, scene.district.id)  # 09:00 in Shanghai
    page = browser.get(f"/activities/{row.id}").get_data(as_text=True)
    assert "王小明" in page
    assert "李小红" in page
    assert "王小明" not in page[page.index("<title>") : page.index("</title>")]
    ids = [str(scene.child.id), str(scene.quiet.id)]
    browser.post(f"/activities/{row.id}/attendance", data={"shown": ids, "present": ids})
    assert present(row.id) == {scene.child.id, scene.quiet.id}
    browser.post(f"/activities/{row.id}/attendance", data={"shown": ids, "present": ids[:1]})
    assert present(row.id) == {scene.child.id}
    actions = list(db.session.scalars(select(AuditEvent.action)))
    assert actions.count("activity.attendance_set") == 2
    assert actions.count("child.listed") == 1
    assert ">1<" in browser.get("/activities/").get_data(as_text=True)


def test_a_phone_adds_who_was_there_by_code_and_takes_nobody_off(scene: Scene, sign_in: SignIn) -> None:
    browser, phone = sign_in(scene.staff), {"X-Outbox": "1"}
    browser.post("/activities/new", data=typed(scene))
    [row] = made()
    state = browser.get(f"/activities/attendance/unsent?id={uuid.uuid4()}")
    assert state.json is not None
    assert state.json["recorded"] == []
    assert [str(row.id), f"2027-01-20 09:00 · {scene.site.name}"] in state.json["choices"]["activity_id"]
    page = browser.get("/activities/attendance").get_data(as_text=True)
    assert f"1月20日周三 09:00 · {scene.site.name}" in page
    assert "2027-01-20 09:00" not in page
    assert scene.child.name not in state.get_data(as_text=True)
    rules.set_attendance(db.session, scene.staff.actor(), row.id, [scene.quiet.id], [scene.quiet.id])
    township = make.township(make.district("另一区"))
    foreign = make.child(make.school(township), township)
    db.session.commit()
    sent = {"activity_id": str(row.id), "present": [str(scene.child.id), str(foreign.id)]}
    for _answer_lost in range(2):
        assert browser.post("/activities/attendance", data=sent, headers=phone).json == {"taken": True}
    assert present(row.id) == {scene.child.id, scene.quiet.id}, "added, and who is not one's own left out"
    refused = browser.post("/activities/attendance", data={**sent, "present": []}, headers=phone)
    assert (refused.status_code, refused.json["refused"][0]["field"]) == (422, "到场名单")
    elsewhere = make.account(Role.SCHOOL_STAFF, make.school(make.township(scene.district)))
    db.session.commit()
    assert sign_in(elsewhere).post("/activities/attendance", data=sent, headers=phone).status_code == 404


def test_sending_the_form_twice_records_once(scene: Scene, sign_in: SignIn) -> None:
    browser, sent = sign_in(scene.staff), typed(scene)
    first, second = browser.post("/activities/new", data=sent), browser.post("/activities/new", data=sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(made()) == 1


@pytest.mark.parametrize("values", [
    {"end": "09:00"}, {"day": "2028-03-01"}, {"topics": "hacking"}, {"start": "00:00", "end": "13:00"}, {"title": "  "},
    {"service_area": "hacking"}, {"site_id": "junk"}, {"activity_id": "junk"}, {"title": "长" * 81},
])  # fmt: skip
def test_what_cannot_be_is_refused_and_kept_on_the_form(scene: Scene, sign_in: SignIn, values: dict[str, str]) -> None:
    answer = sign_in(scene.staff).post("/activities/new", data=typed(scene, **values))
    assert answer.status_code == 200
    assert "防溺水课堂" in answer.get_data(as_text=True) or "title" in values
    assert made() == []


def test_only_at_sites_of_the_own_scope(scene: Scene, sign_in: SignIn) -> None:
    foreign = make.site(make.township(make.district("另一区")))
    db.session.commit()
    browser = sign_in(scene.staff)
    assert browser.post("/activities/new", data=typed(scene, site_id=str(foreign.id))).status_code == 404
    assert browser.post("/activities/new", data=typed(scene, site_id=str(uuid.uuid4()))).status_code == 404
    others = [
        make.account(Role.SCHOOL_STAFF, make.school(scene.township)),
        make.account(Role.VILLAGE_DIRECTOR, make.village(scene.township)),
        make.account(Role.TOWNSHIP_SUPERVISOR, make.township(scene.district)),
    ]
    row = make.activity(scene.site)
    db.session.commit()
    for account in others:
        stranger = sign_in(account)
        assert stranger.post("/activities/new", data=typed(scene)).status_code == 404
        # A known id of somebody else's is no way in either.
        assert stranger.post("/activities/new", data=typed(scene, activity_id=str(row.id))).status_code == 404
        assert stranger.get(f"/activities/{row.id}").status_code == 404
        assert stranger.post(f"/activities/{row.id}/attendance", data={}).status_code == 404
    assert len(made()) == 1


@pytest.mark.parametrize(("role", "place"), [
    (Role.VILLAGE_DIRECTOR, "village"), (Role.TOWNSHIP_SUPERVISOR, "township"), (Role.ORGANIZER, "district"),
])  # fmt: skip
def test_every_recorder_records_within_scope(scene: Scene, sign_in: SignIn, role: Role, place: str) -> None:
    account = make.account(role, getattr(scene, place))
    db.session.commit()
    browser = sign_in(account)
    assert browser.post("/activities/new", data=typed(scene)).status_code == 302
    [row] = made()
    assert browser.get(f"/activities/{row.id}").status_code == 200


def test_a_child_outside_the_scope_cannot_be_ticked(scene: Scene, sign_in: SignIn) -> None:
    row = make.activity(scene.site)
    db.session.commit()
    browser = sign_in(scene.staff)
    for name in ("present", "shown"):
        answer = browser.post(
            f"/activities/{row.id}/attendance", data={name: [str(scene.child.id), str(scene.elsewhere.id)]}
        )
        assert answer.status_code == 404
    assert browser.post(f"/activities/{row.id}/attendance", data={"present": "junk"}).status_code == 404
    assert present(row.id) == set()


def test_ticking_ones_own_list_leaves_the_others_on_the_activity(scene: Scene) -> None:
    row = make.activity(scene.site, [scene.elsewhere])
    db.session.commit()
    actor = scene.staff.actor()
    assert rules.set_attendance(db.session, actor, row.id, {scene.child.id}, {scene.child.id}) == 2
    assert rules.set_attendance(db.session, actor, row.id, {scene.child.id}, set()) == 1
    assert present(row.id) == {scene.elsewhere.id}
    with pytest.raises(Missing):
        rules.set_attendance(db.session, actor, row.id, {scene.elsewhere.id}, set())
    db.session.rollback()


def test_beyond_school_and_village_children_are_codes_and_only_with_consent(scene: Scene, sign_in: SignIn) -> None:
    row = make.activity(scene.site)
    organizer = make.account(Role.ORGANIZER, scene.district)
    db.session.commit()
    browser = sign_in(organizer)
    page = browser.get(f"/activities/{row.id}").get_data(as_text=True)
    assert scene.child.code in page
    assert scene.quiet.code not in page
    assert scene.elsewhere.code not in page  # the site's township first
    wider = browser.get(f"/activities/{row.id}?township={scene.elsewhere.township_id}").get_data(as_text=True)
    assert scene.elsewhere.code in wider
    for name in ("王小明", "李小红", "赵小刚"):
        assert name not in page + wider
    answer = browser.post(f"/activities/{row.id}/attendance", data={"present": str(scene.quiet.id)})
    assert answer.status_code == 404


def test_a_planned_activity_counts_nowhere_until_somebody_was_there(scene: Scene, sign_in: SignIn) -> None:
    browser = sign_in(scene.staff)
    here = browser.post("/activities/new", data=typed(scene, day="2027-01-21", topics=["drowning"])).headers["Location"]
    tick = {"shown": str(scene.child.id), "present": str(scene.child.id)}
    browser.post(f"{here}/attendance", data=tick)
    [row] = made()
    assert (row.state, present(row.id)) == (ActivityState.PLANNED, set())
    with time_machine.travel(datetime.fromisoformat("2027-01-21T11:10:00+08:00"), tick=False):
        browser = sign_in(scene.staff)
        assert "有 1 场" in browser.get("/").get_data(as_text=True)  # over, and nobody said who was there
        browser.post(f"{here}/attendance", data=tick)
        [row] = made()
        assert (row.state, present(row.id)) == (ActivityState.HELD, {scene.child.id})
        browser.post(f"{here}/end", data={"reason": "mistake"})
        browser.post(f"{here}/attendance", data={"shown": str(scene.child.id)})
    [row] = made()
    assert (row.state, present(row.id)) == (ActivityState.VOID, {scene.child.id})


def test_one_date_of_a_class_changes_alone_or_with_all_that_follow(scene: Scene, sign_in: SignIn) -> None:
    lessons = site_class(scene.site, starts_on=date(2027, 1, 25), ends_on=date(2027, 1, 29))
    db.session.commit()
    rules.make_dates(db.session, scene.staff.actor(), lessons.id)
    browser, rows = sign_in(scene.staff), sorted(made(), key=lambda row: row.starts_at)
    values = {"title": "安全课", "service_area": "safety", "day": "2027-01-26", "starts": "08:00", "ends": "09:00"}
    browser.post(f"/activities/{rows[1].id}/edit", data=values)
    all_later = {**values, "day": "2027-01-27", "starts": "10:00", "ends": "11:00", "following": "y"}
    browser.post(f"/activities/{rows[2].id}/edit", data=all_later)
    browser.post(f"/activities/{rows[4].id}/end", data={"reason": "weather"})
    rows = sorted(made(), key=lambda row: row.starts_at)
    assert [(clock.local(row.starts_at).strftime("%d %H"), row.title) for row in rows] == [
        ("25 14", "寒假班"), ("26 08", "安全课"), ("27 10", "安全课"), ("28 10", "安全课"), ("29 10", "安全课"),
    ]  # fmt: skip
    assert [row.state.value for row in rows] == ["planned"] * 4 + ["cancelled"]
    browser.post(f"/activities/{rows[0].id}/end", data={"reason": "weather", "following": "y"})
    assert {row.state.value for row in made()} == {"cancelled"}
