"""Visits: recorded by taps, once, by who keeps the child's card or ledger; what is due follows from them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.codes import DoubleOutcome
from app.children.models import Child, PossibleDouble
from app.children.rules.doubles import resolve_double
from app.foundation import clock
from app.foundation.audit import AuditEvent
from app.foundation.database import db
from app.visits import queries
from app.visits.codes import Barred, VisitVoid
from app.visits.models import CareAgreement, FileCheck, Visit
from app.visits.rules.recording import void_visit
from app.visits.standing import Lack
from tests import factories as make
from tests.factories import visits as made
from tests.integration.children_helpers import Place, make_place

SignIn = Callable[[Account], FlaskClient]
NAME = "王小明"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(datetime.fromisoformat("2027-01-20T18:00:00+08:00"), tick=True):
        yield


@pytest.fixture
def place(session: scoped_session[Any]) -> Place:
    return make_place()


@pytest.fixture
def child(place: Place) -> Child:
    """Of the director's village, without consent, on the ledger for long."""
    child = make.child(place.school, place.village, name=NAME, registered_on=date(2026, 9, 1))
    db.session.commit()
    return child


def tapped(child: Child, **values: Any) -> dict[str, Any]:
    return {
        "visit_id": str(uuid.uuid4()), "child_id": str(child.id), "day": "2027-01-20", "place": "home",
        "met": ["child", "carer"], "health": "ok", "mood": "concern", "safety": "ok", "schooling": "ok",
        "parent_contact": "week", "risk_seen": "no", "care_needs": ["company"], "topics": ["drowning", "fraud"],
        "note": "奶奶腿疼", **values,
    }  # fmt: skip


def recorded() -> list[Visit]:
    db.session.expire_all()
    return list(db.session.scalars(select(Visit)))


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action)))


def test_the_director_records_a_visit_by_taps_once(place: Place, child: Child, sign_in: SignIn) -> None:
    browser, sent = sign_in(place.director), tapped(child)
    page = browser.get(f"/visits/new?child={child.id}").get_data(as_text=True)
    assert NAME in page
    form = page.partition("<main")[2].partition("</main>")[0]
    assert " checked" not in form, "nothing about the child is answered beforehand"
    first, second = browser.post("/visits/new", data=sent), browser.post("/visits/new", data=sent)
    [row] = recorded()
    assert first.headers["Location"] == second.headers["Location"] == f"/visits/{row.id}"
    assert (row.topics, row.care_needs, row.note) == ({"drowning", "fraud"}, {"company"}, "奶奶腿疼")
    before = actions().count("child.read")
    page = browser.get(f"/visits/{row.id}").get_data(as_text=True)
    assert "奶奶腿疼" in page
    assert NAME not in page[: page.index("</title>")]
    assert actions().count("child.read") == before + 1, "the page of a visit is a page of the child's file"
    assert actions().count("visit.recorded") == 1
    state = browser.get(f"/visits/unsent?id={row.id}&id={uuid.uuid4()}")
    assert state.json is not None
    assert (state.json["recorded"], state.json["choices"]) == (
        [str(row.id)],
        {"child_id": [[str(child.id), child.code]]},
    )
    assert NAME not in state.get_data(as_text=True), "a phone keeps codes"
    due = queries.due_of(db.session, place.director.actor(), db.session.get_one(Child, child.id))
    assert due is not None
    assert (due.last_on, due.due_on) == (date(2027, 1, 20), date(2027, 2, 19))


IMPOSSIBLE: tuple[dict[str, Any], ...] = (
    {"day": "2027-01-21"}, {"day": "2025-12-01"}, {"met": []}, {"met": ["dog"]}, {"place": "moon"}, {"mood": ""},
    {"risk_seen": ""}, {"topics": ["chess"]}, {"visit_id": "junk"}, {"child_id": "junk"}, {"parent_contact": "never"},
)  # fmt: skip


def test_what_cannot_be_is_refused_and_kept_on_the_form(place: Place, child: Child, sign_in: SignIn) -> None:
    browser = sign_in(place.director)
    for values in IMPOSSIBLE:
        answer = browser.post("/visits/new", data=tapped(child, **values))
        assert (answer.status_code, values) == (200, values)
        assert "奶奶腿疼" in answer.get_data(as_text=True)
    assert recorded() == []


def test_only_of_children_one_keeps(place: Place, child: Child, sign_in: SignIn) -> None:
    """Another village, another school, and a supervisor without consent: the child, and a known visit, do not exist."""
    visit = made.visit(child)
    strangers = [place.other_staff, make.account(place.director.roles[0].role, make.village(place.township))]
    db.session.commit()
    for account in (*strangers, place.supervisor, place.organizer):
        browser = sign_in(account)
        for sent in (tapped(child), tapped(child, visit_id=str(visit.id))):
            assert browser.post("/visits/new", data=sent).status_code == 404
        assert browser.get(f"/visits/new?child={child.id}").status_code == 404
        assert browser.get("/visits/unsent").get_data(as_text=True).find(str(child.id)) < 0
    assert len(recorded()) == 1
    page = sign_in(place.supervisor).get("/visits/").get_data(as_text=True)
    assert child.code not in page
    assert NAME not in page


