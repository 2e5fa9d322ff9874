"""Breaking Chinese and Western text into lines: between any two hanzi, but no line begins with a comma."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# Within a word of Western letters and digits nothing breaks; a hanzi and its like are a word each.
_PIECE = re.compile(r" +|[\u0021-\u2dff]+|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕”’…％·～,.;:?!)]}%")
_NEVER_LAST = frozenset("（《〈「『【〔“‘([{")


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of ``text``, none wider than ``width``; at least one, and an empty one for an empty paragraph."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if measure(paragraph) <= width:
            lines.append(paragraph)
        else:
            lines += _filled(_fitting(_pieces(paragraph), width, measure), width, measure)
    return lines


def _pieces(text: str) -> list[str]:
    """What must stay together: words, with the marks that may not stand apart from them."""
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        joins = pieces and (piece[0] in _NEVER_FIRST or pieces[-1][-1] in _NEVER_LAST)
        if joins:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _fitting(pieces: list[str], width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """The pieces, those wider than a whole line cut where they must be."""
    for piece in pieces:
        rest = piece
        while len(rest) > 1 and measure(rest) > width:
            cut = len(rest) - 1
            while cut > 1 and measure(rest[:cut]) > width:
                cut -= 1
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def _filled(pieces: Iterator[str], width: float, measure: Callable[[str], float]) -> list[str]:
    lines, line = [], ""
    for piece in pieces:
        if line and measure(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = "" if piece.isspace() else piece
        else:
            line += piece
    return [*lines, line.rstrip()]
