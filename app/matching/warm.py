"""Re-solve from a plan instead of from scratch.

When a volunteer leaves, each slot in use is taken back along a longest walk from the sink to that volunteer: somebody
idle, or the least painful other pair, steps in. The prices before the step (their highest ends) prove the flow after
it, so no solver runs at all.
"""

from dataclasses import replace

import numpy as np

from .arrays import Ints
from .levels import LEVELS
from .network import UnprovenError, open_face
from .prices import Prices, Residual, highest_of, longest_walks, residual
from .proof import Proof, prove
from .solve import Instance, Solution, measure


def restrict(instance: Instance, row: int) -> Instance:
    """The same instance without the slots of one volunteer."""
    capacity = instance.network.capacity.copy()
    capacity[row] = 0
    return replace(instance, network=replace(instance.network, capacity=capacity))


def resolve_without(instance: Instance, solution: Solution, row: int) -> Solution:
    """The proven best flow without one volunteer, from the best flow with it."""
    network, matched = instance.network, solution.matched
    left = restrict(instance, row)
    slots = int(np.count_nonzero(network.rows[matched] == row))
    if not slots:
        return replace(solution, proof=_prove(left, solution.prices, matched))
    prices = solution.prices
    for remaining in range(slots, 0, -1):
        capacity = network.capacity.copy()
        capacity[row] = remaining
        step = replace(network, capacity=capacity)
        rest = residual(step, open_face(step), matched, range(len(step.digits)))
        start = {rest.nodes - 1: (0,) * len(step.digits)}
        values, tight = longest_walks(rest.tail, rest.head, rest.gains, rest.nodes, start)
        prices = highest_of(step, rest, values, prices)
        matched = _push(rest, matched, _walk(rest, tight, row))
    return Solution(
        matched=matched, prices=prices, proof=_prove(left, prices, matched), objective=tuple(measure(left, matched))
    )


def _prove(instance: Instance, prices: Prices, matched: Ints) -> Proof:
    return prove(LEVELS, instance.network, instance.unit_levels, prices, instance.packing, measure(instance, matched))


def _walk(rest: Residual, tight: Ints, goal: int) -> list[int]:
    """Arcs of a longest walk from the sink to a node, found among the tight arcs breadth first."""
    came: dict[int, int] = {rest.nodes - 1: -1}
    tail, head = rest.tail[tight], rest.head[tight]
    begins = np.argsort(tail, kind="stable")
    tail, head, tight = tail[begins], head[begins], tight[begins]
    edge = [rest.nodes - 1]
    while edge and goal not in came:
        following = []
        for node in edge:
            low, high = np.searchsorted(tail, [node, node + 1])
            for arc, to in zip(tight[low:high].tolist(), head[low:high].tolist(), strict=True):
                if to not in came:
                    came[to] = arc
                    following.append(to)
        edge = following
    if goal not in came:
        raise UnprovenError("no walk leads to the volunteer")
    walk = []
    while came[goal] >= 0:
        walk.append(came[goal])
        goal = int(rest.tail[came[goal]])
    return walk[::-1]


def _push(rest: Residual, matched: Ints, walk: list[int]) -> Ints:
    made, gone = rest.adds[walk], rest.drops[walk]
    kept = np.setdiff1d(matched, gone[gone >= 0])
    return np.union1d(kept, made[made >= 0])
