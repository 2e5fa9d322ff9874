"""Doubles, hand entry, leaving and the list: what a child's file says afterwards."""

from __future__ import annotations

import re
import threading
import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.children.codes import DoubleOutcome
from app.children.events import ChildLeft
from app.children.gates import ChildGate, missing
from app.children.models import Child, ChildStatus, HoldReason, LegalBasis, PossibleDouble
from app.children.queries import matchable
from app.children.rules.doubles import resolve_double
from app.children.rules.imports import import_roster, upload_roster
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Refused
from tests import factories as make
from tests.integration.children_helpers import ANNA, Place, SignIn, import_all, ledger, listen, make_place, roster


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


def test_the_list_pages_and_filters(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    made = [make.child(place.school, place.village, grade=number % 2 + 1) for number in range(55)]
    session.commit()
    browser = sign_in(place.staff)
    first = browser.get("/children").get_data(as_text=True)
    following = re.search(r"/children\?after=(\w+)", first)
    assert following is not None
    rest = browser.get(f"/children?after={following[1]}").get_data(as_text=True)
    shown = [{one.code for one in made if f">{one.code}<" in page} for page in (first, rest)]
    assert [len(one) for one in shown] == [30, 25]
    assert shown[0] | shown[1] == {one.code for one in made}
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
