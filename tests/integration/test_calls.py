"""Today's calls: who is on the list, whose number opens, and when a call without an answer comes back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.calls.codes import CallKind, CallResult
from app.calls.due import todays_calls
from app.calls.models import CareCall, LateNotice
from app.calls.rules import Made, note_call, say_late
from app.children.models import DutyGrant
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import PairingState
from app.safeguarding.models import SilenceAlert
from tests import factories as make
from tests.factories.sessions import absence, missed
from tests.integration.sessions_place import NOW, Scene, make_scene

SignIn = Callable[[Account], FlaskClient]
MORNING = NOW.replace(hour=9)
NUMBER = "13900000000"


@dataclass
class Place(Scene):
    """The scene, with who phones."""

    staff: Account
    director: Account
    lead: Account


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def place(session: scoped_session[Any]) -> Place:
    scene = make_scene()
    village = make.village(scene.township)
    scene.child.village_id, scene.child.name, scene.volunteer.name = village.id, "王小雨", "李明"
    staff, director = make.account(Role.SCHOOL_STAFF, scene.school), make.account(Role.VILLAGE_DIRECTOR, village)
    lead = make.account(Role.SAFEGUARDING_LEAD, scene.township.parent)
    session.commit()
    return Place(**vars(scene), staff=staff, director=director, lead=lead)


def grant(place: Place, to: Account) -> None:
    to.roles[0].file_keeper = to is place.staff
    db.session.add(
        DutyGrant(
            district_id=place.child.district_id,
            season_id=place.season.id,
            account_id=to.id,
            role_grant_id=to.roles[0].id,
            approved_by_id=place.lead.id,
        )
    )
    db.session.commit()


def kinds(account: Account) -> list[CallKind]:
    db.session.expire_all()
    return [due.kind for due in todays_calls(db.session, account.actor()).now]


def test_every_reason_to_call_is_on_the_list_of_school_and_village(place: Place) -> None:
    assert kinds(place.staff) == []
    notice = say_late(db.session, place.account.actor(), place.pairing.id, 20)
    missed(place.pairing, place.account, day=clock.today())
    missed(place.pairing, place.staff)  # the school knows what it recorded itself
    absence(place.pairing, place.account)
    db.session.add(SilenceAlert(pairing_id=place.pairing.id, child_id=place.child.id, silent_since=date(2027, 1, 12)))
    place.child.consents[-1].expires_on = place.child.consented_until = date(2027, 1, 29)
    db.session.commit()
    wanted = [CallKind.LATE, CallKind.NOBODY, CallKind.CANNOT_COME, CallKind.SILENT, CallKind.CONSENT]
    assert kinds(place.staff) == wanted
    assert kinds(place.director) == [one for one in wanted if one is not CallKind.SILENT]
    stranger = make.account(Role.SCHOOL_STAFF, make.school(place.township))
    both = make.account(Role.VILLAGE_DIRECTOR, make.village(place.township))
    db.session.commit()
    assert kinds(stranger) == kinds(both) == kinds(place.lead) == []
    place.pairing.state = PairingState.SUSPENDED
    db.session.commit()
    assert CallKind.LATE not in kinds(place.staff), "nobody comes to a paused pairing, late or not"
    assert db.session.get(LateNotice, notice.id) is not None


def test_a_first_meeting_is_told_before_it_takes_place(place: Place) -> None:
    place.pairing.state, place.pairing.active_at = PairingState.APPROVED, None
    meeting = make.meeting(place.pairing, place.staff, place.school, at=clock.now() + timedelta(days=2))
    db.session.commit()
    assert kinds(place.staff) == [CallKind.FIRST_MEETING]
    meeting.at = clock.now() + timedelta(days=5)
    db.session.commit()
    assert kinds(place.staff) == []


def test_numbers_open_with_a_grant_and_each_look_is_on_the_log(place: Place, sign_in: SignIn) -> None:
    away = absence(place.pairing, place.account)
    db.session.commit()
    url = f"/calls/cannot_come/{away.id}"
    school = sign_in(place.staff)
    assert "/calls" in school.get("/").get_data(as_text=True)
    listed = school.get("/calls").get_data(as_text=True)
    assert "王小雨" in listed
    assert NUMBER not in listed
    shut = school.post(f"{url}/number").get_data(as_text=True)
    assert NUMBER not in shut
    grant(place, place.staff)
    shown = sign_in(place.staff).post(f"{url}/number").get_data(as_text=True)
    assert f'href="tel:{NUMBER}"' in shown
    looks = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.CHILD_SENSITIVE_READ)).all()
    assert [look.details["reason"] for look in looks] == ["call_carer"]
    for account in (place.account, place.lead):
        assert sign_in(account).post(f"{url}/number").status_code == 404
    call = {"call_id": str(uuid.uuid4()), "result": "told"}
    for _twice in range(2):
        school.post(url, data=call)
    db.session.expire_all()
    assert away.told_at is not None, "the absence knows it too"
    [row] = db.session.scalars(select(CareCall)).all()
    assert (row.result, row.made_by_id) == (CallResult.TOLD, place.staff.id)
    assert sign_in(place.staff).post(f"{url}/number").status_code == 404, "settled"


def test_without_an_answer_it_comes_back_later_today_and_then_tomorrow(place: Place) -> None:
    actor, notice = place.staff.actor(), absence(place.pairing, place.account)
    db.session.commit()

    def call(result: CallResult = CallResult.NO_ANSWER) -> CareCall:
        return note_call(db.session, actor, Made(uuid.uuid4(), CallKind.CANNOT_COME, notice.id, result))

    assert call().again_at == clock.now() + timedelta(hours=2)
    assert kinds(place.staff) == []
    assert [due.subject_id for due in todays_calls(db.session, actor).later] == [notice.id]
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        assert kinds(place.staff) == [CallKind.CANNOT_COME]
        again = call(CallResult.AGAIN).again_at
        assert again is not None
        assert clock.local(again).isoformat()[:16] == "2027-01-21T08:30"
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        assert kinds(place.staff) == [CallKind.CANNOT_COME]
        call(CallResult.TOLD)
        assert kinds(place.staff) == []
    twice = Made(uuid.uuid4(), CallKind.CANNOT_COME, notice.id, CallResult.TOLD)
    with pytest.raises(Missing):
        note_call(db.session, actor, twice)


def test_an_id_is_one_call(place: Place) -> None:
    place.child.consents[-1].expires_on = place.child.consented_until = date(2027, 1, 29)
    db.session.commit()
    made = Made(uuid.uuid4(), CallKind.CONSENT, place.child.id, CallResult.TOLD)
    note_call(db.session, place.staff.actor(), made)
    assert note_call(db.session, place.staff.actor(), made).id == made.id
    with pytest.raises(Missing):
        note_call(db.session, place.director.actor(), made)
    with pytest.raises(Conflict):
        note_call(db.session, place.staff.actor(), Made(made.id, made.kind, made.subject_id, CallResult.AGAIN))
    assert kinds(place.staff) == [], "told; whether they renew is theirs"
    with time_machine.travel(MORNING + timedelta(days=7, minutes=1), tick=False):
        assert kinds(place.staff) == [CallKind.CONSENT], "a consent that still ends is followed up"


def test_late_is_one_tap_of_the_volunteer_and_other_minutes_are_told_anew(place: Place, sign_in: SignIn) -> None:
    phone, url = sign_in(place.account), f"/my/pairings/{place.pairing.id}"
    assert f'action="{url}/late"' in phone.get(url).get_data(as_text=True)
    for minutes in ("20", "20", "7", "", "x"):
        assert phone.post(f"{url}/late", data={"minutes": minutes}).status_code == 302
    [notice] = db.session.scalars(select(LateNotice)).all()
    note_call(db.session, place.staff.actor(), Made(uuid.uuid4(), CallKind.LATE, notice.id, CallResult.TOLD))
    assert kinds(place.staff) == []
    say_late(db.session, place.account.actor(), place.pairing.id, 60)
    assert kinds(place.staff) == [CallKind.LATE]
    with pytest.raises(Missing):
        say_late(db.session, place.staff.actor(), place.pairing.id, 20)
    db.session.rollback()
    place.pairing.state = PairingState.APPROVED
    db.session.commit()
    with pytest.raises(Refused):
        say_late(db.session, place.account.actor(), place.pairing.id, 20)
