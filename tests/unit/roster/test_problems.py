"""Rows that a person must mend: each named by row, column and reason, none half kept; and the mended file."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.children.roster import RosterCode, RosterReading, read_roster
from app.foundation.spreadsheets import (
    Problem,
    SheetCode,
    SheetError,
    mending_file,
    mending_table,
    read_sheet,
    to_csv,
    to_xlsx,
)
from tests.unit.roster.rosters import (
    AREAS,
    BREAKS,
    LAYOUTS,
    SUBJECTS,
    TODAY,
    Written,
    good_rows,
    plain_table,
    read,
    survey_workbook,
)

COLUMNS = {"birth": "出生日期", "phone": "联系电话", "over": "出生日期", "name": "姓名", "cell": "学校", "text": "班级"}


@pytest.mark.parametrize("code", BREAKS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_bad_row_is_refused_by_row_column_and_reason(layout: str, code: str) -> None:
    reading = read(LAYOUTS[layout]([Written(name="唐明"), Written(**BREAKS[code]), Written(name="谢磊")]))
    assert [row.name for row in reading.rows] == ["唐明", "谢磊"]
    (problem,) = reading.problems
    assert problem.code == code
    assert problem.row == {"survey": 7, "plain": 3, "text": 8}[layout]
    expected = COLUMNS[code.split("_", maxsplit=1)[0]]
    assert problem.column == ("监护人电话" if layout == "plain" and expected == "联系电话" else expected)
    assert not any(one.row == problem.row for one in reading.warnings)
    assert reading.problem_rows == (problem.row,)


def test_the_reason_why_a_date_is_impossible_is_told() -> None:
    (problem,) = read(survey_workbook([Written(birth="2015年13月40日")])).problems
    assert problem.params == {"why": "no_such_month", "month": 13, "value": "2015年13月40日"}


def test_all_problems_of_one_row_are_told_at_once() -> None:
    reading = read(survey_workbook([Written(name=None, birth="2015.2.30", phone="1")]))
    assert {one.code for one in reading.problems} == {"name_missing", "birth_impossible", "phone_invalid"}
    assert len(reading.problem_rows) == 1


def test_a_repeat_names_the_first_row() -> None:
    rows = [
        Written(),
        Written(name="董 艳", birth="20180504", phone="13806360837"),
        Written(sex="男"),
        Written(school="他校"),
    ]
    reading = read(survey_workbook(rows))
    assert [row.number for row in reading.rows] == [5, 8, 9]
    (problem,) = reading.problems
    assert (problem.row, problem.code, problem.params["first_row"]) == (7, RosterCode.REPEATED_IN_FILE, 5)


def test_a_right_copy_of_a_wrong_row_is_good() -> None:
    reading = read(survey_workbook([Written(phone="1"), Written()]))
    assert [row.number for row in reading.rows] == [7]


def _say(problem: Problem) -> str:
    return f"{problem.column}: {problem.code}"


def _mended(reading: RosterReading) -> bytes:
    return mending_file(reading.header, reading.problems, say=_say)


BROKEN = st.tuples(good_rows(), st.sampled_from([None, *BREAKS]))


@given(st.lists(BROKEN, min_size=1, max_size=6, unique_by=lambda row: row[0].name), st.sampled_from(sorted(LAYOUTS)))
def test_the_file_of_problem_rows_can_be_mended_and_read_again(
    rows: list[tuple[Written, str | None]], layout: str
) -> None:
    written = [row.but(**BREAKS[code]) if code else row for row, code in rows]
    reading = read(LAYOUTS[layout](written))
    broken = [code for _, code in rows if code]
    assert [one.code for one in reading.problems] == broken
    if not broken:
        return
    # Uploaded again as it is: the same problems, no row more or less, and no unknown column.
    again = read(_mended(reading))
    assert [one.code for one in again.problems] == broken
    assert again.rows == ()
    assert (again.header.unknown, again.header.repeated) == ((), ())
    # Mended cell by cell: what the original would have given.
    headings, cells = mending_table(reading.header, reading.problems, say=_say, reason_heading="Reason")
    letters = [one.field for one in reading.header.columns.values()]
    for row, (original, code) in zip(cells, [one for one in rows if one[1]], strict=True):
        for name in BREAKS[code or ""]:
            row[letters.index({"birth": "birth_date", "phone": "carer_phone"}.get(name, name))] = getattr(
                original, name
            )
    for data in (to_xlsx(headings, cells), to_csv(headings, cells)):
        mended = read(data)
        assert mended.problems == ()
        whole = {row.name: row for row in read(LAYOUTS[layout]([row for row, _ in rows])).rows}
        assert [_but_number(row) for row in mended.rows] == [_but_number(whole[row.name]) for row in mended.rows]
        assert len(mended.rows) == len(broken)


def _but_number(row: Any) -> list[Any]:
    return [getattr(row, name) for name in row.__slots__ if name != "number"]


def test_the_reason_stands_in_the_last_column_and_is_replaced_in_the_next_round() -> None:
    reading = read(survey_workbook([Written(name=None, phone="1")]))
    sheet = read_sheet(_mended(reading))
    assert sheet.rows[0][-1].text == "原因"
    assert sheet.rows[1][-1].text == "姓名: name_missing; 联系电话: phone_invalid"
    second = read_sheet(_mended(read(_mended(reading))))
    assert [cell.text for cell in second.rows[0]] == [cell.text for cell in sheet.rows[0]]


def test_hand_mapped_columns_come_back_without_mapping() -> None:
    data = to_csv(["谁", "何时生", "姓名"], [["张三", "2018-13-04", "老师"]])
    sheet = read_sheet(data)
    mapping: dict[str, str | None] = {"A": "name", "B": "birth_date", "C": None}
    reading = read_roster(sheet, today=TODAY, subjects=SUBJECTS, areas=AREAS, mapping=mapping)
    (problem,) = reading.problems
    assert problem.column == "何时生"
    again = read(_mended(reading))
    assert [one.code for one in again.problems] == ["birth_impossible"]
    assert again.header.column_of("name")


@given(st.data())
def test_whatever_stands_in_the_cells_every_row_is_good_or_named(data: st.DataObject) -> None:
    junk = st.one_of(
        st.none(), st.text(max_size=12), st.integers(-(10**9), 10**12), st.floats(allow_nan=False, width=32)
    )
    fields = data.draw(st.dictionaries(st.sampled_from(sorted(Written.__dataclass_fields__)), junk, max_size=6))
    reading = read(plain_table([Written(name="唐明"), Written(**fields)]))
    good, refused = {row.number for row in reading.rows}, set(reading.problem_rows)
    assert good | refused == {row.number for row in reading.header.body}
    assert not good & refused
    assert 2 in good


CELLS = st.sampled_from(["姓名", "出生日期", "监护人", "合计", "=A1", "2015", "", "男\n女", "签名:"])
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=9)


@given(TABLES)
def test_any_table_is_answered_or_refused_as_a_whole(table: list[list[str]]) -> None:
    try:
        reading = read(to_csv([], table))
    except SheetError as refused:
        assert refused.code in SheetCode  # noqa: PT017 - both answers are right
    else:
        assert len(reading.rows) + len(reading.problem_rows) <= reading.total
