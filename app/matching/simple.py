"""Smaller numbers for a digit whose worth lies in the children alone, so that the solver has fewer bits to go through.

The sets of children that can be paired together are the independent sets of a matroid, so only the order of their
worths counts, not the sizes. A unit of a township is worth less than any step of that order, and a cycle of the
residual network moves at most two units: three times the rank leaves room for them. The caller holds the flow against
the true worths, so nothing rests on this argument but time.
"""

from dataclasses import replace

import numpy as np

from .network import Network

_STEP = 3


def simplify(network: Network, digit: int) -> Network | None:
    """The network with ranks in place of one digit's worths, or None where that would not lead to the same flows."""
    worth, units = network.digits[digit], network.unit_digits[digit]
    if not len(worth):
        return None
    of_child = np.zeros(network.columns_count, dtype=np.int64)
    of_child[network.columns] = worth
    if not np.array_equal(of_child[network.columns], worth):
        return None
    values, rank = np.unique(of_child, return_inverse=True)
    steps = np.diff(values[values > 0], prepend=0)
    extra = np.unique(units[units != 0])
    if values[0] < 0 or len(extra) > 1 or (len(extra) and not 0 < extra[0] < steps.min(initial=2**62)):
        return None
    rank = rank + int(values[0] > 0)
    digits, unit_digits = list(network.digits), list(network.unit_digits)
    digits[digit] = _STEP * rank[network.columns]
    unit_digits[digit] = (units > 0).astype(np.int64)
    return replace(network, digits=tuple(digits), unit_digits=tuple(unit_digits))
