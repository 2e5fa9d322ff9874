"""Training: the course on a phone, a quiz only the server checks, hours in person; together they are a gate."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.jobs.worker import do_chores
from app.pairing.models import PairingState
from app.pairing.rules.answering import accept
from app.texts import shipped
from app.texts.kinds import TextChange, TextKind
from app.texts.markup import questions
from app.volunteers.gates import VolunteerGate, missing
from app.volunteers.models import QuizAttempt, VettingCheck, VettingKind, VettingResult
from app.volunteers.rules.training import answer_quiz
from app.volunteers.rules.vetting import Outcome, record_checks
from app.volunteers.training import chosen_answers, drawn, training_of
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
ASKED = questions(shipped.read(TextKind.QUIZ, "zh_Hans_CN")[1])
TRAINING = VettingKind.TRAINING


@pytest.fixture
def place(session: Session) -> Place:
    """Everything of the volunteer is clear but training."""
    made = make_place()
    for one in made.volunteer.checks:
        if one.kind is TRAINING:
            session.delete(one)
    session.commit()
    session.expire_all()
    return made


def places(attempt_id: uuid.UUID, wrong: int = 0) -> dict[int, int]:
    """Where the right answers stand in this try; the first ``wrong`` of them missed."""
    found = {}
    for number, question in enumerate(ASKED):
        order = drawn(attempt_id, number, question)
        at = order.index(question.right)
        found[number] = (at + 1) % len(order) if number < wrong else at
    return found


def posted(attempt_id: uuid.UUID, wrong: int = 0) -> dict[str, str]:
    chosen = {f"q{number}": str(at) for number, at in places(attempt_id, wrong).items()}
    return {"attempt_id": str(attempt_id), "number": "1", **chosen}


def attempts(session: Session) -> list[QuizAttempt]:
    session.expire_all()
    return list(session.scalars(select(QuizAttempt).order_by(QuizAttempt.at)))


def is_held(place: Place) -> bool:
    return VolunteerGate.TRAINING in missing(place.volunteer, place.season, clock.today())


def test_a_volunteer_reads_fails_reads_again_and_passes(session: Session, place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.student)
    assert "/my-training" in browser.get("/my-sign-up").get_data(as_text=True)
    assert "为什么要上这门课" in browser.get("/my-training").get_data(as_text=True)
    assert "好好道别" in browser.get("/my-training/9").get_data(as_text=True)
    assert browser.get("/my-training/10").status_code == 404
    first, second = uuid.uuid4(), uuid.uuid4()
    failed = browser.post("/my-training/quiz", data=posted(first, wrong=1), follow_redirects=True)
    told = html.unescape(failed.get_data(as_text=True))
    assert ASKED[0].why in told
    assert ASKED[0].answers[ASKED[0].right] not in told, "what is right is never told"
    assert is_held(place)
    for _ in range(2):
        assert browser.post("/my-training/quiz", data=posted(second)).status_code == 302
    assert [(one.right_answers, one.passed) for one in attempts(session)] == [(9, False), (10, True)]
    assert not is_held(place)
    (check,) = session.scalars(select(VettingCheck).where(VettingCheck.kind == TRAINING)).all()
    assert (check.hours, check.text_version, check.recorded_by_id) == (1, 1, place.student.id)
    asked = select(AuditEvent).where(AuditEvent.action == Action.QUIZ_ANSWERED).order_by(AuditEvent.position)
    logged = session.scalars(asked).all()
    assert [event.details["right"] for event in logged] == [9, 10]


def test_the_page_does_not_give_the_answers_away(place: Place, sign_in: SignIn) -> None:
    """Neither words nor the values of the buttons: the same place is right in some tries and wrong in others."""
    browser = sign_in(place.student)
    page = html.unescape(browser.get("/my-training/quiz").get_data(as_text=True))
    assert all(question.why not in page for question in ASKED)
    values = re.findall(r'name="q0" value="(\d)"', page)
    assert values == ["0", "1", "2"]
    assert {drawn(uuid.uuid4(), 0, ASKED[0]).index(ASKED[0].right) for _ in range(60)} == {0, 1, 2}


@pytest.mark.parametrize(
    "change", [{"q3": ""}, {"q3": "7"}, {"q3": "-1"}, {"q3": "x"}, {"attempt_id": "x"}, {"number": ""}]
)
def test_what_is_not_an_answer_passes_nothing(
    session: Session, place: Place, sign_in: SignIn, change: dict[str, str]
) -> None:
    answer = sign_in(place.student).post("/my-training/quiz", data={**posted(uuid.uuid4()), **change})
    assert answer.status_code == 422
    assert attempts(session) == []
    assert is_held(place)


def test_answers_that_came_back_stand_in_the_order_they_were_read_in(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.student)
    read = browser.get("/my-training/quiz").get_data(as_text=True)
    attempt = re.search(r'name="attempt_id"[^>]*value="([^"]+)"', read)
    assert attempt is not None
    back = browser.post("/my-training/quiz", data={**posted(uuid.UUID(attempt[1])), "q3": ""}).get_data(as_text=True)
    labels = re.compile(r'<label for="q\d-\d+">[^<]+')
    assert labels.findall(read) == labels.findall(back) != []


def test_places_there_are_not_choose_nothing() -> None:
    attempt_id = uuid.uuid4()
    assert chosen_answers(attempt_id, ASKED[:2], {0: 9, 1: -1}) == [None, None]


def test_nobody_answers_for_another_or_with_anothers_try(session: Session, place: Place) -> None:
    other = make.account(Role.VOLUNTEER)
    stranger = make.volunteer(place.township, account_id=other.id)
    session.commit()
    attempt_id = uuid.uuid4()
    with pytest.raises(Missing):
        answer_quiz(session, other.actor(), place.volunteer, attempt_id, number=1, places=places(attempt_id))
    session.rollback()
    answer_quiz(session, place.student.actor(), place.volunteer, attempt_id, number=1, places=places(attempt_id))
    with pytest.raises(Missing):
        answer_quiz(session, other.actor(), stranger, attempt_id, number=1, places=places(attempt_id))
    session.rollback()
    assert training_of(stranger, clock.today()).hours == 0


def test_a_material_quiz_is_answered_again_by_everybody_and_stops_what_rests_on_it(
    session: Session, place: Place
) -> None:
    student, attempt_id = place.student.actor(), uuid.uuid4()
    answer_quiz(session, student, place.volunteer, attempt_id, number=1, places=places(attempt_id))
    pairing = place.pairing(PairingState.ACTIVE)
    two = {"published_by_id": place.organizer.id, "confirmed_by_id": place.staff.id}
    make.standing_text(TextKind.QUIZ, 2, change=TextChange.MATERIAL, **two)
    session.commit()
    assert is_held(place)
    do_chores()
    session.expire_all()
    assert pairing.state is PairingState.SUSPENDED
    again = uuid.uuid4()
    with pytest.raises(Conflict):
        answer_quiz(session, student, place.volunteer, again, number=1, places=places(again))
    session.rollback()
    answer_quiz(session, student, place.volunteer, again, number=2, places=places(again))
    assert not is_held(place)


def test_hours_in_person_add_up_to_what_the_season_asks(session: Session, place: Place) -> None:
    place.season.training_hours = 3
    session.commit()
    organizer, today, attempt_id = place.organizer.actor(), clock.today(), uuid.uuid4()
    answer_quiz(session, place.student.actor(), place.volunteer, attempt_id, number=1, places=places(attempt_id))
    assert is_held(place), "one hour of three"
    pairing = place.pairing(PairingState.PROPOSED)
    with pytest.raises(Refused):
        accept(session, place.student.actor(), pairing.id)
    session.rollback()
    lesson = Outcome(place.volunteer.id, TRAINING, today, reference="第一次培训", hours=2)
    assert [record_checks(session, organizer, [lesson]) for _ in range(2)] == [1, 0], "a double click adds nothing"
    assert not is_held(place)
    taken_back = Outcome(place.volunteer.id, TRAINING, today, VettingResult.WITHDRAWN)
    record_checks(session, organizer, [taken_back])
    assert training_of(place.volunteer, today).hours == 0
    session.expire_all()
    assert pairing.state is PairingState.WITHDRAWN
    with pytest.raises(Refused, match="hours_missing"):
        record_checks(session, organizer, [Outcome(place.volunteer.id, TRAINING, today)])
    session.rollback()


def test_a_season_that_asks_for_more_stops_those_below_it(session: Session, place: Place) -> None:
    organizer, today = place.organizer.actor(), clock.today()
    record_checks(session, organizer, [Outcome(place.volunteer.id, TRAINING, today, hours=2)])
    pairing = place.pairing(PairingState.ACTIVE)
    do_chores()
    session.expire_all()
    assert pairing.state is PairingState.ACTIVE
    place.season.training_hours = 8
    session.commit()
    do_chores()
    session.expire_all()
    assert pairing.state is PairingState.SUSPENDED
