"""The proof: a bound from prices alone, and every feasible pair held against the prices."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints
from .levels import Packing
from .network import Network, UnprovenError
from .prices import Prices


@dataclass(frozen=True)
class Proof:
    """Objective and bound of every level; exact when they are equal and no feasible pair beats the prices.

    `pairs_priced` feasible or judged pairs were held against the prices one by one, `pairs_bounded` in blocks whose
    highest possible worth is below the prices whatever the rules say.
    """

    exact: bool
    levels: tuple[tuple[str, int, int], ...]
    pairs_priced: int
    pairs_bounded: int = 0

    @property
    def objective(self) -> int:
        """Objective of the last level."""
        return self.levels[-1][1]

    @property
    def bound(self) -> int:
        """Bound of the last level."""
        return self.levels[-1][2]


def bound(
    capacity: Ints,
    township: Ints,
    unit_start: Ints,
    unit_levels: Ints,
    prices: Prices,
    packing: Packing,
) -> list[int]:
    """Sum of capacity x price, per level. Sees supplies, bonuses and prices, never a pair.

    Raises UnprovenError where a price has the wrong sign.
    """
    volunteer = packing.unpack(prices.volunteer)
    inside = packing.unpack(prices.child)
    town = packing.unpack(prices.township)
    child = town[:, township] - inside
    if not (_never_below_zero(volunteer).all() and _never_below_zero(child).all()):
        raise UnprovenError("a price is below zero")
    where = np.repeat(np.arange(len(unit_start) - 1), np.diff(unit_start))
    unit = unit_levels - town[:, where]
    unit = unit * _never_below_zero(unit)
    return [
        int(volunteer[level] @ capacity) + int(child[level].sum()) + int(unit[level].sum())
        for level in range(packing.count)
    ]


def _never_below_zero(vectors: Ints) -> Bools:
    """Per column of (levels, n): whether the first level that is not 0 is above 0, or none is."""
    sign = np.zeros(vectors.shape[1], dtype=np.int64)
    for level in vectors:
        sign = np.where(sign == 0, np.sign(level), sign)
    return sign >= 0


def price_pairs(prices: Prices, blocks: Iterable[tuple[Ints, Ints, tuple[Ints, ...]]]) -> int:
    """Hold blocks of pairs (rows, columns, digits) against the prices; the number of pairs held.

    Raises UnprovenError for the first pair that is worth more than its prices.
    """
    count = 0
    for rows, columns, digits in blocks:
        if np.any(beats(prices, rows, columns, digits)):
            raise UnprovenError("a feasible pair beats the prices")
        count += len(rows)
    return count


def beats(prices: Prices, rows: Ints, columns: Ints, digits: tuple[Ints, ...]) -> Bools:
    """Pairs worth more than volunteer price + child price, compared digit by digit."""
    wins = np.zeros(len(rows), dtype=bool)
    open_: Ints | None = None  # pairs that no digit so far has decided; few are left after the first
    for volunteer, child, weight in zip(prices.volunteer, prices.child, digits, strict=True):
        if open_ is None:
            slack = volunteer.take(rows) - child.take(columns) - weight
            np.less(slack, 0, out=wins)
            open_ = np.flatnonzero(slack == 0)
        else:
            slack = volunteer[rows[open_]] - child[columns[open_]] - weight[open_]
            wins[open_[slack < 0]] = True
            open_ = open_[slack == 0]
    return wins


def prove(
    names: tuple[str, ...],
    network: Network,
    unit_levels: Ints,
    prices: Prices,
    packing: Packing,
    objective: list[int],
) -> Proof:
    """The proof of an objective, or UnprovenError."""
    bounds = bound(network.capacity, network.township, network.unit_start, unit_levels, prices, packing)
    held = price_pairs(prices, [(network.rows, network.columns, network.digits)])
    if bounds != objective:
        raise UnprovenError(f"objective {objective} is not the bound {bounds}")
    return Proof(exact=True, levels=tuple(zip(names, objective, bounds, strict=True)), pairs_priced=held)
