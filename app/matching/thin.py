"""Large pools: keep a few arcs of each volunteer, then hold every pair against the prices, block by block.

Memory holds the kept arcs and one block, never all feasible pairs.
"""

from collections.abc import Iterator

import numpy as np

from .arrays import Bools, Ints
from .candidates import best_per_row
from .levels import LEVELS
from .prices import Prices
from .problem import Arcs, Problem, feasible_arcs
from .proof import beats
from .solve import Instance

_BLOCK = 4_000_000  # pairs of one block
_BY_CLASS, _BY_FIT, _SPREAD = 24, 32, 40  # arcs a volunteer keeps: of the highest classes, of the best fit, at random
_ADDED = 24
_PLENTY = 3  # pairs per volunteer that beat the prices and end a pass


def _blocks(problem: Problem, columns: Ints) -> Iterator[Arcs]:
    step = max(1, _BLOCK // max(1, len(columns)))
    for start in range(0, len(problem.volunteers), step):
        people = np.arange(start, min(start + step, len(problem.volunteers)))
        yield feasible_arcs(problem, columns, people)


def thin_arcs(problem: Problem, columns: Ints) -> Arcs:
    """Some feasible pairs of each volunteer with some children: of the highest classes, of the best fit, and a spread.

    The spread lets nearly everybody be paired in the first solve; the other two are what later levels want.
    """
    rows, others = [], []
    for arcs in _blocks(problem, columns):
        levels = problem.weigh(arcs.rows, arcs.columns)
        rank, fit = levels[LEVELS.index("class")], levels[LEVELS.index("fit")]
        keep = np.zeros(len(arcs.rows), dtype=bool)
        keep[best_per_row(arcs.rows, rank * 2**20 + fit, _BY_CLASS)] = True
        keep[best_per_row(arcs.rows, fit, _BY_FIT)] = True
        keep[best_per_row(arcs.rows, levels[LEVELS.index("tie")], _SPREAD)] = True
        rows.append(arcs.rows[keep])
        others.append(arcs.columns[keep])
    return _gather(rows, others)


def price_blocks(problem: Problem, instance: Instance, prices: Prices, inside: Bools) -> tuple[Arcs, int]:
    """Pairs with children inside that beat the prices (the best of each volunteer), and how many pairs were priced.

    It stops early once so many are found that solving again comes first; only a pass without any looks at all pairs.
    """
    rows, others, priced = [], [], 0
    for arcs in _blocks(problem, np.flatnonzero(inside)):
        levels = problem.weigh(arcs.rows, arcs.columns)
        digits = instance.packing.pack(levels)
        priced += len(arcs.rows)
        won = np.flatnonzero(beats(prices, arcs.rows, arcs.columns, digits))
        if len(won):
            lost = prices.volunteer[0][arcs.rows[won]] - prices.child[0][arcs.columns[won]] - digits[0][won]
            gain = np.minimum(-lost, 2**26) * 2**20 + levels[LEVELS.index("fit")][won]
            best = won[best_per_row(arcs.rows[won], gain, _ADDED)]
            rows.append(np.sort(arcs.rows[best]))
            others.append(arcs.columns[best][np.argsort(arcs.rows[best], kind="stable")])
            if sum(map(len, rows)) > _PLENTY * len(problem.volunteers):
                break
    return _gather(rows, others), priced


def _gather(rows: list[Ints], columns: list[Ints]) -> Arcs:
    nothing = [np.zeros(0, dtype=np.int64)]
    return Arcs(rows=np.concatenate(nothing + rows), columns=np.concatenate(nothing + columns), removed=())
