"""Smaller numbers for a digit, so that the solver has fewer bits to go through.

Two facts allow it. The sets of children that can be paired together are the independent sets of a matroid, so where a
child is worth the same whoever comes, only the order of the worths counts. And a cycle of the residual network passes
the sink once at most, so it gains at most one unit of a township and gives up one: of units, too, only the order
counts. The caller holds the flow against the true worths, so nothing rests on this argument but time.
"""

from dataclasses import replace

import numpy as np

from .arrays import Ints
from .network import Network

_ROOM = 8  # a step between units, in the greatest worths of a pair: what a cycle may gain below it, most times


def simplify(network: Network, digit: int) -> Network | None:
    """The network with ranks in place of one digit's worths, or None where that would not lead to the same flows."""
    worth, units = network.digits[digit], network.unit_digits[digit]
    if not len(worth) or units.min(initial=0) < 0:
        return None
    values, unit_rank = np.unique(units, return_inverse=True) if len(units) else (units, units)
    unit_rank = unit_rank + int(len(values) > 0 and values[0] > 0)
    of_child = np.zeros(network.columns_count, dtype=np.int64)
    of_child[network.columns] = worth
    if np.array_equal(of_child[network.columns], worth):
        return _by_child(network, digit, of_child, unit_rank)
    most = int(np.abs(worth).max())
    if not units.any() or np.diff(values, prepend=0)[values > 0].min(initial=2**62) < 2 * _ROOM * most:
        return None
    return _with(network, digit, worth, unit_rank * _ROOM * most)


def _by_child(network: Network, digit: int, of_child: Ints, unit_rank: Ints) -> Network | None:
    values, rank = np.unique(of_child, return_inverse=True)
    steps = np.diff(values[values > 0], prepend=0)
    if values[0] < 0 or network.unit_digits[digit].max(initial=0) >= steps.min(initial=2**62):
        return None
    step = 2 * int(unit_rank.max(initial=0)) + 1
    return _with(network, digit, step * (rank + int(values[0] > 0))[network.columns], unit_rank)


def _with(network: Network, digit: int, worth: Ints, units: Ints) -> Network:
    digits, unit_digits = list(network.digits), list(network.unit_digits)
    digits[digit], unit_digits[digit] = worth, units
    return replace(network, digits=tuple(digits), unit_digits=tuple(unit_digits))
