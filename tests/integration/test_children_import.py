"""Importing a roster: what a school sees, what is saved, what a second time changes, and what stays unsaid."""

from __future__ import annotations

import io
import json
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.children.models import Child, HoldReason, ImportState, LegalBasis, Need, PossibleDouble, RosterImport
from app.children.rules.imports import import_roster, preview_roster, upload_roster
from app.foundation import audit
from app.foundation.audit import Action
from app.foundation.database import ReadOnlyTransaction, add_rows, writing
from tests.integration.children_helpers import (
    ANNA,
    BO,
    HEADINGS,
    Place,
    SignIn,
    confirm,
    import_all,
    ledger,
    make_place,
    roster,
    upload,
)
from tests.thorough import examples

LEDGER = LegalBasis.LEDGER
BAD = ("", "女", "2016-03-01", "四年级", "", "张大山", "13800001111", "数学")
FORMULA = ('=HYPERLINK("http://evil.example","x")', "女", "2016-03-01", "", "", "", "", "")


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


def test_a_school_uploads_looks_confirms_and_has_its_children(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.staff)
    answer = upload(browser, place.school, roster(ANNA, BO, BAD))
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "缺少姓名" in page
    assert "张大山" in page  # examples of what stands in a column
    assert ledger(place.school) == []
    assert confirm(browser, answer.headers["Location"]).status_code == 302
    anna, bo = ledger(place.school)
    assert (anna.name, anna.grade, anna.sex, anna.birth_date) == ("张小花", 4, "female", date(2016, 3, 1))
    assert [(one.name, one.phone, one.entrusted) for one in anna.carers] == [("张大山", "13800001111", True)]
    assert {(need.area, need.subject) for need in bo.needs} == {("tutoring", "english"), ("companionship", None)}
    assert anna.township_id == place.township.id
    assert browser.get("/children").get_data(as_text=True).count("张小花") == 1


def test_the_uploaded_content_is_gone_after_the_decision_and_after_a_new_upload(
    place: Place, sign_in: SignIn, session: scoped_session[Any]
) -> None:
    browser = sign_in(place.staff)
    upload(browser, place.school, roster(ANNA))
    second = upload(browser, place.school, roster(ANNA, BO)).headers["Location"]
    confirm(browser, second)
    found = session.scalars(select(RosterImport)).all()
    assert {one.state for one in found} == {ImportState.DISCARDED, ImportState.IMPORTED}
    assert all(one.content is None for one in found)


def test_the_same_file_twice_changes_nothing(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.staff)
    import_all(browser, place.school, roster(ANNA, BO))
    before = [(one.id, one.changed_at) for one in ledger(place.school)]
    page = import_all(browser, place.school, roster(ANNA, BO), all_changes="y")
    assert [(one.id, one.changed_at) for one in ledger(place.school)] == before
    assert page


def test_confirming_twice_imports_once(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.staff)
    page = upload(browser, place.school, roster(ANNA)).headers["Location"]
    assert [confirm(browser, page).status_code, confirm(browser, page).status_code] == [302, 302]
    assert len(ledger(place.school)) == 1


def test_other_values_are_shown_and_taken_only_when_ticked(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.staff)
    import_all(browser, place.school, roster(ANNA, BO))
    newer = (*ANNA[:3], "五年级", "", "张大山", "13800009999", "语文")
    page = upload(browser, place.school, roster(newer, BO)).headers["Location"]
    shown = browser.get(page).get_data(as_text=True)
    assert "<del>4 年级</del>" in shown
    assert "<ins>5 年级</ins>" in shown
    assert "13800001111" not in shown
    assert "138********" in shown
    assert "13800009999" in shown  # what the list itself says
    confirm(browser, page)
    anna = ledger(place.school)[0]
    assert (anna.name, anna.grade) == ("张小花", 4)
    page = upload(browser, place.school, roster(newer, BO)).headers["Location"]
    confirm(browser, page, changes=str(anna.id))
    anna = ledger(place.school)[0]
    assert anna.grade == 5
    assert [one.phone for one in anna.carers] == ["13800009999"]
    assert [need.subject for need in anna.needs] == ["chinese"]


