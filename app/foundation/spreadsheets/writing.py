"""Rows to `.xlsx` and `.csv` that open well in Excel and WPS and run nothing."""

import csv
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO
from itertools import chain, islice

from app.foundation.chinese import CellValue, as_text
from app.foundation.spreadsheets.book import write_book
from app.foundation.spreadsheets.neutral import neutralised, printable

_NARROWEST, _WIDEST = 8, 48
_WIDTH_SAMPLE = 500
# Longer whole numbers are phones and identity numbers, which Excel would show as 1.38E+10 and then round.
_LONGEST_NUMBER = 9
_LONGEST_TITLE = 31
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
    body = iter(rows)
    sample = list(islice(body, _WIDTH_SAMPLE))
    widths = _widths([list(headings), *sample])
    name = title.translate(_TITLE_REFUSES).strip()[:_LONGEST_TITLE] or "Sheet1"
    stored = ([_storable(value) for value in row] for row in chain(sample, body))
    return write_book(name, widths, [_storable(heading) for heading in headings], stored)


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
