"""Sign-up lists: by command and in the browser, twice, wrong, and of somebody else's district."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.catalogue.models import Term
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.foundation.spreadsheets import to_csv
from app.places.models import Area
from app.seasons.models import Season
from app.volunteers.models import Availability, Skill, Volunteer, VolunteerImport
from app.volunteers.queries import candidates
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]
HEADINGS = [
    "姓名",
    "性别",
    "出生日期",
    "就读高校",
    "家庭所在乡镇",
    "手机号码",
    "服务意向",
    "擅长科目及年级",
    "最多可结对人数",
]
GOOD = [
    ["王小明", "男", "2005-03-02", "云南大学", "金龙街道", "13912345678", "学业辅导、心理疏导", "数学(1-9年级)", "1"],
    ["李晓红", "女", "2006年7月1日", "曲靖师范学院", "菱角乡", "13912345679", "亲情陪伴", "", "3"],
]
BAD = [
    ["赵六", "男", "2015-03-02", "云南大学", "金龙街道", "13912345680", "学业辅导", "", "1"],
    ["", "男", "2005-03-02", "云南大学", "金龙街道", "13912345681", "学业辅导", "", "1"],
    ["孙七", "男", "2005-03-02", "云南大学", "没有这个镇", "13912345682", "学业辅导", "", "1"],
]


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T04:00:00Z", tick=True):
        yield


@pytest.fixture
def run(app: Flask, tmp_path: Any) -> Callable[..., Any]:
    """Run the command on rows; return what the last line of its output says."""

    def command(rows: list[list[str]], *options: str) -> Any:
        file = tmp_path / "list.csv"
        file.write_bytes(to_csv(HEADINGS, rows))
        db.session.rollback()
        result = app.test_cli_runner().invoke(args=["volunteers", "import", str(file), "--json", *options])
        db.session.rollback()
        return json.loads(result.stdout.splitlines()[-1]) if result.exit_code == 0 else result

    return command


def test_a_list_imports_into_an_empty_installation(session: scoped_session[Any], run: Callable[..., Any]) -> None:
    said = run(GOOD, "--create-places")
    assert (said["rows"], said["ok"], said["problems"], said["season"]) == (2, 2, [], "2027-winter")
    assert {area.name for area in session.scalars(select(Area))} == {"沾益区", "金龙街道", "菱角乡"}
    people = {one.name: one for one in session.scalars(select(Volunteer))}
    assert set(people) == {"王小明", "李晓红"}
    assert {(one.area, one.subject, one.grade_min, one.grade_max) for one in people["王小明"].skills} == {
        ("tutoring", "math", 1, 9),
        ("counselling", None, 0, 14),
    }
    assert all(skill.verified_on is None for skill in session.scalars(select(Skill)))
    assert people["李晓红"].availabilities[0].capacity == 1  # the season allows no more, and the list is told
    assert [slot.number for slot in people["李晓红"].places] == [1]
    assert any("本季每人最多 1 个" in one["problem"] for one in said["warnings"])


def test_importing_twice_changes_nothing(session: scoped_session[Any], run: Callable[..., Any]) -> None:
    run(GOOD, "--create-places")
    before = {one.id: (one.code, one.name) for one in session.scalars(select(Volunteer))}
    said = run(GOOD, "--create-places")
    assert (said["ok"], said["season"]) == (2, "2027-winter")
    assert {one.id: (one.code, one.name) for one in session.scalars(select(Volunteer))} == before
    assert len(session.scalars(select(Season)).all()) == 1
    assert len(session.scalars(select(Availability)).all()) == 2
    changes = [Action.VOLUNTEER_CHANGED]
    assert session.scalars(select(AuditEvent).where(AuditEvent.action.in_(changes))).all() == []


def test_a_changed_list_changes_the_student_and_keeps_what_was_verified(
    session: scoped_session[Any], run: Callable[..., Any]
) -> None:
    run(GOOD, "--create-places")
    counselling = session.scalars(select(Skill).where(Skill.area == "counselling")).one()
    counselling.verified_on, counselling.supervisor = clock.today(), "陈医生"
    session.commit()
    changed = [*GOOD[0]]
    changed[3], changed[7] = "昆明理工大学", "英语(1-6年级)"
    assert run([changed])["ok"] == 1
    student = next(one for one in session.scalars(select(Volunteer)) if one.name == "王小明")
    assert student.college == "昆明理工大学"
    assert {(skill.area, skill.subject, skill.verified_on is not None) for skill in student.skills} == {
        ("tutoring", "english", False),
        ("counselling", None, True),
    }


def test_bad_rows_are_named_and_not_saved(session: scoped_session[Any], run: Callable[..., Any]) -> None:
    district = make.district("沾益区")
    make.township(district, "金龙街道")
    make.township(district, "菱角乡")
    session.commit()
    said = run([*GOOD, *BAD])
    assert (said["rows"], said["ok"]) == (5, 2)
    assert [one["row"] for one in said["problems"]] == [4, 5, 6]
    assert "11 岁" in said["problems"][0]["problem"]
    assert "没有这个镇" in said["problems"][2]["problem"]
    assert len(session.scalars(select(Volunteer)).all()) == 2


def test_unknown_subjects_are_left_out_or_become_provisional(
    session: scoped_session[Any], run: Callable[..., Any]
) -> None:
    district = make.district("沾益区")
    make.township(district, "金龙街道")
    session.commit()
    row = [*GOOD[0]]
    row[7] = "古琴(1-9年级)"
    said = run([row])
    assert any("古琴" in one["problem"] for one in said["warnings"])
    assert session.scalars(select(Skill).where(Skill.subject.is_not(None))).all() == []
    run([row], "--create-places")
    term = session.scalars(select(Term).where(Term.name_zh == "古琴")).one()
    assert term.provisional
    assert session.scalars(select(Skill.subject).where(Skill.subject.is_not(None))).all() == [term.code]


def test_without_the_district_or_season_nothing_is_written(
    session: scoped_session[Any], run: Callable[..., Any]
) -> None:
    assert run(GOOD).exit_code != 0
    assert run(GOOD, "--create-places", "--season", "2030-summer").exit_code != 0
    assert session.scalars(select(Area)).all() == []
    said = run(GOOD, "--create-places", "--dry-run")
    assert said["ok"] == 2
    assert session.scalars(select(Volunteer)).all() == []


@pytest.fixture
def office(session: scoped_session[Any]) -> Account:
    district = make.district("沾益区")
    make.township(district, "金龙街道")
    make.township(district, "菱角乡")
    make.season(district, starts_on=date(2027, 1, 15), ends_on=date(2027, 2, 27))
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    return organizer


def upload(browser: FlaskClient, rows: list[list[str]], import_id: uuid.UUID | None = None) -> Any:
    made = import_id or uuid.uuid4()
    sent = {"file": (io.BytesIO(to_csv(HEADINGS, rows)), "名单.csv"), "import_id": str(made)}
    return made, browser.post("/volunteers/import", data=sent, content_type="multipart/form-data")


def test_an_organizer_uploads_looks_and_confirms(
    session: scoped_session[Any], sign_in: SignIn, office: Account
) -> None:
    browser = sign_in(office)
    made, answer = upload(browser, [*GOOD, *BAD])
    assert answer.status_code == 302
    assert upload(browser, [*GOOD, *BAD], made)[1].status_code == 302  # sent twice, kept once
    page = browser.get(f"/volunteers/imports/{made}").get_data(as_text=True)
    assert "没有这个镇" in page
    assert session.scalars(select(Volunteer)).all() == []
    mend = browser.get(f"/volunteers/imports/{made}/problems")
    assert mend.data[:2] == b"PK"
    for _ in range(2):
        assert browser.post(f"/volunteers/imports/{made}/confirm").status_code == 302
    assert len(session.scalars(select(Volunteer)).all()) == 2
    kept = session.scalars(select(VolunteerImport)).one()
    assert (kept.created, kept.problems, kept.content) == (2, 3, None)
    page = browser.get("/volunteers").get_data(as_text=True)
    assert "王小明" in page
    assert "缺准入查询" in page


def test_columns_can_be_settled_by_hand(session: scoped_session[Any], sign_in: SignIn, office: Account) -> None:
    browser = sign_in(office)
    made, _ = upload(browser, GOOD)
    browser.post(f"/volunteers/imports/{made}/columns", data={"column_D": "interests", "column_E": ""})
    browser.post(f"/volunteers/imports/{made}/confirm")
    assert {one.interests for one in session.scalars(select(Volunteer))} == {"云南大学", "曲靖师范学院"}
    assert browser.post(f"/volunteers/imports/{made}/columns", data={"column_D": "name"}).status_code == 302


def test_what_is_no_list_is_said(session: scoped_session[Any], sign_in: SignIn, office: Account) -> None:
    browser = sign_in(office)
    sent = {"file": (io.BytesIO(b"%PDF-1.7 nothing"), "x.pdf"), "import_id": str(uuid.uuid4())}
    answer = browser.post("/volunteers/import", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert session.scalars(select(VolunteerImport)).all() == []


def test_another_district_sees_and_decides_nothing(
    session: scoped_session[Any], sign_in: SignIn, office: Account
) -> None:
    made, _ = upload(sign_in(office), GOOD)
    foreign = make.district("别的区")
    make.season(foreign)
    stranger = make.account(Role.ORGANIZER, foreign)
    session.commit()
    browser = sign_in(stranger)
    assert browser.get(f"/volunteers/imports/{made}").status_code == 404
    for verb in ("confirm", "discard", "columns"):
        assert browser.post(f"/volunteers/imports/{made}/{verb}").status_code == 404
    own_season = session.scalars(select(Season).where(Season.district_id != foreign.id)).one()
    page = browser.get(f"/volunteers?season={own_season.id}").get_data(as_text=True)
    assert "王小明" not in page
    assert session.scalars(select(Volunteer)).all() == []


def test_who_wrote_the_own_profile_keeps_it(session: scoped_session[Any], run: Callable[..., Any]) -> None:
    run(GOOD, "--create-places")
    student = next(one for one in session.scalars(select(Volunteer)) if one.name == "王小明")
    student.account_id, student.college = make.account(Role.VOLUNTEER).id, "自己写的大学"
    session.commit()
    said = run(GOOD)
    assert any("自己填过资料" in one["problem"] for one in said["warnings"])
    session.expire_all()
    assert student.college == "自己写的大学"


def test_candidates_are_read_in_a_handful_of_statements(session: scoped_session[Any]) -> None:
    district = make.district()
    home, season = make.township(district), make.season(district)
    for number in range(30):
        volunteer = make.volunteer(home)
        make.availability(volunteer, season)
        if number % 3:
            make.vetted(volunteer)
    session.commit()
    session.expire_all()
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        found = candidates(session, session.get(Season, season.id), clock.today())
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(found) == 20
    assert all(offered.capacity == 1 for _, offered in found)
    assert len([one for one in statements if one.startswith("SELECT")]) <= 7
