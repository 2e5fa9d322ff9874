"""Hours for another volunteer-record system: the file says what the page says, and what the certificate says."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import html5lib
import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.certificates.service import service_of_season
from app.foundation import clock
from app.foundation.audit import Action, AuditEvent
from app.foundation.hours import hours_of
from app.sessions.models import SessionState
from tests import factories as make
from tests.factories.classes import activity_service
from tests.integration.certificates_place import Served, served_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
ID_NUMBER = "530303200503020026"
ADDRESS = "/certificates/hours"


@pytest.fixture
def place(session: Session) -> Served:
    """One more session that nobody confirmed, and an activity with a title that a spreadsheet would run."""
    place = served_place(session, id_number=ID_NUMBER, national_number="00530303000012345")
    start = clock.now() - timedelta(days=5, hours=2)
    make.service_session(place.sessions[0].pairing, starts_at=start - timedelta(days=1), state=SessionState.SENT)
    at = make.activity(
        make.site(place.first.township, name="=四点半课堂"), starts_at=start, ends_at=start + timedelta(minutes=47),
        title="=1+1", season_id=place.season.id, service_area="tutoring",
    )  # fmt: skip
    activity_service(at, place.first, place.teacher)
    session.commit()
    return place


def shown(league: FlaskClient, **asked: str) -> list[list[str]]:
    """The table of the page, headings first."""
    answer = league.get(ADDRESS, query_string=asked)
    assert answer.status_code == 200
    tree = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
    table = next(one for one in tree.iter("div") if one.get("id") == "lines")
    return [[re.sub("^—$", "", "".join(cell.itertext()).strip()) for cell in row] for row in table.iter("tr")]


def taken(league: FlaskClient, form: str = "csv", **asked: str) -> list[list[Any]]:
    """The table of the file."""
    answer = league.post(ADDRESS, data={"reason": "national", "form": form, **asked})
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    if form == "xlsx":
        return [list(row) for row in openpyxl.load_workbook(io.BytesIO(answer.data)).active.values]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in answer.data
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(("rows", "count"), [("pairing", 4), ("area", 3), ("each", 4)])
def test_file_page_and_certificate_say_the_same(
    session: Session, place: Served, sign_in: SignIn, rows: str, count: int
) -> None:
    league = sign_in(place.organizer)
    page, file = shown(league, rows=rows), taken(league, rows=rows)
    assert [[one.lstrip("'") for one in line] for line in file] == page
    assert len(page) == 1 + count
    hours, code = page[0].index("服务时长（小时）"), page[0].index("本平台编号")
    service = service_of_season(session, place.season.id)
    for volunteer in (place.first, place.second):
        said = [Decimal(line[hours]) for line in page[1:] if line[code] == volunteer.code]
        assert sum(said) == hours_of(service[volunteer.id].minutes)


def test_nothing_of_a_child_and_no_whole_number_unless_asked(session: Session, place: Served, sign_in: SignIn) -> None:
    league = sign_in(place.organizer)
    assert league.post(ADDRESS, data={"form": "csv"}).status_code == 422  # why?
    page, masked, whole = shown(league), taken(league), taken(league, "xlsx", full="y", rows="each")
    for one in (page, masked):
        assert ID_NUMBER not in str(one)
        assert place.first.phone not in str(one)
    assert ID_NUMBER in str(whole)
    for child in {one.child for one in place.sessions}:
        assert child.name not in str((page, masked, whole))
        assert child.code not in str((page, masked, whole))
    found = select(AuditEvent).where(AuditEvent.action == Action.HOURS_EXPORTED).order_by(AuditEvent.id)
    told = [(one.details["count"], one.details["masked"], one.details["reason"]) for one in session.scalars(found)]
    assert told == [(4, True, "national"), (4, False, "national")]


def test_a_spreadsheet_reads_it_back_and_runs_nothing(place: Served, sign_in: SignIn) -> None:
    league = sign_in(place.organizer)
    answer = league.post(ADDRESS, data={"reason": "national", "form": "xlsx", "full": "y"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        said = dict(zip(heads, row, strict=True))
        assert all(cell.data_type != "f" for cell in row)
        assert (said["手机号码"].data_type, said["手机号码"].number_format) == ("s", "@")
        if said["姓名"].value == place.first.name:
            assert (said["证件号码"].value, said["证件号码"].number_format) == (ID_NUMBER, "@")
            assert said["全国志愿者编号"].value == "00530303000012345"
        assert said["开始日期"].is_date
        assert isinstance(said["服务时长（小时）"].value, int | float)
    assert "=1+1" in [row[heads.index("活动名称")].value for row in sheet.iter_rows(min_row=2)]
    assert "'=1+1" in [line[heads.index("活动名称")] for line in taken(league)[1:]]


def test_a_pasted_row_of_headings_makes_the_columns(place: Served, sign_in: SignIn) -> None:
    league = sign_in(place.organizer)
    headings = "序号\t*姓名\t证件号码（必填）\t时数\t所属队伍\t组织单位"
    page, file = shown(league, headings=headings), taken(league, headings=headings)
    assert page == file
    assert page[0] == ["序号", "*姓名", "证件号码（必填）", "时数", "所属队伍", "组织单位"]
    assert [line[0] for line in page[1:]] == ["1", "2", "3", "4"]
    assert {line[4] for line in page[1:]} == {""}
    assert all(line[5] for line in page[1:])
    told = league.get(ADDRESS, query_string={"headings": headings}).get_data(as_text=True)
    assert "所属队伍" in told.split("<table>")[0]


@pytest.mark.parametrize("headings", ["甲,乙,丙", "姓名," * 41, "姓名,号" + "长" * 60])
def test_what_is_no_row_of_headings_is_refused(place: Served, sign_in: SignIn, headings: str) -> None:
    league = sign_in(place.organizer)
    assert shown(league, headings=headings)[0][0] == "姓名"  # ours instead
    answer = league.post(ADDRESS, data={"reason": "national", "form": "csv", "headings": headings})
    assert answer.status_code == 422
