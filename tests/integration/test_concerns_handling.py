"""Handling concerns: passed on in time, suspending and lifting, reports and outcomes; and what an attacker tries."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.audit import CONFIDENTIAL, AuditEvent
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import PairingState
from app.pairing.rules.ending import resume
from app.pairing.rules.proposing import propose
from app.safeguarding.models import (
    Concern,
    ConcernState,
    Outcome,
    ReportedTo,
    Situation,
)
from app.safeguarding.rules import handling, suspending
from app.safeguarding.rules.routing import escalate_due
from tests import factories as make
from tests.integration.concern_place import Town, make_town
from tests.integration.pairing_place import wanted

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]
CHORE = system_actor("test")


@pytest.fixture
def town(session: Session) -> Town:
    return make_town()


def send(browser: FlaskClient, **data: str) -> Any:
    return browser.post("/report", data={"concern_id": str(uuid.uuid4()), "about": "unsaid", **data})


def close(session: Session, actor: Any, concern: Concern, outcome: Outcome) -> None:
    handling.acknowledge(session, actor, concern.id)
    handling.triage(session, actor, concern.id, [])
    handling.close(session, actor, concern.id, outcome, "已核实")


def test_unacknowledged_it_goes_to_the_next_and_at_last_to_the_second(session: Session, town: Town) -> None:
    concern = town.report(urgent=True)
    given = [concern.assigned_to_id]
    with time_machine.travel(clock.now(), tick=False) as now:
        for _step in range(3):
            now.shift(timedelta(minutes=29))
            assert escalate_due(session, CHORE) == 0
            now.shift(timedelta(minutes=1))
            assert escalate_due(session, CHORE) == 1
            session.refresh(concern)
            given.append(concern.assigned_to_id)
        assert given == [one.id for one in town.handlers]
        now.shift(timedelta(hours=5))
        assert escalate_due(session, CHORE) == 0
    assert handling.acknowledge(session, town.other.actor(), concern.id).state is ConcernState.ACKNOWLEDGED


def test_a_day_on_the_calendar_goes_first_and_a_gap_to_the_lead(session: Session, town: Town, sign_in: SignIn) -> None:
    today = clock.today()
    assert town.report().assigned_to_id == town.lead.id
    browser = sign_in(town.lead)
    data = {"first": today.isoformat(), "last": today.isoformat(), "member": str(town.other.id)}
    assert browser.post("/concerns/duty", data=data).status_code == 302
    assert town.report("又一件").assigned_to_id == town.other.id
    page = browser.get("/concerns/duty").get_data(as_text=True)
    assert "春节" in page
    assert "郑副手" in page
    outsider = data | {"member": str(town.place.organizer.id)}
    assert browser.post("/concerns/duty", data=outsider).status_code == 200  # refused: nobody of the team


def test_suspending_takes_one_step_stops_every_pairing_and_lifting_takes_two_people(
    session: Session, town: Town, sign_in: SignIn
) -> None:
    concern = town.about_student()
    assert concern.volunteer_id == town.place.volunteer.id
    browser = sign_in(town.lead)
    assert browser.post(f"/concerns/{concern.id}/suspend").status_code == 302
    assert town.pairing.state is PairingState.SUSPENDED
    assert "暂停该志愿者" in sign_in(town.place.staff).get("/").get_data(as_text=True)
    with pytest.raises(Refused):  # the gate refuses
        resume(session, town.place.staff.actor(), town.pairing.id)
    other = make.child(town.place.school, town.place.village)
    make.consent(other)
    session.commit()
    with pytest.raises(Refused):
        propose(session, town.place.organizer.actor(), wanted(town.place, child_id=other.id))
    made = suspending.suspend(session, town.deputy.actor(), concern.id)  # again: the same
    with pytest.raises(Refused):
        suspending.ask_to_lift(session, town.lead.actor(), made.id, "没事了")  # no outcome yet
    close(session, town.lead.actor(), concern, Outcome.UNFOUNDED)
    suspending.ask_to_lift(session, town.lead.actor(), made.id, "查明不属实")
    with pytest.raises(Refused):
        suspending.lift(session, town.lead.actor(), made.id)
    with pytest.raises(Missing):
        suspending.lift(session, town.place.student.actor(), made.id)
    suspending.lift(session, town.deputy.actor(), made.id)
    session.refresh(town.place.volunteer)
    assert town.place.volunteer.suspended_since is None
    assert resume(session, town.place.staff.actor(), town.pairing.id).state is PairingState.ACTIVE


def test_founded_it_is_never_lifted(session: Session, town: Town) -> None:
    concern = town.about_student()
    made = suspending.suspend(session, town.lead.actor(), concern.id)
    close(session, town.lead.actor(), concern, Outcome.FOUNDED)
    with pytest.raises(Refused):
        suspending.ask_to_lift(session, town.deputy.actor(), made.id, "算了")


def test_one_of_the_nine_situations_closes_only_with_a_report_to_the_police(session: Session, town: Town) -> None:
    concern, actor = town.report(), town.lead.actor()
    with pytest.raises(Conflict):
        handling.close(session, actor, concern.id, Outcome.HELPED, "好了")
    handling.acknowledge(session, actor, concern.id)
    with pytest.raises(Refused, match="sort_first"):
        handling.close(session, actor, concern.id, Outcome.HELPED, "好了")
    handling.triage(session, actor, concern.id, [Situation.ABUSE_SIGNS])
    with pytest.raises(Refused, match="report_first"):
        handling.close(session, actor, concern.id, Outcome.HANDED_OVER, "已移交")
    for to in (ReportedTo.EDUCATION, ReportedTo.POLICE):
        handling.record_report(session, actor, concern.id, handling.Reported(to, clock.now(), "周主任", "派出所", "A1"))
        session.refresh(concern)
    with pytest.raises(Refused):
        handling.close(session, actor, concern.id, Outcome.HANDED_OVER, "  ")
    handling.close(session, actor, concern.id, Outcome.HANDED_OVER, "已移交派出所")
    with pytest.raises(Conflict):
        handling.close(session, actor, concern.id, Outcome.UNFOUNDED, "改一改")
    details = [one.details for one in session.scalars(select(AuditEvent).where(AuditEvent.action.in_(CONFIDENTIAL)))]
    assert "派出所" not in str(details)


def test_nothing_is_deleted_or_reopened_whatever_one_asks_the_database(session: Session, town: Town) -> None:
    concern = town.about_student()
    suspending.suspend(session, town.lead.actor(), concern.id)
    close(session, town.lead.actor(), concern, Outcome.FOUNDED)
    for statement in (
        "DELETE FROM concern", "DELETE FROM concern_entry", "DELETE FROM concern_party", "DELETE FROM suspension",
        "UPDATE concern SET state = 'open', closed_at = NULL, outcome = NULL, outcome_words = NULL",
        "UPDATE concern SET reporter_id = NULL", "UPDATE concern_entry SET kind = 'note'",
        "UPDATE concern_party SET account_id = concern_id",
    ):  # fmt: skip
        with pytest.raises(DatabaseError):
            session.execute(text(statement))
        session.rollback()


def test_a_flood_from_one_address_is_stopped_and_others_still_get_through(
    session: Session, town: Town, app: Flask, sign_in: SignIn
) -> None:
    def post(address: str) -> int:
        made = app.test_client()
        return int(made.post("/report", data={"concern_id": str(uuid.uuid4()), "about": "unsaid", "story": "x"},
                             environ_base={"REMOTE_ADDR": address}).status_code)  # fmt: skip

    answers = [post("10.0.0.1") for _ in range(22)]
    assert answers.count(200) == 20
    assert answers[-1] == 429
    assert post("10.0.0.2") == 200
    assert send(sign_in(town.place.staff), story="老师报告").status_code == 200


def test_no_field_of_the_form_says_more_than_it_shows(session: Session, town: Town, client: FlaskClient) -> None:
    """Mass assignment: state, outcome, assignment and parties are not read from the form."""
    extra = {"state": "closed", "outcome": "unfounded", "assigned_to_id": str(town.place.staff.id), "for_second": "y"}
    extra |= {"reporter_id": str(town.lead.id), "volunteer_id": str(town.place.volunteer.id), "urgent": ""}
    extra |= {"code": "MINE", "raised_at": "2020-01-01"}
    send(client, story="看看能不能", **extra)
    concern = session.scalars(select(Concern)).one()
    assert (concern.state, concern.assigned_to_id, concern.for_second) == (ConcernState.OPEN, town.lead.id, False)
    assert (concern.reporter_id, concern.volunteer_id) == (None, None)
    assert re.fullmatch(r"[2-9A-Z]{10}", concern.code)


def test_without_its_token_no_form_does_anything(
    session: Session, town: Town, app: Flask, monkeypatch: pytest.MonkeyPatch, sign_in: SignIn
) -> None:
    concern = town.about_student()
    monkeypatch.setitem(app.before_request_funcs, None, [
        one for one in app.before_request_funcs[None] if one.__name__ != "trust_tokens"
    ])  # fmt: skip
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    try:
        browser = sign_in(town.lead)
        for url in ("/report", "/report/more", f"/concerns/{concern.id}/suspend", f"/concerns/{concern.id}/close"):
            assert browser.post(url, data={"story": "x", "words": "x"}).status_code == 400, url
    finally:
        app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    assert town.pairing.state is PairingState.ACTIVE
    assert session.scalar(select(func.count()).select_from(Concern)) == 1
