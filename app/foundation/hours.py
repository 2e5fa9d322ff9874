"""Hours as they are shown: with one decimal, rounded down from exact minutes, and in parts that add up to their total.

Minutes are what is stored and added. Hours are made of them once, at the end, by these two functions; a page, a
certificate or a report that shows parts beside a total takes both from here, so that a reader who adds up the parts
finds the total.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

K = TypeVar("K")

MINUTES_OF_A_TENTH = 6


def hours_of(minutes: int) -> Decimal:
    """Hours with one decimal, rounded down, so that nobody is credited more than was served: 119 minutes are 1.9.

    Raises:
        ValueError: negative minutes.
    """
    if minutes < 0:
        raise ValueError("minutes cannot be negative")
    return _tenths(minutes // MINUTES_OF_A_TENTH)


def shares_of_hours(minutes: Mapping[K, int]) -> dict[K, Decimal]:
    """Hours of each part, with one decimal; their sum is exactly ``hours_of`` of the sum of the minutes.

    By the largest remainder: every part is rounded down, and the tenths that are missing in the sum go to the parts
    that lost most by it (where two lost the same, to the one with more minutes, then to the earlier one). So a part is
    never more than a tenth above or below what it is, and one without minutes stays at 0.

    Raises:
        ValueError: negative minutes.
    """
    return split_hours(minutes, hours_of(sum(minutes.values())))


def split_hours(minutes: Mapping[K, int], hours: Decimal) -> dict[K, Decimal]:
    """Hours of the parts of something that is told with ``hours``: of a share, split further by the same rule.

    ``hours`` is what ``hours_of`` or ``shares_of_hours`` says of the sum of the minutes: that rounded down, or a tenth
    more.

    Raises:
        ValueError: negative minutes, or hours that the parts cannot make.
    """
    if any(part < 0 for part in minutes.values()):
        raise ValueError("minutes cannot be negative")
    tenths = {key: part // MINUTES_OF_A_TENTH for key, part in minutes.items()}
    missing = int(hours.scaleb(1)) - sum(tenths.values())
    if not 0 <= missing <= len(tenths):
        raise ValueError("the parts do not make these hours")
    order = sorted(minutes, key=lambda key: (-(minutes[key] % MINUTES_OF_A_TENTH), -minutes[key]))
    for key in order[:missing]:
        tenths[key] += 1
    return {key: _tenths(count) for key, count in tenths.items()}


def _tenths(count: int) -> Decimal:
    return Decimal(count).scaleb(-1)
