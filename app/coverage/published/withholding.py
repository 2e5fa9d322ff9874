"""Which numbers of a table are withheld, so that no small one can be told: plain numbers in, plain numbers out.

The promise, held by tests that attack it (decision 19). Of one month's row of places with its total:

1. No number under ``LEAST`` is shown, neither of a place nor the total.
2. By everything that is shown, each withheld place may be any number from 0 to at least ``LEAST``: solving for it (a
   linear programme over all tables) leaves an interval at least ``LEAST`` wide.
3. Also who knows this very rule cannot exclude 0, 1, 2, 3 or 4 for a withheld place.

Places stand in fixed groups of neighbours, by their order and never by their numbers, and a group is withheld as a
whole: so which partner is withheld beside a small one says nothing about either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5
"""Smaller counts are not told to the public."""


@dataclass(frozen=True)
class Told:
    """A row as it is shown: None for what is withheld."""

    places: tuple[int | None, ...]
    total: int | None


def tell(counts: Sequence[int]) -> Told:
    """Withhold what has to be, of the counts of all places in their fixed order.

    Raises:
        ValueError: a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("counts cannot be negative")
    groups = _groups(len(counts))
    hidden = [any(counts[place] < LEAST for place in group) for group in groups]

    def sum_of_hidden() -> int:
        return sum(counts[place] for group, gone in zip(groups, hidden, strict=True) if gone for place in group)

    if any(hidden):
        # What is withheld together must not be small either: its sum is the total less what is shown.
        next_one = hidden.index(True)
        while sum_of_hidden() < LEAST and not all(hidden):
            next_one = (next_one + 1) % len(groups)
            hidden[next_one] = True
    gone = {place for group, is_hidden in zip(groups, hidden, strict=True) if is_hidden for place in group}
    total = sum(counts)
    return Told(
        tuple(None if place in gone else count for place, count in enumerate(counts)), total if total >= LEAST else None
    )


def tell_one(count: int) -> int | None:
    """A number that nothing shown adds up to."""
    return count if count >= LEAST else None


def _groups(places: int) -> list[tuple[int, ...]]:
    """Neighbours in pairs; the last three together where the number is odd."""
    groups = [(place, place + 1) for place in range(0, places - 1, 2)]
    if places % 2 and groups:
        return [*groups[:-1], (*groups[-1], places - 1)]
    return [*groups] or [(0,)] * places
