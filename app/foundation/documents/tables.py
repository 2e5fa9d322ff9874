"""Tables that break over pages, drawn cell by cell: the library's own break Chinese lines before commas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.foundation.documents.breaking import break_lines

if TYPE_CHECKING:
    from fpdf import FPDF

_LINE, _SHADE = (196, 190, 180), (246, 241, 233)


@dataclass(frozen=True)
class Ruled:
    """What a table is drawn on and with: a page, a font, its size, the height of a line, and room around the text."""

    paper: FPDF
    family: str
    size: float
    line: float
    padding: float
    clean: Callable[[str], str]


class Table:
    """Columns of given relative ``widths``; ``shaded`` says which of them hold labels."""

    def __init__(
        self, ruled: Ruled, headings: Sequence[str], widths: Sequence[float], align: str = "",
        *, shaded: Callable[[int], bool] = lambda _: False,
    ) -> None:  # fmt: skip
        self._on, self._headings, self._weights = ruled, headings, widths
        self._align, self._shaded = align, shaded

    def draw(self, rows: Iterable[Sequence[str]]) -> None:
        """All rows, from where the page stands; the next thing comes below."""
        paper = self._on.paper
        paper.set_font(self._on.family, size=self._on.size)
        paper.set_draw_color(*_LINE)
        paper.set_line_width(0.2)
        if self._headings:
            self._heading()
        for row in rows:
            self._row(self._broken(row))

    def _heading(self) -> None:
        lines = self._broken(self._headings)
        if self._on.paper.will_page_break(self._height(lines) * 2):
            self._on.paper.add_page()
            self._on.paper.set_font(self._on.family, size=self._on.size)
        self._draw(lines, shaded=True)

    def _broken(self, row: Sequence[str]) -> list[list[str]]:
        """The lines of each cell."""
        paper = self._on.paper
        room = 2 * (self._on.padding + paper.c_margin)
        cells = zip(row, self._widths(len(row)), strict=True)
        return [break_lines(self._on.clean(text), wide - room, paper.get_string_width) for text, wide in cells]

    def _widths(self, columns: int) -> list[float]:
        weights = list(self._weights) or [1.0] * columns
        if len(weights) != columns:
            raise ValueError(f"{columns} cells in a row of {len(weights)} columns")
        return [self._on.paper.epw * weight / sum(weights) for weight in weights]

    def _height(self, lines: Sequence[Sequence[str]]) -> float:
        return max(len(cell) for cell in lines) * self._on.line + 2 * self._on.padding

    def _row(self, lines: list[list[str]]) -> None:
        paper = self._on.paper
        if paper.will_page_break(self._height(lines)):
            paper.add_page()
            paper.set_font(self._on.family, size=self._on.size)
            if self._headings:
                self._draw(self._broken(self._headings), shaded=True)
        # What is longer than the rest of an empty page goes on overleaf.
        room = int((paper.page_break_trigger - paper.get_y() - 2 * self._on.padding) / self._on.line)
        most = max(len(cell) for cell in lines)
        if most <= room or room < 1:
            self._draw(lines)
            return
        self._draw([cell[:room] for cell in lines])
        self._row([cell[room:] for cell in lines])

    def _draw(self, lines: Sequence[Sequence[str]], *, shaded: bool = False) -> None:
        paper, on = self._on.paper, self._on
        top, left, height = paper.get_y(), paper.l_margin, self._height(lines)
        paper.set_fill_color(*_SHADE)
        for column, (cell, wide) in enumerate(zip(lines, self._widths(len(lines)), strict=True)):
            fill = shaded or self._shaded(column)
            paper.rect(left, top, wide, height, style="DF" if fill else "D")
            align = self._align[column] if self._align else "L"
            for number, line in enumerate(cell):
                paper.set_xy(left + on.padding, top + on.padding + number * on.line)
                paper.cell(wide - 2 * on.padding, on.line, line, align=align)
            left += wide
        paper.set_xy(paper.l_margin, top + height)
