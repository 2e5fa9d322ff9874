"""Axes, lengths and labels that the pictures share."""

from __future__ import annotations

from unicodedata import east_asian_width

WIDTH = 340
"""Of every picture, so that type of 14 units is read on a screen of 360 px."""
MONTH_WIDE = 78
"""What ``2026年10月`` takes below a picture."""
DAY_WIDE = 62
"""What ``10月24日`` takes."""
STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
LEAST = 2.0
"""So long is a bar that stands for something, however little of the whole."""


def axis_top(highest: float) -> int:
    """Where an axis ends: a round number that reaches ``highest``; 1 where there is nothing to show.

    Raises:
        ValueError: less than nothing.
    """
    if highest < 0:
        raise ValueError("an axis cannot end below zero")
    ten = 1
    while ten * 10 < highest:
        ten *= 10
    return next(int(top) for step in STEPS if (top := step * ten) >= highest and top == int(top))


def length(part: float, whole: float, full: float) -> float:
    """How much of ``full`` stands for ``part`` of ``whole``: nothing for nothing, and never less than can be seen.

    Raises:
        ValueError: a part below nothing, or beyond the whole.
    """
    if part < 0 or part > whole:
        raise ValueError(f"{part} is no part of {whole}")
    return max(LEAST, round(full * part / whole, 1)) if part else 0.0


def breadth(text: str) -> int:
    """How wide a text is: a Chinese character counts two."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def shortened(text: str, most: int) -> str:
    """The text, cut with an ellipsis where it is wider than ``most``; the table has it whole."""
    if breadth(text) <= most:
        return text
    kept = ""
    for one in text:
        if breadth(kept + one) > most - 1:
            break
        kept += one
    return f"{kept}…"
