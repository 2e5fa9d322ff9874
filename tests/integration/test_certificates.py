"""Certificates: issued after publicity from what was confirmed, drawn, scanned, verified, revoked; never altered."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.certificates.models import Certificate, Publicity
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.ids import short_code
from app.foundation.jobs import Job
from app.foundation.jobs.worker import run_waiting
from app.privacy.overwriting import overwrite_person
from app.sessions.models import SessionState
from tests import factories as make
from tests.factories import certificates
from tests.integration.certificates_place import Served, confirmed, served_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
ID_NUMBER = "530303200503020026"


@pytest.fixture
def place(session: Session) -> Served:
    return served_place(session, id_number=ID_NUMBER)


def publicised(session: Session, place: Served) -> Publicity:
    made = certificates.publicity(place.season)
    session.commit()
    return made


def issue(session: Session, browser: FlaskClient) -> list[Certificate]:
    answer = browser.post("/certificates/start")
    assert answer.status_code == 302
    assert run_waiting() == 1
    session.expire_all()
    return list(session.scalars(select(Certificate).order_by(Certificate.minutes.desc())))


def test_a_certificate_is_issued_drawn_scanned_and_verified_until_it_is_revoked(
    session: Session, place: Served, sign_in: SignIn, client: FlaskClient
) -> None:
    publicised(session, place)
    late = confirmed(place, place.sessions[0].pairing, 5, 60)
    session.commit()
    league = sign_in(place.organizer)
    assert late.confirmed_at is not None
    first, second = issue(session, league)
    assert (first.minutes, second.minutes) == (210, 80)
    pdf = sign_in(place.account).get(f"/certificates/{first.id}/file")
    page = pypdfium2.PdfDocument(pdf.data)[0]
    said = page.get_textpage().get_text_range()
    for words in (
        "志愿服务记录证明",
        "张㛃䶮",
        "5303**********0026",
        place.first.code,
        "3.5 小时",
        "共青团演示区委员会",
        "赵干事",
    ):
        assert words in said
    assert ID_NUMBER not in said
    assert "国家标准" not in said
    (code,) = zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())
    assert code.text == f"http://localhost/verify/{first.number}"
    visitor = client.get(f"/verify/{first.number}")
    shown = visitor.get_data(as_text=True)
    assert visitor.status_code == 200
    assert "这份证明有效" in shown
    assert "张**" in shown
    assert "3.5" in shown
    assert "㛃" not in shown
    assert place.first.code not in shown
    assert "共青团" not in shown
    league.post(f"/certificates/{first.id}/revoke", data={"reason": "hours_wrong"})
    assert "已被撤销" in client.get(f"/verify/{first.number}").get_data(as_text=True)
    again = sign_in(place.account).get(f"/certificates/{first.id}/file")
    assert "已被撤销" in pypdfium2.PdfDocument(again.data)[0].get_textpage().get_text_range()
    actions = list(session.scalars(select(AuditEvent.action).where(AuditEvent.object_id == str(first.id))))
    assert actions.count(Action.CERTIFICATE_ISSUED) == 1
    assert actions.count(Action.CERTIFICATE_REVOKED) == 1


def test_numbers_that_are_none_all_get_one_answer_and_are_counted(client: FlaskClient) -> None:
    def asked(number: str) -> tuple[int, str]:
        answer = client.get(f"/verify/{number}")
        return answer.status_code, re.findall(r"<main.*</main>", answer.get_data(as_text=True), re.DOTALL)[0]

    status, unknown = asked("2" * 20)
    assert status == 404
    assert "没有这个编号" in unknown
    assert {asked(one) for one in ("x", "no such thing", "a/b/c", "2" * 300, "张三", "%252e", "'--")} == {
        (404, unknown)
    }
    # Another address is not to suffer for it; this one waits.
    assert [asked(short_code(20))[0] for _ in range(40)][-1] == 429
    elsewhere = client.get("/verify/x", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 404


def test_certificates_wait_for_publicity_and_its_answers(session: Session, place: Served, sign_in: SignIn) -> None:
    league, student = sign_in(place.organizer), sign_in(place.account)
    league.post("/certificates/start")
    assert session.scalar(select(Job.id)) is None
    league.post("/publicity", data={"season": place.season.id, "days": "7"})
    league.post("/certificates/start")
    assert session.scalar(select(Job.id)) is None, "the days are not over"
    page = student.get("/publicity").get_data(as_text=True)
    (link,) = set(re.findall(r"/publicity/[0-9a-f-]{36}", page))
    shown = student.get(link).get_data(as_text=True)
    assert "张**" in shown
    assert "张㛃" not in shown
    assert "这是您" in shown
    (objection,) = re.findall(r'name="objection_id"[^>]*value="([0-9a-f-]{36})"', shown)
    words = {"objection_id": objection, "words": "第二行的时长不对"}
    assert [student.post(f"{link}/objections", data=words).status_code for _ in range(2)] == [302, 302]
    assert sign_in(place.teacher).get(link).get_data(as_text=True).count("第二行的时长不对") == 0
    assert league.get(link).get_data(as_text=True).count("第二行的时长不对") == 1
    session.execute(text("UPDATE publicity SET last_day = '2026-01-01'"))
    session.commit()
    league.post("/certificates/start")
    assert session.scalar(select(Job.id)) is None, "an objection waits"
    publicity = session.scalars(select(Publicity)).one()
    own = certificates.objection(publicity, place.organizer)
    session.commit()
    assert league.post(f"/objections/{own.id}/answer", data={"words": "自己答"}).status_code == 404
    colleague = sign_in(make.account(Role.ORGANIZER, place.district))
    session.commit()
    colleague.post(f"/objections/{own.id}/answer", data={"words": "同事答"})
    league.post(f"/objections/{objection}/answer", data={"words": "已核实无误"})
    assert "已核实无误" in student.get(link).get_data(as_text=True)
    assert len(issue(session, league)) == 2


def test_what_was_confirmed_after_the_opening_or_voided_since_is_not_certified(
    session: Session, place: Served, sign_in: SignIn
) -> None:
    publicity = publicised(session, place)
    place.sessions[0].confirmed_at = publicity.opened_at.replace(year=publicity.opened_at.year + 1)
    place.sessions[2].state, place.sessions[2].reason = SessionState.VOID, "mistake"
    session.commit()
    (only,) = issue(session, sign_in(place.organizer))
    assert (only.volunteer_id, only.minutes) == (place.first.id, 50)


def test_the_database_keeps_a_certificate_as_it_is(session: Session, place: Served, sign_in: SignIn) -> None:
    publicised(session, place)
    first, _second = issue(session, sign_in(place.organizer))
    attacks = (
        "UPDATE certificate SET minutes = 60000", "UPDATE certificate SET content = '{}'", "DELETE FROM certificate",
        "UPDATE certificate SET number = 'X'",
    )  # fmt: skip
    for attack in attacks:
        with pytest.raises(DBAPIError, match="certificate"):
            session.execute(text(attack))
        session.rollback()
    sign_in(place.organizer).post(f"/certificates/{first.id}/revoke", data={"reason": "asked"})
    with pytest.raises(DBAPIError, match="certificate"):
        session.execute(text("UPDATE certificate SET revoked_at = NULL, revoke_reason = NULL"))
    session.rollback()


def test_a_revoked_one_is_not_issued_again_by_the_season_but_by_a_person(
    session: Session, place: Served, sign_in: SignIn
) -> None:
    publicised(session, place)
    league = sign_in(place.organizer)
    first, _second = issue(session, league)
    league.post(f"/certificates/{first.id}/revoke", data={"reason": "person_wrong"})
    league.post("/certificates/start")
    assert run_waiting() == 0
    place.account.roles.append(make.role_grant(Role.ORGANIZER, place.district))
    session.commit()
    asked = {"season": place.season.id}
    assert sign_in(place.account).post(f"/volunteers/{place.first.id}/certificates", data=asked).status_code == 404
    for _ in range(2):
        league.post(f"/volunteers/{place.first.id}/certificates", data={"season": place.season.id})
    numbers = list(session.scalars(select(Certificate.number).where(Certificate.volunteer_id == place.first.id)))
    assert len(set(numbers)) == 2


def test_an_anonymised_volunteer_leaves_the_number_and_takes_the_name(
    session: Session, place: Served, sign_in: SignIn, client: FlaskClient
) -> None:
    publicised(session, place)
    first, _second = issue(session, sign_in(place.organizer))
    overwrite_person(session, "volunteer", place.first.id)
    session.commit()
    shown = client.get(f"/verify/{first.number}").get_data(as_text=True)
    assert "这份证明有效" in shown
    assert "张" not in re.findall(r"<main.*</main>", shown, re.DOTALL)[0]


def test_one_file_by_township_for_the_seal(session: Session, place: Served, sign_in: SignIn) -> None:
    elsewhere = make.township(place.district)
    place.second.township_id = elsewhere.id
    publicised(session, place)
    league = sign_in(place.organizer)
    issue(session, league)
    sheets = f"/certificates/seasons/{place.season.id}/sheets"
    assert len(pypdfium2.PdfDocument(league.get(sheets).data)) == 2
    one = pypdfium2.PdfDocument(league.get(f"{sheets}?township={elsewhere.id}").data)
    assert len(one) == 1
    assert "李四" in one[0].get_textpage().get_text_range()
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.CERTIFICATES_PRINTED)).all()
    assert [one.details["count"] for one in event] == [2, 1]


def test_another_district_finds_nothing_of_it(session: Session, place: Served, sign_in: SignIn) -> None:
    publicised(session, place)
    first, _second = issue(session, sign_in(place.organizer))
    job_id = session.scalar(select(Job.id))
    foreign = make.district()
    make.season(foreign)
    other, student = make.account(Role.ORGANIZER, foreign), make.account(Role.VOLUNTEER)
    make.volunteer(make.township(foreign), account_id=student.id)
    session.commit()
    for browser in (sign_in(other), sign_in(student)):
        for way in (
            f"/certificates/{first.id}", f"/certificates/{first.id}/file", f"/certificates/{first.id}/revoke",
            f"/certificates/jobs/{job_id}", f"/certificates/jobs/{job_id}/progress",
            f"/certificates/seasons/{place.season.id}/sheets", f"/volunteers/{place.first.id}/record",
            f"/publicity/{first.publicity_id}", f"/record/seasons/{place.season.id}/appraisal",
        ):  # fmt: skip
            assert browser.get(way).status_code == 404, way
    assert sign_in(place.account).get(f"/certificates/{_second.id}").status_code == 404


def test_papers_for_the_college_say_nothing_of_a_child(session: Session, place: Served, sign_in: SignIn) -> None:
    student = sign_in(place.account)
    child = place.sessions[0].child
    for paper, words in (("appraisal", "大学生社会实践鉴定表"), ("activities", "志愿服务活动清单")):
        answer = student.get(f"/record/seasons/{place.season.id}/{paper}")
        said = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.data))
        assert words in said
        assert "张㛃䶮" in said
        assert child.name not in said
        assert child.code not in said


def test_hours_leave_for_a_reason_masked_and_on_the_log(session: Session, place: Served, sign_in: SignIn) -> None:
    import openpyxl

    league = sign_in(place.organizer)
    assert league.post("/certificates/hours", data={}).status_code == 422
    masked = league.post("/certificates/hours", data={"reason": "national"})
    whole = league.post("/certificates/hours", data={"reason": "national", "full": "y"})
    rows = [list(openpyxl.load_workbook(io.BytesIO(one.data)).active.values) for one in (masked, whole)]
    assert [len(one) for one in rows] == [4, 4]
    assert ID_NUMBER not in str(rows[0])
    assert place.first.phone not in str(rows[0])
    assert ID_NUMBER in str(rows[1])
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.action == Action.HOURS_EXPORTED).order_by(AuditEvent.id)
    )
    assert [(one.details["count"], one.details["masked"]) for one in events] == [(3, True), (3, False)]


def test_staff_add_to_a_record_and_strike_out_what_was_wrong(session: Session, place: Served, sign_in: SignIn) -> None:
    way = f"/volunteers/{place.first.id}"
    school, league = sign_in(place.teacher), sign_in(place.organizer)
    award = {"commend-title": "优秀志愿者", "commend-given_on": "2026-01-01", "commend-given_by": "团区委"}
    assert league.post(f"{way}/commendations", data=award).status_code == 302
    judged = {"evaluate-season": place.season.id, "evaluate-content": "good", "evaluate-quality": "excellent",
              "evaluate-attitude": "excellent", "evaluate-words": "认真"}  # fmt: skip
    school.post(f"{way}/evaluations", data=judged)
    school.post(f"{way}/evaluations", data=judged)
    mine = sign_in(place.account).get("/record").get_data(as_text=True)
    assert "优秀志愿者" in mine
    assert mine.count("认真") == 1
    shown = school.get(f"{way}/record").get_data(as_text=True)
    assert "2005-03-02" not in shown
    (entry,) = set(
        re.findall(r"/commendations/([0-9a-f-]{36})/strike", league.get(f"{way}/record").get_data(as_text=True))
    )
    assert school.post(f"/commendations/{entry}/strike", data={"reason": "mistake"}).status_code == 404
    league.post(f"/commendations/{entry}/strike", data={"reason": "mistake"})
    assert "<s>优秀志愿者</s>" in sign_in(place.account).get("/record").get_data(as_text=True)
