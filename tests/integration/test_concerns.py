"""Concerns: raised by anybody, kept from whom they are about, told of to nobody else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import CONFIDENTIAL, AuditEvent
from app.foundation.errors import Missing
from app.safeguarding.models import (
    Concern,
    ConcernAbout,
    ConcernEntry,
    ConcernState,
    EntryKind,
    Outcome,
)
from app.safeguarding.queries import concern_of, concerns_of, counts
from app.safeguarding.rules import connecting, handling
from app.safeguarding.rules.duties import set_duty
from app.safeguarding.rules.raising import add_words
from tests import factories as make
from tests.integration.concern_place import Town, make_town

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]
CHORE = system_actor("test")


@pytest.fixture
def town(session: Session) -> Town:
    return make_town()


def sees(session: Session, account: Account, concern: Concern) -> bool:
    """By list, by id and by count alike."""
    actor = account.actor()
    listed = concern.id in {one.id for one in concerns_of(session, actor, closed=concern.state is ConcernState.CLOSED)}
    assert (concern_of(session, actor, concern.id) is not None) == listed
    if concern.state is not ConcernState.CLOSED:
        assert (sum(counts(session, actor).values()) > 0) == listed
    return listed


def send(browser: FlaskClient, **data: str) -> Any:
    return browser.post("/report", data={"concern_id": str(uuid.uuid4()), "about": "unsaid", **data})


def close(session: Session, actor: Any, concern: Concern, outcome: Outcome) -> None:
    handling.acknowledge(session, actor, concern.id)
    handling.triage(session, actor, concern.id, [])
    handling.close(session, actor, concern.id, outcome, "已核实")


def test_anybody_reports_with_free_text_alone_and_gets_a_code_and_nothing_else(
    session: Session, town: Town, client: FlaskClient, sign_in: SignIn
) -> None:
    page = client.get("/report").get_data(as_text=True)
    assert page.index("110") < page.index("12355")
    answer = send(client, story="隔壁的孩子小雨没人管")
    concern = session.scalars(select(Concern)).one()
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert concern.code[:5] in body
    assert "小雨" not in body
    assert (concern.state, concern.assigned_to_id, concern.reporter_id) == (ConcernState.OPEN, town.lead.id, None)
    assert sees(session, town.lead, concern)
    shown = sign_in(town.lead).get(f"/concerns/{concern.id}").get_data(as_text=True)
    assert "隔壁的孩子小雨没人管" in shown
    raw = session.execute(text("SELECT story FROM concern")).scalar_one()
    assert "小雨".encode() not in bytes(raw)


def test_the_reporter_is_told_to_nobody_but_the_handlers(session: Session, town: Town, sign_in: SignIn) -> None:
    reporter = sign_in(town.place.student)
    assert "/report" in reporter.get("/").get_data(as_text=True)
    send(reporter, story="我担心这个孩子", child_code=town.place.child.code)
    concern = session.scalars(select(Concern)).one()
    assert concern.reporter_id == town.place.student.id
    assert concern.child_id == town.place.child.id
    events = session.scalars(select(AuditEvent).where(AuditEvent.action.in_(CONFIDENTIAL))).all()
    assert events
    assert {(one.actor_id, one.address) for one in events} == {(None, "")}
    auditor, admin = make.account(Role.AUDITOR), make.account(Role.ADMINISTRATOR)
    session.commit()
    assert "concern" not in sign_in(auditor).get("/audit").get_data(as_text=True)
    for nobody in (auditor, admin, town.place.organizer, town.place.staff, town.place.student):
        assert sign_in(nobody).get(f"/concerns/{concern.id}").status_code == 404
        assert sign_in(nobody).get("/concerns").status_code == 404


@pytest.mark.parametrize("how", ["chosen", "typed", "vague", "in the story"])
def test_about_the_lead_it_goes_to_the_second_alone(session: Session, town: Town, how: str) -> None:
    values: dict[str, Any] = {
        "chosen": {"about": ConcernAbout.TEAM, "handler_id": town.lead.id},
        "typed": {"about": ConcernAbout.STAFF, "who": "周主任"},
        "vague": {"about": ConcernAbout.TEAM},
        "in the story": {"story": "周主任打了孩子"},
    }[how]
    concern = town.report(**values)
    assert concern.assigned_to_id == town.second.id
    assert [sees(session, one, concern) for one in town.handlers] == [False, False, False, True]


def test_a_concern_about_the_second_opens_nothing_of_one_about_the_lead(session: Session, town: Town) -> None:
    about_lead = town.report(about=ConcernAbout.TEAM, handler_id=town.lead.id)
    about_second = town.report("另一件", about=ConcernAbout.TEAM, handler_id=town.second.id)
    shown = {one.id: {row.id for row in concerns_of(session, one.actor(), closed=False)} for one in town.handlers}
    assert [about_lead.id in shown[one.id] for one in town.handlers] == [False, False, False, True]
    assert [about_second.id in shown[one.id] for one in town.handlers] == [True, True, True, False]


def test_about_a_deputy_that_deputy_sees_and_hears_nothing_although_on_duty(
    session: Session, town: Town, sign_in: SignIn
) -> None:
    today = clock.today()
    set_duty(session, town.lead.actor(), town.place.district, today, today, town.deputy.id)
    concern = town.report(about=ConcernAbout.TEAM, handler_id=town.deputy.id)
    assert concern.assigned_to_id == town.lead.id
    assert [sees(session, one, concern) for one in town.handlers] == [True, False, True, True]
    browser = sign_in(town.deputy)
    assert concern.code[:5] not in browser.get("/concerns").get_data(as_text=True)
    for step in ("acknowledge", "suspend", "note", "close", "triage", "reported", "connect"):
        assert browser.post(f"/concerns/{concern.id}/{step}", data={"words": "x"}).status_code == 404, step
    assert browser.get(f"/concerns/{concern.id}").status_code == 404
    assert browser.get(f"/concerns/{uuid.uuid4()}").status_code == 404
    assert session.get_one(Concern, concern.id).state is ConcernState.OPEN


def test_without_a_second_it_goes_to_the_deputies_and_never_to_the_lead(session: Session) -> None:
    town = make_town(second=False)
    concern = town.report(about=ConcernAbout.TEAM)
    assert not sees(session, town.lead, concern)
    assert sees(session, town.deputy, concern)


def test_a_volunteer_who_also_handles_concerns_does_not_see_the_one_about_themselves(
    session: Session, town: Town
) -> None:
    town.place.student.roles.append(make.role_grant(Role.SAFEGUARDING_LEAD, town.place.district))
    session.commit()
    concern = town.about_student()
    assert not sees(session, town.place.student, concern)
    assert sees(session, town.lead, concern)


def test_a_handler_says_it_is_about_a_colleague_and_the_colleague_sees_it_no_more(session: Session, town: Town) -> None:
    concern = town.report()
    handling.acknowledge(session, town.lead.actor(), concern.id)
    connecting.connect_member(session, town.deputy.actor(), concern.id, town.lead.id)
    assert concern.assigned_to_id == town.second.id
    assert [sees(session, one, concern) for one in town.handlers] == [False, False, False, True]
    with pytest.raises(Missing):
        handling.close(session, town.lead.actor(), concern.id, Outcome.UNFOUNDED, "没事")


def test_words_that_name_everybody_are_still_read_by_the_second(session: Session, town: Town) -> None:
    concern = town.report("周主任、吴副手、郑副手、冯书记都知道")
    assert [sees(session, one, concern) for one in town.handlers] == [False, False, False, True]


def test_only_named_in_the_text_and_not_meant(session: Session, town: Town) -> None:
    concern = town.report("我已经告诉了吴副手")
    assert not sees(session, town.deputy, concern)
    party = concern.parties[0]
    connecting.clear_name(session, town.lead.actor(), concern.id, party.id, "只是转告的人")
    assert sees(session, town.deputy, concern)


def test_words_come_later_by_the_code_and_after_the_close_they_open_another_one(
    session: Session, town: Town, client: FlaskClient
) -> None:
    concern = town.report(about=ConcernAbout.TEAM)
    data = {"code": f"{concern.code[:5]} {concern.code[5:].lower()}", "words": "他今天又来了"}
    body = client.post("/report/more", data=data).get_data(as_text=True)
    assert "今天又来" not in body
    kinds = list(session.scalars(select(ConcernEntry.kind).where(ConcernEntry.concern_id == concern.id)))
    assert EntryKind.WORDS_ADDED in kinds
    close(session, town.second.actor(), concern, Outcome.UNFOUNDED)
    for _twice in range(2):
        add_words(session, concern.code, "还没有完")
    later = session.scalars(select(Concern).where(Concern.follows_id == concern.id)).one()
    assert later.state is ConcernState.OPEN
    assert not sees(session, town.lead, later)
    wrong = client.post("/report/more", data=data | {"code": "AAAAAAAAAA"})
    assert "error-summary" in wrong.get_data(as_text=True)


def test_sent_twice_it_is_raised_once_and_an_id_of_another_shows_no_code(
    session: Session, town: Town, client: FlaskClient
) -> None:
    number = str(uuid.uuid4())
    first, second = (send(client, story="有人欺负孩子", concern_id=number).get_data(as_text=True) for _ in range(2))
    assert session.scalar(select(func.count()).select_from(Concern)) == 1
    code = session.scalars(select(Concern.code)).one()
    assert code[:5] in first
    assert code[:5] in second
    assert code[:5] not in send(client, story="别的话", concern_id=number).get_data(as_text=True)