def test_who_keeps_one_village_does_not_read_its_name_on_every_row(place: Place, child: Child, sign_in: SignIn) -> None:
    for account, told in ((place.director, False), (place.staff, True)):
        page = sign_in(account).get("/visits/").get_data(as_text=True)
        assert child.code in page
        assert ('data-label="村或学校"' in page) is told


def test_the_township_knows_by_number_until_consent(place: Place, child: Child, sign_in: SignIn) -> None:
    supervisor = place.supervisor.actor()
    assert queries.overdue_unseen(db.session, supervisor) == 1
    make.consent(child)
    db.session.commit()
    assert queries.overdue_unseen(db.session, supervisor) == 0
    assert child.code in sign_in(place.supervisor).get("/visits/?show=overdue").get_data(as_text=True)
    assert sign_in(place.supervisor).post("/visits/new", data=tapped(child)).status_code == 302


def test_a_voided_visit_stays_and_counts_for_nothing(place: Place, child: Child, sign_in: SignIn) -> None:
    visit = made.visit(child, visited_by_id=place.director.id)
    db.session.commit()
    browser = sign_in(place.director)
    assert child.code not in browser.get("/visits/?show=overdue").get_data(as_text=True)
    browser.post(f"/visits/{visit.id}/void", data={"reason": "wrong_child"})
    void_visit(db.session, place.director.actor(), visit.id, VisitVoid.DOUBLE)
    [row] = recorded()
    assert row.void_reason is VisitVoid.WRONG_CHILD, "the first word stands"
    assert child.code in browser.get("/visits/?show=overdue").get_data(as_text=True)


def test_the_organizer_sets_the_intervals_and_the_lists_follow(place: Place, child: Child, sign_in: SignIn) -> None:
    made.visit(child, visited_on=date(2027, 1, 1))
    db.session.commit()
    browser, director = sign_in(place.organizer), place.director.actor()
    days = {f"{kind}days_{level}": "20" for kind in ("", "summer_") for level in range(4)}
    for wrong in ({"days_0": "0"}, {"days_0": "91"}, {"summer_days_0": "21"}, {"days_3": ""}):
        assert browser.post("/visits/intervals", data=days | wrong).status_code == 200
    assert queries.counts(db.session, director).overdue == 0
    browser.post("/visits/intervals", data=days | {"days_0": "18", "summer_days_0": "18"})
    assert queries.counts(db.session, director).overdue == 1
    assert actions().count("visit_interval.set") == 1


def test_what_is_missing_beside_the_visit_until_somebody_does_it(place: Place, child: Child, sign_in: SignIn) -> None:
    browser, director = sign_in(place.director), place.director.actor()

    def lacks() -> set[Lack]:
        db.session.expire_all()
        due = queries.due_of(db.session, director, db.session.get_one(Child, child.id))
        assert due is not None
        return set(due.lacks)

    assert lacks() == {Lack.AGREEMENT_MISSING, Lack.CONTACT_UNKNOWN, Lack.FILE_UNCHECKED}
    browser.post("/visits/new", data=tapped(child, parent_contact="longer"))
    assert Lack.CONTACT_RARE in lacks()
    browser.post(f"/children/{child.id}/file-differs", data={"note": "照护人换了"})
    assert Lack.FILE_DIFFERS in lacks()
    token = str(uuid.uuid4())
    for _tap in range(2):
        browser.post(f"/children/{child.id}/file-check", data={"token": token})
    assert len(db.session.scalars(select(FileCheck)).all()) == 2
    agreement = {
        "carer": "王奶奶", "relation": "paternal_grandmother", "signed_on": "2027-01-10", "valid_until": "2028-01-10",
        "witness": "李主任", "evidence": "2-7", "barred": [one.value for one in Barred],
    }  # fmt: skip
    for wrong in ({"barred": ["habits"]}, {"valid_until": "2027-01-10"}, {"signed_on": "2027-01-21"},
                  {"witness": "王奶奶"}):  # fmt: skip
        assert browser.post(f"/children/{child.id}/care-agreement", data=agreement | wrong).status_code == 200
    assert lacks() == {Lack.AGREEMENT_MISSING, Lack.CONTACT_RARE}
    browser.post(f"/children/{child.id}/care-agreement", data=agreement)
    assert lacks() == {Lack.CONTACT_RARE}
    [row] = db.session.scalars(select(CareAgreement))
    browser.post(f"/care-agreements/{row.id}/end")
    assert Lack.AGREEMENT_MISSING in lacks()


def test_of_two_files_of_one_child_the_visits_go_to_the_one_that_stays(place: Place, child: Child) -> None:
    gone = make.child(place.school, place.village)
    visit, agreement = made.visit(gone), made.care_agreement(gone)
    double = make.add(PossibleDouble(child_id=gone.id, other_id=child.id))
    db.session.commit()
    resolve_double(db.session, place.supervisor.actor(), double.id, DoubleOutcome.MERGED, child.id)
    db.session.expire_all()
    assert {visit.child_id, agreement.child_id} == {child.id}
    assert clock.today() == visit.visited_on
