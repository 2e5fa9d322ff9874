"""Requests to see, copy, correct and delete; a volunteer's own data; and the registers behind them."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Account
from app.children.models import Carer, Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.pairing.models import PairingState
from app.privacy.models import Breach, ImpactAssessment, RequestKind, RequestState, RightsRequest
from tests import factories as make
from tests.factories import privacy
from tests.integration.privacy_place import fresh_ledger, make_past

__all__ = ["fresh_ledger"]
SignIn = Callable[[Account], FlaskClient]


def logged(action: Action) -> int:
    """How often something is on the audit log."""
    count = db.session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action)) or 0
    db.session.rollback()
    return count


def form_of(code: str, kind: str, **values: Any) -> dict[str, Any]:
    """What school staff type."""
    return {
        "record_id": str(uuid.uuid4()), "code": code, "kind": kind, "requester": "guardian", "channel": "phone",
        "received_on": clock.today().isoformat(), **values,
    }  # fmt: skip


def test_the_school_records_the_lead_copies_and_other_persons_are_left_out(app: Flask, sign_in: SignIn) -> None:
    past = make_past()
    mother = make.add(Carer(child_id=past.child.id, name="妈妈名", relation="母亲", phone="13911112222"))
    past.child.address = "新田村八号"
    past.volunteer.name = "志愿者真名"
    db.session.commit()
    staff, lead = sign_in(past.staff), sign_in(past.lead)
    sent = form_of(past.child.code.lower(), "copy")
    for _double_click in range(2):
        assert staff.post("/data-requests/new", data=sent).status_code == 302
    asked = db.session.scalars(select(RightsRequest)).one()
    assert (asked.due_on - asked.received_on) == timedelta(days=15)
    place = f"/data-requests/{asked.id}"
    assert past.child.code in lead.get("/data-requests").get_data(as_text=True)
    assert staff.post(f"{place}/copy", data={"form": "page"}).status_code == 404, "a school does not answer this"

    answer = lead.post(f"{place}/answer", data={"outcome": "done", "answer": ""})
    assert answer.status_code == 422, "nothing was given out yet"
    page = lead.post(f"{place}/copy", data={"form": "page", "carer": str(mother.id)}).get_data(as_text=True)
    assert "新田村八号" in page
    assert "13911112222" in page, "her own"
    for third in ("13900000000", "奶奶", "志愿者真名", "见证人"):
        assert third not in page
    file = lead.post(f"{place}/copy", data={"form": "file"})
    cells = [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(file.data)).active.rows for cell in row]
    assert "新田村八号" in cells
    assert "13911112222" not in cells, "nobody on file was named as the one who asks"
    assert logged(Action.RIGHTS_COPY_MADE) == 2
    assert lead.post(f"{place}/answer", data={"outcome": "done"}).status_code == 302
    assert lead.post(f"{place}/copy", data={"form": "file"}).status_code == 302, "closed: no further copies"
    assert logged(Action.RIGHTS_COPY_MADE) == 2


def test_a_code_of_elsewhere_looks_like_one_that_does_not_exist(app: Flask, sign_in: SignIn) -> None:
    past, other = make_past(), make_past(days_ago=801)
    for code in (other.child.code, "ZZZZZZZ", past.volunteer.code):
        page = sign_in(past.staff).post("/data-requests/new", data=form_of(code, "view"))
        assert page.status_code == 422
        assert "没有这个编号" in page.get_data(as_text=True)


def test_a_refusal_without_reasons_is_none(app: Flask, sign_in: SignIn) -> None:
    past = make_past()
    asked = privacy.rights_request(past.child, RequestKind.DELETE, wish="全部删除")
    db.session.commit()
    lead, place = sign_in(past.lead), f"/data-requests/{asked.id}/answer"
    assert lead.post(place, data={"outcome": "refused", "answer": "  "}).status_code == 422
    assert db.session.get_one(RightsRequest, asked.id).state is RequestState.OPEN
    db.session.rollback()
    assert lead.post(place, data={"outcome": "refused", "answer": "台账依法保存"}).status_code == 302
    assert lead.post(place, data={"outcome": "done"}).status_code == 422, "answered already"
    assert db.session.get_one(Child, past.child.id).erased_at is None


def test_a_deletion_carried_out_anonymises_at_once_but_never_an_open_case(app: Flask, sign_in: SignIn) -> None:
    past = make_past(days_ago=30)  # long before the term
    asked = privacy.rights_request(past.child, RequestKind.DELETE, wish="全部删除")
    past.pairing.state, past.pairing.active_at = PairingState.ACTIVE, clock.now()
    db.session.commit()
    lead, place = sign_in(past.lead), f"/data-requests/{asked.id}/answer"
    assert lead.post(place, data={"outcome": "done", "answer": ""}).status_code == 422
    past.pairing.state = PairingState.ENDED
    db.session.commit()
    assert lead.post(place, data={"outcome": "done", "answer": ""}).status_code == 302
    child = db.session.get_one(Child, past.child.id)
    assert (child.name, child.erased_at is not None) == ("—", True)
    assert logged(Action.FILE_ERASED) == 1
    assert lead.get("/data-requests").status_code == 200
    assert lead.get(f"/data-requests/{asked.id}").status_code == 200, "that it was asked and done stays as proof"


def test_the_school_corrects_its_own_files(app: Flask, sign_in: SignIn) -> None:
    past = make_past()
    asked = privacy.rights_request(past.child, RequestKind.CORRECT, wish="出生日期写错了")
    db.session.commit()
    staff, place = sign_in(past.staff), f"/data-requests/{asked.id}/answer"
    assert staff.post(place, data={"outcome": "done", "answer": ""}).status_code == 422, "say what was corrected"
    assert staff.post(place, data={"outcome": "done", "answer": "已改"}).status_code == 302


def test_a_volunteer_sees_copies_and_asks_on_the_own_page_only(app: Flask, sign_in: SignIn) -> None:
    past = make_past()
    past.child.name, past.volunteer.college = "孩子真名", "云南大学"
    past.session.note = "孩子今天做题"
    db.session.commit()
    student = sign_in(past.account)
    page = student.get("/my-data").get_data(as_text=True)
    assert "云南大学" in page
    assert past.volunteer.phone in page
    for third in ("孩子真名", past.child.code, "孩子今天做题"):
        assert third not in page, "nothing about a child"
    assert student.post("/my-data/copy").mimetype.endswith("sheet")
    wish = {"record_id": str(uuid.uuid4()), "kind": "delete", "wish": "毕业了，请删除"}
    assert student.post("/my-data/ask", data=wish).status_code == 302
    again = student.post("/my-data/ask", data=wish | {"record_id": str(uuid.uuid4())})
    assert again.status_code == 422, "asked already"
    assert student.post("/my-data/ask", data=wish | {"kind": "copy"}).status_code == 422
    asked = db.session.scalars(select(RightsRequest)).one()
    assert sign_in(past.lead).get(f"/data-requests/{asked.id}").status_code == 404, "the League's to answer"
    league = sign_in(past.organizer)
    assert "毕业了" in league.get(f"/data-requests/{asked.id}").get_data(as_text=True)
    assert league.post(f"/data-requests/{asked.id}/answer", data={"outcome": "done"}).status_code == 302
    assert student.get("/my-data").status_code == 302, "the account is gone with the profile"


def test_due_dates_stand_on_the_home_page(app: Flask, sign_in: SignIn) -> None:
    past = make_past()
    late = clock.today() - timedelta(days=20)
    privacy.rights_request(past.child, received_on=late, due_on=late + timedelta(days=15))
    privacy.breach(past.district, found_at=clock.now() - timedelta(hours=5))
    db.session.commit()
    page = sign_in(past.lead).get("/").get_data(as_text=True)
    assert "逾期" in page
    assert "/data-protection/breaches" in page
    assert "逾期" not in sign_in(past.organizer).get("/").get_data(as_text=True), (
        "a child's request is not the League's"
    )


def test_a_breach_runs_against_the_clock_and_is_closed_only_with_what_was_learnt(app: Flask, sign_in: SignIn) -> None:
    past = make_past()
    lead, now = sign_in(past.lead), clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M")
    form = {"record_id": str(uuid.uuid4()), "kind": "lost_device", "found_at": now, "summary": "登记用的手机丢失",
            "children": "3", "volunteers": "0"}  # fmt: skip
    for _double_click in range(2):
        assert lead.post("/data-protection/breaches/new", data=form).status_code == 302
    found = db.session.scalars(select(Breach)).one()
    place = f"/data-protection/breaches/{found.id}"
    earlier = clock.local(clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert lead.post(place, data=form | {"told_office_at": earlier}).status_code == 422, "before it was found"
    assert lead.post(place, data=form | {"told_office_at": now, "lessons": "手机加锁屏密码"}).status_code == 302
    assert lead.post(place, data=form | {"summary": "改写"}).status_code == 422, "closed"
    assert db.session.get_one(Breach, found.id).summary == "登记用的手机丢失"


def test_assessments_are_kept_by_version(app: Flask, sign_in: SignIn) -> None:
    past = make_past()
    lead, today = sign_in(past.lead), clock.today()
    texts = dict.fromkeys(("purpose", "effects", "measures", "conclusion", "reviewed_by"), "已评估")
    form = {"record_id": str(uuid.uuid4()), **texts, "reviewed_on": today, "next_due_on": today + timedelta(days=365)}
    assert lead.post("/data-protection/assessments/new", data=form | {"next_due_on": today}).status_code == 422
    for number in range(1, 3):
        sent = form | {"record_id": str(uuid.uuid4()), "purpose": f"第{number}次"}
        assert lead.post("/data-protection/assessments/new", data=sent).status_code == 302
    assert db.session.scalars(select(ImpactAssessment.version).order_by(ImpactAssessment.version)).all() == [1, 2]
    db.session.rollback()
    assert "第2次" in lead.get("/data-protection/assessments/new").get_data(as_text=True), "begins with the last"


def test_the_january_report_counts_what_the_records_say(app: Flask, sign_in: SignIn) -> None:
    past = make_past(days_ago=30)
    year = clock.today().year
    teen = make.child(past.school, past.village, birth_date=clock.today() - timedelta(days=15 * 366))
    make.consent(teen)
    privacy.breach(past.district, found_at=clock.now() - timedelta(hours=9))
    db.session.commit()
    sign_in(past.staff).get(f"/children/{teen.id}")
    auditor = make.account(Role.AUDITOR)
    elsewhere = make.school(make.township(make.district()))
    make.account(Role.SCHOOL_STAFF, elsewhere)
    closed = make.account(Role.SCHOOL_STAFF, past.school)
    closed.active = False
    db.session.commit()
    from app.children.models import ConsentDecision
    from app.privacy.january import report

    with app.test_request_context():
        found = report(db.session, past.district, year)
    assert (found.under_14, found.from_14) == (1, 1)
    assert found.reads[Action.CHILD_READ] == 1
    assert found.consents[ConsentDecision.GIVEN] >= 1
    assert (found.breaches, found.breaches_late) == (1, 1)
    reach = (Role.SCHOOL_STAFF, Role.SAFEGUARDING_LEAD, Role.VOLUNTEER, Role.AUDITOR)
    assert [found.accounts[role] for role in reach] == [1, 1, 1, 1], "of the district, and of the whole installation"
    db.session.rollback()
    page = sign_in(auditor).get(f"/data-protection/january-report?year={year}&district={past.district.id}")
    assert page.status_code == 200
    assert "/audit?action=child.read" in page.get_data(as_text=True), "the figure leads to its records"
    assert logged(Action.JANUARY_REPORT_READ) == 1


def test_the_public_rule_names_who_answers(app: Flask, sign_in: SignIn, client: FlaskClient) -> None:
    past = make_past()
    form = {"body": "共青团演示区委员会", "name": "李负责", "phone": "0874-1234567", "address": ""}
    assert sign_in(past.lead).post("/data-protection/officer", data=form).status_code == 302
    page = client.get("/childrens-data-rule").get_data(as_text=True)
    assert "李负责" in page
    assert "12" in page
    admin = make.account(Role.ADMINISTRATOR)
    db.session.commit()
    assert sign_in(admin).post("/data-protection/terms", data={"kept": "child_file", "months": "18"}).status_code == 302
    assert "18" in client.get("/childrens-data-rule").get_data(as_text=True)
    assert (
        sign_in(past.lead).post("/data-protection/terms", data={"kept": "child_file", "months": "1"}).status_code == 404
    )
