"""The two lists that leave the house, for the police query and for the insurer, and their way back with results.

Pure: no database. No more columns than the other side needs: who it is, and room for the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.foundation.chinese import CellValue, parse_date
from app.foundation.spreadsheets import (
    FieldNames,
    Problem,
    Reading,
    RowReader,
    Sheet,
    Vocabulary,
    columns_missing,
    read_rows,
    recognise,
)
from app.volunteers.models import VettingKind, VettingResult, Volunteer

EXCHANGED = (VettingKind.BACKGROUND, VettingKind.INSURANCE)


class ExportReason(StrEnum):
    """Why a list with ID numbers leaves the house."""

    FIRST_CHECK = "first_check"
    RENEWAL = "renewal"
    SENT_AGAIN = "sent_again"


HEADINGS = {
    VettingKind.BACKGROUND: ("志愿者编号", "姓名", "身份证号码", "查询结果", "查询日期", "文号"),
    VettingKind.INSURANCE: ("志愿者编号", "姓名", "身份证号码", "投保结果", "投保日期", "保单号"),
}
RESULTS = Vocabulary((
    FieldNames("code", ("志愿者编号", "volunteer code"), required=True),
    FieldNames("name", ("姓名", "name"), required=True),
    FieldNames("result", ("查询结果", "投保结果", "结果", "result"), required=True),
    FieldNames("checked_on", ("查询日期", "投保日期", "日期", "date"), required=True),
    FieldNames("reference", ("文号", "保单号", "回执文号", "reference")),
))  # fmt: skip
CLEAR, FAILED = VettingResult.CLEAR, VettingResult.FAILED
# Only these words; anything else is asked back, because a slip here pairs or suspends somebody.
WORDS: dict[VettingKind, dict[str, VettingResult]] = {
    VettingKind.BACKGROUND: {
        **dict.fromkeys(("通过", "无", "无记录", "无违法犯罪记录", "未发现违法犯罪记录", "clear"), CLEAR),
        **dict.fromkeys(("未通过", "不通过", "有", "有记录", "有违法犯罪记录", "发现违法犯罪记录", "failed"), FAILED),
    },
    VettingKind.INSURANCE: dict.fromkeys(("已投保", "通过", "已承保", "insured"), CLEAR),
}


@dataclass(frozen=True)
class ResultRow:
    """One answer as the other side wrote it."""

    number: int
    code: str
    name: str
    result: VettingResult
    checked_on: date
    reference: str


def rows_for(volunteers: Iterable[Volunteer]) -> list[list[CellValue]]:
    """Code, name and ID number of each, and empty cells for the answer; no number where it is shown on paper."""
    return [[one.code, one.name, one.id_number, None, None, None] for one in volunteers]


def read_results(sheet: Sheet, kind: VettingKind) -> Reading[ResultRow]:
    """The answered rows of a list that came back; a row without a result is not answered yet and is left out."""
    header = recognise(sheet, RESULTS)
    if header.missing:
        return Reading(header, (), columns_missing(header, RESULTS, header.missing, "column_missing"), ())
    seen: dict[str, int] = {}
    return read_rows(
        header,
        codes=("formula", "too_long"),
        read=lambda reader: _read_row(reader, kind),
        check=lambda reader, row: _check_repeat(reader, row, seen),
    )


def _read_row(reader: RowReader, kind: VettingKind) -> ResultRow | None:
    said = reader.text("result")
    if not said:
        return None
    result = WORDS[kind].get(said.lower())
    if result is None:
        reader.problem("result", "result_unclear", value=said)
    checked_on = reader.take("checked_on", parse_date, fault="day_unclear")
    if checked_on is None and reader.cell("checked_on").blank:
        reader.problem("checked_on", "day_unclear", value="")
    code, name, reference = reader.text("code").upper(), reader.text("name"), reader.text("reference", 60)
    if result is None or checked_on is None:
        return None
    return ResultRow(reader.number, code, name, result, checked_on, reference)


def _check_repeat(reader: RowReader, row: ResultRow, seen: dict[str, int]) -> None:
    first = seen.setdefault(row.code, row.number)
    if first != row.number:
        reader.problem("code", "twice", value=row.code, first_row=first)


def fault(row: int, code: str, value: str = "") -> Problem:
    """A problem of a row that only the records behind it show."""
    return Problem(row, "", code, {"value": value})