def test_problem_rows_come_back_as_a_file_that_says_why_and_runs_nothing(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.staff)
    page = upload(browser, place.school, roster(ANNA, BAD, FORMULA)).headers["Location"]
    answer = browser.get(f"{page}/problems.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [*HEADINGS, "原因"]
    assert [row[-1] for row in rows[1:]] == ["缺少姓名", "姓名是公式，请直接填写文字"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    confirm(browser, page)
    assert [one.name for one in ledger(place.school)] == ["张小花"]


def test_an_unknown_column_is_mapped_by_hand(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.staff)
    data = roster(("张小花", "2016-03-01", "13800001111"), headings=("姓名", "出生日期", "家里的号"))
    page = upload(browser, place.school, data).headers["Location"]
    columns = {"column-A": "name", "column-B": "birth_date", "column-C": "carer_phone"}
    assert browser.post(f"{page}/columns", data=columns).status_code == 302
    confirm(browser, page)
    assert [one.phone for one in ledger(place.school)[0].carers] == ["13800001111"]


def test_two_columns_of_one_meaning_are_refused(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.staff)
    page = upload(browser, place.school, roster(ANNA)).headers["Location"]
    browser.post(f"{page}/columns", data={"column-A": "name", "column-B": "name"})
    assert "有两列选了同一含义" in browser.get(page).get_data(as_text=True)


@pytest.mark.parametrize(("data", "words"), [
    (b"", "文件是空的"),
    (b"PK\x03\x04nonsense", "文件已损坏"),
    ("只有一行字".encode(), "没有找到表头"),
])  # fmt: skip
def test_a_file_that_is_no_list_is_refused_with_its_reason(
    place: Place, sign_in: SignIn, session: scoped_session[Any], data: bytes, words: str
) -> None:
    page = upload(sign_in(place.staff), place.school, data).get_data(as_text=True)
    assert words in page
    assert session.scalars(select(RosterImport)).all() == []


def test_without_legal_basis_or_name_nothing_is_saved(place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.staff)
    page = upload(browser, place.school, roster(ANNA)).headers["Location"]
    answer = browser.post(f"{page}/confirm", data={"answers_for": ""})
    assert answer.status_code == 200
    assert ledger(place.school) == []


def test_a_lookalike_elsewhere_is_saved_held_and_not_told(
    place: Place, sign_in: SignIn, session: scoped_session[Any]
) -> None:
    import_all(sign_in(place.other_staff), place.other_school, roster(ANNA))
    browser = sign_in(place.staff)
    page = upload(browser, place.school, roster(ANNA)).headers["Location"]
    preview = browser.get(page).get_data(as_text=True)
    confirm(browser, page)
    (mine,), (theirs,) = ledger(place.school), ledger(place.other_school)
    assert (mine.hold, theirs.hold) == (HoldReason.POSSIBLE_DOUBLE, None)
    assert [(one.child_id, one.other_id) for one in session.scalars(select(PossibleDouble))] == [(mine.id, theirs.id)]
    for told in (preview, browser.get(page).get_data(as_text=True), browser.get("/children").get_data(as_text=True),
                 browser.get(f"/children/{mine.id}").get_data(as_text=True)):  # fmt: skip
        assert place.other_school.name not in told
        assert "待核查" not in told
        assert "疑似" not in told


def test_the_legal_basis_and_one_event_are_kept(place: Place, sign_in: SignIn, session: scoped_session[Any]) -> None:
    import_all(sign_in(place.staff), place.school, roster(ANNA, BO, BAD))
    events = session.scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == Action.ROSTER_IMPORTED)).all()
    assert [one.details for one in events] == [
        {"rows": 3, "created": 2, "changed": 0, "problems": 1, "legal_basis": "ledger"}
    ]
    kept = session.scalars(select(RosterImport)).one()
    assert (kept.answers_for, kept.legal_basis) == ("王校长", "ledger")


NAMES = st.text(alphabet="赵钱孙李周吴郑王冯陈", min_size=2, max_size=4)
ROWS = st.lists(
    st.tuples(
        NAMES,
        st.sampled_from(("男", "女", "")),
        st.dates(date(2012, 1, 1), date(2020, 1, 1)).map(date.isoformat),
        st.sampled_from(("一年级", "4", "初一", "")),
        st.just(""),
        NAMES,
        st.sampled_from(("13800001111", "", "0874-3123456")),
        st.sampled_from(("数学*", "语文、心理疏导", "")),
    ),
    max_size=8,
)


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=ROWS)
def test_whatever_the_list_a_second_import_finds_nothing_new(
    place: Place, session: scoped_session[Any], rows: list[tuple[str, ...]]
) -> None:
    data = roster(*rows, ("赵一一", "女", "2016-01-01", "", "", "", "", ""))
    actor = place.staff.actor()
    first = upload_roster(session, actor, place.school, "a.csv", data, roster_id=uuid.uuid4())
    import_roster(session, actor, first.id, legal_basis=LEDGER, answers_for="王", all_changes=True)
    count = len(ledger(place.school))
    again = upload_roster(session, actor, place.school, "a.csv", data, roster_id=uuid.uuid4())
    plan = preview_roster(session, actor, again).plan
    assert (plan.new, plan.changes) == ([], [])
    import_roster(session, actor, again.id, legal_basis=LEDGER, answers_for="王", all_changes=True)
    assert len(ledger(place.school)) == count


def test_many_rows_at_once_are_refused_in_a_transaction_that_reads(place: Place, session: scoped_session[Any]) -> None:
    session.commit()
    row = {"child_id": uuid.uuid4(), "area": "tutoring"}
    with writing(may_write=False), pytest.raises(ReadOnlyTransaction):
        add_rows(session, Need, [row])


def test_the_command_says_what_it_read_in_one_json_object(
    app: Flask, session: scoped_session[Any], tmp_path: Path
) -> None:
    headings = (*HEADINGS, "学校")
    file = tmp_path / "list.csv"
    file.write_bytes(
        roster((*ANNA[:4], "白水镇", *ANNA[5:7], "围棋", "白水小学"), (*BAD, "白水小学"), headings=headings)
    )
    run = app.test_cli_runner()
    dry = run.invoke(args=["children", "import", str(file), "--dry-run", "--json"])
    report = json.loads(dry.stdout.splitlines()[-1])
    assert set(report) == {"rows", "ok", "problems", "warnings"}
    assert (report["rows"], report["ok"]) == (2, 1)
    assert report["problems"] == [{"row": 3, "column": "姓名", "problem": "缺少姓名"}]
    refused = run.invoke(args=["children", "import", str(file), "--json"])
    assert refused.exit_code != 0
    assert "白水小学" in refused.output
    for _time in range(2):
        made = run.invoke(args=["children", "import", str(file), "--create-places", "--json"])
        assert made.exit_code == 0, made.output
    child = session.scalars(select(Child)).one()
    assert (child.township.name, child.township.provisional, child.school.name) == ("白水镇", True, "白水小学")
    assert len(child.needs) == 1
