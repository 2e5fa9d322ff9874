"""Files to sheets: encodings, formats, limits, and that nothing but SheetError ever comes out."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.foundation.spreadsheets import Limits, SheetCode, SheetError, read_sheet, read_sheets, to_xlsx

SMALL = Limits(file_bytes=200_000, rows=10, columns=5, cells=40, cell_characters=100)


def _refused(data: bytes, limits: Limits = SMALL) -> SheetError:
    with pytest.raises(SheetError) as refused:
        read_sheet(data, limits=limits)
    return refused.value


def _workbook(*sheets: list[list[Any]], hidden: tuple[int, ...] = ()) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, rows in enumerate(sheets):
        sheet = workbook.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(row)
        if number in hidden:
            sheet.sheet_state = "hidden"
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _repacked(data: bytes, **parts: bytes) -> bytes:
    """A workbook with parts replaced or added; names with __ for / and _dot_ for a point."""
    out = BytesIO()
    replaced = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, replaced.pop(name, None) or old.read(name))
        for name, content in replaced.items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_text_table_in_every_encoding(encoding: str, delimiter: str, end: str) -> None:
    lines = [["姓名", "备注"], ["吕㛃", f'"甲{delimiter}乙"'], ["", ""], ["龙𬭚", ""]]
    sheet = read_sheet(end.join(delimiter.join(line) for line in lines).encode(encoding))
    assert [[cell.text for cell in row] for row in sheet.rows] == [
        ["姓名", "备注"], ["吕㛃", f"甲{delimiter}乙"], [], ["龙𬭚"]
    ]  # fmt: skip


def test_row_numbers_and_letters_are_those_of_the_file() -> None:
    workbook = Workbook()
    workbook.active["C7"] = "here"
    out = BytesIO()
    workbook.save(out)
    sheet = read_sheet(out.getvalue())
    assert sheet.cell(7, 3).text == "here"
    assert sheet.cell(7, 99).blank
    assert sheet.cell(99, 1).blank


def test_a_formula_is_its_text_and_marked() -> None:
    sheet = read_sheet(_workbook([["a", '=HYPERLINK("http://127.0.0.1","x")', "=1+1"]]))
    assert [(cell.text, cell.formula) for cell in sheet.rows[0]] == [
        ("a", False), ('=HYPERLINK("http://127.0.0.1","x")', True), ("=1+1", True)
    ]  # fmt: skip
    text = read_sheet(b'a,=1+1,"=""13800138000"""')
    assert [(cell.text, cell.formula) for cell in text.rows[0]] == [
        ("a", False), ("=1+1", True), ("13800138000", False)
    ]  # fmt: skip


def test_merged_blocks_are_reported() -> None:
    workbook = Workbook()
    workbook.active["B1"] = "group"
    workbook.active.merge_cells("B1:D2")
    out = BytesIO()
    workbook.save(out)
    (span,) = read_sheet(out.getvalue()).merged
    assert (span.top, span.left, span.bottom, span.right) == (1, 2, 2, 4)


def test_the_sheet_with_most_in_it_is_taken_and_blank_and_hidden_ones_are_not() -> None:
    options = [["选项"]] * 9
    data = _workbook([], [["a"]], [["b", "c"], ["d"]], options, hidden=(3,))
    assert [sheet.name for sheet in read_sheets(data)] == ["S1", "S2"]
    assert read_sheet(data).name == "S2"
    assert read_sheet(_workbook([["a"]], [], hidden=(0,))).name == "S0"


def test_a_wrong_declared_size_cuts_nothing_off() -> None:
    data = _workbook([["a", "b"], ["c", "d"]])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").replace(b'ref="A1:B2"', b'ref="A1"')
    assert read_sheet(_repacked(data, xl__worksheets__sheet1_dot_xml=xml)).filled == 4


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", SheetCode.EMPTY),
        (b"\n \r\n", SheetCode.EMPTY),
        (b",,,\n,,\n", SheetCode.EMPTY),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook", SheetCode.OLD_XLS),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), SheetCode.ENCRYPTED),
        (b"\x09\x08\x10\x00\x00\x06", SheetCode.OLD_XLS),
        (b"%PDF-1.7", SheetCode.OTHER_FORMAT),
        (b"<html><table><tr><td>1</td></tr></table>", SheetCode.OTHER_FORMAT),
        (b"<?xml version='1.0'?><Workbook/>", SheetCode.OTHER_FORMAT),
        (b"PK\x03\x04 not really", SheetCode.DAMAGED),
        (b"\x89PNG\r\n\x1a\n\x00\x00", SheetCode.UNKNOWN_FORMAT),
        (b"\xff\xff\xff", SheetCode.UNKNOWN_FORMAT),
        (b"x" * 200_001, SheetCode.FILE_TOO_LARGE),
        (b"a\n" * 11, SheetCode.TOO_MANY_ROWS),
        (b"a,b,c,d,e,f", SheetCode.TOO_MANY_COLUMNS),
        (b"a,b,c,d,e\n" * 9, SheetCode.TOO_MANY_CELLS),
        (b"a" * 101, SheetCode.CELL_TOO_LONG),
    ],
)
def test_a_refused_file_says_why(data: bytes, code: SheetCode) -> None:
    assert _refused(data).code is code


