"""Sign-up lists to students, and what is wrong with the others."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.chinese import Mode, Sex
from app.foundation.spreadsheets import mending_file, read_sheet, to_csv, to_xlsx
from app.volunteers.signup_list import (
    SIGNUP,
    AreaRow,
    SignupCode,
    SignupReading,
    SignupRow,
    SkillRow,
    codes,
    read_signup_list,
)

TODAY = date(2026, 11, 23)
SUBJECTS = {"数学": "maths", "语文": "chinese", "英语": "english", "物理": "physics", "音乐": "music"}
AREAS = {"学业辅导": "tutoring", "心理疏导": "counselling", "自护教育": "self_care"}
HEADINGS = [
    "姓名", "性别", "出生日期", "就读高校", "专业", "年级", "家庭所在乡镇", "手机号码", "服务意向",
    "擅长科目及年级", "可服务时间", "服务方式", "会说的语言或方言", "特长爱好", "最多可结对人数", "报名日期",
    "志愿汇编号",
]  # fmt: skip
GOOD: dict[str, Any] = dict(
    zip(
        HEADINGS,
        ["徐㛃", "男", "2006-05-05", "西南大学", "数学", "大四", "菱角乡", "133 2005 9145", "学业辅导、心理疏导",
         "英语(1-6年级)、数学(初中)", "周一、周三、周五下午", "线下、线上", "普通话、彝语", "讲故事 唱歌", 2,
         "2026-11-01", "0053 0300001"],
        strict=True,
    )
)  # fmt: skip


def _read(*rows: dict[str, Any], title: bool = True, today: date = TODAY) -> SignupReading:
    cells = [[{**GOOD, **row}[heading] for heading in HEADINGS] for row in rows]
    data = to_xlsx(["返乡大学生志愿者报名表"], [HEADINGS, *cells]) if title else to_csv(HEADINGS, cells)
    return read_signup_list(read_sheet(data), today=today, subjects=SUBJECTS, areas=AREAS)


@pytest.mark.parametrize("title", [True, False])
def test_every_column_is_understood(title: bool) -> None:
    reading = _read({}, title=title)
    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.rows == (
        SignupRow(
            number=3 if title else 2,
            name="徐㛃",
            sex=Sex.MALE,
            birth_date=date(2006, 5, 5),
            birth_day_known=True,
            college="西南大学",
            major="数学",
            study_year="大四",
            national_number="00530300001",
            township="菱角乡",
            phone="13320059145",
            areas=(AreaRow("学业辅导", "tutoring"), AreaRow("心理疏导", "counselling")),
            skills=(SkillRow("英语", "english", 1, 6), SkillRow("数学", "maths", 7, 9)),
            slots=frozenset({"1-pm", "3-pm", "5-pm"}),
            modes=frozenset(Mode),
            languages=("普通话", "彝语"),
            interests="讲故事 唱歌",
            capacity=2,
            signed_up_on=date(2026, 11, 1),
            home_from=None,
            home_to=None,
            notes="",
        ),
    )


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"姓名": ""}, "姓名", SignupCode.NAME_MISSING),
        ({"姓名": "=A1"}, "姓名", SignupCode.NAME_IS_FORMULA),
        ({"姓名": "Tom"}, "姓名", SignupCode.NAME_NOT_A_NAME),
        ({"出生日期": ""}, "出生日期", SignupCode.BIRTH_MISSING),
        ({"出生日期": "2006-02-30"}, "出生日期", SignupCode.BIRTH_IMPOSSIBLE),
        ({"出生日期": "2012-02-03"}, "出生日期", SignupCode.AGE_IMPLAUSIBLE),
        ({"出生日期": "1950-02-03"}, "出生日期", SignupCode.AGE_IMPLAUSIBLE),
        ({"出生日期": "2030-02-03"}, "出生日期", SignupCode.AGE_IMPLAUSIBLE),
        ({"手机号码": ""}, "手机号码", SignupCode.PHONE_MISSING),
        ({"手机号码": "123"}, "手机号码", SignupCode.PHONE_INVALID),
        ({"手机号码": "0874-3168888"}, "手机号码", SignupCode.PHONE_NOT_MOBILE),
        ({"就读高校": "=B2"}, "就读高校", SignupCode.CELL_IS_FORMULA),
        ({"专业": "长" * 81}, "专业", SignupCode.TEXT_TOO_LONG),
    ],
)
def test_a_bad_row_is_refused(changes: dict[str, Any], column: str, code: SignupCode) -> None:
    reading = _read({"手机号码": "13800000001"}, changes)
    assert len(reading.rows) == 1
    assert [(one.row, one.column, one.code) for one in reading.problems] == [(4, column, code)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"性别": ""}, SignupCode.SEX_MISSING),
        ({"性别": "?"}, SignupCode.SEX_UNKNOWN),
        ({"出生日期": "2006年5月"}, SignupCode.BIRTH_DAY_UNKNOWN),
        ({"手机号码": "13320059145/13800000000"}, SignupCode.PHONE_DOUBTFUL),
        ({"家庭所在乡镇": ""}, SignupCode.TOWNSHIP_MISSING),
        ({"服务意向": "学业辅导、种树"}, SignupCode.AREA_UNKNOWN),
        ({"擅长科目及年级": "围棋"}, SignupCode.SUBJECT_UNKNOWN),
        ({"擅长科目及年级": "数学(看情况)"}, SignupCode.SKILL_GRADES_UNCLEAR),
        ({"可服务时间": "除周三外每天"}, SignupCode.FREE_TIME_UNCLEAR),
        ({"服务方式": "写信"}, SignupCode.MODES_UNKNOWN),
        ({"最多可结对人数": "50"}, SignupCode.CAPACITY_UNCLEAR),
        ({"报名日期": "2030-01-01"}, SignupCode.SIGNED_UP_INVALID),
    ],
)
def test_a_doubt_keeps_the_row(changes: dict[str, Any], code: SignupCode) -> None:
    reading = _read(changes)
    assert len(reading.rows) == 1
    assert [one.code for one in reading.warnings] == [code]


def test_the_same_person_twice_is_refused_and_a_shared_number_is_a_doubt() -> None:
    reading = _read({}, {"姓名": "徐 㛃", "手机号码": 13320059145}, {"姓名": "徐明"})
    assert [row.number for row in reading.rows] == [3, 5]
    assert [(one.row, one.code, one.params["first_row"]) for one in reading.problems + reading.warnings] == [
        (4, SignupCode.REPEATED_IN_FILE, 3), (5, SignupCode.PHONE_SHARED, 3)
    ]  # fmt: skip


def test_areas_and_subjects_are_told_apart_wherever_they_stand() -> None:
    (row,) = _read({"服务意向": "数学、心理疏导", "擅长科目及年级": "自护教育、音乐"}).rows
    assert [area.code for area in row.areas] == ["counselling", "self_care"]
    assert [(skill.code, skill.grade_min, skill.grade_max) for skill in row.skills] == [
        ("maths", 1, 12),
        ("music", 1, 12),
    ]


def test_home_dates_the_wrong_way_round_are_dropped() -> None:
    headings = ["姓名", "手机号", "出生年月日", "返乡时间", "离乡时间"]
    rows = [
        ["徐㛃", "13320059145", "20060505", "2027-01-10", "2027-02-20"],
        ["徐明", "13320059146", "20060505", "2027-02-20", "2027-01-10"],
    ]
    sheet = read_sheet(to_csv(headings, rows))
    reading = read_signup_list(sheet, today=TODAY, subjects=SUBJECTS, areas=AREAS)
    assert [(row.home_from, row.home_to) for row in reading.rows] == [
        (date(2027, 1, 10), date(2027, 2, 20)),
        (None, None),
    ]
    assert SignupCode.HOME_DATES_UNCLEAR in [one.code for one in reading.warnings if one.row == 3]
    assert [(row.areas, row.skills, row.slots, row.capacity) for row in reading.rows] == [((), (), None, 1)] * 2


@given(st.lists(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), min_size=1, max_size=8, unique=True), st.booleans())
def test_as_many_students_as_rows(phones: list[str], title: bool) -> None:
    reading = _read(*({"手机号码": phone} for phone in phones), title=title)
    assert [row.phone for row in reading.rows] == phones


def test_problem_rows_can_be_mended() -> None:
    reading = _read({}, {"手机号码": "123"})
    data = mending_file(reading.header, reading.problems, say=lambda one: str(one.code), reason_heading="Reason")
    again = read_signup_list(read_sheet(data), today=TODAY, subjects=SUBJECTS, areas=AREAS)
    assert [one.code for one in again.problems] == [SignupCode.PHONE_INVALID]
    assert again.header.unknown == ()


def test_missing_columns_and_codes() -> None:
    reading = read_signup_list(read_sheet(to_csv(["姓名", "性别"], [["a", "b"]])), today=TODAY, subjects={}, areas={})
    assert [one.params["field"] for one in reading.problems] == ["birth_date", "phone"]
    assert all(SIGNUP.field_of(one.headings[0]) == one.name for one in SIGNUP.fields)
    assert len(set(codes)) == len(codes)
