"""Solve on the children who can matter, and bound away all others in blocks.

Where children outnumber slots, most are of a class too low to be reached. The plan is solved on the highest classes;
then every other child is held against the prices. Children of one township and class share the most they could be
worth, so a whole block of pairs is ruled out by one comparison, whatever the rules say of them. Blocks that stay open
are judged pair by pair; children in pairs that beat the prices come in, and the plan is solved again. The answer is
exact for all pairs.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from .answer import Answer
from .arrays import Bools, Ints
from .candidates import best_per_row
from .components import find_parts, solve_parts
from .levels import LEVELS, Packing, classes
from .network import UnprovenError
from .prices import Prices
from .problem import Arcs, Problem, feasible_arcs, level_sizes
from .proof import beats
from .solve import Instance, Solution, build, pack_levels, solve
from .wide import join, solve_wide

_SPARE = 1.2  # children at first, per slot
_POOR = 8  # a volunteer with fewer feasible children at first gets as many of the others
_ADDED = 12  # children a volunteer may call in per round
_ROUNDS = 40
WIDE = 2_000_000  # pairs above which not every feasible one is looked at
_NO_ARCS = Arcs(rows=np.zeros(0, dtype=np.int64), columns=np.zeros(0, dtype=np.int64), removed=())


def find_answer(problem: Problem) -> Answer:
    """The best plan of a problem, proven against all its pairs; UnprovenError otherwise."""
    if problem.packing is None and len(problem.volunteers) * len(problem.children) > WIDE:
        parts = find_parts(problem)
        if len(parts) > 1:
            return solve_parts(problem, pack_levels(problem), parts, _find)
    return _find(problem)


def _find(problem: Problem) -> Answer:
    inside = _first_children(problem)
    wide = len(problem.volunteers) * int(np.count_nonzero(inside)) > WIDE
    arcs = _NO_ARCS if wide else feasible_arcs(problem, np.flatnonzero(inside))
    if not inside.all():
        inside, called = _help_the_poor(problem, arcs, inside)
        arcs = arcs if wide else join(arcs, feasible_arcs(problem, called))
    for _ in range(_ROUNDS):
        if wide:
            found = solve_wide(problem, np.flatnonzero(inside), arcs)
            arcs, instance, solution, sifted = found.arcs, found.instance, found.solution, found.opened
        else:
            instance = build(problem, arcs.rows, arcs.columns, problem.pool.capacity)
            solution, sifted = solve(instance), 0
        called, judged = _call_in(problem, instance, solution.prices, ~inside)
        if not len(called):
            bounded = len(problem.volunteers) * (len(inside) if wide else int(np.count_nonzero(~inside)))
            return _answer(instance, solution, sifted + judged, bounded)
        inside[called] = True
        if not wide:
            arcs = join(arcs, feasible_arcs(problem, called))
    raise UnprovenError("children were called in without end")


def _answer(instance: Instance, solution: Solution, sifted: int, bounded: int) -> Answer:
    """The answer; `sifted` pairs of those bounded in blocks were looked at one by one all the same."""
    proof = replace(solution.proof, pairs_priced=solution.proof.pairs_priced + sifted, pairs_bounded=bounded - sifted)
    rows, columns = instance.network.rows[solution.matched], instance.network.columns[solution.matched]
    return Answer(rows, columns, solution.prices, proof, solution.objective, instance.packing)


def _first_children(problem: Problem) -> Bools:
    """Children of the highest classes, whole classes, until there are some more than slots."""
    rank = classes(problem.pool, problem.policy)
    slots = int(problem.pool.capacity.sum())
    higher = np.cumsum(np.bincount(rank)[::-1])[::-1] if len(rank) else np.zeros(1, dtype=np.int64)
    enough = np.flatnonzero(higher >= _SPARE * slots + _POOR)
    lowest = int(enough[-1]) if len(enough) else 0
    return (rank >= lowest) | (problem.continuing >= 0)


def _help_the_poor(problem: Problem, arcs: Arcs, inside: Bools) -> tuple[Bools, Ints]:
    """Volunteers who find few children among the first ones look through the others at once; the children called in."""
    found = np.bincount(arcs.rows, minlength=len(problem.volunteers))
    poor = np.flatnonzero((found < _POOR) & (problem.pool.capacity > 0)) if len(arcs.rows) else _NO_ARCS.rows
    more = feasible_arcs(problem, np.flatnonzero(~inside), poor)
    rank = classes(problem.pool, problem.policy)
    called = np.unique(more.columns[best_per_row(more.rows, rank[more.columns], _POOR)])
    inside[called] = True
    return inside, called


def _call_in(problem: Problem, instance: Instance, prices: Prices, outside: Bools) -> tuple[Ints, int]:
    """Outside children in pairs that beat the prices (the best of each volunteer), and how many pairs were judged."""
    judged, called = 0, [np.zeros(0, dtype=np.int64)]
    for rows, columns in _open_blocks(problem, instance.packing, prices, np.flatnonzero(outside)):
        arcs = feasible_arcs(problem, columns, rows)
        judged += len(rows) * len(columns)
        levels = problem.weigh(arcs.rows, arcs.columns)
        won = np.flatnonzero(beats(prices, arcs.rows, arcs.columns, instance.packing.pack(levels)))
        worth = levels[LEVELS.index("class")] * 2**20 + levels[LEVELS.index("fit")]
        called.append(arcs.columns[won[best_per_row(arcs.rows[won], worth[won], _ADDED)]])
    return np.unique(np.concatenate(called)), judged


def _open_blocks(problem: Problem, packing: Packing, prices: Prices, outside: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Blocks of volunteers and outside children that the first digit does not rule out."""
    if not len(outside):
        return
    most = np.zeros((packing.count, len(outside)), dtype=np.int64)
    most[:] = np.array(level_sizes(problem))[:, None]
    most[LEVELS.index("continuing")] = 0  # children who may continue are all inside
    most[LEVELS.index("class")] = classes(problem.pool, problem.policy)[outside]
    highest = prices.child[0][outside] + packing.pack_digit(packing.digits[0], most)
    for value in np.unique(highest).tolist():
        rows = np.flatnonzero((prices.volunteer[0] <= value) & (problem.pool.capacity > 0))
        if len(rows):
            yield rows, outside[highest == value]
