"""A volunteer cannot come; school and village know whom to call; who stands in sees the child on those days only."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Sex
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import Absence, AbsenceReason, DoNotPair, Pairing, PairingState, Substitute, SubstituteState
from app.pairing.rules.absences import Away, say_absence, take_back_absence
from app.pairing.rules.substituting import answer_substitute, approve_substitute, call_off_substitute
from app.sessions.models import SessionPlace, SessionState
from app.sessions.rules import log_session
from app.volunteers.models import Volunteer
from tests import factories as make
from tests.integration.sessions_place import NOW, Scene, all_rows, entry, make_scene, typed

SignIn = Callable[[Account], FlaskClient]
FIRST, LAST = date(2027, 1, 21), date(2027, 1, 23)


@dataclass
class Place(Scene):
    """The scene, its staff, and somebody who could stand in."""

    staff: Account
    director: Account
    other_account: Account
    other: Volunteer


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(session: scoped_session[Any]) -> Place:
    scene = make_scene()
    village = make.village(scene.township)
    scene.child.village_id, scene.child.name, scene.child.care_tips = village.id, "王小雨", "慢慢说"
    scene.pairing.sexes = "same"
    staff, director = make.account(Role.SCHOOL_STAFF, scene.school), make.account(Role.VILLAGE_DIRECTOR, village)
    staff.work_phone = "08741234567"
    account = make.account(Role.VOLUNTEER)
    other = make.vetted(make.volunteer(scene.township, account_id=account.id, name="李代班"))
    make.availability(other, scene.season)
    session.commit()
    return Place(**vars(scene), staff=staff, director=director, other_account=account, other=other)


def at(day: date, hour: int = 18) -> Any:
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=clock.LOCAL), tick=False)


def away(place: Place, first: date = FIRST, last: date = LAST) -> Absence:
    said = Away(uuid.uuid4(), place.pairing.id, first, last, AbsenceReason.ILL)
    return say_absence(db.session, place.account.actor(), said)


def standing_in(place: Place) -> Substitute:
    made = approve_substitute(db.session, place.staff.actor(), away(place).id, place.other.id)
    return answer_substitute(db.session, place.other_account.actor(), made.id, yes=True)


def test_i_cannot_come_is_one_tap_and_school_and_village_see_whom_to_call(place: Place, sign_in: SignIn) -> None:
    browser, url = sign_in(place.account), f"/my/pairings/{place.pairing.id}/away"
    page = browser.get(url).get_data(as_text=True)
    assert 'value="2027-01-20"' in page
    sent = {"absence_id": str(uuid.uuid4()), "first_on": "2027-01-21", "last_on": "2027-01-23", "reason": "ill"}
    for wrong in ({"first_on": "2027-01-19"}, {"last_on": "2027-01-20"}, {"last_on": "2027-03-30"}, {"reason": ""}):
        assert browser.post(url, data={**sent, **wrong}).status_code == 200
    for _twice in range(2):
        assert browser.post(url, data=sent).status_code == 302
    assert browser.post(url, data={**sent, "absence_id": str(uuid.uuid4())}).status_code == 200, "those days are said"
    [absence] = db.session.scalars(select(Absence)).all()
    for account in (place.staff, place.director):
        near = sign_in(account)
        landing = near.get("/").get_data(as_text=True)
        assert 'href="/calls"' in landing
        assert f"/absences/{absence.id}" not in landing, "the call says it; it is not said twice"
        assert f"/absences/{absence.id}" in near.get("/absences").get_data(as_text=True)
        page = near.get(f"/absences/{absence.id}").get_data(as_text=True)
        assert "王小雨" in page
        assert f"/children/{place.child.id}" in page
    sign_in(place.director).post(f"/absences/{absence.id}/told")
    assert f"/absences/{absence.id}" not in sign_in(place.staff).get("/").get_data(as_text=True)
    assert sign_in(place.director).post(f"/absences/{absence.id}/substitute", data={}).status_code == 404
    stranger = make.account(Role.SCHOOL_STAFF, make.school(place.township))
    db.session.commit()
    assert sign_in(stranger).get(f"/absences/{absence.id}").status_code == 404
    assert place.pairing.state is PairingState.ACTIVE


def test_the_school_approves_one_of_two_who_is_asked_and_sees_the_child_on_those_days_only(
    place: Place, sign_in: SignIn
) -> None:
    absence = away(place)
    page = sign_in(place.staff).get(f"/absences/{absence.id}").get_data(as_text=True)
    assert str(place.other.id) in page
    assert str(place.volunteer.id) not in page
    sign_in(place.staff).post(f"/absences/{absence.id}/substitute", data={"volunteer_id": str(place.other.id)})
    [made] = db.session.scalars(select(Substitute)).all()
    url = f"/my/standing-in/{made.id}"

    def seen() -> str | None:
        answer = sign_in(place.other_account).get(url)
        return answer.get_data(as_text=True) if answer.status_code == 200 else None

    asked = seen()
    assert asked is not None
    assert place.child.code in asked
    assert "08741234567" in asked
    sign_in(place.other_account).post(f"{url}/yes")
    for before_the_days in (asked, seen()):
        assert before_the_days is not None
        assert "小雨" not in before_the_days
        assert "慢慢说" not in before_the_days
    for day in (FIRST, LAST):
        with at(day):
            now = seen()
            assert now is not None
            assert "小雨" in now
            assert "王小雨" not in now
            assert place.child.code in sign_in(place.other_account).get("/sessions/unsent").get_data(as_text=True)
    with at(LAST + timedelta(days=1), 0):
        assert seen() is None, "after its dates it is a 404"
        for page in ("/", "/sessions/new", "/sessions/unsent", "/sessions/"):
            told = sign_in(place.other_account).get(page).get_data(as_text=True)
            assert place.child.code not in told
            assert "小雨" not in told
    assert db.session.scalars(select(Pairing)).all() == [place.pairing], "no pairing was made"
    assert sign_in(place.account).get(url).status_code == 404


def test_a_substitute_logs_sessions_of_the_agreed_days_only(place: Place, sign_in: SignIn) -> None:
    made = standing_in(place)
    actor = place.other_account.actor()

    def log(start: str, **values: Any) -> Any:
        return log_session(db.session, actor, entry(place, start, pairing_id=made.id, **values))

    with at(FIRST):
        with pytest.raises(Refused, match="outside_substitute"):
            log("2027-01-20 14:00")
        db.session.rollback()
        make.home_agreed(place.child)
        place.pairing.home_note = "班主任陪同"
        db.session.commit()
        with pytest.raises(Refused, match="no_home_visits"):
            log("2027-01-21 14:00", place=SessionPlace.HOME)
        db.session.rollback()
        with pytest.raises(Missing):  # the pairing itself is not theirs
            log_session(db.session, actor, entry(place, "2027-01-21 14:00"))
        db.session.rollback()
        row = log("2027-01-21 14:00", note="第一次代班")
        assert (row.volunteer_id, row.pairing_id, row.state) == (place.other.id, place.pairing.id, SessionState.SENT)
    with at(LAST + timedelta(days=2)):  # what a phone kept arrives, and tells nothing any more
        kept = typed(place, pairing_id=str(made.id), day=LAST.isoformat())
        assert sign_in(place.other_account).post("/sessions/new", data=kept).status_code == 302
        page = sign_in(place.other_account).get(f"/sessions/{row.id}").get_data(as_text=True)
        assert "第一次代班" not in page
    with at(LAST + timedelta(days=8)):
        late = typed(place, pairing_id=str(made.id), day=LAST.isoformat(), start="16:00", end="17:00", late_reason="忘")
        assert sign_in(place.other_account).post("/sessions/new", data=late).status_code == 404
    assert len(all_rows()) == 2


def spoil(place: Place, gate: str) -> None:
    if gate == "consent":
        place.child.consents[0].withdrawn_at = clock.now()
        place.child.consented_until = None
    elif gate == "apart":
        make.add(DoNotPair(child_id=place.child.id, volunteer_id=place.other.id, reason="kinship"))
    elif gate == "sex":
        place.other.sex = Sex.MALE
    elif gate == "suspended":
        place.other.suspended_since = clock.now()
    elif gate == "pairing":
        place.pairing.state, place.pairing.reason, place.pairing.ended_at = PairingState.ENDED, "other", clock.now()
    db.session.commit()


@pytest.mark.parametrize("gate", ["consent", "apart", "sex", "suspended", "pairing"])
def test_every_gate_is_judged_at_approval_at_the_answer_at_every_look_and_every_session(
    place: Place, sign_in: SignIn, gate: str
) -> None:
    absence, staff, actor = away(place), place.staff.actor(), place.other_account.actor()
    asked = approve_substitute(db.session, staff, absence.id, place.other.id)
    spoil(place, gate)
    with pytest.raises(Refused):
        answer_substitute(db.session, actor, asked.id, yes=True)
    db.session.rollback()
    asked.state, asked.answered_at = SubstituteState.DECLINED, clock.now()
    db.session.commit()
    with pytest.raises(Refused):
        approve_substitute(db.session, staff, absence.id, place.other.id)
    db.session.rollback()
    asked.state = SubstituteState.ACCEPTED
    db.session.commit()
    with at(FIRST):
        assert sign_in(place.other_account).get(f"/my/standing-in/{asked.id}").status_code == 404
        with pytest.raises(Refused):
            log_session(db.session, actor, entry(place, "2027-01-21 14:00", pairing_id=asked.id))
        db.session.rollback()


def test_called_off_or_taken_back_it_is_over_at_once_and_days_before_stay_served(place: Place, sign_in: SignIn) -> None:
    made = standing_in(place)
    actor = place.other_account.actor()
    with at(LAST, 9):
        call_off_substitute(db.session, place.staff.actor(), made.id)
        assert (made.state, made.last_on) == (SubstituteState.ENDED, LAST - timedelta(days=1))
        row = log_session(db.session, actor, entry(place, "2027-01-21 14:00", pairing_id=made.id))
        assert row.minutes == 60
        with pytest.raises(Refused, match="outside_substitute"):
            log_session(db.session, actor, entry(place, "2027-01-23 07:30", pairing_id=made.id))
        db.session.rollback()
        again = approve_substitute(db.session, place.staff.actor(), made.absence_id, place.other.id)
        assert (again.first_on, again.last_on) == (LAST, LAST)
        missed = f"/sessions/missed/{again.id}"
        assert sign_in(place.other_account).get(missed).status_code == 404, "asked, and did not say yes"
        take_back_absence(db.session, place.account.actor(), made.absence_id)
        assert again.state is SubstituteState.CALLED_OFF
        with pytest.raises(Missing):
            log_session(db.session, actor, entry(place, "2027-01-23 07:30", pairing_id=again.id))
        db.session.rollback()


def test_who_is_away_or_stands_in_already_is_not_proposed_and_nobody_twice(place: Place) -> None:
    made = standing_in(place)
    third = make.vetted(make.volunteer(place.township, account_id=make.account(Role.VOLUNTEER).id))
    make.availability(third, place.season)
    db.session.commit()
    with pytest.raises(Conflict, match="taken"):
        approve_substitute(db.session, place.staff.actor(), made.absence_id, third.id)
    db.session.rollback()
    child = make.child(place.school, place.township)
    make.consent(child)
    busy = make.pairing(child, third, place.season, PairingState.ACTIVE, sexes="same")
    db.session.commit()
    said = Away(uuid.uuid4(), busy.id, FIRST, FIRST, AbsenceReason.ILL)
    theirs = say_absence(db.session, db.session.get_one(Account, third.account_id).actor(), said)
    for volunteer in (place.other, place.volunteer):
        with pytest.raises(Refused, match="not_able"):
            approve_substitute(db.session, place.staff.actor(), theirs.id, volunteer.id)
        db.session.rollback()
