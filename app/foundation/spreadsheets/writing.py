"""Rows to `.xlsx` and `.csv` that open well in Excel and WPS and run nothing."""

import csv
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from io import BytesIO, StringIO
from itertools import chain, islice
from typing import Any

from app.foundation.chinese import CellValue, as_text
from app.foundation.spreadsheets.neutral import neutralised, printable, would_run
from app.foundation.spreadsheets.sheet import column_letter

_NARROWEST, _WIDEST = 8, 48
_WIDTH_SAMPLE = 500
# Longer whole numbers are phones and identity numbers, which Excel would show as 1.38E+10 and then round.
_LONGEST_NUMBER = 9
_LONGEST_TITLE = 31
# A number, date, hour or share when somebody types it again; as text it stays what it is, zeros in front included.
_COULD_BE_READ = re.compile(r"[\W\d]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_TITLE_REFUSES = str.maketrans(dict.fromkeys("\\/*?:[]'", " "))


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """UTF-8 with its mark and CRLF, which Excel opens without asking."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (headings, *rows):
        texts = (neutralised(printable(one)) if isinstance(one, str) else as_text(one) for one in row)
        writer.writerow(list(texts))
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(headings: Sequence[str], rows: Iterable[Sequence[CellValue]], *, title: str = "Sheet1") -> bytes:
    """One sheet with a bold, frozen heading row; every text is a text cell, so nothing is computed or rounded.

    Rows are taken one at a time but for the first, by which the columns' widths are chosen.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    body = iter(rows)
    sample = list(islice(body, _WIDTH_SAMPLE))
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title=title.translate(_TITLE_REFUSES).strip()[:_LONGEST_TITLE] or "Sheet1")
    sheet.freeze_panes = "A2"
    for column, width in enumerate(_widths([list(headings), *sample]), start=1):
        sheet.column_dimensions[column_letter(column)].width = width
    bold = Font(bold=True)
    sheet.append([_written(sheet, heading, bold) for heading in headings])
    for row in chain(sample, body):
        sheet.append([_written(sheet, value) for value in row])
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _written(sheet: Any, value: CellValue, font: Any = None) -> Any:
    """The value, as a cell of openpyxl where it needs a style: text that could be misread, moments, the heading."""
    from openpyxl.cell import WriteOnlyCell

    value = _storable(value)
    moment = isinstance(value, datetime) and value.time() != time(0)
    misread = isinstance(value, str) and (_COULD_BE_READ.match(value) is not None or would_run(value))
    if value is None or not (moment or misread or font):
        # A cell object with a style takes openpyxl twice as long as the value alone. Midnight is a day.
        return value.date() if isinstance(value, datetime) and not moment else value
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # openpyxl took "=..." for a formula just now; the type set afterwards is what the file says.
        cell.data_type, cell.number_format = "s", "@"
        cell.quotePrefix = would_run(value)
    elif moment:
        cell.number_format = "yyyy-mm-dd hh:mm"
    if font is not None:
        cell.font = font
    return cell


def _storable(value: CellValue) -> CellValue:
    """The value as a spreadsheet can keep it without changing it."""
    if isinstance(value, str):
        # A text such as _x0041_ is read as an escape unless its underscore is escaped.
        return _LOOKS_ESCAPED.sub("_x005F_", printable(value)) or None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and len(str(abs(value))) > _LONGEST_NUMBER:
        return str(value)
    return value


def _widths(rows: Sequence[Sequence[CellValue]]) -> list[int]:
    """Column widths in characters, a hanzi counting as two."""
    columns = max((len(row) for row in rows), default=0)
    widths = [_NARROWEST] * columns
    for row in rows:
        for index, value in enumerate(row):
            widths[index] = max(widths[index], min(_WIDEST, _shown_width(as_text(value)) + 2))
    return widths


def _shown_width(text: str) -> int:
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line) for line in lines)
