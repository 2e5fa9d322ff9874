"""The rows of a list below its headings: people, and the lines that are not people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.foundation.chinese import squeeze
from app.foundation.spreadsheets.sheet import BLANK, Cell, Sheet, column_letter
from app.foundation.spreadsheets.vocabulary import is_number_column, is_reason_column

_SIGNATURE = re.compile(
    "^(单位|学校|村|乡镇|部门|主要|分管)?(负责人|填表人|填报人|制表人|审核人|经办人|联系人|校长|班主任|领导|主任)?"
    "(姓名|签名|签字|签章|盖章|电话)?(\\(?(签名|签字|签章|盖章|公章)\\)?)?[::]"
)
# A label must stand alone or before its colon: 日期错误 may be somebody's (made up) name.
_LABEL = re.compile(
    "^(填报|填表|制表|登记|统计)?(单位|日期|时间|说明|年月日|联系电话|电话|审核)(\\(盖章\\))?([::]|$)"
    "|^(备注|说明|注|填表说明|填写说明|附注)([::.、0-9]|$)"
)
_SIGNED = re.compile("(签名|签字|签章|盖章|公章)")
_TOTAL = re.compile("^(合计|总计|小计|共计|本页小计|累计|总数)(人数)?([::0-9]|$)")
_FEW = 3


class SkippedAs(StrEnum):
    """What a skipped row is; blank rows are not worth a word."""

    SIGNATURE = "signature"
    TOTAL = "total"
    REPEATED_HEADER = "repeated_header"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no person."""

    row: int
    kind: SkippedAs


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row below the headings, its cells by column letter."""

    number: int
    cells: Mapping[str, Cell]


class HasField(Protocol):
    """What is needed to know of a column here."""

    @property
    def heading(self) -> str:
        """What the file calls it."""

    @property
    def field(self) -> str | None:
        """What it means, if that is known."""


def body_of(
    sheet: Sheet, header_end: int, columns: Mapping[str, HasField]
) -> tuple[tuple[BodyRow, ...], tuple[Skipped, ...]]:
    """Rows with something in a column that counts, and those set aside."""
    filled_down = _filled_down(sheet, header_end)
    letters = [column_letter(at) for at in range(1, sheet.width + 1)]
    telling = _telling(columns)
    body, skipped = [], []
    for number, row in sheet.numbered():
        if number <= header_end:
            continue
        cells = {letter: cell for letter, cell in zip(letters, row, strict=False) if not cell.blank}
        kind = _kind(cells, columns)
        if kind is not None:
            skipped.append(Skipped(number, kind))
        elif not telling.isdisjoint(cells):
            body.append(BodyRow(number, {**filled_down.get(number, {}), **cells}))
    return tuple(body), tuple(skipped)


def _telling(columns: Mapping[str, HasField]) -> frozenset[str]:
    """Columns that make a row: prefilled running numbers do not."""
    headings = {letter: column.heading for letter, column in columns.items()}
    useless = {letter for letter, text in headings.items() if is_number_column(text) or is_reason_column(text)}
    return frozenset(headings.keys() - useless)


def _kind(cells: Mapping[str, Cell], columns: Mapping[str, HasField]) -> SkippedAs | None:
    """A signature, total or repeated heading row, or None for a row that is meant."""
    if not cells:
        return None
    same = sum(letter in columns and cell.text == columns[letter].heading for letter, cell in cells.items())
    if same >= min(_FEW, len(columns)) and same * 2 > len(cells):
        return SkippedAs.REPEATED_HEADER
    if _TOTAL.match(squeeze(next(iter(cells.values())).text)):
        return SkippedAs.TOTAL
    # A note or signature line has few cells; a child whose school is called 单位… has a full row.
    if len(cells) > _FEW * 2:
        return None
    texts = [squeeze(cell.text) for cell in cells.values()]
    signs = sum(bool(_SIGNATURE.match(text) or _LABEL.match(text)) for text in texts)
    signed = any(_SIGNED.search(text) for text in texts[:_FEW])
    if (signs and len(texts) <= _FEW + signs) or (signed and len(texts) <= _FEW):
        return SkippedAs.SIGNATURE
    return None


def _filled_down(sheet: Sheet, header_end: int) -> dict[int, dict[str, Cell]]:
    """What blocks merged downwards say for their lower rows: one village written once beside its children."""
    cells: dict[int, dict[str, Cell]] = {}
    reached: dict[int, int] = {}
    for span in sheet.merged:
        top = sheet.cell(span.top, span.left)
        # Blocks of an honest file never overlap; those of a hostile one must not multiply the work.
        if span.top <= max(header_end, reached.get(span.left, 0)) or span.left != span.right or top is BLANK:
            continue
        reached[span.left] = span.bottom
        for row in range(span.top + 1, min(span.bottom, len(sheet.rows)) + 1):
            cells.setdefault(row, {})[column_letter(span.left)] = top
    return cells
