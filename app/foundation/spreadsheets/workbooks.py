"""Reading `.xlsx` with openpyxl, row by row, so that a limit stops the work before the memory is spent."""

import re
import warnings
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from app.foundation.chinese import CellValue
from app.foundation.spreadsheets.errors import Limits, SheetCode, SheetError
from app.foundation.spreadsheets.sheet import BLANK, Cell, Sheet, Span, column_number
from app.foundation.spreadsheets.trimming import Gatherer

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_DATA_END = b"sheetData"
_LAST_POSSIBLE_ROW = 1_048_576
_MOST_SPANS = 50_000
_MOST_SAID = 20_000
# XML text writes control characters as _x000D_.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def read_workbook(data: bytes, limits: Limits) -> list[Sheet]:
    """Every visible sheet that holds something; hidden ones (option lists of templates) only if nothing else does."""
    try:
        with warnings.catch_warnings():
            # WPS and templates use extensions that openpyxl warns about and skips; cell values are untouched.
            warnings.filterwarnings("ignore", module="openpyxl")
            return _read(data, limits)
    except SheetError:
        raise
    except Exception as error:
        # A hostile file makes openpyxl and the XML parser raise anything.
        raise SheetError(SheetCode.DAMAGED) from error


def _read(data: bytes, limits: Limits) -> list[Sheet]:
    from app.foundation.spreadsheets.once import OnceReader

    reader = OnceReader(BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        reader.read()
        paths = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
        shown = [one for one in reader.wb.worksheets if one.sheet_state == "visible"]
        hidden = [one for one in reader.wb.worksheets if one.sheet_state != "visible"]
        for group in (shown, hidden):
            sheets = [_sheet(one, _spans(reader.archive, paths[one.title]), limits) for one in group]
            if filled := [sheet for sheet in sheets if sheet.rows]:
                return filled
        return []
    finally:
        reader.archive.close()


def _sheet(worksheet: Any, merged: tuple[Span, ...], limits: Limits) -> Sheet:
    gatherer = Gatherer(limits)
    said: dict[str, Cell] = {}
    for number, row in enumerate(worksheet.rows, start=1):
        if number > _LAST_POSSIBLE_ROW:
            break
        gatherer.add(number, [_cell(cell, said) for cell in row])
    return Sheet(str(worksheet.title), gatherer.rows(), merged)


def _cell(cell: Any, said: dict[str, Cell]) -> Cell:
    """The cell; a text that the list repeats from row to row is one cell, made once and kept once."""
    value = cell.value
    if value is None:
        return BLANK
    if cell.data_type == "f":
        # Array formulas are objects with their text inside.
        written = str(getattr(value, "text", None) or getattr(value, "ref", None) or value)
        return Cell(written if written.startswith("=") else f"={written}", formula=True)
    if not isinstance(value, str):
        return Cell(_plain(value))
    made = said.get(value) or Cell(_unescaped(value))
    if len(said) < _MOST_SAID:
        said[value] = made
    return made


def _plain(value: object) -> CellValue:
    if isinstance(value, bool | int | float | datetime | date | time):
        return value
    return str(value)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _spans(archive: zipfile.ZipFile, path: str) -> tuple[Span, ...]:
    """Merged blocks. They stand after the cells, and the row-by-row reader does not report them."""
    xml = archive.read(path)
    found = _MERGED.finditer(xml, max(0, xml.rfind(_DATA_END)))
    spans = (
        Span(int(one[2]), column_number(one[1].decode()), int(one[4]), column_number(one[3].decode()))
        for one, _ in zip(found, range(_MOST_SPANS), strict=False)
    )
    return tuple(sorted(spans, key=lambda span: (span.top, span.left)))
