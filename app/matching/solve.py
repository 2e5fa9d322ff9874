"""Solve the levels one after another, each on the optimal face of those before, and prove the result."""

from dataclasses import dataclass

import numpy as np

from .arrays import Ints
from .candidates import solve_priced
from .levels import LEVELS, Packing, plan_packing
from .network import Network, open_face
from .prices import Prices, highest, residual, tighten
from .problem import Problem, level_sizes
from .proof import Proof, prove


@dataclass(frozen=True)
class Instance:
    """A network whose arcs are weighed at every level."""

    network: Network
    packing: Packing
    levels: Ints  # (levels, arcs)
    unit_levels: Ints  # (levels, units)


@dataclass(frozen=True)
class Solution:
    """The best flow, the lowest prices and the proof."""

    matched: Ints  # arcs of the network, ascending
    prices: Prices
    proof: Proof
    objective: tuple[int, ...]


def build(problem: Problem, rows: Ints, columns: Ints, capacity: Ints, used: Ints | None = None) -> Instance:
    """The instance of some feasible pairs; `used` units of each township are spent already.

    All instances of a problem pack their levels alike, whatever pairs they hold.
    """
    towns = township_units(problem, capacity, used)
    flow = min(int(problem.pool.capacity.sum()) + 1, len(problem.children))
    packing = problem.packing or _plan(level_sizes(problem), towns, flow, len(capacity))
    return assemble(packing, problem.weigh(rows, columns), rows, columns, capacity, towns)


def pack_levels(problem: Problem) -> Packing:
    """How the levels of every instance of a problem are packed."""
    capacity = problem.pool.capacity
    flow = min(int(capacity.sum()) + 1, len(problem.children))
    return _plan(level_sizes(problem), township_units(problem, capacity, None), flow, len(capacity))


def build_levels(levels: Ints, rows: Ints, columns: Ints, capacity: Ints, children: int) -> Instance:
    """The instance of pairs with given worth at every level, without townships."""
    nowhere = np.zeros(children, dtype=np.int64)
    towns = (nowhere, np.zeros(1, dtype=np.int64), np.zeros((len(LEVELS), 0), dtype=np.int64))
    sizes = [int(np.abs(level).max(initial=0)) for level in levels]
    packing = _plan(sizes, towns, min(int(capacity.sum()), children), len(capacity))
    return assemble(packing, levels, rows, columns, capacity, towns)


def _plan(sizes: list[int], towns: tuple[Ints, Ints, Ints], flow: int, volunteers: int) -> Packing:
    township, unit_start, units = towns
    unit_sizes = [int(np.abs(level).max(initial=0)) for level in units]
    nodes = volunteers + len(township) + len(unit_start) + 1
    return plan_packing([a + b for a, b in zip(sizes, unit_sizes, strict=True)], flow, nodes)


def assemble(
    packing: Packing,
    levels: Ints,
    rows: Ints,
    columns: Ints,
    capacity: Ints,
    towns: tuple[Ints, Ints, Ints],
) -> Instance:
    """Pack levels into digits; `towns` is the township of every child, where units begin, and their worth."""
    township, unit_start, units = towns
    network = Network(
        capacity=capacity,
        rows=rows,
        columns=columns,
        township=township,
        unit_start=unit_start,
        digits=packing.pack(levels),
        unit_digits=packing.pack(units),
    )
    return Instance(network=network, packing=packing, levels=levels, unit_levels=units)


def township_units(problem: Problem, capacity: Ints, used: Ints | None) -> tuple[Ints, Ints, Ints]:
    """Township of every child, where its units begin, and their worth at every level."""
    names = problem.pool.townships
    towns = len(names)
    if not problem.policy.fairness or not towns:
        nowhere = np.zeros(len(problem.pool.children.ids), dtype=np.int64)
        return nowhere, np.zeros(1, dtype=np.int64), np.zeros((len(LEVELS), 0), dtype=np.int64)
    township = np.where(problem.pool.children.township < 0, towns, problem.pool.children.township)
    # One unit more than can be paired, so that the next child of a township always has its price.
    most = min(int(capacity.sum()), len(problem.pool.children.ids)) + 1
    counts = np.minimum(np.bincount(township, minlength=towns + 1)[:towns], most)
    spent = np.zeros(towns, dtype=np.int64) if used is None else used
    start = np.concatenate([[0], np.cumsum(counts)])
    units = np.zeros((len(LEVELS), int(start[-1])), dtype=np.int64)
    for town in range(towns):
        count, gone = int(counts[town]), int(spent[town])
        floor, logs = problem.frozen.fairness.bonuses(names[town], gone + count, problem.policy)
        units[3, start[town] : start[town + 1]] = floor[gone:]
        units[4, start[town] : start[town + 1]] = logs[gone:]
    return township, start, units


def solve(instance: Instance) -> Solution:
    """The lexicographically best flow with its lowest prices, proven; UnprovenError otherwise."""
    network = instance.network
    face = open_face(network)
    matched = np.zeros(0, dtype=np.int64)
    found = []
    for digit in range(len(network.digits)):
        matched, prices = solve_priced(network, face, digit, matched)
        face = tighten(network, face, prices, digit)
        found.append(prices)
    return conclude(instance, merge(found), matched)


def merge(found: list[Prices]) -> Prices:
    """Prices found digit by digit as one."""
    return Prices(
        volunteer=tuple(one.volunteer[0] for one in found),
        child=tuple(one.child[0] for one in found),
        township=tuple(one.township[0] for one in found),
    )


def conclude(instance: Instance, prices: Prices, matched: Ints) -> Solution:
    """The proven solution of a flow and its prices; UnprovenError where they do not meet."""
    objective = measure(instance, matched)
    proof = prove(LEVELS, instance.network, instance.unit_levels, prices, instance.packing, objective)
    return Solution(matched=np.sort(matched), prices=prices, proof=proof, objective=tuple(objective))


def measure(instance: Instance, matched: Ints) -> list[int]:
    """Objective of a flow at every level, by adding up."""
    network = instance.network
    town = network.township[network.columns[matched]]
    used = np.bincount(town, minlength=network.townships + 1)[: network.townships]
    total = instance.levels[:, matched].sum(axis=1)
    for place, count in enumerate(used.tolist()):
        begin = int(network.unit_start[place])
        total = total + instance.unit_levels[:, begin : begin + count].sum(axis=1)
    return [int(value) for value in total]


def highest_prices(instance: Instance, solution: Solution) -> Prices:
    """The other end of every price."""
    network = instance.network
    digits = range(len(network.digits))
    rest = residual(network, open_face(network), solution.matched, digits)
    return highest(network, rest, digits, solution.prices)
