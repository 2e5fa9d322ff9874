"""What is withheld of a row: nothing small is shown, nothing withheld found out, not even by who knows the rule."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coverage.published.withholding import LEAST, tell, tell_one

SMALL = {0, 1, 2, 3, 4}


@given(st.lists(st.integers(0, 40), max_size=14))
def test_no_small_number_is_shown_and_the_withheld_sum_is_not_small(counts: list[int]) -> None:
    told = tell(counts)
    shown = [number for number in (*told.places, told.total) if number is not None]
    assert all(number >= LEAST for number in shown)
    for count, number in zip(counts, told.places, strict=True):
        assert number in (None, count)
        assert count >= LEAST or number is None
    withheld = [count for count, number in zip(counts, told.places, strict=True) if number is None]
    assert told.total == (sum(counts) if sum(counts) >= LEAST else None)
    if withheld and told.total is not None:
        assert len(withheld) > 1
        assert sum(withheld) >= LEAST
    if all(count >= LEAST for count in counts):
        assert None not in told.places  # nothing is withheld without need


@pytest.mark.parametrize(("places", "most"), [(1, 12), (2, 14), (3, 12), (4, 9), (5, 6)])
def test_who_knows_the_rule_can_exclude_no_small_number(places: int, most: int) -> None:
    """Every row there can be is told; per row as told, which numbers each withheld place may hold."""
    possible: dict[tuple[object, ...], list[set[int]]] = defaultdict(lambda: [set() for _place in range(places)])
    for counts in product(range(most + 1), repeat=places):
        told = tell(counts)
        for number, seen in zip(counts, possible[told.places, told.total], strict=True):
            seen.add(number)
    for (numbers, total), found in possible.items():
        left = None if total is None else total - sum(number or 0 for number in numbers)
        if left is not None and left > most:
            continue  # a place could hold more than was tried, so what is missing proves nothing
        for number, seen in zip(numbers, found, strict=True):
            assert number is not None or seen >= SMALL, (numbers, total, seen)


def test_one_number_alone() -> None:
    assert [tell_one(count) for count in (0, 4, 5)] == [None, None, 5]
    with pytest.raises(ValueError, match="negative"):
        tell([3, -1])
