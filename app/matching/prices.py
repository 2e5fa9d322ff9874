"""Dual prices of a flow, recovered without the solver: lexicographic longest walks in the residual network.

Children are contracted: a unit that reaches a paired child pushes its volunteer on; one that reaches an unpaired child
goes on to the township. So the walks run over volunteers, townships and the sink only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import Ints
from .network import Face, Network, UnprovenError
from .order import stable_order

NONE = -(2**62)
_FLOOR = -(2**61)


@dataclass(frozen=True)
class Residual:
    """The contracted residual network: nodes are volunteers, then townships, then the sink."""

    nodes: int
    tail: Ints
    head: Ints
    gains: tuple[Ints, ...]  # one per digit
    adds: Ints  # per residual arc: the pair (arc of the network) it makes, -1 for none
    drops: Ints  # and the pair it dissolves
    mate: Ints  # (columns,) the volunteer of each child, -1 where unpaired
    mate_arc: Ints  # (columns,) the arc of each pair, -1 where unpaired
    used: Ints  # (townships,) units used


def residual(network: Network, face: Face, matched: Ints, digits: Sequence[int]) -> Residual:
    """The residual network of a flow on a face, with the gains of some digits."""
    width, height = len(network.capacity), network.townships
    sink = width + height
    mate = np.full(network.columns_count, -1, dtype=np.int64)
    mate_arc = np.full(network.columns_count, -1, dtype=np.int64)
    mate[network.columns[matched]] = network.rows[matched]
    mate_arc[network.columns[matched]] = matched
    paired_town = network.township[network.columns[matched]]
    used = np.bincount(paired_town, minlength=height + 1)[:height]
    idle = network.capacity - np.bincount(network.rows[matched], minlength=width)

    rows, columns = network.rows[face.arcs], network.columns[face.arcs]
    to = mate[columns]
    keep = to != rows
    rows, columns, to, arcs = rows[keep], columns[keep], to[keep], face.arcs[keep]
    ends = np.where(to >= 0, to, width + network.township[columns])
    loose = matched[~face.covered[network.columns[matched]]]
    open_town = np.flatnonzero(used < face.high)
    given_town = np.flatnonzero(used > face.low)
    may_rest = np.flatnonzero(~face.full)
    rests = np.flatnonzero(idle > 0)
    tail = [rows, width + network.township[network.columns[loose]], width + open_town]
    head = [ends, network.rows[loose], np.full(len(open_town), sink)]
    tail += [np.full(len(given_town), sink), may_rest, np.full(len(rests), sink)]
    head += [width + given_town, np.full(len(may_rest), sink), rests]
    zeros = np.zeros(len(may_rest) + len(rests), dtype=np.int64)
    gains = []
    for digit in digits:
        weight, unit = network.digits[digit], network.unit_digits[digit]
        step = weight[arcs] - np.where(to >= 0, weight[mate_arc[columns]], 0)
        more = unit[network.unit_start[open_town] + used[open_town]]
        less = -unit[network.unit_start[given_town] + used[given_town] - 1]
        gains.append(np.concatenate([step, -weight[loose], more, less, zeros]))
    none = np.full(len(open_town) + len(given_town) + len(zeros), -1)
    return Residual(
        nodes=sink + 1,
        tail=np.concatenate(tail),
        head=np.concatenate(head),
        gains=tuple(gains),
        adds=np.concatenate([arcs, np.full(len(loose), -1), none]),
        drops=np.concatenate([np.where(to >= 0, mate_arc[columns], -1), loose, none]),
        mate=mate,
        mate_arc=mate_arc,
        used=used,
    )


def longest(
    tail: Ints,
    head: Ints,
    gains: Sequence[Ints],
    nodes: int,
    start: dict[int, tuple[int, ...]],
    limit: int | None = None,
) -> list[Ints]:
    """Greatest gain of a walk from the start nodes to every node, digit after digit; NONE where there is no walk."""
    return longest_walks(tail, head, gains, nodes, start, limit)[0]


def longest_walks(
    tail: Ints,
    head: Ints,
    gains: Sequence[Ints],
    nodes: int,
    start: dict[int, tuple[int, ...]],
    limit: int | None = None,
) -> tuple[list[Ints], Ints]:
    """As `longest`, and the positions of the arcs that longest walks consist of.

    Each digit only follows arcs that were tight at the digits before, which is the lexicographic maximum. A walk that
    could gain for ever means the flow was not optimal: UnprovenError.
    """
    order = stable_order(head)
    tail, head = tail[order], head[order]
    distances = []
    sources = np.fromiter(start, dtype=np.int64, count=len(start))
    for place, gain in enumerate(gains):
        gain = gain[order]  # noqa: PLW2901 -- the same gains, by head
        first = np.array([start[node][place] for node in start], dtype=np.int64)
        distance = np.full(nodes, NONE, dtype=np.int64)
        distance[sources] = first
        distance = _relax(tail, head, gain, distance, limit)
        distances.append(distance)
        tight = (distance[tail] + gain == distance[head]) & (distance[head] != NONE)
        order, tail, head = order[tight], tail[tight], head[tight]
        sources, start = _still(sources, first, distance, start)
    return distances, order


def _still(
    sources: Ints, first: Ints, distance: Ints, start: dict[int, tuple[int, ...]]
) -> tuple[Ints, dict[int, tuple[int, ...]]]:
    """Start nodes whose own value is the greatest: only they may start at the next digit."""
    kept = sources[first == distance[sources]]
    return kept, {int(node): start[int(node)] for node in kept}


def _relax(tail: Ints, head: Ints, gain: Ints, distance: Ints, limit: int | None = None) -> Ints:
    """The greatest values that arcs, ascending by head, give to nodes; UnprovenError after so many passes."""
    if not len(head):
        return distance
    begins = np.flatnonzero(np.r_[True, np.diff(head) != 0])
    targets = head[begins]
    for _ in range(len(distance) + 1 if limit is None else limit):
        best = np.maximum.reduceat(distance[tail] + gain, begins)
        best = np.maximum(best, distance[targets])
        best[best < _FLOOR] = NONE
        if np.array_equal(best, distance[targets]):
            return distance
        distance = distance.copy()
        distance[targets] = best
    raise UnprovenError("the flow can still be improved")


@dataclass(frozen=True)
class Prices:
    """One optimal dual: value of one more unit at each volunteer, child (inside) and township; per digit.

    A child's own price is township - child: what the pool would lose without it.
    """

    volunteer: tuple[Ints, ...]
    child: tuple[Ints, ...]
    township: tuple[Ints, ...]  # (townships + 1,); the last one is the sink, always 0


def lowest(network: Network, rest: Residual, digits: Sequence[int], limit: int | None = None) -> Prices:
    """The lowest optimal prices of volunteers: the gain of one more slot.

    UnprovenError if the flow is not the best, or if that is not known after `limit` passes.
    """
    sink = rest.nodes - 1
    values = longest(rest.head, rest.tail, rest.gains, rest.nodes, {sink: (0,) * len(rest.gains)}, limit)
    return _prices(network, rest, values, digits)


def raise_lowest(network: Network, rest: Residual, digit: int, known: Prices, limit: int) -> Prices:
    """The lowest prices of one digit from those of the same flow on fewer arcs, which can only rise.

    UnprovenError if they have not come to rest after `limit` passes: the flow may not be the best of all arcs.
    """
    order = stable_order(rest.tail)
    begin = np.concatenate([known.volunteer[0], known.township[0]])
    value = _relax(rest.head[order], rest.tail[order], rest.gains[0][order], begin, limit)
    if value[-1]:
        raise UnprovenError("the flow can still be improved")
    return _prices(network, rest, [value], [digit])


def highest(network: Network, rest: Residual, digits: Sequence[int], low: Prices) -> Prices:
    """The highest optimal prices of volunteers: the loss of one slot. A volunteer without slots has its lowest."""
    sink = rest.nodes - 1
    values = longest(rest.tail, rest.head, rest.gains, rest.nodes, {sink: (0,) * len(rest.gains)})
    return highest_of(network, rest, values, low, digits)


def highest_of(
    network: Network, rest: Residual, values: Sequence[Ints], low: Prices, digits: Sequence[int] | None = None
) -> Prices:
    """The highest prices from the longest walks that begin at the sink."""
    least = [np.concatenate([v, t]) for v, t in zip(low.volunteer, low.township, strict=True)]
    ends = [np.where(value == NONE, lower, -value) for value, lower in zip(values, least, strict=True)]
    return _prices(network, rest, ends, range(len(network.digits)) if digits is None else digits)


def _prices(network: Network, rest: Residual, values: Sequence[Ints], digits: Sequence[int]) -> Prices:
    width, height = len(network.capacity), network.townships
    paired = rest.mate >= 0
    volunteer, child, township = [], [], []
    for value, digit in zip(values, digits, strict=True):
        town = np.r_[value[width : width + height], 0]
        inside = town[network.township]
        mates = rest.mate[paired]
        inside[paired] = value[mates] - network.digits[digit][rest.mate_arc[paired]]
        volunteer.append(value[:width])
        child.append(inside)
        township.append(town)
    return Prices(tuple(volunteer), tuple(child), tuple(township))


def tighten(network: Network, face: Face, prices: Prices, digit: int) -> Face:
    """The part of a face that is optimal at a digit, by complementary slackness with that digit's prices."""
    volunteer, child, township = prices.volunteer[0], prices.child[0], prices.township[0]
    rows, columns = network.rows[face.arcs], network.columns[face.arcs]
    slack = volunteer[rows] - child[columns] - network.digits[digit][face.arcs]
    if np.any(slack < 0):
        raise UnprovenError("a pair beats the prices")
    low, high = face.low.copy(), face.high.copy()
    for town in range(network.townships):
        begin = int(network.unit_start[town])
        bonus = network.unit_digits[digit][begin + face.low[town] : begin + face.high[town]]
        low[town] = face.low[town] + np.count_nonzero(bonus > township[town])
        high[town] = face.low[town] + np.count_nonzero(bonus >= township[town])
    return Face(
        arcs=face.arcs[slack == 0],
        full=face.full | (volunteer > 0),
        covered=face.covered | (township[network.township] > child),
        low=low,
        high=high,
    )
