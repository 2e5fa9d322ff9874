"""What leaks: names beyond school and village, what a volunteer sees once something ran out, what the log keeps."""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.codes import WithdrawReason
from app.children.models import ConsentDecision, ConsentMethod
from app.children.rules.consents import record_consent, withdraw_consent
from app.children.rules.recording import ConsentInput
from app.foundation import clock
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Refused
from app.foundation.jobs import Job
from app.foundation.jobs.worker import run_waiting
from app.pairing.models import MatchPair, MatchRun, MatchWait, Pairing, PairingState
from app.pairing.rules.running import start_run
from tests import factories as make
from tests.integration import children_helpers as school
from tests.integration.pairing_place import Place, make_place

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def text(browser: FlaskClient, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return answer.get_data(as_text=True)


def expire(place: Place, session: Session) -> None:
    """The consent ran out yesterday: the file's mirror says so too."""
    yesterday = clock.today() - timedelta(days=1)
    place.child.consents[0].expires_on = place.child.consented_until = yesterday
    session.commit()


# Children without consent are a number beyond school and village


def test_an_organizer_cannot_ask_for_a_child_without_consent(place: Place, session: Session, sign_in: SignIn) -> None:
    browser = sign_in(place.organizer)
    assert browser.get(f"/suggestions/children/{place.child.id}").status_code == 200
    expire(place, session)
    assert plain_404(browser, place.child.id) == plain_404(browser, uuid.uuid4())
    for code in (place.child.code, "NOSUCH"):
        assert browser.get("/suggestions", query_string={"code": code}).status_code == 200
    form = {"child_id": str(place.child.id), "volunteer_id": str(place.volunteer.id)}
    assert browser.post("/suggestions/propose", data=form).status_code == 404


def plain_404(browser: FlaskClient, child_id: uuid.UUID) -> str:
    """The page for what is missing, without its form token and its own address."""
    answer = browser.get(f"/suggestions/children/{child_id}")
    assert answer.status_code == 404
    return re.sub(r'name="csrf_token"[^>]*|X-CSRFToken[^>]*', "", answer.get_data(as_text=True)).replace(
        str(child_id), "ID"
    )


def test_runs_and_pairings_show_no_child_whose_consent_ended(place: Place, session: Session, sign_in: SignIn) -> None:
    run = make.add(
        MatchRun(season_id=place.season.id, district_id=place.district.id, exact=True, finished_at=clock.now(),
                 pair_count=1, waiting_count=1, volunteers=1)
    )  # fmt: skip
    make.add(
        MatchPair(run_id=run.id, child_id=place.child.id, volunteer_id=place.volunteer.id, mode="in_person", score=1)
    )
    make.add(MatchWait(run_id=run.id, child_id=place.child.id, why={"feasible": 1, "removed": [], "changes": []}))
    place.volunteer.township_id = None
    pairing = place.pairing(PairingState.ACTIVE)
    urls = (f"/matching/{run.id}", f"/matching/{run.id}/waiting", "/pairings", f"/pairings/{pairing.id}")
    for url in urls:
        shown = text(sign_in(place.organizer), url)
        assert place.child.code in shown, url
        assert place.child.name not in shown, url
    expire(place, session)
    for url in urls:
        shown = text(sign_in(place.organizer), url)
        assert place.child.code not in shown, url
        assert place.township.name not in shown, url
    # The own school knows the child anyway.
    assert place.child.code in text(sign_in(place.staff), f"/pairings/{pairing.id}")


# What a volunteer sees, once something ran out


@pytest.mark.parametrize("state", [PairingState.PROPOSED, PairingState.APPROVED, PairingState.ACTIVE])
def test_once_the_consent_ran_out_the_volunteer_sees_a_code(
    place: Place, session: Session, sign_in: SignIn, state: PairingState
) -> None:
    pairing = place.pairing(state, usual_place="红旗小学图书室")
    make.meeting(pairing, place.staff, place.school)
    session.commit()
    told = ("小雨", "怕狗", "红旗小学图书室", "李老师", "0874-3120001", "村小", place.township.name)
    browser, urls = sign_in(place.student), (f"/my/pairings/{pairing.id}", "/my/pairings", "/", "/sessions/new")
    before = "".join(text(browser, url) for url in urls)
    assert any(word in before for word in told)
    expire(place, session)
    after = "".join(text(browser, url) for url in urls)
    assert [word for word in told if word in after] == []
    assert place.child.code in after


@pytest.mark.parametrize(
    ("state", "hidden"),
    [
        (PairingState.PROPOSED, ("小雨", "怕狗", "2016", "村小", "13900000000", "奶奶")),
        (PairingState.ACCEPTED, ("小雨", "怕狗", "2016", "村小", "13900000000", "奶奶")),
        (PairingState.APPROVED, ("小雨", "怕狗", "2016", "13900000000", "奶奶")),
        (PairingState.ACTIVE, ("王小雨", "2016", "13900000000", "奶奶")),
        (PairingState.SUSPENDED, ("小雨", "怕狗", "2016", "村小", "李老师", "红旗")),
        (PairingState.ENDED, ("小雨", "怕狗", "2016", "村小", "李老师", "红旗")),
        (PairingState.WITHDRAWN, ("小雨", "怕狗", "2016", "村小", "李老师", "红旗")),
    ],
)
def test_no_page_of_a_volunteer_says_more_than_the_stage(
    place: Place, session: Session, sign_in: SignIn, state: PairingState, hidden: tuple[str, ...]
) -> None:
    pairing = place.pairing(state, usual_place="红旗图书室")
    make.meeting(pairing, place.staff, place.school)
    session.commit()
    browser = sign_in(place.student)
    for url in (f"/my/pairings/{pairing.id}", "/my/pairings", "/", "/sessions/", "/sessions/new"):
        shown = text(browser, url)
        assert [word for word in hidden if word in shown] == [], url
    for url in (f"/pairings/{pairing.id}", f"/approvals/{pairing.id}", f"/children/{place.child.id}"):
        assert browser.get(url).status_code == 404


# The log


def test_every_list_that_names_children_is_on_the_log(place: Place, session: Session, sign_in: SignIn) -> None:
    pairing = place.pairing(PairingState.ACCEPTED)
    make.meeting(pairing, place.staff, place.school)
    session.commit()
    assert place.child.name in text(sign_in(place.staff), "/approvals")
    assert listed(session) == {("approvals", 1)}
    pairing.state, pairing.approved_at = PairingState.APPROVED, clock.now()
    session.commit()
    assert place.child.name in text(sign_in(place.staff), "/meetings")
    pairing.state, pairing.active_at = PairingState.ACTIVE, clock.now()
    session.commit()
    assert "小雨" in text(sign_in(place.student), "/my/pairings")
    assert listed(session) == {("approvals", 1), ("meetings", 1), ("my_pairings", 1)}


def test_the_list_of_pairings_names_a_child_only_to_those_who_know_it(
    place: Place, session: Session, sign_in: SignIn
) -> None:
    place.pairing(PairingState.ACTIVE)
    assert place.child.name in text(sign_in(place.staff), "/pairings")
    assert listed(session) == {("pairings", 1)}
    shown = text(sign_in(place.organizer), "/pairings")
    assert place.child.code in shown
    assert place.child.name not in shown
    assert place.volunteer.name not in shown
    assert listed(session) == {("pairings", 1)}


def listed(session: Session) -> set[tuple[str, int]]:
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.CHILD_LISTED))
    return {(event.details["page"], event.details["count"]) for event in events}


