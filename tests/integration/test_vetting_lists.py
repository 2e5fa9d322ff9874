"""The lists for the police query and the insurer: who may take them, what stands in them, and how answers come back."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.spreadsheets import to_xlsx
from app.pairing.models import PairingState
from app.seasons.models import Season
from app.volunteers.checklists import HEADINGS, WORDS
from app.volunteers.gates import latest_checks
from app.volunteers.models import VettingCheck, VettingKind, VettingResult, Volunteer
from tests import factories as make

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
ID_NUMBER = "530303200503020026"
POLICE, INSURER = VettingKind.BACKGROUND, VettingKind.INSURANCE


@dataclass
class Office:
    """A district's League with three students: nothing checked, everything checked, and one that cannot come."""

    organizer: Account
    season: Season
    fresh: Volunteer
    clear: Volunteer
    gone: Volunteer


@pytest.fixture
def office(session: Session) -> Office:
    district = make.district()
    home, season = make.township(district), make.season(district)
    fresh = make.volunteer(home, name="王小明", id_number=ID_NUMBER)
    clear, gone = make.vetted(make.volunteer(home, name="李晓红")), make.volunteer(home, name="赵离开")
    for one in (fresh, clear):
        make.availability(one, season)
    make.availability(gone, season, withdrawn_on=clock.today())
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    return Office(organizer, season, fresh, clear, gone)


def export(browser: FlaskClient, kind: VettingKind = POLICE, **values: str) -> Any:
    return browser.post("/vetting/export", data={"list_kind": kind.value, "reason": "first_check", **values})


def send(browser: FlaskClient, rows: list[list[Any]], kind: VettingKind = POLICE, headings: Any = None) -> Any:
    content = to_xlsx(headings or HEADINGS[kind], rows)
    data = {"result_kind": kind.value, "file": (io.BytesIO(content), "back.xlsx")}
    return browser.post("/vetting/results", data=data, content_type="multipart/form-data")


def checks(session: Session) -> list[VettingCheck]:
    session.expire_all()
    return list(session.scalars(select(VettingCheck).where(VettingCheck.recorded_by_id.is_not(None))))


@pytest.mark.parametrize("kind", [POLICE, INSURER])
def test_the_list_holds_who_is_due_and_no_more_columns_than_needed(
    session: Session, office: Office, sign_in: SignIn, kind: VettingKind
) -> None:
    office.fresh.name = "=1+1"
    session.commit()
    answer = export(sign_in(office.organizer), kind)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == list(HEADINGS[kind])
    assert [[cell.value for cell in row] for row in rows[1:]] == [
        [office.fresh.code, "=1+1", ID_NUMBER, None, None, None]
    ]
    assert [cell.data_type for cell in rows[1][:3]] == ["s", "s", "s"], "a formula is a text, a number is not rounded"
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.VOLUNTEER_EXPORTED)).one()
    assert event.details == {"kind": kind.value, "count": 1, "reason": "first_check"}


def test_no_reason_no_list_and_nobody_due_no_list(session: Session, office: Office, sign_in: SignIn) -> None:
    browser = sign_in(office.organizer)
    for values in ({"reason": ""}, {"reason": "because"}, {"list_kind": "identity"}):
        assert export(browser, **values).status_code == 422
    make.vetted(office.fresh)
    session.commit()
    assert export(browser).status_code == 302
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == Action.VOLUNTEER_EXPORTED)).all() == []
    latest_checks(office.clear)[POLICE].expires_on = clock.today() + timedelta(days=30)
    session.commit()
    assert export(browser, reason="renewal").status_code == 200, "what runs out soon is due"


