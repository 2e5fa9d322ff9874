"""A PDF as our pages need it: A4, one font, titles, paragraphs, tables, QR codes, page numbers.

The same contents and moment give the same bytes. Every text goes through ``drawable``: what no font can draw is written
as its number and told in ``missing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import segno

from app.foundation.documents.breaking import break_lines
from app.foundation.documents.glyphs import SHIPPED, FontFile, drawable
from app.foundation.documents.tables import Ruled, Table

FAMILY = "sans"
PAGES = "\ue000" * 4  # stands for the number of pages; no text of ours holds it, for the font has no such character
INK, GREY = (43, 42, 40), (110, 106, 100)
_LEADING = 1.55
_POINT = 25.4 / 72
_QUIET = 2  # modules left white around a QR code, beside what the page leaves


class Document:
    """A file in the making. Lengths are millimetres, sizes points; text flows from top to bottom.

    ``subject`` is the title that viewers show: never a person's name. ``at`` is the moment the file says it was made.
    """

    def __init__(
        self, subject: str, *, at: datetime, language: str = "zh-CN", footer: str = "", numbered: bool = True,
        landscape: bool = False,
    ) -> None:  # fmt: skip
        # The library loads its own font tools, a sixth of the program: only who makes a file waits for it.
        from app.foundation.documents.paper import Paper

        self._fallbacks: dict[FontFile, str] = {}
        self._missing: set[str] = set()
        self._paper = paper = Paper(orientation="landscape" if landscape else "portrait", format="A4")
        paper.set_creation_date(at)
        paper.set_title(subject)
        paper.set_lang(language)
        paper.set_margins(18, 16, 18)
        paper.set_auto_page_break(True, margin=18)
        paper.add_font(FAMILY, fname=SHIPPED)
        paper.set_font(FAMILY, size=11)
        paper.alias_nb_pages(PAGES)
        paper.words, paper.numbered = self._clean(footer), numbered
        paper.set_text_color(*INK)
        paper.add_page()

    @property
    def missing(self) -> frozenset[str]:
        """Characters so far that no font could draw."""
        return frozenset(self._missing)

    @property
    def width(self) -> float:
        """Of the text, in millimetres."""
        return float(self._paper.epw)

    def title(self, text: str) -> None:
        """The big line at the top, in the middle."""
        self._lines(text, 19, align="C", bold=True)
        self.space(3)

    def heading(self, text: str) -> None:
        """The name of a section; it never stands alone at the foot of a page."""
        if self._paper.will_page_break(24):
            self.new_page()
        self.space(2)
        self._lines(text, 12.5, bold=True)
        self.space(1)

    def paragraph(self, text: str, *, size: float = 11, align: str = "L", grey: bool = False) -> None:
        """Running text; ``align`` is ``L``, ``C`` or ``R``."""
        if grey:
            self._paper.set_text_color(*GREY)
        self._lines(text, size, align=align)
        self._paper.set_text_color(*INK)
        self.space(1.5)

    def table(
        self, headings: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[float] = (),
        align: str = "", size: float = 9.5,
    ) -> None:  # fmt: skip
        """A table whose headings return on every page.

        Args:
            headings: of the columns; none for a table without.
            rows: texts, as many in each as there are columns.
            widths: of the columns, in any unit; equal ones by default.
            align: ``L``, ``C`` or ``R`` of each column, as ``LLR``.
            size: of the letters.
        """
        Table(self._ruled(size), headings, widths, align).draw(rows)
        self.space(2)

    def fields(self, rows: Iterable[Sequence[str]], *, widths: Sequence[float] = (), size: float = 10.5) -> None:
        """A form: label, what it says, label, what it says; the labels are shaded."""
        Table(self._ruled(size, padding=2), (), widths, shaded=lambda column: column % 2 == 0).draw(rows)
        self.space(2)

    def box(self, label: str, height: float, *, width: float | None = None) -> None:
        """An empty frame at the right to put a seal in, with a small line of words in it."""
        paper, wide = self._paper, width or self.width
        if paper.will_page_break(height):
            self.new_page()
        paper.set_draw_color(*GREY)
        paper.rect(paper.l_margin + self.width - wide, paper.get_y(), wide, height)
        top = paper.get_y()
        paper.set_xy(paper.l_margin + self.width - wide + 2, top + 1.5)
        paper.set_font(FAMILY, size=8)
        paper.set_text_color(*GREY)
        paper.cell(wide - 4, 5, self._clean(label))
        paper.set_text_color(*INK)
        paper.set_xy(paper.l_margin, top + height + 2)

    def qr(self, url: str, *, side: float = 30, words: str = "") -> None:
        """A QR code at the left, ``side`` wide, with ``words`` beside it."""
        paper = self._paper
        if paper.will_page_break(side):
            self.new_page()
        left, top = paper.l_margin, paper.get_y()
        modules = [list(row) for row in segno.make_qr(url, error="m").matrix]
        unit = side / (len(modules) + 2 * _QUIET)
        paper.set_fill_color(0, 0, 0)
        for down, row in enumerate(modules):
            for start, length in _runs(row):
                place = (left + (start + _QUIET) * unit, top + (down + _QUIET) * unit)
                paper.rect(*place, length * unit, unit, style="F")
        if words:
            self._beside(words, left + side + 5, top)
        paper.set_xy(left, top + side + 2)

    def space(self, height: float) -> None:
        """Nothing for so many millimetres."""
        self._paper.ln(height)

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        self._paper.add_page()

    def to_bytes(self) -> bytes:
        """The file. Nothing can be added after."""
        return bytes(self._paper.output())

    def _beside(self, words: str, left: float, top: float) -> None:
        paper = self._paper
        paper.set_font(FAMILY, size=9)
        room = paper.w - paper.r_margin - left
        for number, line in enumerate(break_lines(self._clean(words), room, paper.get_string_width)):
            paper.set_xy(left, top + 2 + number * 5.2)
            paper.cell(room, 5, line)

    def _lines(self, text: str, size: float, *, align: str = "L", bold: bool = False) -> None:
        paper = self._paper
        clean = self._clean(text)
        paper.set_font(FAMILY, size=size)
        height = size * _LEADING * _POINT
        for line in break_lines(clean, self.width, paper.get_string_width):
            with self._weight(size, bold):
                paper.cell(self.width, height, line, align=align, new_x="LMARGIN", new_y="NEXT")

    def _weight(self, size: float, bold: bool) -> AbstractContextManager[Any]:
        """Bold is the one font with a thin outline: a second one would double what is shipped."""
        if not bold:
            return self._paper.local_context()
        ink = self._paper.text_color
        from fpdf.enums import TextMode

        return self._paper.local_context(text_mode=TextMode.FILL_STROKE, line_width=size * 0.01, draw_color=ink)

    def _ruled(self, size: float, padding: float = 1.2) -> Ruled:
        return Ruled(self._paper, FAMILY, size, size * 1.4 * _POINT, padding, self._clean)

    def _clean(self, text: str) -> str:
        """The text as it can be drawn, its fallback fonts at hand."""
        found = drawable(text)
        self._missing |= found.missing
        for font in found.fallbacks:
            if font not in self._fallbacks:
                name = f"fallback{len(self._fallbacks)}"
                self._paper.add_font(name, fname=font.path, collection_font_number=font.face)
                self._fallbacks[font] = name
                self._paper.set_fallback_fonts(list(self._fallbacks.values()), exact_match=False)
        return found.text


def _runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules: one rectangle each, so that no hairline parts them."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs
