"""A volunteer logs sessions, sees the own hours, and mends what came back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import AuditEvent
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.pairing.models import PairingState
from app.sessions import queries, rules
from app.sessions.check_in import code_of
from app.sessions.models import Mood, ReturnReason, ServiceSession, SessionState
from tests import factories as make
from tests.integration.sessions_place import NOW, Scene, all_rows, entry, log, make_scene, typed

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    return make_scene()


def test_a_session_typed_in_local_time_is_stored_in_utc_with_minutes_of_the_server(
    scene: Scene, sign_in: SignIn
) -> None:
    answer = sign_in(scene.account).post("/sessions/new", data=typed(scene, minutes="999", hours="9"))
    assert answer.status_code == 302
    [row] = all_rows()
    assert row.starts_at == datetime.fromisoformat("2027-01-19T06:00:00+00:00")
    assert (row.minutes, row.state, row.child_id) == (80, SessionState.SENT, scene.child.id)
    assert row.note == "一起读了一篇课文"
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert "session.logged" in actions


def test_the_note_is_sealed_in_the_database(scene: Scene) -> None:
    log(scene, note="秘密的话")
    raw = db.session.connection().exec_driver_sql("SELECT note FROM service_session").scalar_one()
    assert "秘密的话".encode() not in bytes(raw)


def test_the_form_presets_place_and_area_but_never_when_nor_the_answers_about_the_child(
    scene: Scene, sign_in: SignIn
) -> None:
    browser = sign_in(scene.account)
    log(scene, service_area="quality", mood=Mood.LOW, done=("did_talk",))
    page = browser.get("/sessions/new").get_data(as_text=True)
    assert 'name="place" value="school" checked' in page
    assert 'name="service_area" value="quality" checked' in page
    assert page.count(" checked") == 2
    assert re.findall(r'name="(day|start|end)"[^>]*value="[^"]', page) == []
    page = browser.get("/sessions/new?preset=hour").get_data(as_text=True)
    assert 'value="17:00"' in page, "a tap says when"
    assert page.count(" checked") == 2


def test_what_was_done_and_how_it_was_taken_is_told_by_taps(scene: Scene, sign_in: SignIn) -> None:
    staff = make.account(Role.SCHOOL_STAFF, scene.school)
    db.session.commit()
    taps = {
        "done": ["did_reading", "did_talk"], "response": "keen", "mood": "low", "follow_up": "professional",
        "tags": ["companionship", "tutoring"],
    }  # fmt: skip
    assert sign_in(scene.account).post("/sessions/new", data=typed(scene, **taps)).status_code == 302
    [row] = all_rows()
    assert (row.done, row.tags, row.mood) == (["did_reading", "did_talk"], ["companionship"], Mood.LOW)
    page = sign_in(staff).get(f"/sessions/queue/{row.id}").get_data(as_text=True)
    for words in ("一起阅读", "亲情陪伴", "投入", "低落", "需要专业"):
        assert words in page
    for wrong in ({"done": ["x"]}, {"tags": ["x"]}, {"mood": "x"}):
        answer = sign_in(scene.account).post("/sessions/new", data=typed(scene, start="16:00", end="17:00", **wrong))
        assert answer.status_code == 200
    assert len(all_rows()) == 1


def test_written_without_a_signal_it_counts_from_the_phones_time_and_says_so(scene: Scene, sign_in: SignIn) -> None:
    staff = make.account(Role.SCHOOL_STAFF, scene.school)
    scene.pairing.active_at = datetime.fromisoformat("2027-01-11T00:00:00+08:00")
    db.session.commit()
    browser = sign_in(scene.account)
    kept = typed(scene, day="2027-01-14", written_at="2027-01-14T12:30:00.000Z")
    assert browser.post("/sessions/new", data=kept).status_code == 302
    [row] = all_rows()
    assert (row.late, row.written_at) == (False, datetime.fromisoformat("2027-01-14T12:30:00+00:00"))
    page = sign_in(staff).get(f"/sessions/queue/{row.id}").get_data(as_text=True)
    assert re.search("手机上写下.*2027-01-14 20:30.*平台收到.*2027-01-20 18:00", page, re.DOTALL)
    old = typed(scene, day="2027-01-12", written_at="2027-01-12T12:30:00.000Z")
    assert 'name="late_reason"' in browser.post("/sessions/new", data=old).get_data(as_text=True)
    for nonsense in ("soon", "2027-01-14T12:30:00", "9999-12-31T23:59:59Z"):
        data = typed(scene, day="2027-01-15", written_at=nonsense)
        assert browser.post("/sessions/new", data=data).status_code == 200
    assert len(all_rows()) == 1


def test_the_code_of_the_day_is_shown_at_the_place_and_entered_with_the_session(scene: Scene, sign_in: SignIn) -> None:
    scene.season.check_in = True
    db.session.commit()
    browser, yesterday = sign_in(scene.account), date(2027, 1, 19)
    right = code_of(scene.school.id, yesterday)
    assert 'name="check_in"' in browser.get("/sessions/new").get_data(as_text=True)
    for wrong in ("00000" if right != "00000" else "1", code_of(scene.school.id, date(2027, 1, 18))):
        assert browser.post("/sessions/new", data=typed(scene, check_in=wrong)).status_code == 200
    assert browser.post("/sessions/new", data=typed(scene, check_in=f" {right} ")).status_code == 302
    assert browser.post("/sessions/new", data=typed(scene, start="16:00", end="17:00")).status_code == 302
    assert [row.checked_in for row in all_rows()] == [True, False]


def test_with_two_children_the_form_asks_by_given_name_and_logs_the_look(scene: Scene, sign_in: SignIn) -> None:
    browser = sign_in(scene.account)
    scene.child.name = "王小雨"
    db.session.commit()
    assert "小雨" not in browser.get("/sessions/new").get_data(as_text=True)
    second = make.child(scene.school, scene.township, name="欧阳明月")
    make.consent(second)
    make.pairing(second, scene.volunteer, scene.season, PairingState.ACTIVE, slot=2)
    db.session.commit()
    page = browser.get("/sessions/new").get_data(as_text=True)
    assert "小雨" in page
    assert "明月" in page
    assert "王小雨" not in page
    assert "欧阳明月" not in page
    assert list(db.session.scalars(select(AuditEvent.action))).count("pairing.read") == 2


def test_after_the_end_only_dates_minutes_and_areas_are_left(scene: Scene, sign_in: SignIn) -> None:
    row = log(scene, note="他说了一个秘密")
    browser = sign_in(scene.account)
    assert "他说了一个秘密" in browser.get(f"/sessions/{row.id}").get_data(as_text=True)
    scene.pairing.state, scene.pairing.reason, scene.pairing.ended_at = PairingState.ENDED, "other", clock.now()
    db.session.commit()
    for url in (f"/sessions/{row.id}", "/sessions/"):
        page = browser.get(url).get_data(as_text=True)
        assert "他说了一个秘密" not in page
        assert scene.child.code not in page
        assert "2027-01-19" in page


def test_the_needs_of_the_child_come_first(scene: Scene) -> None:
    scene.child.needs[0].area = "counselling"
    db.session.commit()
    assert queries.offered_for(db.session, [scene.pairing]).areas[0] == "counselling"


def test_a_refusal_keeps_what_was_typed_and_the_id(scene: Scene, sign_in: SignIn) -> None:
    sent = typed(scene, end="13:00", note="打字很辛苦")
    answer = sign_in(scene.account).post("/sessions/new", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "打字很辛苦" in page
    assert sent["session_id"] in page
    assert all_rows() == []


def test_a_form_without_the_two_questions_is_refused(scene: Scene, sign_in: SignIn) -> None:
    sent = typed(scene)
    del sent["adult_present"], sent["safe"]
    assert sign_in(scene.account).post("/sessions/new", data=sent).status_code == 200
    assert all_rows() == []


def test_sending_the_same_form_twice_records_once_and_succeeds_twice(scene: Scene, sign_in: SignIn) -> None:
    browser, sent = sign_in(scene.account), typed(scene)
    first, second = browser.post("/sessions/new", data=sent), browser.post("/sessions/new", data=sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(all_rows()) == 1


def test_hours_by_month_and_area_add_up_to_the_minute(scene: Scene, sign_in: SignIn) -> None:
    staff = make.account(Role.SCHOOL_STAFF, scene.school)
    db.session.commit()
    for start, minutes, area in [("2027-01-17 09:00", 59, "tutoring"), ("2027-01-19 09:00", 59, "quality")]:
        row = log(scene, start, minutes, service_area=area)
        rules.confirm_session(db.session, staff.actor(), row.id)
    log(scene, "2027-01-20 09:00", 45)
    hours = queries.own_hours(db.session, scene.account.actor())
    assert hours.total == sum(hours.of_area(area) for area in hours.areas) == hours.of_month("2027-01") == 118
    page = sign_in(scene.account).get("/sessions/").get_data(as_text=True)
    assert "1.9" in page  # 118 minutes, rounded down once
    assert "0.7" in page  # 45 minutes still waiting


def returned(scene: Scene) -> ServiceSession:
    staff = make.account(Role.SCHOOL_STAFF, scene.school)
    db.session.commit()
    row = log(scene)
    return rules.return_session(db.session, staff.actor(), row.id, ReturnReason.TIME, "应是三点开始")


def test_a_returned_session_is_mended_as_a_new_version(scene: Scene, sign_in: SignIn) -> None:
    old = returned(scene)
    browser = sign_in(scene.account)
    assert "应是三点开始" in browser.get("/sessions/").get_data(as_text=True)
    page = browser.get(f"/sessions/{old.id}/correct").get_data(as_text=True)
    assert 'value="14:00"' in page
    sent = typed(scene, start="15:00", end="16:00", break_minutes="0")
    first = browser.post(f"/sessions/{old.id}/correct", data=sent)
    again = browser.post(f"/sessions/{old.id}/correct", data=sent)
    assert first.headers["Location"] == again.headers["Location"] == f"/sessions/{sent['session_id']}"
    old_row, new_row = all_rows()
    assert (old_row.state, new_row.state) == (SessionState.REPLACED, SessionState.SENT)
    assert new_row.replaces_id == old_row.id
    second = browser.post(f"/sessions/{old.id}/correct", data=typed(scene, start="15:00", end="16:00"))
    assert second.status_code == 200  # told that it is not returned any more
    assert len(all_rows()) == 2


def test_hours_served_before_an_end_can_still_be_mended(scene: Scene) -> None:
    old = returned(scene)
    scene.pairing.state, scene.pairing.reason, scene.pairing.ended_at = PairingState.ENDED, "other", clock.now()
    db.session.commit()
    actor = scene.account.actor()
    with pytest.raises(Refused, match="not_active"):
        log(scene, "2027-01-20 09:00")
    row = rules.correct_session(db.session, actor, old.id, entry(scene, "2027-01-19 15:00"))
    assert row.state is SessionState.SENT


def test_a_sent_session_can_be_withdrawn_but_a_confirmed_one_cannot(scene: Scene, sign_in: SignIn) -> None:
    staff = make.account(Role.SCHOOL_STAFF, scene.school)
    db.session.commit()
    mine, counted = log(scene), log(scene, "2027-01-19 16:00")
    rules.confirm_session(db.session, staff.actor(), counted.id)
    browser = sign_in(scene.account)
    for row in (mine, counted):
        browser.post(f"/sessions/{row.id}/withdraw", data={"reason": "mistake"})
    assert [row.state for row in all_rows()] == [SessionState.VOID, SessionState.CONFIRMED]
    assert log(scene).state is SessionState.SENT  # the hour is free again
    with pytest.raises(Missing):
        rules.void_session(db.session, make.account(Role.VOLUNTEER).actor(), counted.id, "mistake")
    db.session.rollback()
