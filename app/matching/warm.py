"""Solve again from a plan instead of from scratch: the pairs and prices of before, repaired.

Whoever left, came, or has fewer or more slots leaves a unit too many or too few somewhere. Each such unit goes along a
walk that loses least (successive shortest paths with potentials), so the flow is the best one again and no solver runs.
The lowest prices are worked out anew, and the result is proven like any other: bound and every pair.
"""

from dataclasses import replace

import numpy as np

from .arrays import Bools, Ints
from .flow import Flow, start_flow
from .levels import LEVELS
from .network import Network, UnprovenError
from .prices import NONE, Prices
from .proof import Proof, beats, bound
from .solve import Instance, Solution, measure
from .walks import Steps, all_steps, find_walks, measure_walks, take_walk

_FEW = 9  # pairs per node that are walked at first
_ROUNDS = 60


def restrict(instance: Instance, row: int) -> Instance:
    """The same instance without the slots of one volunteer."""
    capacity = instance.network.capacity.copy()
    capacity[row] = 0
    return replace(instance, network=replace(instance.network, capacity=capacity))


def resolve(instance: Instance, matched: Ints, prices: Prices) -> Solution:
    """The best flow with its lowest prices, proven, from pairs and prices that were the best before a change.

    `matched` are arcs of this instance, ascending; `prices` hold NONE for people and townships that are new. The nearer
    they are to the best ones, the fewer walks. UnprovenError if the result cannot be proven.

    Few arcs are ever on the best walks, nearly always those that lose least: only they are walked. All others are then
    held against the result. Where some beat it, they come in: only the prices they beat are worked out anew if those
    are few beside the units sent, else all is done again.
    """
    network, before = instance.network, (matched, prices)
    chosen = _likely(network, matched, prices)
    for _ in range(_ROUNDS):
        part = np.flatnonzero(chosen)
        flow = start_flow(_part(network, part), np.searchsorted(part, matched), prices)
        units = int(np.maximum(flow.balance(), 0).sum())
        _repair(flow)
        final = Prices(tuple(flow.volunteer), tuple(flow.inside), tuple(flow.township))
        beaten = beats(final, network.rows, network.columns, network.digits)
        if not beaten.any():
            return _prove(instance, part[flow.matched], final)
        if np.any(chosen & beaten):
            raise UnprovenError("a walked arc beats its own prices")
        chosen |= beaten
        rows, columns = np.unique(network.rows[beaten]), np.unique(network.columns[beaten])
        again = 2 * min(len(rows), len(columns)) > units
        matched, prices = before if again else (part[flow.matched], _forget(final, rows, columns))
    raise UnprovenError("pricing did not come to an end")


def _part(network: Network, arcs: Ints) -> Network:
    """The network with only some of its arcs."""
    digits = tuple(digit[arcs] for digit in network.digits)
    return replace(network, rows=network.rows[arcs], columns=network.columns[arcs], digits=digits)


def _likely(network: Network, matched: Ints, prices: Prices) -> Bools:
    """The arcs that are walked at first: pairs, arcs of newcomers, and those that lose nothing at first, then least."""
    volunteer, child, digits = prices.volunteer, prices.child, network.digits
    loss = volunteer[0].take(network.rows) - child[0].take(network.columns) - digits[0]
    chosen: Bools = loss == 0
    second, few = min(1, len(digits) - 1), _FEW * (len(network.capacity) + network.townships)
    near = np.flatnonzero(chosen)
    if len(near) > 2 * few:
        loss = volunteer[second][network.rows[near]] - child[second][network.columns[near]] - digits[second][near]
        chosen[near[loss > np.partition(loss, few)[few]]] = False
    for fresh, ends in ((volunteer[0] == NONE, network.rows), (child[0] == NONE, network.columns)):
        if fresh.any():
            chosen |= fresh[ends]
    chosen[matched] = True
    return chosen


def _forget(prices: Prices, rows: Ints, columns: Ints) -> Prices:
    """Prices without those of the volunteers or the children whose pairs beat them, whichever are fewer."""
    side, which = (prices.volunteer, rows) if len(rows) <= len(columns) else (prices.child, columns)
    for digit in side:
        digit[which] = NONE
    return prices


def _prove(instance: Instance, matched: Ints, prices: Prices) -> Solution:
    """The solution, once its bound is its objective; every arc was held against the prices before."""
    network, objective = instance.network, measure(instance, matched)
    bounds = bound(
        network.capacity, network.township, network.unit_start, instance.unit_levels, prices, instance.packing
    )
    if bounds != objective:
        raise UnprovenError(f"objective {objective} is not the bound {bounds}")
    proof = Proof(True, tuple(zip(LEVELS, objective, bounds, strict=True)), pairs_priced=len(network.rows))
    return Solution(matched=matched, prices=prices, proof=proof, objective=tuple(objective))


def _repair(flow: Flow) -> None:
    """Send every unit that is too many somewhere to where one is missing, then lower the prices to the lowest."""
    lowest = False
    while (balance := flow.balance()).any():
        # The last unit, where it is at the sink, leaves the lowest prices behind.
        lowest = bool(balance[_sink(flow)] == 1 == balance[balance > 0].sum())
        if lowest:
            _send_last(flow, balance)
        else:
            _send(flow, balance)
    if not lowest:
        _lower(flow)


def _sink(flow: Flow) -> int:
    return len(flow.network.capacity) + flow.network.townships


def _send(flow: Flow, balance: Ints) -> None:
    """Send as many units as the best walks of one pass carry."""
    steps = all_steps(flow)
    loss, reached, tight = measure_walks(steps, len(balance), np.flatnonzero(balance > 0), np.flatnonzero(balance < 0))
    # Whoever is not reached is further away than all who are.
    far = loss[:, reached]
    loss[:, ~reached] = far[:, [int(np.lexsort(far[::-1])[-1])]]
    flow.shift(loss)
    _take_walks(flow, tight, balance)


def _send_last(flow: Flow, balance: Ints) -> None:
    """Take the last unit, one from the sink, to where it is missing; the prices are the lowest ones after it.

    For one more unit at a node is then worth what it saves there: the walk from that node, instead of from the sink.
    """
    loss, reached, tight = measure_walks(all_steps(flow), len(balance), np.flatnonzero(balance < 0), back=True)
    flow.shift(np.where(reached, -loss, -loss[:, [_sink(flow)]]))
    _take_walks(flow, tight, balance)


def _take_walks(flow: Flow, tight: Steps, balance: Ints) -> None:
    walks = find_walks(tight, balance)
    if not walks:
        raise UnprovenError("a unit finds no way")
    for walk in walks:
        take_walk(flow, tight, walk)


def _lower(flow: Flow) -> None:
    """Lower the prices to the lowest: each volunteer and township has a walk to the sink that loses nothing."""
    sink = _sink(flow)
    loss, reached, _ = measure_walks(all_steps(flow), sink + 1, np.array([sink]), back=True)
    flow.shift(np.where(reached, -loss, 0))
