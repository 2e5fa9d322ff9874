"""A volunteer logs sessions: what counts, what is refused, what an attacker tries."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session, scoped_session

from app.accounts.models import Account
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import AuditEvent
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import MeetingOutcome, Pairing, PairingState
from app.places.models import Area, School
from app.seasons.models import Season
from app.sessions import queries, rules
from app.sessions.entry import Entry
from app.sessions.models import ReturnReason, ServiceSession, SessionPlace, SessionState
from app.volunteers.models import Volunteer
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]
# A Wednesday in the season, 18:00 where the children are.
NOW = datetime.fromisoformat("2027-01-20T18:00:00+08:00")


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class Scene:
    township: Area
    school: School
    season: Season
    account: Account
    volunteer: Volunteer
    child: Child
    pairing: Pairing


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    township = make.township(make.district())
    school = make.school(township)
    season = make.season(township, starts_on=date(2027, 1, 10), ends_on=date(2027, 2, 28), blackout=["2027-01-18"])
    season.district_id = township.district_id
    account = make.account(Role.VOLUNTEER)
    volunteer = make.vetted(make.volunteer(township, account_id=account.id, slots=2))
    make.availability(volunteer, season, capacity=2)
    child = make.child(school, township)
    make.consent(child)
    pairing = make.pairing(child, volunteer, season, PairingState.ACTIVE)
    session.commit()
    return Scene(township, school, season, account, volunteer, child, pairing)


def local(text: str) -> datetime:
    return clock.from_local(datetime.fromisoformat(text))


def entry(scene: Scene, start: str = "2027-01-19 14:00", minutes: int = 60, **values: Any) -> Entry:
    starts_at = local(start)
    values = {
        "id": uuid.uuid4(),
        "pairing_id": scene.pairing.id,
        "break_minutes": 0,
        "place": SessionPlace.SCHOOL,
        "service_area": "tutoring",
        "adult_present": True,
        "safe": True,
        "ends_at": starts_at + timedelta(minutes=minutes),
        **values,
    }
    return Entry(starts_at=starts_at, **values)


def log(scene: Scene, *args: Any, **values: Any) -> ServiceSession:
    return rules.log_session(db.session, scene.account.actor(), entry(scene, *args, **values))


def refusal(scene: Scene, *args: Any, **values: Any) -> str:
    with pytest.raises(Refused) as refused:
        log(scene, *args, **values)
    db.session.rollback()
    return refused.value.code


def typed(scene: Scene, **values: Any) -> dict[str, Any]:
    return {
        "session_id": str(uuid.uuid4()),
        "pairing_id": str(scene.pairing.id),
        "day": "2027-01-19",
        "start": "14:00",
        "end": "15:30",
        "break_minutes": "10",
        "place": "school",
        "service_area": "tutoring",
        "adult_present": "yes",
        "safe": "yes",
        "note": "一起读了一篇课文",
        **values,
    }


def all_rows() -> list[ServiceSession]:
    db.session.expire_all()
    return list(db.session.scalars(select(ServiceSession).order_by(ServiceSession.starts_at)))


# What a volunteer does


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


# Limits


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
    assert "2027-01-19 14:00–15:00" in page
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
    scene.child.consents[0].home_visit = True
    db.session.commit()
    assert log(scene, "2027-01-19 19:30", 60, place=SessionPlace.HOME).place is SessionPlace.HOME


def test_an_unknown_service_area_is_refused(scene: Scene, sign_in: SignIn) -> None:
    assert refusal(scene, service_area="hacking") == "sessions.unknown_area"
    assert sign_in(scene.account).post("/sessions/new", data=typed(scene, service_area="hacking")).status_code == 200


# What an attacker tries


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


# At the same time


def race(app: Flask, works: list[Callable[[], object]]) -> list[object]:
    """Run each in a thread with its own connection, all let go at once; an exception is an outcome too."""
    barrier, outcomes = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                outcomes.append(work())
            except Exception as error:  # noqa: BLE001 - what it was is asserted
                outcomes.append(error)
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_overlapping_sessions_sent_at_once_leave_one(app: Flask, scene: Scene) -> None:
    actor = scene.account.actor()
    entries = [entry(scene, f"2027-01-19 14:{minute}", 60) for minute in ("00", "15", "30", "45")]
    db.session.commit()
    outcomes = race(app, [lambda one=one: rules.log_session(db.session, actor, one).minutes for one in entries])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "Conflict", "Conflict", "int"]
    assert len(all_rows()) == 1


def test_the_same_form_sent_twice_at_once_records_once(app: Flask, scene: Scene) -> None:
    actor, one = scene.account.actor(), entry(scene)
    db.session.commit()
    outcomes = race(app, [lambda: rules.log_session(db.session, actor, one).id] * 4)
    assert outcomes == [one.id] * 4
    assert len(all_rows()) == 1


def test_the_database_refuses_what_gets_past_the_rule(app: Flask, scene: Scene) -> None:
    """Two connections insert without any rule, one after the other has committed: the constraint is what is left."""

    def insert(minute: int) -> None:
        starts = local(f"2027-01-19 14:{minute:02}")
        with Session(db.engine) as own:
            own.add(
                ServiceSession(
                    id=uuid.uuid4(), pairing_id=pairing_id, volunteer_id=volunteer_id, child_id=child_id,
                    starts_at=starts, ends_at=starts + timedelta(hours=1), minutes=60, place=SessionPlace.SCHOOL,
                    service_area="tutoring", adult_present=True, safe=True,
                )
            )  # fmt: skip
            own.commit()

    pairing_id, volunteer_id, child_id = scene.pairing.id, scene.volunteer.id, scene.child.id
    outcomes = race(app, [lambda minute=minute: insert(minute) for minute in (0, 20, 40)])
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert len(refused) == 2
    for error in refused:
        # PostgreSQL may also see the three wait for each other in a circle, and break it.
        assert isinstance(error, DatabaseError)
        assert "service_session_overlap" in str(error) or "deadlock" in str(error)
    assert len(all_rows()) == 1


def test_an_overlap_only_the_database_saw_is_told_with_the_other_time(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(scene)
    from app.sessions.rules import log as module

    real, calls = module._overlapping, []

    def blind_once(*args: Any) -> ServiceSession | None:
        calls.append(args)
        return None if len(calls) == 1 else real(*args)

    monkeypatch.setattr(module, "_overlapping", blind_once)
    with pytest.raises(Conflict) as conflict:
        log(scene, "2027-01-19 14:30")
    assert conflict.value.params == {"other": "2027-01-19 14:00–15:00"}


def test_moving_a_session_onto_another_is_refused_by_the_database_too(scene: Scene) -> None:
    log(scene)
    row = log(scene, "2027-01-19 16:00")
    row.starts_at = local("2027-01-19 14:30")
    with pytest.raises(IntegrityError, match="service_session_overlap"):
        db.session.commit()
    db.session.rollback()


# Returned and mended


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
        rules.void_session(db.session, make.account(Role.VOLUNTEER).actor(), counted.id, "mistake")  # type: ignore[arg-type]
    db.session.rollback()
