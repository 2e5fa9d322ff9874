"""What we write comes back as it was, runs nothing, and looks like a list."""

import csv
import math
from datetime import UTC, date, datetime, time
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.foundation.spreadsheets import read_sheet, to_csv, to_xlsx

PRINTABLE = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\u2028\u2029\x85\ufeff", codec="utf-8"
)
TEXTS = st.one_of(
    st.text(PRINTABLE, min_size=1, max_size=20),
    st.builds(
        str.__add__, st.sampled_from(["=", "+", "-", "@", "'", "'=", "''+", "_x0041_", "＝"]), st.text(PRINTABLE)
    ),
).filter(lambda text: text.strip() and text == text.strip())
VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-999_999_999, 999_999_999),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)
ROWS = st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=5)


def _back(data: bytes) -> list[list[str]]:
    return [[cell.text for cell in row] for row in read_sheet(data).rows]


def _expected(headings: list[str], rows: list[list[Any]]) -> list[list[str]]:
    """What a person sees, without the blank edges that reading drops."""
    table = [headings, *rows]
    shown = [["" if value is None else _shown(value) for value in row] for row in table]
    for row in shown:
        while row and not row[-1]:
            row.pop()
    while shown and not shown[-1]:
        shown.pop()
    return shown


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return value.isoformat() if isinstance(value, date) else str(value)


@given(ROWS)
def test_a_workbook_comes_back(rows: list[list[Any]]) -> None:
    assert _back(to_xlsx(["甲", "乙"], rows)) == _expected(["甲", "乙"], rows)


@given(ROWS)
def test_a_text_table_comes_back(rows: list[list[Any]]) -> None:
    data = to_csv(["甲", "乙", "丙"], rows)
    assert data.startswith(b"\xef\xbb\xbf")
    assert _back(data) == _expected(["甲", "乙", "丙"], rows)


@given(st.text(max_size=30), st.sampled_from("=+-@\t\r＝＋－＠"))
def test_nothing_we_write_runs(text: str, sign: str) -> None:
    dangerous = sign + text
    workbook = load_workbook(BytesIO(to_xlsx([dangerous], [[dangerous]])))
    for cell in (workbook.active["A1"], workbook.active["A2"]):
        assert cell.data_type in {"s", "inlineStr", "n"}
        assert cell.data_type != "n" or cell.value is None
        assert cell.value is None or cell.quotePrefix or not str(cell.value).startswith(tuple("=+-@"))
    written = csv.reader(StringIO(to_csv([dangerous], [["x", dangerous]]).decode("utf-8-sig"), newline=""))
    assert [row[-1][0] for row in written] == ["'", "'"]


def test_the_heading_is_bold_and_frozen_and_columns_are_wide_enough() -> None:
    sheet = load_workbook(
        BytesIO(to_xlsx(["姓名", "联系电话"], [["张三", "13800138000"], ["李四", 13800138001]]))
    ).active
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert not sheet["A2"].font.bold
    assert sheet.column_dimensions["B"].width >= 11
    assert sheet["B2"].number_format == sheet["B3"].number_format == "@"
    assert sheet["B3"].value == "13800138001"


def test_days_moments_and_hours_come_back_as_such() -> None:
    values = [date(2027, 2, 3), datetime(2027, 2, 3, 8, 30), time(21, 15), 0.5, True, date(1900, 2, 1)]  # noqa: DTZ001 - as a sheet has it
    row = load_workbook(BytesIO(to_xlsx(["甲"], iter([values])))).active[2]
    assert [cell.value for cell in row] == [datetime(2027, 2, 3), *values[1:5], datetime(1900, 2, 1)]  # noqa: DTZ001 - as a sheet has it
    assert [cell.number_format for cell in row[:2]] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


MOMENT = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["\x00\x01a", "\ud800", "a\x0bb", math.inf, math.nan, 10**30, MOMENT, "a" * 40_000]
)  # fmt: skip
def test_values_no_file_can_hold_are_still_written(value: Any) -> None:
    for data in (to_xlsx(["a"], [[value]]), to_csv(["a"], [[value]])):
        assert data


def test_a_title_that_no_sheet_may_have() -> None:
    assert load_workbook(BytesIO(to_xlsx(["a"], [], title="a/b:c*" + "长" * 40))).active.title.startswith("a b c")
    assert load_workbook(BytesIO(to_xlsx(["a"], [], title="//"))).active.title == "Sheet1"
