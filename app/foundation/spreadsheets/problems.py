"""What reading a list found: rows that are good, and what is wrong or doubtful, by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.foundation.chinese import Param
from app.foundation.spreadsheets.headings import Recognised

Row_co = TypeVar("Row_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """A stable code with its params; `column` is the heading as the file has it, empty for the whole row."""

    row: int
    column: str
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    letter: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Reading(Generic[Row_co]):
    """A list as understood. A row is in `rows` or has problems, never both; doubts belong to good rows."""

    header: Recognised
    rows: tuple[Row_co, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def problem_rows(self) -> tuple[int, ...]:
        """The numbers of the rows that were refused, each once."""
        return tuple(sorted({problem.row for problem in self.problems if problem.row not in self.header.header_rows}))

    @property
    def total(self) -> int:
        """Rows that hold somebody: good and refused."""
        return len(self.header.body)
