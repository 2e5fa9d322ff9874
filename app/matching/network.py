"""The flow network, the face of it that is still optimal, and one solve on that face.

Volunteer (supply = capacity) > child (at most 1) > township > sink. Each child paired in a township earns that
township's next bonus; children of no township go straight to the sink.
"""

from dataclasses import dataclass, field

import numpy as np

from .arrays import Bools, Ints


class UnprovenError(RuntimeError):
    """The engine could not prove its own answer, so there is none."""


@dataclass(frozen=True)
class Network:
    """Arcs and weights. `digits` and `unit_digits` hold one array per digit of the packed levels."""

    capacity: Ints  # (rows,)
    rows: Ints  # (arcs,) ascending
    columns: Ints  # (arcs,)
    township: Ints  # (columns,) 0..townships-1, or `townships` for none
    unit_start: Ints  # (townships + 1,) where each township's units begin
    digits: tuple[Ints, ...]  # (arcs,) each
    unit_digits: tuple[Ints, ...]  # (units,) each

    @property
    def townships(self) -> int:
        """How many townships have units."""
        return len(self.unit_start) - 1

    @property
    def columns_count(self) -> int:
        """How many children, reachable or not."""
        return len(self.township)


@dataclass
class Face:
    """What the digits solved so far leave open: every optimum of theirs, and nothing else."""

    arcs: Ints  # positions in Network.rows that an optimum may use
    full: Bools  # rows that must use their whole capacity
    covered: Bools  # columns that must be paired
    low: Ints  # units each township must use
    high: Ints  # units each township may use


def open_face(network: Network) -> Face:
    """The whole network."""
    units = np.diff(network.unit_start)
    return Face(
        arcs=np.arange(len(network.rows)),
        full=np.zeros(len(network.capacity), dtype=bool),
        covered=np.zeros(network.columns_count, dtype=bool),
        low=np.zeros_like(units),
        high=units.copy(),
    )


@dataclass
class FlowArcs:
    """Arcs of a flow, gathered group by group."""

    tail: list[Ints] = field(default_factory=list)
    head: list[Ints] = field(default_factory=list)
    capacity: list[Ints] = field(default_factory=list)
    cost: list[Ints] = field(default_factory=list)

    def add(self, tail: Ints, head: Ints, capacity: Ints, cost: Ints) -> None:
        """Add one group of arcs."""
        self.tail.append(tail)
        self.head.append(head)
        self.capacity.append(capacity)
        self.cost.append(cost)


def solve_digit(network: Network, face: Face, digit: int) -> Ints:
    """The arcs (positions) of a flow on the face that is best at one digit."""
    if not len(face.arcs):
        return face.arcs
    rows, columns = network.rows[face.arcs], network.columns[face.arcs]
    width, height = len(network.capacity), network.townships
    seen = np.zeros(network.columns_count, dtype=bool)
    seen[columns] = True
    children = np.flatnonzero(seen)
    node_of = np.cumsum(seen) - 1 + width
    first_town = width + len(children)
    sink = first_town + height
    supply = np.zeros(sink + 1, dtype=np.int64)
    arcs = FlowArcs()
    ones = np.ones(len(rows), dtype=np.int64)
    arcs.add(rows, node_of[columns], ones, -network.digits[digit][face.arcs])
    supply[:width] = np.minimum(network.capacity, np.bincount(rows, minlength=width))
    idle = np.flatnonzero(~face.full & (supply[:width] > 0))
    arcs.add(idle, np.full(len(idle), sink), supply[idle], np.zeros_like(idle))
    town = first_town + network.township[children]
    # A child that must be paired has a demand of its own, and its unit starts again at the township.
    must = face.covered[children]
    supply[width:first_town] = -must.astype(np.int64)
    np.add.at(supply, town[must], 1)
    free = np.flatnonzero(~must)
    arcs.add(free + width, town[free], np.ones(len(free), dtype=np.int64), np.zeros_like(free))
    _add_units(network, face, digit, arcs, supply, first_town)
    supply[sink] -= supply.sum()
    flows = run_flow(arcs, supply, len(rows))
    return face.arcs[flows > 0]


def _add_units(network: Network, face: Face, digit: int, arcs: FlowArcs, supply: Ints, first_town: int) -> None:
    sink = first_town + network.townships
    supply[first_town:sink] -= face.low
    supply[sink] += face.low.sum()
    count = face.high - face.low
    if not count.sum():
        return
    town = np.repeat(np.arange(network.townships), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    bonus = network.unit_digits[digit][network.unit_start[town] + face.low[town] + within]
    # Units of one township with the same bonus are one arc.
    fresh = np.flatnonzero(np.r_[True, (np.diff(town) != 0) | (np.diff(bonus) != 0)])
    sizes = np.diff(np.r_[fresh, len(town)])
    arcs.add(first_town + town[fresh], np.full(len(fresh), sink), sizes, -bonus[fresh])


def run_flow(arcs: FlowArcs, supply: Ints, wanted: int) -> Ints:
    """Flows of the first `wanted` arcs of a cheapest flow; UnprovenError where the solver finds none."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(arcs.tail).astype(np.int32),
        np.concatenate(arcs.head).astype(np.int32),
        np.concatenate(arcs.capacity),
        np.concatenate(arcs.cost),
    )
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise UnprovenError(f"the solver stopped with {status}")
    flows: Ints = solver.flows(np.arange(wanted, dtype=np.int32))
    return flows
