"""Certificates: issued after publicity from what was confirmed, drawn, scanned, verified, revoked; never altered."""

from __future__ import annotations

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
from app.certificates import tasks
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


def test_an_issuing_that_breaks_half_way_goes_on_and_issues_each_once(
    session: Session, place: Served, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    publicised(session, place)
    made, broken = tasks.snapshot, []

    def once(*given: Any) -> Certificate:
        broken.append(given)
        if len(broken) == 2:
            raise OSError("the power went")
        return made(*given)

    monkeypatch.setattr(tasks, "snapshot", once)
    monkeypatch.setattr(tasks, "BATCH", 1)
    league = sign_in(place.organizer)
    assert {league.post("/certificates/start").location for _ in range(2)} == {f"/certificates/jobs/{_job_id(session)}"}
    run_waiting()
    certified = list(session.scalars(select(Certificate.volunteer_id)))
    assert sorted(certified) == sorted([place.first.id, place.second.id])


def _job_id(session: Session) -> Any:
    return session.scalars(select(Job.id)).one()


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
    printed = select(AuditEvent).where(AuditEvent.action == Action.CERTIFICATES_PRINTED).order_by(AuditEvent.position)
    assert [one.details["count"] for one in session.scalars(printed)] == [2, 1]


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