def test_refused_rows_leave_the_house_on_the_log(session: Session, sign_in: SignIn) -> None:
    there = school.make_place()
    browser = sign_in(there.staff)
    page = school.upload(browser, there.school, school.roster(school.ANNA, ("", *school.BO[1:]))).headers["Location"]
    browser.post(f"{page}/columns", data={"column-H": ""})
    assert browser.get(f"{page}/problems.xlsx").status_code == 200
    kinds = set(session.scalars(select(AuditEvent.action)))
    assert {Action.ROSTER_UPLOADED, Action.ROSTER_COLUMNS_SET, Action.CHILD_EXPORTED} <= kinds


def test_neither_log_nor_job_nor_audit_holds_anybodys_name_or_number(
    session: Session, sign_in: SignIn, caplog: pytest.LogCaptureFixture, place: Place
) -> None:
    caplog.set_level(logging.DEBUG)
    there = school.make_place()
    school.import_all(sign_in(there.staff), there.school, school.roster(school.ANNA, school.BO))
    (anna, _bo) = school.ledger(there.school)
    staff, child = there.staff.actor(), anna.id
    given = ConsentInput(
        ConsentDecision.GIVEN, "张大山", "father", legal_guardian=True, method=ConsentMethod.ORAL_WITNESS,
        given_on=clock.today(), witness="周大志",
    )  # fmt: skip
    record_consent(session, staff, child, given, consent_id=uuid.uuid4())
    withdraw_consent(session, staff, child, WithdrawReason.NOT_SAID)
    start_run(session, place.organizer.actor(), place.season.id)
    run_waiting()
    pairing = place.pairing(PairingState.PROPOSED)
    sign_in(place.student).post(f"/my/pairings/{pairing.id}/accept")
    sign_in(place.staff).get(f"/approvals/{pairing.id}")
    people = {
        "张小花", "李小龙", "张大山", "李奶奶", "周大志", "13800001111", "13800002222", "王小雨", "小雨", "陈晓",
        "李老师", "13900000000", place.volunteer.phone, "2016-03-01",
    }  # fmt: skip
    events = session.scalars(select(AuditEvent)).all()
    assert len(events) > 10
    kept = [json.dumps(event.details, ensure_ascii=False) + event.actor_label for event in events]
    jobs = session.scalars(select(Job)).all()
    assert jobs
    kept += [json.dumps([job.payload, job.result, job.error, job.step, job.key], ensure_ascii=False) for job in jobs]
    kept.append(caplog.text)
    assert [(one, line[:80]) for one in people for line in kept if one in line] == []


def test_a_consent_dated_before_a_withdrawal_is_refused(place: Place, session: Session) -> None:
    staff, child = place.staff.actor(), place.child.id
    place.child.consents[0].given_on = clock.today() - timedelta(days=9)
    session.commit()
    withdraw_consent(session, staff, child, WithdrawReason.NOT_SAID)
    given: dict[str, Any] = {"relation": "mother", "legal_guardian": True, "method": ConsentMethod.PAPER}
    late = ConsentInput(ConsentDecision.GIVEN, "母亲", given_on=clock.today() - timedelta(days=1), **given)
    with pytest.raises(Refused) as refused:
        record_consent(session, staff, child, late, consent_id=uuid.uuid4())
    session.rollback()
    assert refused.value.code == "children.consent_before_withdrawal"
    again = ConsentInput(ConsentDecision.GIVEN, "母亲", given_on=clock.today(), **given)
    record_consent(session, staff, child, again, consent_id=uuid.uuid4())
    session.expire_all()
    assert place.child.consented(clock.today())
    assert session.scalar(select(func.count()).select_from(Pairing)) == 0
