"""A volunteer logs sessions, sees the own hours, and mends what came back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
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
from app.sessions.models import ReturnReason, ServiceSession, SessionState
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


def test_the_form_presets_times_but_never_the_answers_about_the_child(scene: Scene, sign_in: SignIn) -> None:
    browser = sign_in(scene.account)
    log(scene, adult_present=True, safe=True)
    for preset in ("hour", "last"):
        page = browser.get(f"/sessions/new?preset={preset}").get_data(as_text=True)
        assert 'value="14:00"' in page or 'value="17:00"' in page
        for name in ("adult_present", "safe"):
            start = page.index(f'name="{name}"')
            assert "checked" not in page[start - 200 : page.index("</fieldset>", start)]


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
    assert queries.areas_for(db.session, [scene.pairing])[0] == "counselling"


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
