"""Re-solve from a plan instead of from scratch.

When a volunteer leaves, each slot in use is taken back along a longest walk from the sink to that volunteer: somebody
idle, or the least painful other pair, steps in. The prices before the step (their highest ends) prove the flow after
it, so no solver runs at all.
"""

from dataclasses import dataclass, replace

import numpy as np

from .arrays import Ints
from .levels import LEVELS
from .network import UnprovenError, open_face
from .prices import Prices, Residual, highest_of, longest_walks, residual
from .proof import Proof, bound, price_pairs
from .solve import Instance, Solution, measure
from .walks import find_walk, push_walk


def restrict(instance: Instance, row: int) -> Instance:
    """The same instance without the slots of one volunteer."""
    capacity = instance.network.capacity.copy()
    capacity[row] = 0
    return replace(instance, network=replace(instance.network, capacity=capacity))


@dataclass(frozen=True, eq=False)
class Ready:
    """What any single withdrawal from a plan needs, worked out once: walks from the sink, and the highest prices, held
    against every pair."""

    rest: Residual
    tight: Ints
    prices: Prices


def prepare(instance: Instance, solution: Solution) -> Ready:
    """Walks and prices for the next slot to be taken back; UnprovenError if a pair beats the prices."""
    network = instance.network
    rest = residual(network, open_face(network), solution.matched, range(len(network.digits)))
    start = {rest.nodes - 1: (0,) * len(network.digits)}
    values, tight = longest_walks(rest.tail, rest.head, rest.gains, rest.nodes, start)
    prices = highest_of(network, rest, values, solution.prices)
    price_pairs(prices, [(network.rows, network.columns, network.digits)])
    return Ready(rest=rest, tight=tight, prices=prices)


def resolve_without(instance: Instance, solution: Solution, row: int, ready: Ready | None = None) -> Solution:
    """The proven best flow without one volunteer, from the best flow with it; `ready` saves working it out again."""
    network, capacity = instance.network, instance.network.capacity.copy()
    slots = int(np.count_nonzero(network.rows[solution.matched] == row))
    if slots < capacity[row]:
        # Idle slots go first: they cost nothing, but the walks worked out with them would take the way through them.
        capacity[row], ready = slots, None
    for remaining in range(slots, 0, -1):
        if ready is None:
            step = replace(instance, network=replace(network, capacity=capacity))
            ready = prepare(step, solution)
        matched = push_walk(ready.rest, solution.matched, find_walk(ready.rest, ready.tight, ready.rest.nodes - 1, row))
        capacity = capacity.copy()
        capacity[row] = remaining - 1
        solution = _prove(instance, capacity, matched, ready.prices)
        ready = None
    return solution if slots else _prove(restrict(instance, row), None, solution.matched, solution.prices)


def _prove(instance: Instance, capacity: Ints | None, matched: Ints, prices: Prices) -> Solution:
    """The flow with its bound under prices that were held against every pair before."""
    network = instance.network
    slots = network.capacity if capacity is None else capacity
    bounds = bound(slots, network.township, network.unit_start, instance.unit_levels, prices, instance.packing)
    objective = measure(instance, matched)
    if bounds != objective:
        raise UnprovenError(f"objective {objective} is not the bound {bounds}")
    levels = tuple(zip(LEVELS, objective, bounds, strict=True))
    return Solution(matched, prices, Proof(True, levels, len(network.rows)), tuple(objective))
