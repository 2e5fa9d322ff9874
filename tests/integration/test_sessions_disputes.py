"""Two people stand for a late entry, and a volunteer may say that a decision is wrong."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing, Refused
from app.sessions import queries, rules
from app.sessions.models import (
    DisputeAnswer,
    DisputeReason,
    ReturnReason,
    ServiceSession,
    SessionDispute,
    SessionState,
    VoidReason,
)
from tests import factories as make
from tests.integration.sessions_place import NOW, Scene, all_rows, entry, log, make_scene, typed

SignIn = Callable[[Account], FlaskClient]


@dataclass
class Place(Scene):
    """The scene, with who decides."""

    staff: Account
    director: Account
    supervisor: Account


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(session: scoped_session[Any]) -> Place:
    scene = make_scene()
    village = make.village(scene.township)
    scene.child.village_id = village.id
    roles = {Role.SCHOOL_STAFF: scene.school, Role.VILLAGE_DIRECTOR: village, Role.TOWNSHIP_SUPERVISOR: scene.township}
    staff, director, supervisor = (make.account(role, scope) for role, scope in roles.items())
    session.commit()
    return Place(**vars(scene), staff=staff, director=director, supervisor=supervisor)


def late(place: Place) -> ServiceSession:
    return log(place, "2027-01-15 14:00", late_reason="村里没有信号")


def test_a_late_entry_counts_once_two_people_stand_for_it(place: Place, sign_in: SignIn) -> None:
    row = late(place)
    url = f"/sessions/queue/{row.id}/confirm"
    assert sign_in(place.supervisor).post(url).status_code == 404, "who cannot know it does not come first"
    teacher = sign_in(place.staff)
    assert teacher.post("/sessions/queue/confirm", data={"ids": str(row.id)}).status_code == 302
    assert all_rows()[0].vouched_by_id is None, "not in bulk"
    for _twice in range(2):
        assert teacher.post(url).status_code == 302
    [row] = all_rows()
    assert (row.state, row.vouched_by_id, row.confirmed_by_id) == (SessionState.SENT, place.staff.id, None)
    assert queries.own_hours(db.session, place.account.actor()).total == 0
    page = sign_in(place.supervisor).get(f"/sessions/queue/{row.id}").get_data(as_text=True)
    assert url in page
    assert place.child.name not in page
    assert sign_in(place.supervisor).post(url).status_code == 302
    [row] = all_rows()
    assert (row.state, row.confirmed_by_id) == (SessionState.CONFIRMED, place.supervisor.id)
    assert queries.own_hours(db.session, place.account.actor()).total == 60


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        (("staff", None), "late_needs_two"),
        (("staff", "staff"), "two_are_two"),
        (("account", "staff"), "voucher_is_not_volunteer"),
        (("staff", "account"), "confirmer_is_not_volunteer"),
    ],
)
def test_the_database_keeps_the_two_apart_from_each_other_and_from_the_volunteer(
    place: Place, who: tuple[str, str | None], rule: str
) -> None:
    row = late(place)
    first, second = who if who[1] else (None, who[0])
    if first is not None:
        row.vouched_by_id, row.vouched_at = getattr(place, first).id, clock.now()
    row.state, row.confirmed_by_id, row.confirmed_at = SessionState.CONFIRMED, getattr(place, second).id, clock.now()
    with pytest.raises(IntegrityError, match=rule):
        db.session.commit()
    db.session.rollback()


def test_the_volunteer_is_never_one_of_the_two_whatever_other_role_they_hold(place: Place) -> None:
    row = late(place)
    place.account.roles.append(make.role_grant(Role.TOWNSHIP_SUPERVISOR, place.township))
    place.account.roles.append(make.role_grant(Role.SCHOOL_STAFF, place.school))
    db.session.commit()
    for other in (place.staff, place.director):
        with pytest.raises(Missing):
            rules.confirm_session(db.session, place.account.actor(), row.id)
        db.session.rollback()
        row = rules.confirm_session(db.session, other.actor(), row.id)
    assert row.state is SessionState.CONFIRMED


def said(row: ServiceSession) -> dict[str, str]:
    return {"dispute_id": str(uuid.uuid4()), "reason": "held", "words": "那天确实在学校，班主任也在"}


def test_a_volunteer_disputes_and_staff_must_answer(place: Place, sign_in: SignIn) -> None:
    row = log(place)
    rules.void_session(db.session, place.staff.actor(), row.id, VoidReason.NOT_HELD, "孩子不在")
    browser, sent = sign_in(place.account), said(row)
    assert browser.post(f"/sessions/{row.id}/dispute", data={**sent, "words": " "}).status_code == 200
    for _twice in range(2):
        assert browser.post(f"/sessions/{row.id}/dispute", data=sent).status_code == 302
    assert browser.post(f"/sessions/{row.id}/dispute", data=said(row)).status_code == 200, "one at a time"
    [dispute] = db.session.scalars(select(SessionDispute)).all()
    stranger = make.account(Role.SCHOOL_STAFF, make.school(place.township))
    db.session.commit()
    url, answer = f"/sessions/queue/disputes/{dispute.id}", {"answer": "reopened", "words": "查过签到，确实来了"}
    for nobody in (stranger, place.supervisor, place.account):
        assert sign_in(nobody).post(url, data=answer).status_code == 404
    teacher = sign_in(place.staff)
    assert "提出异议" in teacher.get("/").get_data(as_text=True)
    page = teacher.get(f"/sessions/queue/{row.id}").get_data(as_text=True)
    assert "班主任也在" in page
    assert f'action="{url}"' in page
    assert teacher.post(url, data={**answer, "words": ""}).status_code == 200, "an answer has words"
    assert teacher.post(url, data=answer).status_code == 302
    assert [(one.state, one.reason) for one in all_rows()] == [(SessionState.SENT, None)]
    assert "查过签到" in browser.get(f"/sessions/{row.id}").get_data(as_text=True)
    with pytest.raises(Conflict):
        rules.answer_dispute(db.session, place.director.actor(), dispute.id, DisputeAnswer.STANDS, "维持")
    db.session.rollback()


def test_a_confirmed_record_that_is_wrong_comes_back_and_is_corrected_as_a_new_version(
    place: Place, sign_in: SignIn
) -> None:
    row = log(place)
    rules.confirm_session(db.session, place.staff.actor(), row.id)
    sign_in(place.account).post(f"/sessions/{row.id}/dispute", data=said(row))
    [dispute] = db.session.scalars(select(SessionDispute)).all()
    rules.answer_dispute(db.session, place.director.actor(), dispute.id, DisputeAnswer.REOPENED, "请更正")
    assert queries.own_hours(db.session, place.account.actor()).total == 0
    again = rules.correct_session(db.session, place.account.actor(), row.id, entry(place, minutes=30))
    assert [one.state for one in all_rows()] == [SessionState.REPLACED, SessionState.SENT]
    assert (again.replaces_id, again.late) == (row.id, False)


def test_what_cannot_be_disputed_and_what_cannot_be_reopened(place: Place) -> None:
    actor, words = place.account.actor(), "不对"
    sent, own = log(place), log(place, "2027-01-19 16:00")
    rules.void_session(db.session, actor, own.id, VoidReason.MISTAKE)
    for row in (sent, own):
        with pytest.raises(Refused, match="nothing_to_dispute"):
            rules.dispute_session(db.session, actor, rules.Objection(uuid.uuid4(), row.id, DisputeReason.OTHER, words))
        db.session.rollback()
    rules.return_session(db.session, place.staff.actor(), sent.id, ReturnReason.TIME)
    dispute = rules.dispute_session(
        db.session, actor, rules.Objection(uuid.uuid4(), sent.id, DisputeReason.TIME, words)
    )
    with pytest.raises(Refused, match="answer_words"):
        rules.answer_dispute(db.session, place.staff.actor(), dispute.id, DisputeAnswer.STANDS, " ")
    db.session.rollback()
    used = log(place, "2027-01-19 14:30", 10)  # the hour is used for something else meanwhile
    with pytest.raises(Conflict, match="hour_taken"):
        rules.answer_dispute(db.session, place.staff.actor(), dispute.id, DisputeAnswer.REOPENED, "好")
    db.session.rollback()
    rules.void_session(db.session, actor, used.id, VoidReason.MISTAKE)
    rules.correct_session(db.session, actor, sent.id, entry(place))
    with pytest.raises(Conflict, match="changed_since"):
        rules.answer_dispute(db.session, place.staff.actor(), dispute.id, DisputeAnswer.REOPENED, "好")
    db.session.rollback()
    assert (
        rules.answer_dispute(db.session, place.staff.actor(), dispute.id, DisputeAnswer.STANDS, "请更正时间").answer
        == "stands"
    )


def test_a_correction_sent_twice_over_is_not_late_because_it_was_returned(place: Place, sign_in: SignIn) -> None:
    first = log(place)
    for start in ("13:00", "12:00"):
        rules.return_session(db.session, place.staff.actor(), first.id, ReturnReason.TIME)
        with time_machine.travel(NOW.replace(day=26), tick=False):
            data = typed(place, start=start, end="13:30")
            sign_in(place.account).post(f"/sessions/{first.id}/correct", data=data)
        first = next(row for row in all_rows() if row.state is SessionState.SENT)
    assert [row.late for row in all_rows()] == [False, False, False]
