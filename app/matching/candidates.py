"""Sparse candidates: solve on a few arcs per row, price all the others, add those that beat the prices, repeat.

The answer is exact for all arcs of the face: prices that no arc beats are optimal for all of them, and as more arcs can
only raise the lowest prices, lowest prices that still hold are the lowest ones of the whole.
"""

from dataclasses import replace

import numpy as np

from .arrays import Bools, Ints
from .network import Face, Network, UnprovenError, solve_digit
from .order import stable_order
from .prices import NONE, Prices, lowest, raise_lowest, residual
from .simple import simplify

SOLVED_WHOLE = 4_000  # faces with so few arcs are solved at once
_COARSE_BITS, _SCRAMBLE_BITS = 28, 14
_ROUNDS = 60
_PASSES = 24  # to find out whether a flow is the best: one more solve costs about as much
_PATIENCE = 500  # passes after which a flow found with easier numbers is given up
_EVEN = 12  # arcs a volunteer needs where only the children decide
_CALM = 8  # rounds after which more arcs are added each time: many small rounds cost more than a few large ones


def solve_priced(network: Network, face: Face, digit: int, known: Ints, width: int = 48) -> tuple[Ints, Prices]:
    """A best flow of one digit on a face, with the lowest prices; `known` is a flow that the face allows."""
    easier = simplify(network, digit)
    chosen = _start(network, face, digit, known, width, easier)
    rows, columns, weights = network.rows[face.arcs], network.columns[face.arcs], network.digits[digit][face.arcs]
    step = max(1, width // 3)
    for round_ in range(_ROUNDS):
        part = replace(face, arcs=face.arcs[chosen])
        matched, prices = _solve(network, easier, part, digit)
        # On a part of a face a volunteer may have no walk to the sink, so no lowest price, until its arcs are there.
        adrift = (prices.volunteer[0] == NONE)[rows]
        if adrift.any():
            if chosen[adrift].all():
                raise UnprovenError("a volunteer has no price")
            chosen |= adrift
            continue
        slack = prices.volunteer[0][rows] - prices.child[0][columns] - weights
        beaten = np.flatnonzero(slack < 0)
        if not len(beaten):
            return matched, prices
        if np.any(chosen[beaten]):
            raise UnprovenError("a solved arc beats its own prices")
        if better := _raised(network, face, digit, matched, prices):
            return matched, better
        chosen[beaten[best_per_row(rows[beaten], -slack[beaten], step)]] = True
        step *= 1 + (round_ > _CALM)
    raise UnprovenError("pricing did not come to an end")


def _solve(network: Network, easier: Network | None, part: Face, digit: int) -> tuple[Ints, Prices]:
    """A best flow and its lowest prices, with the easier numbers if they lead there."""
    if easier is not None:
        try:
            matched = solve_digit(easier, part, digit)
            return matched, lowest(network, residual(network, part, matched, [digit]), [digit], _PATIENCE)
        except UnprovenError:
            pass  # the easier numbers had another best flow
    matched = solve_digit(network, part, digit)
    return matched, lowest(network, residual(network, part, matched, [digit]), [digit])


def _raised(network: Network, face: Face, digit: int, matched: Ints, prices: Prices) -> Prices | None:
    """The prices on all arcs, if the flow on some of them is the best of all: then only the prices were too low."""
    try:
        return raise_lowest(network, residual(network, face, matched, [digit]), digit, prices, _PASSES)
    except UnprovenError:
        return None


def _start(network: Network, face: Face, digit: int, known: Ints, width: int, easier: Network | None) -> Bools:
    """The best arcs of each volunteer and of each child; any, where all arcs of a child are worth the same."""
    count = len(face.arcs)
    even = easier is not None and easier.digits[digit] is not network.digits[digit]
    width = min(width, _EVEN) if even else width
    if count <= SOLVED_WHOLE or count <= 2 * width * len(network.capacity):
        return np.ones(count, dtype=bool)
    rows, columns = network.rows[face.arcs], network.columns[face.arcs]
    # No more for the children all together than for the volunteers, or many idle children would swell the solve.
    each = width * len(network.capacity) // max(1, int(np.count_nonzero(np.bincount(columns))))
    each = min(each, 2 * width // 3)
    if even:
        chosen = _some(rows, width, 0) | _some(columns, each, 1)
    else:
        worth = network.digits[digit][face.arcs]
        chosen = np.zeros(count, dtype=bool)
        chosen[best_per_row(rows, worth, width)] = True
        by_child = stable_order(columns)
        chosen[by_child[best_per_row(columns[by_child], worth[by_child], each)]] = True
    chosen[np.searchsorted(face.arcs, known)] = True
    return chosen


def _some(owners: Ints, width: int, salt: int) -> Bools:
    """About `width` arcs of each owner, scattered; all of those who have no more."""
    position = np.arange(salt, len(owners) + salt, dtype=np.uint64)
    lot = (position * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)).astype(np.int64)
    limit = (width << 24) // np.maximum(np.bincount(owners), 1)
    picked: Bools = lot < limit[owners]
    return picked


def best_per_row(rows: Ints, worth: Ints, width: int) -> Ints:
    """Positions of about the `width` best entries of each row; `rows` ascending.

    Equal worth is cut in a scrambled order, so that rows do not all keep the same few columns.
    """
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    low, high = int(worth.min()), int(worth.max())
    shift = max(0, (high - low).bit_length() - _COARSE_BITS)
    position = np.arange(len(rows), dtype=np.int64)
    scramble = (position * 0x9E3779B1 >> 7) & ((1 << _SCRAMBLE_BITS) - 1)
    key = (rows << (_COARSE_BITS + _SCRAMBLE_BITS)) | ((high - worth) >> shift << _SCRAMBLE_BITS) | scramble
    order = np.argsort(key)
    begins = np.flatnonzero(np.r_[True, np.diff(rows) != 0])
    sizes = np.diff(np.r_[begins, len(rows)])
    rank = position - np.repeat(begins, sizes)
    kept: Ints = order[rank < width]
    return kept
