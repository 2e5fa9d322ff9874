"""Consents, doubles, hand entry and leaving: what holds afterwards, on the pages and in the gates."""

from __future__ import annotations

import threading
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.children.askfirst import Offer, Skill, ask_first
from app.children.codes import DoubleOutcome
from app.children.events import ChildLeft, ConsentWithdrawn
from app.children.gates import ChildGate, missing
from app.children.models import Child, ChildStatus, Consent, HoldReason, LegalBasis, Need, PossibleDouble
from app.children.queries import matchable
from app.children.rules.doubles import resolve_double
from app.children.rules.imports import import_roster, upload_roster
from app.foundation import audit, clock, events
from app.foundation.audit import Action
from app.foundation.database import db
from app.foundation.errors import Refused
from tests import factories as make
from tests.integration.children_helpers import ANNA, Place, SignIn, import_all, ledger, make_place, roster

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
    """Events that floors above would get."""
    found: list[object] = []
    for kind in (ConsentWithdrawn, ChildLeft):
        monkeypatch.setitem(events._handlers, kind, [lambda _session, event: found.append(event)])
    return found


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


@pytest.mark.parametrize("wrong", [
    {"given_on": (date.today() + timedelta(days=3)).isoformat()},  # noqa: DTZ011
    {"method": "oral_witness", "witness": ""},
    {"consenter": " "},
    {"text_version": "9"},
    {"expires_on": "2099-01-01"},
])  # fmt: skip
def test_what_cannot_be_is_refused_and_stays_typed(
    place: Place, child: Child, sign_in: SignIn, wrong: dict[str, str]
) -> None:
    assert decide(sign_in, place.staff, child, evidence="第三柜", **wrong) == 200
    assert child.consents == []


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


def two_files(place: Place, sign_in: SignIn) -> tuple[Child, Child]:
    """One child on file at both schools: the earlier at the other one, the later, held, at ours."""
    import_all(sign_in(place.other_staff), place.other_school, roster(ANNA))
    import_all(sign_in(place.staff), place.school, roster((*ANNA[:7], "语文")))
    (earlier,), (later,) = ledger(place.other_school), ledger(place.school)
    return earlier, later


def test_a_held_child_is_matched_only_after_the_supervisor_says_two_children(
    place: Place, sign_in: SignIn, session: scoped_session[Any]
) -> None:
    earlier, later = two_files(place, sign_in)
    for one in (earlier, later):
        make.consent(one)
    session.commit()
    assert ChildGate.HELD in missing(later, clock.today())
    assert [one.id for one in matchable(session, place.district.id, clock.today())] == [earlier.id]
    double = session.scalars(select(PossibleDouble)).one()
    assert sign_in(place.staff).get(f"/doubles/{double.id}").status_code == 404
    judge = sign_in(place.supervisor)
    assert double.other.school is not None
    assert double.other.school.name in judge.get(f"/doubles/{double.id}").get_data(as_text=True)
    assert judge.post(f"/doubles/{double.id}", data={"answer": "two"}).status_code == 302
    session.expire_all()
    assert later.hold is None
    assert {one.id for one in matchable(session, place.district.id, clock.today())} == {earlier.id, later.id}


def test_merging_carries_consent_and_needs_and_the_other_file_leaves(
    place: Place, sign_in: SignIn, session: scoped_session[Any], published: list[object]
) -> None:
    earlier, later = two_files(place, sign_in)
    make.consent(later)
    session.commit()
    double = session.scalars(select(PossibleDouble)).one()
    sign_in(place.supervisor).post(f"/doubles/{double.id}", data={"answer": "keep_earlier"})
    session.expire_all()
    assert (later.status, later.left_reason, later.consents) == (ChildStatus.LEFT, "merged", [])
    assert earlier.consented_until is not None
    assert {need.subject for need in earlier.needs} == {"math", "chinese"}
    assert missing(earlier, clock.today()) == ()
    assert [event.child.id for event in published if isinstance(event, ChildLeft)] == [later.id]
    with pytest.raises(Refused):
        resolve_double(session, place.supervisor.actor(), double.id, DoubleOutcome.TWO_CHILDREN)
    session.rollback()
    # The school that lost the file imports its list again: the closed file stays closed.
    import_all(sign_in(place.staff), place.school, roster(ANNA), all_changes="y")
    assert [one.status for one in ledger(place.school)] == [ChildStatus.LEFT]


def form_for(place: Place, **more: Any) -> dict[str, Any]:
    return {
        "token": str(uuid.uuid4()), "school_id": str(place.school.id), "name": "王小明", "sex": "male",
        "birth_date": "2016-01-01", "home": str(place.village.id), "grade": "4", "left_behind": "both_away",
        "areas": ["companionship"], "subjects": ["math"], "must": ["math"], "modes": ["in_person", "online"],
        "slots": ["1-am", "7-ev"], "risk": "3", "suitability": "喜欢大学生", "professional": "李医生",
        "same_sex_only": "y", "carers-0-name": "王奶奶", "carers-0-relation": "paternal_grandmother",
        "carers-0-phone": "１３９ 0000 1234", "carers-0-entrusted": "y", "address": "松林村 1 组", **more,
    }  # fmt: skip


