"""Links that ask a guardian far away: what opens them, what does not, and that an answer counts once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.children.gates import missing
from app.children.models import Child, ConsentDecision, ConsentLink, ConsentMethod
from app.children.rules.answering import Answer, Opening, answer
from app.foundation import clock
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from tests import factories as make
from tests.integration.children_helpers import Place, make_place
from tests.integration.consent_place import DIGITS, DOOR, TOKEN, WRONG, YES, consents, failures, opened, pupil
from tests.integration.test_pairing_at_once import at_once

Session = scoped_session[Any]


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


@pytest.fixture
def child(place: Place, session: Session) -> Child:
    made = pupil(place)
    make.consent_link(made, TOKEN)
    session.commit()
    return made


def test_a_father_far_away_agrees_and_every_scope_is_his_own_choice(app: Flask, child: Child) -> None:
    browser = opened(app)
    page = browser.get(DOOR).get_data(as_text=True)
    assert "王小雨" in page
    assert 'data-type="large"' in page
    assert len(re.findall(r'name="(?:online|home_visit|photo|sharing)" value="no" checked', page)) == 4
    assert page.count('class="btn btn-secondary btn-big btn-block" name="answer"') == 2  # yes and no look the same
    told = browser.post(f"{DOOR}/answer", data={**YES, "photo": "yes"})
    (consent,) = consents()
    assert (consent.decision, consent.method, consent.relation) == ("given", ConsentMethod.ONE_TIME_LINK, "father")
    assert (consent.online, consent.home_visit, consent.photo, consent.sharing) == (False, False, True, False)
    assert (consent.legal_guardian, consent.consenter, consent.recorded_by_id) == (True, "张大山", None)
    assert missing(child, clock.today()) == ()
    receipt = browser.get(told.headers["Location"]).get_data(as_text=True)
    assert "王小雨" in receipt
    assert "12355" in receipt
    assert 'href="/report"' in page
    assert 'href="/report"' in receipt
    seen = set(db.session.scalars(select(AuditEvent.action)))
    assert {Action.CONSENT_LINK_OPENED, Action.CONSENT_RECORDED} <= seen


def test_a_no_weighs_as_much_and_uses_the_link_up(app: Flask, child: Child) -> None:
    browser = opened(app)
    assert browser.post(f"{DOOR}/answer", data={**YES, "answer": "no", "photo": "yes"}).status_code == 302
    (consent,) = consents()
    assert (consent.decision, consent.photo) == (ConsentDecision.REFUSED, False)
    assert app.test_client().get(DOOR).status_code == 410


def test_opening_or_prefetching_changes_nothing_and_shows_nothing(app: Flask, child: Child) -> None:
    scanner = app.test_client()
    with_head = [scanner.get(DOOR), scanner.head(DOOR), scanner.get(f"{DOOR}?from=groupmessage")]
    assert [one.status_code for one in with_head] == [200, 200, 200]
    page = with_head[0].get_data(as_text=True)
    for word in ("王小雨", "小雨", child.code, child.school.name if child.school else "", "6789", child.township.name):
        assert word not in page
    assert scanner.get(f"{DOOR}/answer").status_code == 405
    assert (failures(), consents()) == (0, [])


def test_forwarded_to_somebody_without_the_digits_it_stays_shut(app: Flask, child: Child) -> None:
    opened(app)  # the father has it open on his phone
    stranger = app.test_client()
    assert "王小雨" not in stranger.get(DOOR).get_data(as_text=True)
    assert stranger.post(f"{DOOR}/answer", data=YES).headers["Location"].endswith(DOOR)
    assert consents() == []


def test_five_wrong_tries_close_it_whoever_tries_and_the_right_digits_come_too_late(app: Flask, child: Child) -> None:
    for _ in range(5):
        assert app.test_client().post(DOOR, data={"digits": WRONG}).status_code == 422
    assert failures() == 5
    assert app.test_client().post(DOOR, data={"digits": DIGITS}).status_code == 410
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        assert app.test_client().get(DOOR).status_code == 410
    assert consents() == []


def test_tries_at_the_same_instant_are_all_counted(app: Flask, child: Child) -> None:
    from app.children.rules.answering import open_link

    outcomes = at_once(app, *[lambda s: open_link(s, TOKEN, WRONG) for _ in range(4)])
    assert outcomes == ["Refused children.link_wrong"] * 4
    assert failures() == 4


@pytest.mark.parametrize("change", ["expired", "used", "ended", "forged"])
def test_what_does_not_open_reads_the_same_whatever_the_reason(
    app: Flask, child: Child, session: Session, change: str
) -> None:
    link = session.scalars(select(ConsentLink)).one()
    past = clock.now() - timedelta(minutes=1)
    if change == "expired":
        link.expires_at = past
    elif change == "used":
        link.used_at = past
    elif change == "ended":
        link.ended_at = past
    session.commit()
    door = DOOR if change != "forged" else f"/consent/{'Z' * 20}"
    for answered in (app.test_client().get(door), app.test_client().post(door, data={"digits": DIGITS})):
        assert answered.status_code == 410
        assert "打不开" in answered.get_data(as_text=True)


def test_it_expires_under_the_hands_of_who_has_it_open(app: Flask, child: Child, session: Session) -> None:
    browser = opened(app)
    session.scalars(select(ConsentLink)).one().ended_at = clock.now()
    session.commit()
    assert browser.post(f"{DOOR}/answer", data=YES).status_code == 422
    assert consents() == []


def test_a_repeated_answer_takes_effect_once_and_the_first_one_counts(app: Flask, child: Child) -> None:
    browser = opened(app)
    first = browser.post(f"{DOOR}/answer", data=YES)
    again = browser.post(f"{DOOR}/answer", data={**YES, "answer": "no"})
    assert first.headers["Location"] == again.headers["Location"]
    assert len(consents()) == 1


def test_two_answers_at_the_same_instant_leave_one(app: Flask, child: Child, session: Session) -> None:
    link, father = session.scalars(select(ConsentLink)).one(), child.carers[-1]
    opening = Opening(link.id, child.id, father.id)
    said = [Answer(agreed=agreed, name="张大山", text_version=1) for agreed in (True, False)]
    assert at_once(app, *[lambda s, one=one: answer(s, opening, one) for one in said]) == ["done", "done"]
    assert len(consents()) == 1


def test_an_answer_to_a_text_that_has_changed_meanwhile_is_asked_again(
    app: Flask, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = opened(app)
    stale = browser.post(f"{DOOR}/answer", data={**YES, "text_version": "0"})
    assert stale.status_code == 422
    assert "再看一遍" in stale.get_data(as_text=True)
    assert consents() == []
    browser.post(f"{DOOR}/answer", data=YES)
    monkeypatch.setattr("app.children.gates.still_good", lambda _session, version: version >= 2)
    db.session.expire_all()
    assert [gate.value for gate in missing(child, clock.today())] == ["text_outdated"]


def test_neither_name_nor_button_can_be_left_out(app: Flask, child: Child) -> None:
    browser = opened(app)
    for data in ({**YES, "name": " "}, {key: value for key, value in YES.items() if key != "answer"}):
        assert browser.post(f"{DOOR}/answer", data=data).status_code == 422
    assert consents() == []


def test_a_changed_phone_number_closes_what_the_old_one_opened(app: Flask, child: Child, session: Session) -> None:
    browser = opened(app)
    child.carers[-1].phone = None
    session.commit()
    assert browser.get(DOOR).status_code == 410
    assert browser.post(f"{DOOR}/answer", data=YES).status_code == 410
    assert consents() == []


def test_a_grandmother_answers_only_by_the_written_authorisation(app: Flask, child: Child, session: Session) -> None:
    grandmother = {"digits": "0000"}  # hers is 13900000000, and she is no legal guardian
    assert app.test_client().post(DOOR, data=grandmother).status_code == 422
    session.scalars(select(ConsentLink)).one().authority = "授权书 3 号"
    session.commit()
    browser = app.test_client()
    assert browser.post(DOOR, data=grandmother).status_code == 302
    browser.post(f"{DOOR}/answer", data={**YES, "name": "李奶奶", "home_visit": "yes"})
    (consent,) = consents()
    assert (consent.legal_guardian, consent.authority) == (False, "授权书 3 号")
    assert (consent.home_visit, consent.home_yes_by) == (True, "李奶奶")  # she looks after the child herself
