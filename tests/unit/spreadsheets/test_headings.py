"""The heading rows are found wherever they are, and say what each column means."""

from io import BytesIO

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.foundation.spreadsheets import (
    FieldNames,
    Group,
    Sheet,
    SheetCode,
    SheetError,
    SkippedAs,
    Vocabulary,
    column_letter,
    column_number,
    read_sheet,
    recognise,
    to_csv,
)

LIST = Vocabulary(
    [
        FieldNames("name", ("姓名", "儿童姓名", "学生姓名"), required=True),
        FieldNames("birth", ("出生日期", "出生年月"), required=True),
        FieldNames("carer", ("监护人姓名",)),
        FieldNames("phone", ("联系电话", "手机号码")),
        FieldNames("home", ("住址",)),
    ],
    [
        Group(("儿童情况",), {"姓名": "name"}),
        Group(("监护人",), {"姓名": "carer", "电话": "phone"}, closed=True, own=frozenset({"carer", "phone"})),
    ],
)


def _sheet(*rows: list[str]) -> Sheet:
    return read_sheet(to_csv(rows[0], rows[1:]))


def _fields(sheet: Sheet, **mapping: str | None) -> dict[str, str | None]:
    return {letter: one.field for letter, one in recognise(sheet, LIST, mapping).columns.items()}


TITLES = st.lists(
    st.sampled_from(["某某小学花名册", "填报日期:2026年11月20日", "", "单位(盖章)", "说明:请如实填写"]), max_size=30
)


@given(TITLES, st.booleans())
def test_the_heading_is_found_under_any_number_of_titles(titles: list[str], two_levels: bool) -> None:
    heading = [["儿童情况", "", "监护人", ""], ["姓名", "出生年月", "姓名", "电话"]] if two_levels else [
        ["姓名", "出生年月", "监护人姓名", "手机号码"]
    ]  # fmt: skip
    rows = [*([title] for title in ["名册", *titles]), *heading, ["张三", "2015-01-01", "张四", "13800138000"]]
    found = recognise(_sheet(*rows), LIST)
    assert [one.field for one in found.columns.values()] == ["name", "birth", "carer", "phone"]
    assert found.header_rows == tuple(range(len(titles) + 2, len(titles) + 2 + len(heading)))
    assert [row.number for row in found.body] == [len(titles) + len(heading) + 2]
    assert found.missing == found.unknown == found.repeated == ()


def test_merged_groups_reach_as_far_as_they_are_merged() -> None:
    workbook = Workbook()
    sheet = workbook.active
    for row in [
        ["名册"],
        ["序号", "儿童情况", None, "监护人", None, "住址"],
        [None, "姓名", "出生年月", "姓名", "电话"],
    ]:
        sheet.append(row)
    sheet.append([1, "张三", "2015-01-01", "张四", "13800138000", "某村"])
    for block in ("A1:F1", "B2:C2", "D2:E2", "A2:A3", "F2:F3"):
        sheet.merge_cells(block)
    out = BytesIO()
    workbook.save(out)
    found = recognise(read_sheet(out.getvalue()), LIST)
    assert found.header_rows == (2, 3)
    assert {one.letter: one.field for one in found.columns.values()} == {
        "A": None, "B": "name", "C": "birth", "D": "carer", "E": "phone", "F": "home"
    }  # fmt: skip
    assert found.columns["D"].group == "监护人"
    assert found.unknown == ()


def test_a_closed_group_keeps_its_columns_from_meaning_the_child() -> None:
    found = recognise(
        _sheet(
            ["儿童情况", "", "监护人", "", ""],
            ["姓名", "出生年月", "姓名", "住址", "联系电话"],
            ["张三", "2015", "李", "x", "1"],
        ),
        LIST,
    )
    assert [one.field for one in found.columns.values()] == ["name", "birth", "carer", None, "phone"]
    assert found.unknown == ("D",)


@pytest.mark.parametrize("written", ["*姓 名", "姓名（必填）", "１、姓名", "姓名:", "姓\n名", "【必填】姓名", "姓名 *"])
def test_ornaments_of_headings_do_not_matter(written: str) -> None:
    assert LIST.field_of(written) == "name"


