"""What people do on the pages of pairings, and what they must not get to see there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import audit, clock
from app.foundation.access import Role
from app.pairing.models import DoNotPair, MeetingPlace, Pairing, PairingState
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
S = PairingState
NAME, GIVEN, TIPS, CARER = "王小雨", "小雨", "怕狗", "13900000000"


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def page(browser: FlaskClient, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200, (url, response.status_code)
    assert NAME not in (re.search(r"<title>(.*?)</title>", response.text, re.DOTALL) or [""])[0]
    return response.text


def sent(browser: FlaskClient, url: str, **data: Any) -> str:
    """Post, and read the page it leads to."""
    answer = browser.post(url, data=data)
    assert answer.status_code == 302, answer.status_code
    return browser.get(answer.headers["Location"]).get_data(as_text=True)


def tomorrow() -> str:
    return (clock.today() + timedelta(days=1)).isoformat()


def approval(there: Place, **values: str) -> dict[str, str]:
    return {
        "day": tomorrow(),
        "hour": "10:00",
        "place": f"school:{there.school.id}",
        "introducer": str(there.staff.id),
        "another_adult": "y",
        **values,
    }


@pytest.mark.parametrize(
    ("state", "shown", "hidden"),
    [
        (S.PROPOSED, {"code"}, {"meeting", "given", "tips"}),
        (S.ACCEPTED, {"code"}, {"meeting", "given", "tips"}),
        (S.APPROVED, {"code", "meeting"}, {"given", "tips"}),
        (S.ACTIVE, {"code", "given", "tips"}, set()),
        (S.SUSPENDED, {"code"}, {"meeting", "given", "tips", "township"}),
        (S.ENDED, set(), {"code", "meeting", "given", "tips", "township"}),
        (S.DECLINED, set(), {"code", "meeting", "given", "tips", "township"}),
        (S.REJECTED, set(), {"code", "meeting", "given", "tips", "township"}),
        (S.EXPIRED, set(), {"code", "meeting", "given", "tips", "township"}),
        (S.WITHDRAWN, set(), {"code", "meeting", "given", "tips", "township"}),
    ],
)
def test_a_volunteer_sees_exactly_what_the_stage_allows(
    session: Session, place: Place, sign_in: SignIn, state: PairingState, shown: set[str], hidden: set[str]
) -> None:
    pairing = place.pairing(state)
    make.meeting(pairing, place.staff, place.school)
    session.commit()
    words = {
        "code": place.child.code,
        "meeting": "0874-3120001",
        "given": GIVEN,
        "tips": TIPS,
        "township": place.township.name,
    }
    browser = sign_in(place.student)
    text = page(browser, f"/my/pairings/{pairing.id}")
    assert [name for name in shown if words[name] not in text] == []
    text += page(browser, "/my/pairings")
    assert [name for name in hidden if words[name] in text] == []
    # Never at any stage: the whole name, a phone of the family, the school, the exact birth date.
    never = [NAME, CARER, place.child.birth_date.isoformat(), "奶奶"]
    assert [one for one in never if one in text] == []


def test_a_volunteer_answers_on_the_phone(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.PROPOSED)
    browser = sign_in(place.student)
    answer = browser.post(f"/my/pairings/{pairing.id}/decline", data={})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.get_data(as_text=True)
    assert browser.post(f"/my/pairings/{pairing.id}/accept").status_code == 302
    session.expire_all()
    assert session.get_one(Pairing, pairing.id).state is S.ACCEPTED
    assert "待学校审批" in page(browser, "/my/pairings")
    late = sent(browser, f"/my/pairings/{pairing.id}/decline", reason="time")
    assert "已有变化" in late


def test_the_school_sees_both_sides_and_approves(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACCEPTED, score=420, reasons=[["needs", 400], ["same_sex", 20]])
    browser = sign_in(place.staff)
    assert NAME in page(browser, "/approvals")
    text = page(browser, f"/approvals/{pairing.id}")
    for word in (NAME, "陈晓", "满足的需求", "420", place.volunteer.college):
        assert word in text
    done = browser.post(f"/approvals/{pairing.id}/approve", data=approval(place))
    assert done.status_code == 302
    session.expire_all()
    assert (pairing.state, pairing.approved_by_id) == (S.APPROVED, place.staff.id)
    (meeting,) = pairing.meetings
    assert (clock.local(meeting.at).strftime("%H:%M"), meeting.place) == ("10:00", MeetingPlace.SCHOOL)
    read = session.scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == audit.Action.PAIRING_READ)).all()
    assert read[0].object_id == str(pairing.id)
    assert "首次见面" in page(browser, "/meetings")
    assert browser.post(f"/meetings/{meeting.id}/met", data={"usual_place": "图书室"}).status_code == 302
    session.expire_all()
    assert (pairing.state, pairing.usual_place) == (S.ACTIVE, "图书室")


def test_a_refused_meeting_keeps_what_was_typed(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACCEPTED)
    browser = sign_in(place.staff)
    typed = approval(place, hour="22:15", note="问过奶奶了")
    answer = browser.post(f"/approvals/{pairing.id}/approve", data=typed)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "22:15" in text
    assert "问过奶奶了" in text
    assert "07:30 至 20:30" in text
    missing = browser.post(f"/approvals/{pairing.id}/approve", data={"day": tomorrow()})
    assert missing.status_code == 422
    assert tomorrow() in missing.get_data(as_text=True)
    forged = browser.post(f"/approvals/{pairing.id}/approve", data=approval(place, introducer=str(place.organizer.id)))
    assert forged.status_code == 422
    session.expire_all()
    assert pairing.state is S.ACCEPTED


def test_a_different_sex_is_said_aloud(session: Session, place: Place, sign_in: SignIn) -> None:
    from app.children.models import Sex

    place.volunteer.sex = Sex.MALE
    pairing = place.pairing(S.ACCEPTED)
    browser = sign_in(place.staff)
    assert "different_sex" in page(browser, f"/approvals/{pairing.id}")
    assert browser.post(f"/approvals/{pairing.id}/approve", data=approval(place)).status_code == 422
    sure = approval(place, different_sex="y", sex_reason="nobody_else", note="奶奶同意")
    assert browser.post(f"/approvals/{pairing.id}/approve", data=sure).status_code == 302


def test_the_proposer_is_told_that_a_colleague_decides(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACCEPTED, proposed_by_id=place.staff.id)
    browser = sign_in(place.staff)
    assert "须由同事决定" in page(browser, f"/approvals/{pairing.id}")
    answer = browser.post(f"/approvals/{pairing.id}/approve", data=approval(place))
    assert answer.status_code == 422
    session.expire_all()
    assert pairing.state is S.ACCEPTED


def test_consent_withdrawn_before_the_click(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACCEPTED)
    browser = sign_in(place.staff)
    page(browser, f"/approvals/{pairing.id}")
    place.child.consents[0].withdrawn_at = clock.now()
    session.commit()
    answer = browser.post(f"/approvals/{pairing.id}/approve", data=approval(place))
    assert answer.status_code == 422
    assert "现在不能继续" in answer.get_data(as_text=True)
    session.expire_all()
    assert pairing.state is S.ACCEPTED


def test_who_comes_second_reads_that_a_colleague_was_first(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACCEPTED)
    assert sign_in(place.staff).post(f"/approvals/{pairing.id}/approve", data=approval(place)).status_code == 302
    answer = sent(sign_in(place.deputy), f"/approvals/{pairing.id}/approve", **approval(place))
    assert "同事已经批准了这个结对" in answer


def test_a_rejection_goes_to_the_next_run(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACCEPTED)
    browser = sign_in(place.staff)
    assert browser.post(f"/approvals/{pairing.id}/reject", data={}).status_code == 422
    assert browser.post(f"/approvals/{pairing.id}/reject", data={"reason": "carer_wish"}).status_code == 302
    session.expire_all()
    assert (pairing.state, pairing.reason) == (S.REJECTED, "carer_wish")
    assert session.scalars(select(DoNotPair)).one().child_id == place.child.id


def test_the_other_school_of_the_district_gets_404_everywhere(session: Session, place: Place, sign_in: SignIn) -> None:
    other = make.account(Role.SCHOOL_STAFF, make.school(place.township))
    director = make.account(Role.VILLAGE_DIRECTOR, make.village(place.township))
    student = make.account(Role.VOLUNTEER)
    make.volunteer(place.township, account_id=student.id)
    pairing = place.pairing(S.ACCEPTED)
    meeting = make.meeting(pairing, place.staff, place.school)
    session.commit()
    gets = [f"/approvals/{pairing.id}", f"/pairings/{pairing.id}", f"/meetings/{meeting.id}",
            f"/my/pairings/{pairing.id}", f"/suggestions/children/{place.child.id}"]  # fmt: skip
    posts = [f"/approvals/{pairing.id}/approve", f"/approvals/{pairing.id}/reject", f"/pairings/{pairing.id}/end",
             f"/pairings/{pairing.id}/withdraw", f"/pairings/{pairing.id}/resume", f"/meetings/{meeting.id}/met",
             f"/meetings/{meeting.id}/again", f"/my/pairings/{pairing.id}/accept"]  # fmt: skip
    for account in (other, director, student):
        browser = sign_in(account)
        assert {browser.get(url).status_code for url in gets} == {404}
        assert {browser.post(url, data=approval(place)).status_code for url in posts} == {404}
    propose = {"child_id": place.child.id, "volunteer_id": place.volunteer.id}
    assert sign_in(other).post("/suggestions/propose", data=propose).status_code == 404
    for account, url in ((other, "/approvals"), (other, "/pairings"), (other, "/meetings"), (director, "/pairings")):
        text = page(sign_in(account), url)
        assert NAME not in text
        assert place.child.code not in text


def test_staff_of_the_district_see_codes_the_school_sees_names(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACTIVE)
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, place.township)
    session.commit()
    for account in (place.organizer, supervisor):
        text = page(sign_in(account), f"/pairings/{pairing.id}") + page(sign_in(account), "/pairings")
        assert place.child.code in text
        assert NAME not in text
        assert "陈晓" not in text
    assert NAME in page(sign_in(place.staff), f"/pairings/{pairing.id}")


def test_ending_needs_a_farewell(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACTIVE)
    browser = sign_in(place.staff)
    assert browser.post(f"/pairings/{pairing.id}/end", data={"reason": "other"}).status_code == 422
    ending = {"reason": "volunteer_left", "farewell": "一起包了饺子"}
    assert browser.post(f"/pairings/{pairing.id}/end", data=ending).status_code == 302
    session.expire_all()
    assert (pairing.state, pairing.farewell) == (S.ENDED, "一起包了饺子")


def test_the_introducer_moves_the_meeting(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.APPROVED)
    meeting = make.meeting(pairing, place.director, place.school)
    session.commit()
    browser = sign_in(place.director)
    assert "首次见面" in page(browser, f"/meetings/{meeting.id}")
    moved = approval(place, hour="15:30", outcome="moved", place="call:")
    assert browser.post(f"/meetings/{meeting.id}/again", data={**moved, "hour": "6:00"}).status_code == 422
    assert browser.post(f"/meetings/{meeting.id}/again", data=moved).status_code == 302
    session.expire_all()
    assert [one.place for one in pairing.meetings] == [MeetingPlace.SCHOOL, MeetingPlace.CALL]


def test_panels_say_what_to_do(session: Session, place: Place, sign_in: SignIn) -> None:
    from flask import current_app, render_template

    from app.foundation.panels import panels_for

    def said(account: Account) -> str:
        session.expire_all()
        with current_app.test_request_context():
            shown = panels_for(account.actor())
            mine = [one for one in shown if one[0].template.startswith("pairing/")]
            return "".join(render_template(panel.template, **context) for panel, context in mine)

    assert "等您答复" not in said(place.student)
    pairing = place.pairing(S.PROPOSED)
    assert "等您答复" in said(place.student)
    pairing.state, pairing.accepted_at = S.ACCEPTED, clock.now()
    session.commit()
    assert "待审批的结对：1" in said(place.staff)
    pairing.state, pairing.approved_at = S.APPROVED, clock.now()
    make.meeting(pairing, place.director, place.school)
    session.commit()
    assert place.school.name in said(place.student)
    assert "待记录的首次见面" in said(place.staff)
    assert "由您介绍" in said(place.director)
    assert "匹配与结对" in said(place.organizer)


def test_the_sign_up_says_that_a_child_is_proposed_and_until_when(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.student)
    assert "查看并答复" not in page(browser, "/my-sign-up")
    made = place.pairing(S.PROPOSED)
    said = page(browser, "/my-sign-up")
    assert f"/{made.id}" in said
    assert "前答复" in said
    assert "有孩子推荐给您时会通知您" not in said
