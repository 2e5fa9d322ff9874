"""Reading `.csv` and other text tables: UTF-8 with or without its mark, GB18030, UTF-16; comma, tab or semicolon."""

import codecs
import csv
import re
from io import StringIO

from app.foundation.spreadsheets.errors import Limits, SheetCode, SheetError
from app.foundation.spreadsheets.neutral import restored
from app.foundation.spreadsheets.sheet import BLANK, Cell, Sheet
from app.foundation.spreadsheets.trimming import Gatherer

_DELIMITERS = ",\t;"
_SAMPLE_ROWS = 30
_BINARY = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")


def read_text(data: bytes, limits: Limits) -> list[Sheet]:
    """The one sheet of a text table, or none where it holds nothing."""
    text = _decoded(data)
    try:
        delimiter = max(_DELIMITERS, key=lambda one: _columns(text, one))
        gatherer = Gatherer(limits)
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter), start=1):
            gatherer.add(number, [_cell(item) for item in row])
    except csv.Error as error:
        raise SheetError(SheetCode.DAMAGED) from error
    rows = gatherer.rows()
    return [Sheet("", rows)] if rows else []


def _decoded(data: bytes) -> str:
    """The text, or UNKNOWN_FORMAT for bytes that no supported encoding explains."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            break
        return text
    raise SheetError(SheetCode.UNKNOWN_FORMAT)


def _columns(text: str, delimiter: str) -> int:
    """How many cells the first rows have with this delimiter."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    return sum(len(row) for row, _ in zip(rows, range(_SAMPLE_ROWS), strict=False))


def _cell(item: str) -> Cell:
    if not item.strip():
        return BLANK
    value = restored(item)
    # ="13800000000" is how some exports keep a long number from being rounded; it is not a formula.
    if found := re.fullmatch(r'="([^"=]*)"', value):
        return Cell(found[1])
    return Cell(value, formula=value.lstrip().startswith("="))
