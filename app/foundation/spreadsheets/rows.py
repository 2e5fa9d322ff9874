"""Reading one row of a list: each cell through its parser, each fault and doubt under a stable code."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from app.foundation.chinese import CellValue, Fault, Param, Read, as_text, is_formula, says_nothing, tidy
from app.foundation.spreadsheets.bodies import BodyRow
from app.foundation.spreadsheets.headings import Column, Recognised
from app.foundation.spreadsheets.problems import Problem, Reading
from app.foundation.spreadsheets.sheet import BLANK, Cell
from app.foundation.spreadsheets.vocabulary import Vocabulary

T = TypeVar("T")
_LONGEST_SHOWN = 60


class RowReader:
    """The cells of one row by field, and what was found wrong or doubtful in them."""

    def __init__(self, columns: Mapping[str, Column], row: BodyRow, *, formula_code: str, long_code: str) -> None:
        self.number = row.number
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._row = row
        self._columns = columns
        self._formula_code, self._long_code = formula_code, long_code

    def has(self, name: str) -> bool:
        """Whether the list has a column for the field."""
        return name in self._columns

    def cell(self, name: str) -> Cell:
        """The cell of a field; blank where the list has no such column."""
        column = self._columns.get(name)
        return self._row.cells.get(column.letter, BLANK) if column else BLANK

    def text(self, name: str, longest: int = 80) -> str:
        """A free text, tidied. A formula is a problem: its result is not in the file's text."""
        cell = self.cell(name)
        if cell is BLANK:
            return ""
        if cell.formula or is_formula(cell.value):
            self.problem(name, self._formula_code, value=_shown(cell.value))
            return ""
        text = tidy(as_text(cell.value))
        if len(text) > longest:
            self.problem(name, self._long_code, longest=longest, value=_shown(text))
        return "" if says_nothing(text) else text

    def take(
        self,
        name: str,
        parse: Callable[[CellValue], Read[T]],
        *,
        fault: str,
        doubt: str | None = None,
        refuse: bool = True,
    ) -> T | None:
        """The parsed value. A fault refuses the row, or is a mere warning where `refuse` is False.

        `parse` is not asked about a cell that is not there: a list has a third of the columns it could have.
        """
        cell = self.cell(name)
        if cell is BLANK:
            return None
        read = parse(cell.value)
        if read.fault:
            (self.problem if refuse else self.warn)(name, fault, **_params(read.fault, cell))
        elif read.doubt:
            self.warn(name, doubt or fault, **_params(read.doubt, cell))
        return read.value

    def problem(self, name: str, code: str, **params: Param) -> None:
        """Refuse the row for what one field holds."""
        self.problems.append(self._found(name, code, params))

    def warn(self, name: str, code: str, **params: Param) -> None:
        """Keep the row and say that a person should look."""
        self.warnings.append(self._found(name, code, params))

    def _found(self, name: str, code: str, params: dict[str, Param]) -> Problem:
        column = self._columns.get(name)
        if column is None:
            return Problem(self.number, "", code, {"field": name, **params})
        return Problem(self.number, column.heading, code, params, column.letter, column.group)


def _params(found: Fault, cell: Cell) -> dict[str, Param]:
    return {"why": found.why, "value": _shown(cell.value), **found.params}


def _shown(value: CellValue) -> str:
    text = as_text(value).strip()
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def columns_missing(header: Recognised, vocabulary: Vocabulary, names: Iterable[str], code: str) -> tuple[Problem, ...]:
    """One problem per column that the list must have and has not; it stands at the heading row."""
    return tuple(
        Problem(header.header_rows[-1], "", code, {"field": name, "heading": vocabulary.canonical(name)})
        for name in names
    )


def read_rows(
    header: Recognised,
    *,
    codes: tuple[str, str],
    read: Callable[[RowReader], T | None],
    check: Callable[[RowReader, T], None],
) -> Reading[T]:
    """Every body row through `read`; the good ones through `check`, which compares them with earlier ones.

    `codes` are those for a formula in a cell and for a text that is too long. A row with any problem is no row.
    """
    rows: list[T] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    columns = {one.field: one for one in header.columns.values() if one.field}
    for body_row in header.body:
        reader = RowReader(columns, body_row, formula_code=codes[0], long_code=codes[1])
        row = read(reader)
        if row is not None and not reader.problems:
            check(reader, row)
        if row is not None and not reader.problems:
            rows.append(row)
            warnings.extend(reader.warnings)
        problems.extend(reader.problems)
    return Reading(header, tuple(rows), tuple(problems), tuple(warnings))
