"""The assignment where both sides have capacities and two of them meet at most once: a flow with unit arcs."""

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints
from .candidates import best_per_row
from .network import FlowArcs, UnprovenError, run_flow
from .prices import NONE, longest

_ROUNDS = 60


@dataclass(frozen=True)
class Transport:
    """Rows and columns with capacities; each arc carries at most one unit."""

    rows: Ints  # (arcs,) ascending
    columns: Ints
    weights: Ints
    supply: Ints  # (rows,)
    demand: Ints  # (columns,)


def solve_transport(problem: Transport, width: int = 64) -> tuple[Ints, Ints, Ints]:
    """Arcs of the best flow, lowest row prices and the column prices that go with them.

    Solved on a few arcs per row; the others are priced, and those worth more than their prices added.
    """
    chosen = np.zeros(len(problem.rows), dtype=bool)
    # Best by worth, and best by worth beside the column's best: where columns are many, the rows would else all
    # choose the same few; where they are few, the second choice alone would miss the worthiest.
    best = np.zeros(len(problem.demand), dtype=np.int64)
    np.maximum.at(best, problem.columns, problem.weights)
    chosen[best_per_row(problem.rows, problem.weights, width // 2)] = True
    chosen[best_per_row(problem.rows, problem.weights - best[problem.columns], width)] = True
    for _ in range(_ROUNDS):
        part = np.flatnonzero(chosen)
        matched = part[_solve(problem, part)]
        u, v = _prices(problem, part, matched, to_sink=True)
        gain = problem.weights - u[problem.rows] - v[problem.columns]
        beaten = np.flatnonzero((gain > 0) & ~chosen)
        if not len(beaten):
            return matched, u, v
        chosen[beaten[best_per_row(problem.rows[beaten], gain[beaten], width)]] = True
        width *= 2
    raise UnprovenError("pricing did not come to an end")


def highest_transport(problem: Transport, matched: Ints, low: Ints) -> tuple[Ints, Ints]:
    """The other end of the prices: highest rows, lowest columns."""
    everything = np.arange(len(problem.rows))
    u, v = _prices(problem, everything, matched, to_sink=False)
    return np.where(u == -NONE, low, u), np.where(v == NONE, 0, v)


def bound_transport(problem: Transport, u: Ints, v: Ints) -> int:
    """Capacities x prices, and of every arc what it is worth above them."""
    gain = problem.weights - u[problem.rows] - v[problem.columns]
    if min(u.min(initial=0), v.min(initial=0)) < 0:
        raise UnprovenError("a price is below zero")
    return int(u @ problem.supply) + int(v @ problem.demand) + int(np.maximum(gain, 0).sum())


def _solve(problem: Transport, part: Ints) -> Bools:
    rows, columns = problem.rows[part], problem.columns[part]
    height, width = len(problem.supply), len(problem.demand)
    sink = height + width
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:height] = np.minimum(problem.supply, np.bincount(rows, minlength=height))
    supply[sink] = -supply.sum()
    seen = np.flatnonzero(np.bincount(columns, minlength=width))
    arcs = FlowArcs()
    arcs.add(rows, height + columns, np.ones(len(rows), dtype=np.int64), -problem.weights[part])
    arcs.add(np.arange(height), np.full(height, sink), supply[:height], np.zeros(height, dtype=np.int64))
    arcs.add(height + seen, np.full(len(seen), sink), problem.demand[seen], np.zeros_like(seen))
    return run_flow(arcs, supply, len(rows)) > 0


def _prices(problem: Transport, part: Ints, matched: Ints, *, to_sink: bool) -> tuple[Ints, Ints]:
    height, width = len(problem.supply), len(problem.demand)
    sink = height + width
    used = np.zeros(len(problem.rows), dtype=bool)
    used[matched] = True
    free = part[~used[part]]
    row_used = np.bincount(problem.rows[matched], minlength=height)
    column_used = np.bincount(problem.columns[matched], minlength=width)
    idle, open_ = np.flatnonzero(row_used < problem.supply), np.flatnonzero(column_used < problem.demand)
    given, every = np.flatnonzero(column_used), np.arange(height)
    blank = np.zeros(len(idle) + len(open_) + len(given) + height, dtype=np.int64)
    tail = [problem.rows[free], height + problem.columns[matched], np.full(len(idle), sink), height + open_]
    head = [height + problem.columns[free], problem.rows[matched], idle, np.full(len(open_), sink)]
    tail += [np.full(len(given), sink), every]
    head += [height + given, np.full(height, sink)]
    gains = np.concatenate([problem.weights[free], -problem.weights[matched], blank])
    ends = (np.concatenate(head), np.concatenate(tail)) if to_sink else (np.concatenate(tail), np.concatenate(head))
    value = longest(*ends, [gains], sink + 1, {sink: (0,)})[0]
    if to_sink:
        return value[:height], -value[height:sink]
    return -value[:height], value[height:sink]