def test_the_same_limits_hold_for_workbooks() -> None:
    assert _refused(_workbook([["a"]] * 11)).code is SheetCode.TOO_MANY_ROWS
    assert _refused(_workbook([["a"] * 6])).code is SheetCode.TOO_MANY_COLUMNS
    assert _refused(_workbook([["a"] * 5] * 9)).code is SheetCode.TOO_MANY_CELLS
    assert _refused(_workbook([["a" * 101]])).code is SheetCode.CELL_TOO_LONG
    assert _refused(_workbook([])).code is SheetCode.EMPTY


def test_other_zips_are_named() -> None:
    def packed(**parts: bytes) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
        return out.getvalue()

    assert _refused(packed(readme=b"hello")).params == {"format": "zip"}
    assert _refused(packed(mimetype=b"", content_dot_xml=b"")).params == {"format": "ods"}
    assert _refused(packed(xl__workbook_dot_bin=b"")).params == {"format": "xlsb"}


def test_a_zip_that_swells_is_refused_before_it_is_opened() -> None:
    bomb = _repacked(_workbook([["a"]]), xl__media__bomb=b"\0" * 30_000_000)
    assert len(bomb) < 100_000
    assert _refused(bomb, Limits()).code is SheetCode.EXPANDS_TOO_MUCH
    honest = Limits(expanded_bytes=1_000)
    assert _refused(_workbook([["a"]]), honest).code is SheetCode.EXPANDS_TOO_MUCH


def test_entities_are_never_expanded() -> None:
    evil = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
    <row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>"""
    data = _repacked(_workbook([["a"]]), xl__worksheets__sheet1_dot_xml=evil)
    assert _refused(data).code is SheetCode.DAMAGED


def test_a_cell_at_the_far_end_costs_no_memory() -> None:
    sheet = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
    <row r="1"><c r="A1"><v>1</v></c></row><row r="%d"><c r="XFD%d"><v>1</v></c></row></sheetData></worksheet>"""
    for row in (1_048_576, 999_999_999):
        data = _repacked(_workbook([["a"]]), xl__worksheets__sheet1_dot_xml=sheet % (row, row))
        try:
            read = read_sheet(data, limits=SMALL)
        except SheetError as refused:
            assert refused.code is SheetCode.TOO_MANY_ROWS  # noqa: PT017 - both answers are right
        else:
            assert len(read.rows) == 1


@given(st.binary(max_size=300))
def test_junk_raises_nothing_but_sheet_errors(junk: bytes) -> None:
    for data in (junk, b"PK\x03\x04" + junk, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + junk, b"\xff\xfe" + junk):
        try:
            read_sheet(data)
        except SheetError as refused:
            assert refused.code in SheetCode  # noqa: PT017 - a sheet is an answer too


WHOLE = to_xlsx(["姓名", "性别"], [["吕㛃", "女"], ["龙𬭚", "男"]])
PARTS = sorted(zipfile.ZipFile(BytesIO(WHOLE)).namelist())


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=20))
def test_a_damaged_workbook_raises_nothing_but_sheet_errors(place: int, junk: bytes) -> None:
    for data in (
        WHOLE[:place],
        WHOLE[:place] + junk + WHOLE[place + len(junk) :],
        WHOLE[:place] + junk + WHOLE[place:],
    ):
        try:
            read_sheet(data)
        except SheetError as refused:
            assert refused.code in SheetCode  # noqa: PT017 - some damage does not matter


@given(st.sampled_from(PARTS), st.one_of(st.binary(max_size=80), st.text(max_size=80).map(str.encode)), st.booleans())
def test_a_workbook_with_a_strange_part_raises_nothing_but_sheet_errors(part: str, junk: bytes, tail: bool) -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(WHOLE)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                content = content[: len(content) // 2] + junk + content[len(content) // 2 :] if tail else junk
            new.writestr(name, content)
    try:
        read_sheet(out.getvalue())
    except SheetError as refused:
        assert refused.code in SheetCode  # noqa: PT017 - some parts do not matter
