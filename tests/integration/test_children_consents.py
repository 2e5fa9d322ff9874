"""Consents: what a decision opens and ends, on the pages and in the gates, and whom to ask first."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.children.askfirst import Offer, Skill, ask_first
from app.children.events import ConsentWithdrawn
from app.children.gates import ChildGate, agrees, missing
from app.children.models import Child, Consent, Need, Scope
from app.foundation import audit, clock
from app.foundation.audit import Action
from app.foundation.database import db
from tests import factories as make
from tests.integration.children_helpers import Place, SignIn, listen, make_place

DECISION = {
    "decision": "given", "consenter": "张大山", "relation": "father", "legal_guardian": "y", "method": "paper",
    "text_version": "1", "child_wish": "yes",
}  # fmt: skip


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


@pytest.fixture
def child(place: Place, session: scoped_session[Any]) -> Child:
    made = make.child(place.school, place.village)
    session.commit()
    return made


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    return listen(monkeypatch)


def decide(sign_in: SignIn, who: Any, child: Child, **more: Any) -> int:
    data = {**DECISION, "token": str(uuid.uuid4()), "given_on": clock.today().isoformat(), **more}
    status = sign_in(who).post(f"/children/{child.id}/consent", data=data).status_code
    db.session.expire_all()
    return status


def test_a_consent_opens_the_gates_for_twelve_months_with_no_scope_ticked(
    place: Place, child: Child, sign_in: SignIn
) -> None:
    assert missing(child, clock.today()) == (ChildGate.CONSENT_MISSING,)
    assert decide(sign_in, place.director, child) == 302
    assert missing(child, clock.today()) == ()
    consent = child.consents[0]
    assert (consent.online, consent.home_visit, consent.photo, consent.sharing) == (False,) * 4
    assert consent.recorded_by_id == place.director.id
    assert child.consented_until == consent.expires_on
    assert missing(child, clock.today() + timedelta(days=370)) == (ChildGate.CONSENT_EXPIRED,)


def test_a_refusal_weighs_as_much_and_ends_what_was_agreed(
    place: Place, child: Child, sign_in: SignIn, published: list[object]
) -> None:
    decide(sign_in, place.staff, child)
    decide(sign_in, place.staff, child, decision="refused", online="y")
    assert missing(child, clock.today()) == (ChildGate.CONSENT_MISSING,)
    assert child.consented_until is None
    assert [type(event) for event in published] == [ConsentWithdrawn]
    assert not any(consent.online for consent in child.consents)


def test_withdrawing_takes_effect_at_once_and_is_kept(
    place: Place, child: Child, sign_in: SignIn, published: list[object]
) -> None:
    decide(sign_in, place.staff, child)
    for _twice in range(2):
        sign_in(place.director).post(f"/children/{child.id}/consent/withdraw", data={"reason": "not_said"})
    db.session.expire_all()
    assert child.consented_until is None
    assert child.consents[0].withdrawn_at is not None
    assert len(published) == 1
    assert sign_in(place.organizer).get(f"/children/{child.id}").status_code == 404


def test_a_retried_decision_is_recorded_once(place: Place, child: Child, sign_in: SignIn) -> None:
    token = str(uuid.uuid4())
    for _twice in range(2):
        assert decide(sign_in, place.staff, child, token=token) == 302
    assert len(child.consents) == 1


def test_after_a_no_the_file_says_so_and_does_not_ask_again(place: Place, child: Child, sign_in: SignIn) -> None:
    before = sign_in(place.staff).get(f"/children/{child.id}").get_data(as_text=True)
    asking = f'href="/children/{child.id}/consent" class="btn btn-primary"'
    assert asking in before
    decide(sign_in, place.staff, child, decision="refused", child_wish="no")
    after = sign_in(place.staff).get(f"/children/{child.id}").get_data(as_text=True)
    assert "监护人不同意" in after
    assert asking not in after
    assert 'aria-current="true"' in after  # the bar still says that this is one of the children


@pytest.mark.parametrize("wrong", [
    {"given_on": (clock.today() + timedelta(days=3)).isoformat()},
    {"method": "oral_witness", "witness": ""},
    {"consenter": " "},
    {"legal_guardian": ""},
    {"relation": "guardian_body"},
    {"method": "oral_witness", "witness": "张 大山"},
    {"text_version": "9"},
    {"expires_on": "2099-01-01"},
])  # fmt: skip
def test_what_cannot_be_is_refused_and_stays_typed(
    place: Place, child: Child, sign_in: SignIn, wrong: dict[str, str]
) -> None:
    assert decide(sign_in, place.staff, child, evidence="第三柜", **wrong) == 200
    assert child.consents == []


@pytest.mark.parametrize("right", [
    {"legal_guardian": "", "relation": "paternal_grandmother", "authority": "授权书 3 号"},
    {"relation": "guardian_body", "consenter": "区民政局", "authority": "监护文件 5 号"},
])  # fmt: skip
def test_a_carer_by_written_authorisation_and_a_body_by_its_paper_may_consent(
    place: Place, child: Child, sign_in: SignIn, right: dict[str, str]
) -> None:
    assert decide(sign_in, place.staff, child, **right) == 302
    assert missing(child, clock.today()) == ()


def test_anybody_may_say_no(place: Place, child: Child, sign_in: SignIn) -> None:
    no = {"decision": "refused", "legal_guardian": "", "relation": "paternal_grandmother"}
    assert decide(sign_in, place.staff, child, **no) == 302
    assert child.consents[0].decision == "refused"


@pytest.mark.parametrize("wrong", [
    {"legal_guardian": False},
    {"relation": "guardian_body"},
    {"method": "oral_witness"},
    {"method": "one_time_link"},
    {"decision": "refused", "expires_on": None, "photo": True},
    {"home_visit": True, "home_yes_on": clock.today()},
    {"home_yes_by": "奶奶", "home_yes_on": clock.today()},
])  # fmt: skip
def test_the_database_itself_refuses_a_consent_that_cannot_be(
    child: Child, session: scoped_session[Any], wrong: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        make.consent(child, **wrong)
    session.rollback()


def test_a_visit_at_home_needs_the_carers_yes_as_well(place: Place, child: Child, sign_in: SignIn) -> None:
    decide(sign_in, place.staff, child, home_visit="y")
    assert not agrees(child, Scope.HOME_VISIT)
    home = f"/children/{child.id}/consent/home"
    for _twice in range(2):
        sign_in(place.director).post(home, data={"carer": "李奶奶"})
    db.session.expire_all()
    assert agrees(child, Scope.HOME_VISIT)
    sign_in(place.director).post(home, data={"carer": ""})
    db.session.expire_all()
    assert not agrees(child, Scope.HOME_VISIT)
    decide(sign_in, place.staff, child)  # a new consent without the scope: the carer alone opens no door
    sign_in(place.director).post(home, data={"carer": "李奶奶"})
    db.session.expire_all()
    assert not agrees(child, Scope.HOME_VISIT)


def test_nothing_that_makes_it_a_yes_is_chosen_beforehand(
    place: Place, child: Child, sign_in: SignIn, session: scoped_session[Any]
) -> None:
    child.carers[0].name, child.carers[0].relation, child.carers[0].legal_guardian = "张大山", "father", True
    session.commit()
    browser, given = sign_in(place.staff), {**DECISION, "given_on": clock.today().isoformat()}
    for page in (f"/children/{child.id}/consent", "/consents/tick"):
        empty = browser.get(page).get_data(as_text=True)
        assert "张大山" in empty
        assert not re.search(r'name="(decision|legal_guardian|guardian-[^"]+)"[^>]* checked', empty)
        assert '<option value="father" selected' not in empty
        assert '<option selected value="father"' not in empty
    row = {f"who-{child.id}": "张大川", f"guardian-{child.id}": "y", f"authority-{child.id}": "授权书 3 号"}
    wrong = browser.post("/consents/tick", data={**given, **row, "ids": str(child.id), "token": str(uuid.uuid4())})
    shown = wrong.get_data(as_text=True)
    assert f"{child.code}：请选择与孩子的关系。" in shown
    assert "张大川" in shown
    assert "授权书 3 号" in shown
    assert session.scalars(select(Consent)).all() == []


def test_ticking_a_list_records_all_or_none(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    mine = [make.child(place.school, place.village) for _ in range(3)]
    foreign = make.child(place.other_school, place.other_township)
    session.commit()
    data: dict[str, Any] = {**DECISION, "token": str(uuid.uuid4()), "given_on": clock.today().isoformat()}
    for one in (*mine, foreign):
        data |= {f"who-{one.id}": "家长", f"relation-{one.id}": "mother", f"guardian-{one.id}": "y"}
    browser = sign_in(place.staff)
    stolen = browser.post("/consents/tick", data={**data, "ids": [str(mine[0].id), str(foreign.id)]})
    assert stolen.status_code == 404
    assert session.scalars(select(Consent)).all() == []
    session.rollback()
    for _twice in range(2):
        browser.post("/consents/tick", data={**data, "ids": [str(one.id) for one in mine[:2]]})
    kept = session.scalars(select(Consent)).all()
    assert {one.child_id for one in kept} == {one.id for one in mine[:2]}
    assert len(kept) == 2


def test_printed_forms_leave_out_who_decided_and_are_counted(
    place: Place, sign_in: SignIn, session: scoped_session[Any]
) -> None:
    asked, given, refused = (make.child(place.school, place.village) for _ in range(3))
    make.consent(given)
    make.consent(refused, decision="refused", expires_on=None)
    refused.consented_until = None
    session.commit()
    page = sign_in(place.staff).get("/consents/forms?grade=4").get_data(as_text=True)
    assert "/report</code>" in page
    assert asked.name in page
    assert given.name not in page
    assert refused.name not in page
    printed = session.scalars(
        select(audit.AuditEvent).where(audit.AuditEvent.action == Action.CONSENT_FORMS_PRINTED)
    ).one()
    assert printed.details == {"count": 1}


def test_ask_first_ranks_by_what_students_can_serve_then_risk_then_waiting(
    place: Place, session: scoped_session[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    calm, urgent, early = (
        make.child(place.school, place.village, risk=risk, registered_on=clock.today() - timedelta(days=days))
        for risk, days in ((0, 1), (2, 1), (0, 90))
    )
    unreachable = make.child(place.school, place.other_township, risk=3)
    music = make.child(place.school, place.village, risk=3)
    session.delete(music.needs[0])
    music.needs = [Need(area="tutoring", subject="music")]
    session.commit()
    offer = Offer((Skill("tutoring", "math", 1, 6),), frozenset({"in_person"}), frozenset({place.township.id}))
    monkeypatch.setattr("app.children.askfirst._supply", [lambda _session, _district, _today: [offer]])
    ranked, students = ask_first(session, place.staff.actor())
    assert students == 1
    assert [one.child.id for one in ranked[:3]] == [urgent.id, early.id, calm.id]
    assert [(one.servable, one.first) for one in ranked] == [(True, True)] * 3 + [(False, False)] * 2
    assert {one.child.id for one in ranked[3:]} == {unreachable.id, music.id}


def test_the_highest_level_needs_its_two_notes(place: Place, session: scoped_session[Any]) -> None:
    made = make.child(place.school, place.village, risk=3)
    make.consent(made)
    assert missing(made, clock.today()) == (ChildGate.RISK_NOTE_MISSING,)
    made.suitability, made.professional = "合适", "李医生"
    assert missing(made, clock.today()) == ()
