"""The refused rows as a file to mend and upload again, with a last column that says why."""

from collections.abc import Callable, Iterable

from app.foundation.chinese import CellValue
from app.foundation.spreadsheets.headings import Recognised
from app.foundation.spreadsheets.problems import Problem
from app.foundation.spreadsheets.sheet import column_number
from app.foundation.spreadsheets.vocabulary import is_reason_column
from app.foundation.spreadsheets.writing import to_xlsx

Table = tuple[list[str], list[list[CellValue]]]


def mending_table(
    header: Recognised,
    problems: Iterable[Problem],
    *,
    say: Callable[[Problem], str],
    reason_heading: str,
) -> Table:
    """Headings on one line that are understood again, the refused rows as they were, their reasons."""
    reasons: dict[int, list[str]] = {}
    for problem in problems:
        reasons.setdefault(problem.row, []).append(say(problem))
    # The reasons of an earlier round are not carried along.
    kept = [one for one in header.columns.values() if not is_reason_column(one.heading)]
    kept.sort(key=lambda one: column_number(one.letter))
    rows: list[list[CellValue]] = [
        [row.cells[one.letter].value if one.letter in row.cells else None for one in kept]
        + ["; ".join(dict.fromkeys(reasons[row.number]))]
        for row in header.body
        if row.number in reasons
    ]
    return [*(one.title for one in kept), reason_heading], rows


def mending_file(
    header: Recognised,
    problems: Iterable[Problem],
    *,
    say: Callable[[Problem], str],
    reason_heading: str = "原因",
    title: str = "Sheet1",
) -> bytes:
    """`mending_table` as `.xlsx`. `reason_heading` is 原因 or Reason, or it would be taken for a column of data."""
    headings, rows = mending_table(header, problems, say=say, reason_heading=reason_heading)
    return to_xlsx(headings, rows, title=title)
