"""Which sessions are refused: by their time, by a gate, by whose they are."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.pairing.models import MeetingOutcome, PairingState
from app.sessions.models import SessionPlace
from tests import factories as make
from tests.integration.sessions_place import NOW, Scene, all_rows, local, log, make_scene, refusal, typed

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    return make_scene()


def test_times_outside_the_season_blackout_days_and_before_the_first_meeting(scene: Scene) -> None:
    assert refusal(scene, "2027-01-18 10:00") == "sessions.blackout"
    assert refusal(scene, "2027-01-13 10:00", late_reason="忘了") == "sessions.before_active"
    scene.pairing.active_at = local("2027-01-05 00:00")
    db.session.commit()
    assert refusal(scene, "2027-01-09 10:00", late_reason="忘了") == "sessions.outside_season"


def test_the_first_meeting_itself_can_be_logged_though_it_was_recorded_later(scene: Scene) -> None:
    staff = make.account(Role.SCHOOL_STAFF, scene.school)
    scene.pairing.active_at = local("2027-01-19 16:00")
    db.session.commit()
    assert refusal(scene) == "sessions.before_active"
    at = local("2027-01-19 14:00")
    make.meeting(scene.pairing, staff, scene.school, at=at, outcome=MeetingOutcome.MET)
    db.session.commit()
    assert log(scene).minutes == 60


def test_a_late_entry_needs_its_reason(scene: Scene, sign_in: SignIn) -> None:
    assert refusal(scene, "2027-01-16 10:00") == "sessions.late"
    page = sign_in(scene.account).post("/sessions/new", data=typed(scene, day="2027-01-16"))
    assert 'name="late_reason"' in page.get_data(as_text=True)
    assert log(scene, "2027-01-16 10:00", late_reason="村里没有信号").late_reason == "村里没有信号"


def test_eight_hours_a_day_are_counted_by_the_childrens_day_not_by_utc(scene: Scene) -> None:
    # 07:00 on the 19th is still the 18th in UTC, and must count for the 19th.
    log(scene, "2027-01-19 06:30", 90)
    log(scene, "2027-01-19 08:00", 240)
    log(scene, "2027-01-19 12:00", 150)
    assert refusal(scene, "2027-01-19 15:00", 1) == "sessions.day_full"
    assert log(scene, "2027-01-20 00:00", 240).minutes == 240  # the next day begins at midnight
    assert log(scene, "2027-01-17 20:00", 239).minutes == 239


def test_overlap_is_refused_and_names_the_other_time(scene: Scene, sign_in: SignIn) -> None:
    log(scene, "2027-01-19 14:00", 60)
    page = sign_in(scene.account).post("/sessions/new", data=typed(scene, start="14:30")).get_data(as_text=True)
    assert "2027年1月19日 14:00–15:00" in page
    assert log(scene, "2027-01-19 15:00", 30).minutes == 30  # one may begin when the other ends


def test_gates_hold_at_every_session(scene: Scene) -> None:
    scene.child.consents[0].withdrawn_at = clock.now()
    db.session.commit()
    assert refusal(scene) == "sessions.child_gate"
    scene.child.consents[0].withdrawn_at = None
    for check in scene.volunteer.checks:
        if check.kind.value == "background":
            check.expires_on = date(2027, 1, 19)
    db.session.commit()
    assert refusal(scene) == "sessions.volunteer_gate"


@pytest.mark.parametrize("state", [PairingState.APPROVED, PairingState.SUSPENDED, PairingState.ENDED])
def test_only_an_active_pairing_takes_sessions(scene: Scene, state: PairingState) -> None:
    scene.pairing.state = state
    if state is PairingState.ENDED:
        scene.pairing.ended_at, scene.pairing.reason = clock.now(), "other"
    db.session.commit()
    assert refusal(scene) == "sessions.not_active"


def test_home_and_online_at_night_and_a_home_without_an_adult(scene: Scene) -> None:
    assert refusal(scene, "2027-01-19 19:45", 60, place=SessionPlace.ONLINE) == "sessions.night"
    assert refusal(scene, place=SessionPlace.HOME, adult_present=False) == "sessions.home_adult"
    make.home_agreed(scene.child)
    scene.pairing.home_note = "班主任陪同"
    db.session.commit()
    assert log(scene, "2027-01-19 19:30", 60, place=SessionPlace.HOME).place is SessionPlace.HOME


def test_an_unknown_service_area_is_refused(scene: Scene, sign_in: SignIn) -> None:
    assert refusal(scene, service_area="hacking") == "sessions.unknown_area"
    assert sign_in(scene.account).post("/sessions/new", data=typed(scene, service_area="hacking")).status_code == 200


def test_another_volunteers_pairing_is_a_404(scene: Scene, sign_in: SignIn) -> None:
    stranger = make.account(Role.VOLUNTEER)
    other = make.vetted(make.volunteer(scene.township, account_id=stranger.id))
    child = make.child(scene.school, scene.township)
    make.consent(child)
    make.pairing(child, other, scene.season, PairingState.ACTIVE)
    db.session.commit()
    assert sign_in(stranger).post("/sessions/new", data=typed(scene)).status_code == 404
    assert sign_in(stranger).post("/sessions/new", data=typed(scene, pairing_id=str(uuid.uuid4()))).status_code == 404
    assert all_rows() == []


def test_somebody_elses_session_id_is_a_404_not_an_answer(scene: Scene, sign_in: SignIn) -> None:
    stranger = make.account(Role.VOLUNTEER)
    other = make.vetted(make.volunteer(scene.township, account_id=stranger.id))
    make.availability(other, scene.season)
    child = make.child(scene.school, scene.township)
    make.consent(child)
    theirs = make.pairing(child, other, scene.season, PairingState.ACTIVE)
    db.session.commit()
    row = log(scene)
    replay = typed(scene, session_id=str(row.id), pairing_id=str(theirs.id), day="2027-01-17")
    assert sign_in(stranger).post("/sessions/new", data=replay).status_code == 404
    assert sign_in(stranger).get(f"/sessions/{row.id}").status_code == 404
    assert sign_in(stranger).post(f"/sessions/{row.id}/withdraw", data={"reason": "mistake"}).status_code == 404
    assert len(all_rows()) == 1


@pytest.mark.parametrize("junk", ["", "not-a-uuid", "123e4567-e89b-12d3-a456-42661417400"])
def test_junk_for_an_id_is_no_error_of_ours(scene: Scene, sign_in: SignIn, junk: str) -> None:
    browser = sign_in(scene.account)
    assert browser.post("/sessions/new", data=typed(scene, session_id=junk)).status_code == 200
    assert browser.post("/sessions/new", data=typed(scene, pairing_id=junk)).status_code == 200
    assert all_rows() == []
