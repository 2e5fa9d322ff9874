"""What an attacker tries on children's files: others' schools, others' transfers, fields nobody offered, no consent."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.children.models import Child, ChildTransfer, TransferState
from app.foundation import audit
from app.foundation.access import Role
from app.foundation.audit import Action
from tests import factories as make
from tests.factories.disclosure import duty_grant
from tests.integration.children_helpers import ANNA, Place, SignIn, confirm, ledger, make_place, roster, upload


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


@pytest.fixture
def child(place: Place, session: scoped_session[Any]) -> Child:
    """Of the other school; without consent."""
    made = make.child(place.other_school, place.other_township)
    session.commit()
    return made


PAGES = (
    "",
    "/edit",
    "/sensitive",
    "/contacts",
    "/ask-to-open",
    "/counselling",
    "/consent",
    "/consent/withdraw",
    "/transfer",
    "/leave",
)
POSTS = (
    "/edit",
    "/sensitive",
    "/contacts",
    "/ask-to-open",
    "/counselling",
    "/consent",
    "/consent/withdraw",
    "/transfer",
    "/leave",
    "/return",
)


@pytest.mark.parametrize("page", PAGES)
def test_another_school_of_the_district_sees_nothing(place: Place, child: Child, sign_in: SignIn, page: str) -> None:
    assert sign_in(place.staff).get(f"/children/{child.id}{page}").status_code == 404


@pytest.mark.parametrize("page", POSTS)
def test_another_school_of_the_district_changes_nothing(place: Place, child: Child, sign_in: SignIn, page: str) -> None:
    answer = sign_in(place.staff).post(f"/children/{child.id}{page}", data={"reason": "other", "decision": "given"})
    assert answer.status_code == 404


def test_another_schools_upload_cannot_be_seen_confirmed_or_downloaded(place: Place, sign_in: SignIn) -> None:
    page = upload(sign_in(place.other_staff), place.other_school, roster(ANNA)).headers["Location"]
    thief = sign_in(place.staff)
    assert thief.get(page).status_code == 404
    assert thief.get(f"{page}/problems.xlsx").status_code == 404
    assert confirm(thief, page).status_code == 404
    assert thief.post(f"{page}/columns", data={"column-A": "name"}).status_code == 404
    assert thief.post(f"{page}/discard").status_code == 404
    assert ledger(place.other_school) == []


def test_a_foreign_school_id_in_the_form_is_refused(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.staff)
    assert upload(browser, place.other_school, roster(ANNA)).status_code in {200, 404}
    form = {
        "token": str(uuid.uuid4()), "school_id": str(place.other_school.id), "name": "王小明",
        "birth_date": "2016-01-01", "home": str(place.other_township.id), "left_behind": "other",
        "modes": "in_person", "risk": "0",
    }  # fmt: skip
    assert browser.post("/children/new", data=form).status_code in {200, 404}
    assert ledger(place.other_school) == []


def test_a_form_cannot_set_what_it_does_not_offer(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    mine = make.child(place.school, place.village)
    session.commit()
    form = {
        "name": "王小明", "birth_date": "2016-01-01", "home": str(place.village.id), "left_behind": "other",
        "modes": "in_person", "risk": "1", "school_id": str(place.other_school.id), "consented_until": "2099-01-01",
        "district_id": str(uuid.uuid4()), "code": "HACKED", "status": "left", "hold": "",
    }  # fmt: skip
    answer = sign_in(place.staff).post(f"/children/{mine.id}/edit", data=form)
    assert answer.status_code == 302
    session.refresh(mine)
    assert (mine.name, mine.risk) == ("王小明", 0)
    assert (mine.school_id, mine.consented_until, mine.status) == (place.school.id, None, "active")
    assert mine.code != "HACKED"


def test_a_village_director_sees_own_children_and_imports_none(
    place: Place, sign_in: SignIn, session: scoped_session[Any]
) -> None:
    near, far = make.child(place.school, place.village), make.child(place.school, place.township)
    session.commit()
    browser = sign_in(place.director)
    assert browser.get(f"/children/{near.id}").status_code == 200
    assert browser.get(f"/children/{far.id}").status_code == 404
    assert browser.get("/rosters/new").status_code == 404
    assert upload(browser, place.school, roster(ANNA)).status_code == 404
    assert browser.get(f"/children/{near.id}/edit").status_code == 404


@pytest.mark.parametrize("role", [Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER, Role.SAFEGUARDING_LEAD])
def test_without_consent_a_child_is_invisible_beyond_school_and_village(
    place: Place, sign_in: SignIn, session: scoped_session[Any], role: Role
) -> None:
    scope = place.township if role is Role.TOWNSHIP_SUPERVISOR else place.district
    account = make.account(role, scope)
    silent, consented, expired = (make.child(place.school, place.village) for _ in range(3))
    make.consent(consented)
    late = make.consent(expired)
    expired.consented_until = late.given_on.replace(year=late.given_on.year - 1)
    session.commit()
    browser = sign_in(account)
    listed = browser.get("/children").get_data(as_text=True)
    for hidden in (silent, expired):
        assert hidden.code not in listed
        assert hidden.name not in listed
        assert browser.get(f"/children/{hidden.id}").status_code == 404
    assert consented.code in listed
    page = browser.get(f"/children/{consented.id}").get_data(as_text=True)
    assert "奶奶" not in page
    for address in (f"/children/{consented.id}", f"/children/{consented.id}/sensitive"):
        assert "13900000000" not in browser.get(address).get_data(as_text=True)
    assert browser.get(f"/children/{silent.id}/sensitive").status_code == 404


def test_an_administrator_reads_no_file(place: Place, child: Child, sign_in: SignIn) -> None:
    browser = sign_in(make_account_committed(Role.ADMINISTRATOR))
    assert browser.get("/children").status_code == 404
    assert browser.get(f"/children/{child.id}").status_code == 404


def make_account_committed(role: Role) -> Any:
    made = make.account(role)
    make.db.session.commit()
    return made


def test_every_look_at_a_file_is_on_the_log(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    mine = make.child(place.school, place.village)
    lead = make.account(Role.SAFEGUARDING_LEAD, place.district)
    duty = duty_grant(place.staff, make.season(place.district), lead)
    session.commit()
    browser = sign_in(place.staff)
    page = browser.get(f"/children/{mine.id}").get_data(as_text=True)
    assert "139********" in page
    assert "13900000000" not in page
    assert "13900000000" not in browser.get(f"/children/{mine.id}/sensitive").get_data(as_text=True)
    browser.post(f"/children/{mine.id}/sensitive", data={"reason": "call_carer"})
    assert "13900000000" in browser.get(f"/children/{mine.id}/sensitive").get_data(as_text=True)
    browser.get("/children")
    events = session.scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.id)).all()
    assert [(one.action, one.details) for one in events] == [
        (Action.CHILD_READ, {}),
        (
            Action.CHILD_SENSITIVE_READ,
            {"sections": ["address", "phones"], "basis": "duty", "reason": "call_carer", "grant": str(duty.id)},
        ),
        (Action.CHILD_LISTED, {"page": "children", "count": 1}),
    ]
    assert {one.object_id for one in events[:2]} == {str(mine.id)}


def test_no_name_in_title_address_or_flash(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    mine = make.child(place.school, place.village, name="欧阳独一无二")
    session.commit()
    browser = sign_in(place.staff)
    for page in PAGES:
        html = browser.get(f"/children/{mine.id}{page}").get_data(as_text=True)
        assert "欧阳独一无二" not in html.split("</title>")[0]
    browser.post(f"/children/{mine.id}/leave", data={"reason": "moved"})
    flashed = browser.get("/children?status=active").get_data(as_text=True)
    assert "已移出台账" in flashed
    assert "欧阳独一无二" not in flashed


def test_a_transfer_is_decided_by_the_school_it_goes_to(
    place: Place, sign_in: SignIn, session: scoped_session[Any]
) -> None:
    mine = make.child(place.school, place.village)
    make.consent(mine)
    third = make.account(Role.SCHOOL_STAFF, make.school(place.other_township))
    session.commit()
    giver, receiver, stranger = sign_in(place.staff), sign_in(place.other_staff), sign_in(third)
    giver.post(f"/children/{mine.id}/transfer", data={"school_id": str(place.other_school.id)})
    asked = session.scalars(select(ChildTransfer)).one()
    assert giver.post(f"/transfers/{asked.id}/confirm").status_code == 404
    assert stranger.post(f"/transfers/{asked.id}/confirm").status_code == 404
    assert stranger.post(f"/transfers/{asked.id}/refuse").status_code == 404
    assert receiver.get(f"/children/{mine.id}").status_code == 404
    assert mine.code in receiver.get("/transfers").get_data(as_text=True)
    assert receiver.post(f"/transfers/{asked.id}/confirm").status_code == 302
    session.expire_all()
    assert session.get_one(ChildTransfer, asked.id).state is TransferState.DONE
    assert giver.get(f"/children/{mine.id}").status_code == 404
    page = receiver.get(f"/children/{mine.id}")
    assert page.status_code == 200
    assert session.get_one(Child, mine.id).consented_until is not None


def test_the_giver_may_take_a_request_back(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    mine = make.child(place.school, place.village)
    session.commit()
    giver, receiver = sign_in(place.staff), sign_in(place.other_staff)
    giver.post(f"/children/{mine.id}/transfer", data={"school_id": str(place.other_school.id)})
    asked = session.scalars(select(ChildTransfer)).one()
    giver.post(f"/transfers/{asked.id}/refuse")
    receiver.post(f"/transfers/{asked.id}/confirm")
    session.expire_all()
    assert session.get_one(Child, mine.id).school_id == place.school.id


def test_a_child_cannot_be_sent_to_another_district(
    place: Place, sign_in: SignIn, session: scoped_session[Any]
) -> None:
    mine = make.child(place.school, place.village)
    abroad = make.school(make.township(make.district("外区")))
    session.commit()
    answer = sign_in(place.staff).post(f"/children/{mine.id}/transfer", data={"school_id": str(abroad.id)})
    assert answer.status_code == 200
    assert session.scalars(select(ChildTransfer)).all() == []


@pytest.mark.parametrize(
    ("role", "named"),
    [
        (Role.SCHOOL_STAFF, True),
        (Role.TOWNSHIP_SUPERVISOR, True),
        (Role.ORGANIZER, False),
        (Role.SAFEGUARDING_LEAD, False),
    ],
)
def test_a_list_names_children_only_to_those_who_keep_their_ledger(
    place: Place, session: scoped_session[Any], sign_in: SignIn, role: Role, named: bool
) -> None:
    child = make.child(place.school, place.township, name="钱多多")
    make.consent(child)
    where = {Role.SCHOOL_STAFF: place.school, Role.TOWNSHIP_SUPERVISOR: place.township}
    person = make.account(role, where.get(role, place.district))
    session.commit()
    page = sign_in(person).get("/children").get_data(as_text=True)
    assert child.code in page
    assert ("钱多多" in page) is named
