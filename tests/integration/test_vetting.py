"""Checks of volunteers: in bulk and one by one, only by the district's League, and what a failed one sets off."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.accounts.rules import accept_invitation
from app.foundation import clock, events
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Missing, Refused
from app.volunteers.events import VolunteerFailedVetting
from app.volunteers.gates import VolunteerGate, missing
from app.volunteers.handlers import supply
from app.volunteers.models import SignupDraft, Skill, VettingCheck, VettingKind, VettingResult, Volunteer
from app.volunteers.rules.inviting import invite_volunteer
from app.volunteers.rules.vetting import Outcome, record_checks
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]
ID_NUMBER = "530303200503020026"


@pytest.fixture
def office(session: scoped_session[Any]) -> Any:
    """A district with an organizer, a season, and two students who signed up."""
    district = make.district()
    home, season = make.township(district), make.season(district)
    students = [make.volunteer(home, id_number=ID_NUMBER, name=name) for name in ("王小明", "李晓红")]
    for one in students:
        make.availability(one, season)
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    return organizer, season, students


def test_ticked_boxes_are_recorded_for_many_at_once(session: scoped_session[Any], sign_in: SignIn, office: Any) -> None:
    organizer, season, students = office
    browser = sign_in(organizer)
    page = browser.get("/vetting").get_data(as_text=True)
    assert 0 < page.index("李晓红") < page.index("王小明"), "by pinyin, whoever signed up first"
    today = clock.today().isoformat()
    ids = [str(one.id) for one in students]
    ticked = {kind.value: ids for kind in VettingKind if kind is not VettingKind.GUARDIAN}
    for _ in range(2):  # a double click records nothing twice
        answer = browser.post(
            "/vetting", data={"checked_on": today, "hours": "2", "reference": "沾公函〔2026〕12号", **ticked}
        )
        assert answer.status_code == 302
    assert len(session.scalars(select(VettingCheck)).all()) == 10
    for one in students:
        assert missing(one, season, clock.today()) == ()
    background = next(one for one in students[0].checks if one.kind is VettingKind.BACKGROUND)
    assert background.expires_on is not None
    assert (background.expires_on - background.checked_on).days in {365, 366}
    recorded = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.VETTING_RECORDED)).all()
    assert len(recorded) == 10
    assert "可参加匹配" in browser.get("/volunteers?gate=clear").get_data(as_text=True)


@pytest.mark.parametrize("days", [1, -366, -4000])
def test_a_day_that_cannot_be_is_refused_and_the_ticks_are_kept(
    session: scoped_session[Any], sign_in: SignIn, office: Any, days: int
) -> None:
    organizer, _, students = office
    day = (clock.today() + timedelta(days=days)).isoformat()
    answer = sign_in(organizer).post("/vetting", data={"checked_on": day, "background": str(students[0].id)})
    assert answer.status_code == 422
    assert f'value="{students[0].id}" checked' in answer.get_data(as_text=True)
    assert session.scalars(select(VettingCheck)).all() == []


def test_an_organizer_of_another_district_sees_and_records_nothing(
    session: scoped_session[Any], sign_in: SignIn, office: Any
) -> None:
    organizer, season, students = office
    foreign = make.district("别的区")
    make.season(foreign)
    stranger = make.account(Role.ORGANIZER, foreign)
    staff = make.account(Role.SCHOOL_STAFF, make.school(make.township(foreign)))
    session.commit()
    browser, student = sign_in(stranger), students[0]
    today = clock.today().isoformat()
    assert "王小明" not in browser.get(f"/vetting?season={season.id}").get_data(as_text=True)
    ticked = {"checked_on": today, "identity": str(student.id)}
    assert browser.post("/vetting", data=ticked).status_code == 404
    assert browser.post("/vetting", data={"checked_on": today, "identity": "nonsense"}).status_code == 404
    assert browser.get(f"/volunteers/{student.id}").status_code == 404
    assert browser.post(f"/volunteers/{student.id}/invite").status_code == 404
    assert browser.post(f"/volunteers/{student.id}/checks", data={"kind": "identity"}).status_code == 404
    assert browser.post(f"/volunteers/skills/{student.skills[0].id}/verify").status_code == 404
    assert sign_in(staff).get(f"/volunteers/{student.id}").status_code == 404
    outcomes = [Outcome(one.id, VettingKind.IDENTITY, clock.today()) for one in students]
    with pytest.raises(Missing):
        record_checks(session, stranger.actor(), outcomes)
    session.rollback()
    with pytest.raises(Missing):
        record_checks(session, organizer.actor(), [Outcome(uuid.uuid4(), VettingKind.IDENTITY, clock.today())])
    session.rollback()
    assert session.scalars(select(VettingCheck)).all() == []


def test_one_foreign_student_among_many_stops_the_whole_bulk(session: scoped_session[Any], office: Any) -> None:
    organizer, _, students = office
    theirs = make.volunteer(make.township(make.district("别的区")))
    session.commit()
    both = [Outcome(one.id, VettingKind.IDENTITY, clock.today()) for one in (students[0], theirs)]
    with pytest.raises(Missing):
        record_checks(session, organizer.actor(), both)
    session.rollback()
    assert session.scalars(select(VettingCheck)).all() == []


def test_a_failed_background_check_is_told_to_the_parts_above(
    session: scoped_session[Any], sign_in: SignIn, office: Any
) -> None:
    organizer, season, students = office
    told: list[uuid.UUID] = []

    def note(session: Any, event: VolunteerFailedVetting) -> None:
        told.append(event.volunteer.id)

    events.handles(VolunteerFailedVetting)(note)
    try:
        typed = {"kind": "background", "result": "failed", "checked_on": clock.today().isoformat()}
        answer = sign_in(organizer).post(f"/volunteers/{students[0].id}/checks", data=typed)
    finally:
        events._handlers[VolunteerFailedVetting].remove(note)
    assert answer.status_code == 302
    assert told == [students[0].id]
    assert VolunteerGate.BACKGROUND_FAILED in missing(students[0], season, clock.today())
    check = session.scalars(select(VettingCheck)).one()
    assert (check.result, check.recorded_by_id) == (VettingResult.FAILED, organizer.id)


def test_a_pledge_cannot_fail_and_an_adult_needs_no_guardian(
    session: scoped_session[Any], sign_in: SignIn, office: Any
) -> None:
    organizer, _, students = office
    browser, today = sign_in(organizer), clock.today().isoformat()
    for typed in ({"kind": "pledge", "result": "failed"}, {"kind": "guardian", "result": "clear"}):
        answer = browser.post(f"/volunteers/{students[0].id}/checks", data={**typed, "checked_on": today})
        assert answer.status_code == 422
    assert session.scalars(select(VettingCheck)).all() == []


def test_the_id_number_stands_nowhere_in_full(session: scoped_session[Any], sign_in: SignIn, office: Any) -> None:
    organizer, _, students = office
    browser = sign_in(organizer)
    for path in ("/volunteers", "/vetting", f"/volunteers/{students[0].id}"):
        assert ID_NUMBER not in browser.get(path).get_data(as_text=True)
    assert "5303**********0026" in browser.get(f"/volunteers/{students[0].id}").get_data(as_text=True)
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == Action.VOLUNTEER_READ)).first() is not None


def test_counselling_needs_a_named_supervisor(session: scoped_session[Any], sign_in: SignIn, office: Any) -> None:
    organizer, season, students = office
    student = students[0]
    student.skills[0].area, student.skills[0].subject = "counselling", None
    session.commit()
    browser, url = sign_in(organizer), f"/volunteers/skills/{student.skills[0].id}/verify"
    assert VolunteerGate.NO_SKILL in missing(student, season, clock.today())
    browser.post(url, data={"supervisor": " "})
    skill = session.scalars(select(Skill).where(Skill.area == "counselling")).one()
    assert skill.verified_on is None
    browser.post(url, data={"supervisor": "陈医生"})
    assert (skill.verified_on, skill.supervisor) == (clock.today(), "陈医生")
    assert VolunteerGate.NO_SKILL not in missing(student, season, clock.today())
    browser.post(url, data={"withdraw": "1"})
    assert skill.verified_on is None


def test_the_ask_first_list_learns_what_students_offer(session: scoped_session[Any], office: Any) -> None:
    organizer, season, students = office
    offers = supply(session, season.district_id, clock.today())
    assert len(offers) == 2
    assert [(one.area, one.subject) for one in offers[0].skills] == [("tutoring", "math")]
    today = clock.today()
    record_checks(
        session,
        organizer.actor(),
        [Outcome(students[0].id, VettingKind.BACKGROUND, today, VettingResult.FAILED)],
    )
    assert len(supply(session, season.district_id, today)) == 1
    assert supply(session, uuid.uuid4(), today) == []


def test_a_student_from_a_list_is_invited_with_a_slip(
    session: scoped_session[Any], sign_in: SignIn, office: Any
) -> None:
    organizer, _, students = office
    browser, student = sign_in(organizer), students[0]
    page = browser.post(f"/volunteers/{student.id}/invite").get_data(as_text=True)
    assert student.phone in page
    assert "/invitation/" in page
    assert student.account is not None
    assert student.account.actor().has(Role.VOLUNTEER)
    account, token = invite_volunteer(session, organizer.actor(), student.id)  # a second slip for a lost one
    accept_invitation(session, token, "Cheng-gong-2026!")
    with pytest.raises(Refused) as refused:
        invite_volunteer(session, organizer.actor(), student.id)
    assert refused.value.code == "volunteers.account_in_use"
    session.rollback()
    assert account.id == student.account_id


def test_a_number_that_registered_itself_loses_its_password_before_it_gets_a_profile(
    session: scoped_session[Any], office: Any
) -> None:
    organizer, _, students = office
    squatter = make.account(
        Role.VOLUNTEER, login=students[0].phone, login_token=_token(students[0].phone), password_hash="x"
    )
    session.add(SignupDraft(account_id=squatter.id, content="{}"))
    staff = make.account(
        Role.SCHOOL_STAFF,
        make.school(make.township(make.district("别的区"))),
        login=students[1].phone,
        login_token=_token(students[1].phone),
    )
    session.commit()
    stamp = squatter.session_stamp
    account, _token_made = invite_volunteer(session, organizer.actor(), students[0].id)
    assert account.id == squatter.id
    assert account.password_hash is None
    assert account.session_stamp != stamp
    assert session.scalars(select(SignupDraft)).all() == []
    with pytest.raises(Refused) as refused:
        invite_volunteer(session, organizer.actor(), students[1].id)
    assert refused.value.code == "volunteers.number_taken"
    session.rollback()
    assert session.get(Volunteer, students[1].id).account_id is None
    assert staff.actor().has(Role.SCHOOL_STAFF)


def _token(phone: str) -> str:
    from app.accounts.rules import login_token

    return login_token(phone)
