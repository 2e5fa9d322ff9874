"""A roster's rows as they are understood."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.children.roster import (
    ROSTER,
    Guardianship,
    LeftBehind,
    RosterCode,
    RosterRow,
    RowNeed,
    codes,
    read_needs,
)
from app.foundation.chinese import Mode, Relation, Sex, Terms
from app.foundation.spreadsheets import SkippedAs, read_sheet, to_csv
from tests.unit.roster.rosters import (
    AREAS,
    LAYOUTS,
    SUBJECTS,
    TODAY,
    Written,
    good_rows,
    plain_table,
    read,
    survey_workbook,
)

UNDERSTOOD = RosterRow(
    number=0,
    name="董艳",
    sex=Sex.FEMALE,
    birth_date=date(2018, 5, 4),
    birth_day_known=True,
    school="花山街道松林小学",
    grade=2,
    class_name="2",
    township="金龙街道",
    village="松林村",
    address="金龙街道松林村委会",
    boarding=False,
    health="健康",
    left_behind=LeftBehind.BOTH_AWAY,
    guardianship=Guardianship.GOOD,
    father_name="",
    father_whereabouts="浙江省宁波市",
    father_phone="13806360837",
    mother_name="",
    mother_whereabouts="江苏省苏州市",
    mother_phone="15533740681",
    carer_name="曹子涵",
    carer_relation=Relation.MATERNAL_GRANDMOTHER,
    carer_relation_text="外祖母",
    carer_phone="18907439150",
    needs=(
        RowNeed("subject", "science", "科学", must=False),
        RowNeed("area", "counselling", "心理疏导", must=False),
    ),
    registered_on=None,
    modes=None,
    slots=None,
    languages=(),
    interests="",
    notes="",
)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_column_is_understood(layout: str) -> None:
    reading = read(LAYOUTS[layout]([Written()]))
    assert [{**_as_dict(row), "number": 0} for row in reading.rows] == [_as_dict(UNDERSTOOD)]
    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.header.unknown == reading.header.repeated == reading.header.missing == ()


def _as_dict(row: RosterRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}


def test_blank_rows_and_signatures_are_no_children() -> None:
    reading = read(survey_workbook([Written(name="董艳"), Written(name="唐明")]))
    assert [row.number for row in reading.rows] == [5, 7]
    assert reading.total == 2
    assert [one.kind for one in reading.header.skipped] == [SkippedAs.SIGNATURE]


@given(st.lists(good_rows(), min_size=1, max_size=6, unique_by=lambda row: row.name), st.integers(1, 8))
def test_good_rows_are_good_in_both_layouts(rows: list[Written], titles: int) -> None:
    survey = read(survey_workbook(rows, titles=titles))
    plain = read(plain_table(rows))
    assert survey.problems == plain.problems == ()
    assert [row.name for row in survey.rows] == [row.name for row in rows]
    alike = [{**_as_dict(row), "number": 0} for row in survey.rows]
    assert alike == [{**_as_dict(row), "number": 0} for row in plain.rows]


def test_a_list_with_registration_dates() -> None:
    headings = ["姓名", "性别", "出生日期", "学校", "年级", "乡镇", "留守类型", "需求", "登记日期", "服务方式"]
    rows = [
        ["学员755", "", "2011-09-01", "线上辅导站", "9年级", "白水镇", "父母双方外出", "数学*", "2023-09-28", "线上"],
        ["学员756", "", "2009-09-01", "线上辅导站", "9年级", "白水镇", "", "围棋*、英语", "2023-09-28", "线上线下"],
        ["学员757", "", "2006-09-01", "线上辅导站", "9年级", "白水镇", "", "", "2023-09-28", ""],
        ["学员758", "", "2015-09-01", "线上辅导站", "5年级", "", "爱好", "", "2029-01-01", "写信"],
    ]
    reading = read(to_csv(headings, rows))
    first, second, fourth = reading.rows
    assert first.needs == (RowNeed("subject", "maths", "数学", must=True),)
    assert (first.registered_on, first.modes) == (date(2023, 9, 28), {Mode.ONLINE})
    assert second.needs[0] == RowNeed("subject", None, "围棋", must=True)
    assert second.modes == frozenset(Mode)
    assert fourth.registered_on is None
    assert fourth.left_behind is LeftBehind.OTHER
    assert [(one.row, one.code, one.params["age"]) for one in reading.problems] == [(4, RosterCode.OVER_AGE, 17)]
    assert {(one.row, one.code) for one in reading.warnings} == {
        (2, RosterCode.SEX_MISSING),
        (3, RosterCode.SEX_MISSING),
        (3, RosterCode.NOW_OVER_AGE),
        (3, RosterCode.NEED_UNKNOWN),
        (5, RosterCode.SEX_MISSING),
        (5, RosterCode.PLACE_MISSING),
        (5, RosterCode.LEFT_BEHIND_UNKNOWN),
        (5, RosterCode.REGISTERED_INVALID),
        (5, RosterCode.MODES_UNKNOWN),
    }


def test_doubts_do_not_refuse_a_child() -> None:
    reading = read(
        survey_workbook(
            [
                Written(
                    sex="不明", birth="2018年5月", grade="很高", boarding="?", father_phone="123", mother_phone="无",
                    carer="奶奶!", relation="奶", guardianship="嗯", home="", school="",
                    phone="18907439150/13806360837",
                )
            ]
        )
    )  # fmt: skip
    (row,) = reading.rows
    assert (row.birth_date, row.birth_day_known) == (date(2018, 5, 1), False)
    assert (row.carer_name, row.carer_phone, row.father_phone, row.mother_phone) == ("奶奶!", "18907439150", None, None)
    assert sorted(one.code for one in reading.warnings) == sorted(
        [
            RosterCode.SEX_UNKNOWN,
            RosterCode.BIRTH_DAY_UNKNOWN,
            RosterCode.GRADE_UNKNOWN,
            RosterCode.BOARDING_UNKNOWN,
            RosterCode.PARENT_PHONE_INVALID,
            RosterCode.CARER_NAME_DOUBTFUL,
            RosterCode.RELATION_UNKNOWN,
            RosterCode.GUARDIANSHIP_UNKNOWN,
            RosterCode.PLACE_MISSING,
            RosterCode.SCHOOL_MISSING,
            RosterCode.PHONE_DOUBTFUL,
        ]
    )


@pytest.mark.parametrize(
    ("birth", "grade", "fits"), [("2018-05-04", "2", True), ("2018-05-04", "9", False), ("2021-01-01", "小班", True)]
)
def test_a_grade_far_from_the_age_is_a_doubt(birth: str, grade: str, fits: bool) -> None:
    reading = read(survey_workbook([Written(birth=birth, grade=grade)]))
    assert len(reading.rows) == 1
    assert (RosterCode.GRADE_AGE_MISMATCH in [one.code for one in reading.warnings]) == (not fits)


def test_an_identity_number_fills_in_birth_and_sex_and_is_not_kept() -> None:
    rows = [["张三", "53032820120504123X"], ["李四", "530328201205041239"], ["王五", "360426199101010071"]]
    reading = read(to_csv(["姓名", "身份证号"], rows))
    assert "53032820120504" not in repr(reading.problems + reading.warnings)
    assert [(one.row, one.code) for one in reading.problems] == [
        (2, RosterCode.BIRTH_MISSING), (3, RosterCode.BIRTH_MISSING), (4, RosterCode.OVER_AGE)
    ]  # fmt: skip
    (row,) = read(to_csv(["姓名", "身份证号", "出生日期"], [["张三", "530328201205041236", "2012-05-05"]])).rows
    assert row.birth_date == date(2012, 5, 5)


def test_columns_can_be_mapped_and_missing_ones_are_named() -> None:
    data = to_csv(["谁", "何时生", "学校"], [["张三", "2018-05-04", "松林小学"]])
    refused = read(data)
    assert refused.rows == ()
    assert [one.params["field"] for one in refused.problems] == ["name", "birth_date"]
    assert {one.code for one in refused.problems} == {RosterCode.COLUMN_MISSING}
    (row,) = read(data, mapping={"A": "name", "B": "birth_date"}).rows
    assert (row.name, row.birth_date, row.school) == ("张三", date(2018, 5, 4), "松林小学")


def test_dates_as_cells_and_serials() -> None:
    moment = datetime.combine(date(2018, 5, 4), datetime.min.time())
    rows = [Written(name=name, birth=birth) for name, birth in (("张一", moment), ("张二", 43224), ("张三", "43224"))]
    assert {row.birth_date for row in read(survey_workbook(rows)).rows} == {date(2018, 5, 4)}


def test_needs_are_split_marked_and_told_once() -> None:
    terms = Terms(areas=AREAS, subjects=SUBJECTS)
    needs = read_needs("数学*、心理疏导，数学; 英语 ＊/学业辅导(语文)", terms)
    assert [(need.code, need.must) for need in needs if need.code] == [
        ("maths", True), ("counselling", False), ("english", False), ("chinese", False)
    ]  # fmt: skip
    assert read_needs("无", terms) == read_needs(None, terms) == ()


def test_the_headings_people_use_are_known() -> None:
    for heading, field in {
        "儿童姓名": "name", "出生年月": "birth_date", "委托监护人": "carer_name", "监护人姓名": "carer_name",
        "联系方式": "carer_phone", "照护人": "carer_name", "手机号码": "carer_phone", "生日": "birth_date",
        "受委托监护人 > 姓名": "carer_name", "儿童基本情况 > 姓名": "name", "父亲 > 联系电话": "father_phone",
        "Child's name": "name", "Date of birth": "birth_date",
    }.items():  # fmt: skip
        assert ROSTER.field_of(heading) == field
    assert set(ROSTER.required) == {"name"}
    assert all(ROSTER.field_of(one.headings[0]) == one.name for one in ROSTER.fields)
    assert len(set(codes)) == len(codes) == len(RosterCode)


def test_reading_is_quick_enough_for_a_district() -> None:
    rows = [Written(name=f"学员{number}") for number in range(2_500)]
    reading = read(plain_table(rows))
    assert len(reading.rows) == 2_500
    assert read_sheet(plain_table(rows)).filled > 2_500
    assert reading.rows[0].birth_date < TODAY