def test_nobody_else_takes_a_list_and_another_league_gets_its_own(
    session: Session, office: Office, sign_in: SignIn
) -> None:
    district = make.district("别的区")
    foreign_season = make.season(district)
    foreign = make.account(Role.ORGANIZER, district)
    lead = make.account(Role.SAFEGUARDING_LEAD, make.district("又一区"))
    session.commit()
    assert export(sign_in(lead)).status_code == 404
    answer = export(sign_in(foreign), season=str(office.season.id))
    assert ID_NUMBER.encode() not in answer.data
    assert answer.status_code == 302
    assert str(foreign_season.id) in answer.headers["Location"]
    rows = [[office.fresh.code, "王小明", None, "通过", clock.today(), "1号"]]
    refused = send(sign_in(foreign), rows)
    assert refused.status_code == 422
    assert "没有编号" in refused.get_data(as_text=True)
    assert checks(session) == []


def test_answers_come_back_once_and_a_failed_one_suspends_at_once(
    session: Session, office: Office, sign_in: SignIn
) -> None:
    child = make.child(None, office.clear.township)
    make.consent(child)
    pairing = make.pairing(child, office.clear, office.season, PairingState.ACTIVE)
    session.commit()
    rows = [
        [office.fresh.code, "王小明", ID_NUMBER, "无违法犯罪记录", clock.today(), "沾公函〔2027〕3号"],
        [office.clear.code, "李晓红", None, "有违法犯罪记录", clock.today().isoformat(), None],
        [office.gone.code, "赵离开", None, None, None, None],
    ]
    browser = sign_in(office.organizer)
    for _ in range(2):  # the same file twice records nothing twice
        assert send(browser, rows).status_code == 302
    found = {one.volunteer_id: one for one in checks(session)}
    assert len(checks(session)) == len(found) == 2
    clear = found[office.fresh.id]
    assert (clear.result, clear.reference) == (VettingResult.CLEAR, "沾公函〔2027〕3号")
    assert clear.expires_on is not None
    assert found[office.clear.id].result is VettingResult.FAILED
    assert (pairing.state, pairing.reason) == (PairingState.SUSPENDED, "vetting_failed")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({3: "大概没有"}, "看不懂"),
        ({4: "哪天"}, "不是日期"),
        ({4: None}, "不是日期"),
        ({1: "李晓红"}, "姓名"),
        ({0: "ZZZZZZZ"}, "没有编号"),
        ({4: "2099-01-01"}, "今天之后"),
        ({4: "2020-01-01"}, "太早"),
    ],
)
def test_one_doubtful_row_and_nothing_is_recorded(
    session: Session, office: Office, sign_in: SignIn, change: dict[int, Any], said: str
) -> None:
    good = [office.clear.code, "李晓红", None, "通过", clock.today(), None]
    bad: list[Any] = [office.fresh.code, "王小明", None, "通过", clock.today(), None]
    for column, value in change.items():
        bad[column] = value
    answer = send(sign_in(office.organizer), [good, bad])
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert checks(session) == []


def test_a_row_twice_a_missing_column_an_empty_list_and_no_table(
    session: Session, office: Office, sign_in: SignIn
) -> None:
    browser = sign_in(office.organizer)
    row = [office.fresh.code, "王小明", None, "通过", clock.today(), None]
    assert send(browser, [row, row]).status_code == 422
    assert send(browser, [row[:4]], headings=HEADINGS[POLICE][:4]).status_code == 422
    assert send(browser, [[office.fresh.code, "王小明", None, None, None, None]]).status_code == 422
    junk = {"result_kind": "background", "file": (io.BytesIO(b"\x00\x01junk"), "back.xlsx")}
    assert browser.post("/vetting/results", data=junk, content_type="multipart/form-data").status_code == 422
    assert checks(session) == []


def test_insurance_cannot_fail_and_every_word_for_a_result_is_one(
    session: Session, office: Office, sign_in: SignIn
) -> None:
    assert set(WORDS[INSURER].values()) == {VettingResult.CLEAR}
    browser = sign_in(office.organizer)
    row = [office.fresh.code, "王小明", None, "未通过", clock.today(), None]
    assert send(browser, [row], INSURER).status_code == 422
    assert send(browser, [[*row[:3], "已投保", clock.today(), "P-2027-1"]], INSURER).status_code == 302
    (check,) = checks(session)
    assert (check.kind, check.result, check.reference) == (INSURER, VettingResult.CLEAR, "P-2027-1")
