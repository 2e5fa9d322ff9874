"""Gathering rows under the limits, without the blank cells and rows at the edges."""

from collections.abc import Sequence

from app.foundation.spreadsheets.errors import Limits, SheetCode, SheetError
from app.foundation.spreadsheets.sheet import Cell


class Gatherer:
    """Takes rows one by one; a blank edge costs nothing, anything beyond a limit raises at once."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rows: list[tuple[Cell, ...]] = []
        self._cells = 0

    def add(self, number: int, cells: Sequence[Cell]) -> None:
        """The cells of one row; rows may be skipped, never repeated."""
        width = next((index for index in range(len(cells), 0, -1) if not cells[index - 1].blank), 0)
        if not width:
            return
        if number > self._limits.rows:
            raise SheetError(SheetCode.TOO_MANY_ROWS, limit=self._limits.rows)
        if width > self._limits.columns:
            raise SheetError(SheetCode.TOO_MANY_COLUMNS, limit=self._limits.columns)
        self._cells += width
        if self._cells > self._limits.cells:
            raise SheetError(SheetCode.TOO_MANY_CELLS, limit=self._limits.cells)
        longest = self._limits.cell_characters
        if any(isinstance(cell.value, str) and len(cell.value) > longest for cell in cells[:width]):
            raise SheetError(SheetCode.CELL_TOO_LONG, limit=longest, row=number)
        self._rows.extend(() for _ in range(number - 1 - len(self._rows)))
        self._rows.append(tuple(cells[:width]))

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """What was gathered; the last row holds something."""
        return tuple(self._rows)
