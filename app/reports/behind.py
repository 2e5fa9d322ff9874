"""Which townships fall behind: a rule that is written on the page, and computed from the figures of the same page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MARGIN = 10
"""Percentage points under the share of the whole district."""
LEAST = 5
"""Children; of fewer no share is judged."""


class Rate(StrEnum):
    """The shares that are compared."""

    CONSENTED = "consented"
    PAIRED = "paired"
    VISITED = "visited"
    REACHED = "reached"


SHARES: dict[Rate, tuple[str, str]] = {
    Rate.CONSENTED: ("consented", "registered"),
    Rate.PAIRED: ("paired", "consented"),
    Rate.VISITED: ("visited", "registered"),
    Rate.REACHED: ("reached", "registered"),
}
"""Each share by the codes of its part and its whole; one whose figures there are not is not judged."""
Figures = Mapping[str, int | None]


@dataclass(frozen=True)
class Behind:
    """A share in which a township falls behind: its own, and the district's."""

    rate: Rate
    part: int
    whole: int
    district_part: int
    district_whole: int


def falls_behind(township: Figures, district: Figures) -> list[Behind]:
    """The shares in which a township lies more than ``MARGIN`` points under the district.

    Whole numbers only: ``p/w < P/W - 10/100`` is ``100 p W < 100 P w - 10 w W``.
    """
    found = []
    for rate, (part, whole) in SHARES.items():
        numbers = township.get(part), township.get(whole), district.get(part), district.get(whole)
        if any(number is None for number in numbers):
            continue
        p, w, all_p, all_w = (number or 0 for number in numbers)
        if w >= LEAST and all_w and 100 * p * all_w < 100 * all_p * w - MARGIN * w * all_w:
            found.append(Behind(rate, p, w, all_p, all_w))
    return found
