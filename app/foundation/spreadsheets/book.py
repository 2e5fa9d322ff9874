"""An Excel workbook of one sheet, written row by row straight into its archive.

openpyxl makes an object of every cell and a tree of every object; a ledger of ten thousand children took it five times
as long as this. Only what `writing` needs is here: texts, numbers, dates, a bold frozen heading and column widths.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from app.foundation.chinese import CellValue
from app.foundation.spreadsheets.neutral import would_run
from app.foundation.spreadsheets.sheet import column_letter

LONGEST_TEXT = 32_767
"""Characters that Excel lets a cell hold."""
_EPOCH = date(1899, 12, 30)
_LEAP_THAT_WAS_NOT = 60
"""Excel counts a 29 February 1900; days before it lie one lower."""
_TEXT, _QUOTED, _DAY, _MOMENT, _HOUR, _HEAD, _QUOTED_HEAD = range(1, 8)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    "</fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8">'
    + "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0"{quoted} applyNumberFormat="1"/>'
        for number, font, quoted in (
            (0, 0, ""), (49, 0, ""), (49, 0, ' quotePrefix="1"'), (164, 0, ""), (165, 0, ""), (20, 0, ""), (49, 1, ""),
            (49, 1, ' quotePrefix="1"'),
        )
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)  # fmt: skip
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_CONTENT}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": _STYLES,
}


def write_book(
    title: str, widths: Sequence[int], headings: Sequence[CellValue], rows: Iterable[Sequence[CellValue]]
) -> bytes:
    """The workbook. Values come as a spreadsheet can keep them (see ``writing``); rows are taken one at a time."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, _XML + content)
        archive.writestr("xl/workbook.xml", _XML + _workbook(title))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write((_XML + _begin(widths)).encode())
            cells = _Cells()
            sheet.write(cells.row(1, headings, heading=True).encode())
            for number, row in enumerate(rows, start=2):
                sheet.write(cells.row(number, row).encode())
            sheet.write(b"</sheetData></worksheet>")
    return out.getvalue()


class _Cells:
    """Cells as XML. What repeats down a column, such as villages and levels, is escaped once."""

    def __init__(self) -> None:
        self._letters: list[str] = []
        self._texts: dict[str, tuple[str, bool]] = {}

    def row(self, number: int, values: Sequence[CellValue], *, heading: bool = False) -> str:
        """A row; an empty cell is left out."""
        while len(self._letters) < len(values):
            self._letters.append(column_letter(len(self._letters) + 1))
        cells = (
            self._cell(f"{letter}{number}", value, heading)
            for letter, value in zip(self._letters, values, strict=False)
            if value is not None
        )
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, place: str, value: CellValue, heading: bool) -> str:
        if isinstance(value, str):
            text, runs = self._text(value)
            style = (_QUOTED_HEAD if runs else _HEAD) if heading else (_QUOTED if runs else _TEXT)
            return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        if isinstance(value, bool):
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        if isinstance(value, date | time):
            style, number = _dated(value)
            return f'<c r="{place}" s="{style}"><v>{number}</v></c>'
        return f'<c r="{place}"><v>{value}</v></c>'

    def _text(self, value: str) -> tuple[str, bool]:
        known = self._texts.get(value)
        if known is None:
            known = escape(value[:LONGEST_TEXT]), would_run(value)
            if len(self._texts) < LONGEST_TEXT:
                self._texts[value] = known
        return known


def _dated(value: date | time) -> tuple[int, float | int]:
    """Style and serial number of a day, a moment or an hour."""
    if isinstance(value, time):
        return _HOUR, _share(value)
    days = (value.date() if isinstance(value, datetime) else value) - _EPOCH
    number = days.days - (0 < days.days <= _LEAP_THAT_WAS_NOT)
    if not isinstance(value, datetime) or value.time() == time(0):
        return _DAY, number
    return _MOMENT, number + _share(value.time())


def _share(value: time) -> float:
    """The part of the day that has passed."""
    passed = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return passed / timedelta(days=1)


def _begin(widths: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, start=1)
    )
    frozen = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        'state="frozen"/></sheetView></sheetViews>'
    )
    return f'<worksheet xmlns="{_MAIN}">{frozen}{f"<cols>{columns}</cols>" if columns else ""}<sheetData>'


def _workbook(title: str) -> str:
    sheet = f'<sheet name={quoteattr(title)} sheetId="1" r:id="rId1"/>'
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheet}</sheets></workbook>"
    )