def test_unknown_repeated_and_missing_columns_are_named() -> None:
    found = recognise(
        _sheet(["序号", "姓名", "学生姓名", "血型", "手机号码"], ["1", "张三", "张三", "A", "13800138000"]), LIST
    )
    assert (found.unknown, found.repeated, found.missing) == (("D",), ("C",), ("birth",))


def test_a_person_maps_columns_by_letter() -> None:
    sheet = _sheet(["姓名", "谁", "何时", "手机号码"], ["张三", "李四", "2015-01-01", "13800138000"])
    assert _fields(sheet, B="name", C="birth", D=None) == {"A": None, "B": "name", "C": "birth", "D": None}
    assert _fields(sheet, c="birth", B="nonsense") == {"A": "name", "B": None, "C": "birth", "D": "phone"}
    assert _fields(sheet, A="name", B="name")["B"] is None


def test_a_list_without_any_known_heading_is_still_offered_for_mapping() -> None:
    sheet = _sheet(["名册"], ["谁", "何时", "哪里"], ["张三", "2015-01-01", "某村"])
    found = recognise(sheet, LIST, {"A": "name", "B": "birth"})
    assert found.header_rows == (2,)
    assert found.missing == ()
    assert found.body[0].cells["A"].text == "张三"


def test_a_sheet_without_headings_says_so() -> None:
    with pytest.raises(SheetError) as refused:
        recognise(_sheet(["只有一句话"]), LIST)
    assert refused.value.code is SheetCode.NO_HEADER


def test_rows_that_are_no_people_are_set_aside() -> None:
    found = recognise(
        _sheet(
            ["序号", "姓名", "出生日期", "联系电话", "住址"],
            ["1", "张三", "2015-01-01", "13800138000", "某村"],
            ["", "", "", "", ""],
            ["2", "", "", "", ""],
            ["序号", "姓名", "出生日期", "联系电话", "住址"],
            ["3", "李四", "2015-01-01", "13800138000", "单位:某某村"],
            ["合计", "2", "", "", ""],
            ["备注:以上信息属实", "", "", "", ""],
            ["单位负责人(签名):", "", "", "填表人(签名):", ""],
        ),
        LIST,
    )
    assert [row.number for row in found.body] == [2, 6]
    assert [(one.row, one.kind) for one in found.skipped] == [
        (5, SkippedAs.REPEATED_HEADER), (7, SkippedAs.TOTAL), (8, SkippedAs.SIGNATURE), (9, SkippedAs.SIGNATURE)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["日期错误", "电话错误", "合计明", "单位", "注册", "学员755", "负责人"])
def test_a_short_row_is_still_a_person(name: str) -> None:
    found = recognise(_sheet(["姓名", "出生日期"], [name, "2015-01-01"]), LIST)
    assert len(found.body) == (0 if name == "单位" else 1)
    assert len(found.body) + len(found.skipped) == 1


def test_a_value_merged_over_rows_belongs_to_each_of_them() -> None:
    workbook = Workbook()
    for row in (["姓名", "出生日期", "住址"], ["张三", "2015-01-01", "某村"], ["李四", "2016-01-01", None]):
        workbook.active.append(row)
    workbook.active.merge_cells("C2:C3")
    out = BytesIO()
    workbook.save(out)
    found = recognise(read_sheet(out.getvalue()), LIST)
    assert [row.cells["C"].text for row in found.body] == ["某村", "某村"]


MAPPINGS = st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from([None, "name", "home", "birth"]))
HEADINGS = ["姓名", "学生姓名", "出生年月", "监护人姓名", "手机号码", "住址", "血型", "备注一"]


@given(
    st.permutations(HEADINGS),
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from([None, "name", "home", "birth"])),
)
def test_titles_are_understood_again_as_they_were(headings: list[str], mapping: dict[str, str | None]) -> None:
    found = recognise(_sheet(headings, ["x"] * 8), LIST, mapping)
    fields = [one.field for one in found.columns.values()]
    assume(len(set(fields) - {None}) > 1)
    again = recognise(_sheet([one.title for one in found.columns.values()], ["x"] * 8), LIST)
    assert [one.field for one in again.columns.values()] == fields


def test_letters_and_numbers() -> None:
    for number in range(1, 20_000, 97):
        assert column_number(column_letter(number)) == number
    assert [column_letter(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
