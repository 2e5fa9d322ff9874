"""Cards in large type on half a sheet of A4: two to a page, with a line to cut between them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from defusedxml import ElementTree

from app.foundation.documents.breaking import break_lines
from app.foundation.documents.document import Document
from config import ROOT

SVG = "{http://www.w3.org/2000/svg}"
HALF, EDGE, LINE = 148.5, 12.0, 9.6
PLAIN, LARGE, HUGE = 18.0, 24.0, 30.0
"""Points. Nothing on a card is smaller than ``PLAIN``."""


@dataclass(frozen=True)
class Row:
    """A line with a picture before it; ``big`` for what must be found at once."""

    icon: str
    text: str
    big: bool = False


@dataclass(frozen=True)
class HalfCard:
    """What stands on one card. ``picture``: a JPEG, or None for ``icon``; ``url``: behind the code, if there is one."""

    head: str
    corner: str
    name: str
    under: str
    rows: Sequence[Row]
    picture: bytes | None = None
    icon: str = "volunteer"
    url: str | None = None
    url_words: str = ""


class HalfPages(Document):
    """A file of such cards."""

    def __init__(self, subject: str, *, at: datetime, language: str) -> None:
        super().__init__(subject, at=at, language=language, numbered=False)
        self._paper.set_auto_page_break(False)
        self._count = 0

    def card(self, card: HalfCard) -> None:
        """Put a card on the next half."""
        if self._count and self._count % 2 == 0:
            self.new_page()
        top = HALF * (self._count % 2)
        self._count += 1
        if top:
            self._paper.set_draw_color(150, 150, 150)
            self._paper.set_dash_pattern(dash=3, gap=3)
            self._paper.line(0, top, self._paper.w, top)
            self._paper.set_dash_pattern()
        right = self._paper.w - EDGE
        self._text(card.head, EDGE, top + 8, PLAIN, right - EDGE, bold=True)
        self._text(card.corner, EDGE, top + 8, PLAIN, right - EDGE, align="R", grey=True)
        self._who(card, top + 22, right)
        below = top + 70.0
        for row in card.rows:
            size = LARGE if row.big else PLAIN
            self._icon(row.icon, EDGE, below, 10)
            below += self._text(row.text, EDGE + 14, below, size, right - EDGE - 14, bold=row.big) + 3

    def _who(self, card: HalfCard, top: float, right: float) -> None:
        if card.picture is not None:
            self._paper.image(io.BytesIO(card.picture), x=EDGE, y=top, w=31.5, h=42)
        else:
            self._icon(card.icon, EDGE, top + 4, 31)
        room = right - EDGE - 37 - (46 if card.url else 0)
        below = top + 4 + self._text(card.name, EDGE + 37, top + 4, HUGE, room, bold=True)
        self._text(card.under, EDGE + 37, below + 2, PLAIN, room)
        if card.url:
            self._paper.set_xy(right - 40, top - 4)
            margin, self._paper.l_margin = self._paper.l_margin, right - 40
            self.qr(card.url, side=40)
            self._paper.l_margin = margin
            self._text(card.url_words, right - 46, top + 36, PLAIN, 46, align="R")

    def _text(
        self, text: str, left: float, top: float, size: float, room: float, *, bold: bool = False, align: str = "L",
        grey: bool = False,
    ) -> float:  # fmt: skip
        """Write it, line by line; how high it became, in millimetres."""
        paper, clean = self._paper, self._clean(text)
        paper.set_font("sans", size=size)
        height = LINE * size / PLAIN
        lines = break_lines(clean, room - 2, paper.get_string_width)
        paper.set_text_color(*((90, 90, 90) if grey else (0, 0, 0)))
        for number, line in enumerate(lines):
            paper.set_xy(left, top + number * height)
            with self._weight(size, bold):
                paper.cell(room, height, line, align=align)
        return height * len(lines)

    def _icon(self, name: str, left: float, top: float, side: float) -> None:
        self._paper.image(io.BytesIO(sprite_icon(name)), x=left, y=top, w=side, h=side)


def sprite_icon(name: str) -> bytes:
    """An icon of the pages' sprite as a picture of its own, drawn in black.

    Raises:
        LookupError: the sprite has none of this name.
    """
    sprite = ElementTree.parse(ROOT / "static" / "icons.svg").getroot()
    found = next((one for one in sprite.iter(f"{SVG}symbol") if one.get("id") == name), None)
    if found is None:
        raise LookupError(f"no icon {name}")
    inner = b"".join(ElementTree.tostring(child) for child in found).replace(b"ns0:", b"").replace(b":ns0", b"")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{found.get("viewBox")}" width="24" height="24" fill="none"'
        f' stroke="#000" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
    )
    return head.encode() + inner + b"</svg>"
