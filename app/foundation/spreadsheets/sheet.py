"""A table as a file holds it: cells with 1-based row numbers and column letters."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.foundation.chinese import CellValue, as_text


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's value. A formula is its own text and marked: it is never computed."""

    value: CellValue = None
    formula: bool = False

    @property
    def text(self) -> str:
        """What a person sees, without white space at the ends."""
        return as_text(self.value).strip()

    @property
    def blank(self) -> bool:
        """Whether nothing is written here."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Span:
    """A merged block, its ends included, 1-based."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Rows are as long as their last written cell; `rows[0]` is row 1."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Span, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a 1-based row and column; blank outside what is written."""
        if not 1 <= row <= len(self.rows) or not 1 <= column <= len(self.rows[row - 1]):
            return BLANK
        return self.rows[row - 1][column - 1]

    @property
    def width(self) -> int:
        """Columns up to the last written one."""
        return max((len(row) for row in self.rows), default=0)

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(not cell.blank for row in self.rows for cell in row)

    def numbered(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Rows with their numbers."""
        return enumerate(self.rows, start=1)


def column_letter(column: int) -> str:
    """A, B, ... Z, AA for 1, 2, ... 26, 27."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