def test_a_child_is_added_by_hand_once(place: Place, sign_in: SignIn) -> None:
    browser, form = sign_in(place.staff), form_for(place)
    for _twice in range(2):
        assert browser.post("/children/new", data=form).status_code == 302
    (made,) = ledger(place.school)
    assert (made.village_id, made.township_id, made.risk) == (place.village.id, place.township.id, 3)
    assert {(need.area, need.subject, need.must) for need in made.needs} == {
        ("tutoring", "math", True), ("companionship", None, False),
    }  # fmt: skip
    assert [(one.phone, one.entrusted) for one in made.carers] == [("13900001234", True)]
    assert made.slots == frozenset({"1-am", "7-ev"})
    again = browser.post("/children/new", data=form_for(place)).get_data(as_text=True)
    assert "本校已有这名" in again
    assert "王奶奶" in again


@pytest.mark.parametrize(("wrong", "words"), [
    ({"birth_date": "2005-01-01"}, "已满 16 岁"),
    ({"birth_date": "2031-01-01"}, "不能晚于今天"),
    ({"name": "=1+1"}, "姓名不正确"),
    ({"carers-0-phone": "12345"}, "不是电话号码"),
    ({"home": "nowhere"}, "选"),
])  # fmt: skip
def test_hand_entry_says_what_cannot_be(place: Place, sign_in: SignIn, wrong: dict[str, str], words: str) -> None:
    page = sign_in(place.staff).post("/children/new", data=form_for(place, **wrong)).get_data(as_text=True)
    assert words in page
    assert ledger(place.school) == []


def test_the_highest_level_needs_its_two_notes(place: Place, session: scoped_session[Any]) -> None:
    made = make.child(place.school, place.village, risk=3)
    make.consent(made)
    assert missing(made, clock.today()) == (ChildGate.RISK_NOTE_MISSING,)
    made.suitability, made.professional = "合适", "李医生"
    assert missing(made, clock.today()) == ()


def test_leaving_ends_by_event_and_coming_back_is_possible(
    place: Place, child: Child, sign_in: SignIn, session: scoped_session[Any], published: list[object]
) -> None:
    browser = sign_in(place.staff)
    browser.post(f"/children/{child.id}/leave", data={"reason": "parent_back"})
    session.expire_all()
    assert (child.status, child.left_reason, child.left_on) == (ChildStatus.LEFT, "parent_back", clock.today())
    assert len(published) == 1
    assert ChildGate.LEFT_LEDGER in missing(child, clock.today())
    browser.post(f"/children/{child.id}/return")
    session.expire_all()
    assert (child.status, child.left_on) == (ChildStatus.ACTIVE, None)


def test_renaming_a_child_into_one_on_file_is_refused(
    place: Place, sign_in: SignIn, session: scoped_session[Any]
) -> None:
    browser = sign_in(place.staff)
    browser.post("/children/new", data=form_for(place))
    browser.post("/children/new", data=form_for(place, name="王小刚"))
    second = next(one for one in ledger(place.school) if one.name == "王小刚")
    page = browser.post(f"/children/{second.id}/edit", data=form_for(place)).get_data(as_text=True)
    assert "本校已有这名" in page
    assert sorted(one.name for one in ledger(place.school)) == ["王小刚", "王小明"]


def test_a_lookalike_added_by_hand_is_held_too(place: Place, sign_in: SignIn) -> None:
    import_all(sign_in(place.other_staff), place.other_school, roster(("王小明", "男", "2016-01-01", *[""] * 5)))
    sign_in(place.staff).post("/children/new", data=form_for(place))
    assert [one.hold for one in ledger(place.school)] == [HoldReason.POSSIBLE_DOUBLE]


def test_the_list_pages_by_code_and_filters(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    made = [make.child(place.school, place.village, grade=number % 2 + 1) for number in range(55)]
    session.commit()
    browser = sign_in(place.staff)
    first = browser.get("/children").get_data(as_text=True)
    codes = sorted(one.code for one in made)
    assert all(code in first for code in codes[:50])
    assert codes[50] not in first
    assert f"after={codes[49]}" in first
    rest = browser.get(f"/children?after={codes[49]}").get_data(as_text=True)
    assert all(code in rest for code in codes[50:])
    only = browser.get("/children?grade=1").get_data(as_text=True)
    assert {one.code in only for one in made if one.grade == 2} == {False}


def test_two_imports_of_one_file_at_once_leave_one_set_of_children(app: Flask, place: Place) -> None:
    actor = place.staff.actor()
    data = roster(*((f"学{one}生", "女", "2016-01-01", *[""] * 5) for one in "甲乙丙丁戊己庚辛"))
    ids = [uuid.uuid4(), uuid.uuid4()]
    other = make.account(make.Role.SCHOOL_STAFF, place.school)
    actors = [actor, other.actor()]
    db.session.commit()
    for one, roster_id in zip(actors, ids, strict=True):
        upload_roster(db.session, one, place.school, "a.csv", data, roster_id=roster_id)
    db.session.remove()
    gate, failures = threading.Barrier(2), []

    def run(number: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                import_roster(db.session, actors[number], ids[number], legal_basis=LegalBasis.LEDGER, answers_for="王")
            except Exception as error:  # noqa: BLE001 - looked at below
                failures.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(error, Refused) for error in failures), failures
    assert len(ledger(place.school)) == 8
