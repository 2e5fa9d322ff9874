"""The library's page with a footer of ours; apart, so that only who makes a file loads the library."""

from __future__ import annotations

from fpdf import FPDF

from app.foundation.documents.document import FAMILY, GREY, INK, PAGES


class Paper(FPDF):
    """A page with a footer: a line of words at the left, its number at the right."""

    words = ""
    numbered = True

    def footer(self) -> None:
        """Called by the library at the end of each page."""
        self.set_y(-14)
        self.set_font(FAMILY, size=8)
        self.set_text_color(*GREY)
        self.cell(self.epw - 30, 5, self.words)
        if self.numbered:
            self.cell(30, 5, f"{self.page_no()} / {PAGES}", align="R")
        self.set_text_color(*INK)
