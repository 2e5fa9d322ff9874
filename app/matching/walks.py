"""Walks through the residual network of a flow, measured by what they lose against the prices (never below 0).

Children are contracted, as in `prices`; only one in want of a volunteer is a node of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints
from .flow import Flow
from .network import UnprovenError
from .order import stable_order

FAR = 2**62
_NEAR = 2**61
PAIR, PART, USE, FREE, REST, WAKE = range(6)
"""What a step does: make a pair, let a child go, use a unit of a township, free one, let a slot rest, wake one."""


@dataclass(frozen=True)
class Steps:
    """Steps a unit may take, each of which loses something; nodes as in `Flow.balance`, then the wanting children."""

    tail: Ints
    head: Ints
    kind: Ints
    what: Ints  # arc of PAIR, child of PART, township of USE and FREE, volunteer of REST and WAKE
    once: Ints  # two steps with the same number cannot both be taken
    losses: tuple[Ints, ...]  # per digit

    def take(self, which: Ints | Bools) -> "Steps":
        """Some of the steps."""
        losses = tuple(loss[which] for loss in self.losses)
        return Steps(self.tail[which], self.head[which], self.kind[which], self.what[which], self.once[which], losses)

    def join(self, other: "Steps") -> "Steps":
        """These and others."""
        return Steps(
            tail=np.concatenate([self.tail, other.tail]),
            head=np.concatenate([self.head, other.head]),
            kind=np.concatenate([self.kind, other.kind]),
            what=np.concatenate([self.what, other.what]),
            once=np.concatenate([self.once, other.once]),
            losses=tuple(np.concatenate(pair) for pair in zip(self.losses, other.losses, strict=True)),
        )


def pair_steps(flow: Flow, arcs: Ints) -> Steps:
    """The steps that make a pair, for some arcs of the network that are not pairs yet."""
    network = flow.network
    columns = network.columns[arcs]
    losses = tuple(flow.losses(digit, arcs) for digit in range(len(network.digits)))
    return Steps(network.rows[arcs], flow.ends()[columns], np.full(len(arcs), PAIR), arcs, columns, losses)


def other_steps(flow: Flow) -> Steps:
    """All other steps."""
    network, width, towns = flow.network, len(flow.network.capacity), flow.network.townships
    sink, many = width + towns, network.columns_count
    sent = np.flatnonzero(flow.sent)
    more = np.flatnonzero(flow.used < np.diff(network.unit_start))
    less = np.flatnonzero(flow.used > 0)
    everybody, awake = np.arange(width), np.flatnonzero(flow.resting > 0)
    groups = [
        (PART, width + network.township[sent], flow.ends()[sent], sent, sent),
        (USE, width + more, np.full(len(more), sink), more, many + more),
        (FREE, np.full(len(less), sink), width + less, less, many + less),
        (REST, everybody, np.full(width, sink), everybody, many + towns + everybody),
        (WAKE, np.full(len(awake), sink), awake, awake, many + towns + awake),
    ]
    losses = []
    for digit, bonus in enumerate(network.unit_digits):
        volunteer, inside, town = flow.volunteer[digit], flow.inside[digit], flow.township[digit]
        next_, last = network.unit_start[more] + flow.used[more], network.unit_start[less] + flow.used[less] - 1
        parts = [town[network.township[sent]] - inside[sent], town[more] - bonus[next_], bonus[last] - town[less]]
        losses.append(np.concatenate([*parts, volunteer, -volunteer[awake]]))
    kind = np.repeat([group[0] for group in groups], [len(group[1]) for group in groups])
    tail, head, what, once = (np.concatenate([group[place] for group in groups]) for place in range(1, 5))
    return Steps(tail, head, kind, what, once, tuple(losses))


def all_steps(flow: Flow) -> Steps:
    """Every step of the residual network."""
    network = flow.network
    return other_steps(flow).join(pair_steps(flow, np.flatnonzero(network.rows != flow.ends()[network.columns])))


def measure_walks(
    steps: Steps, nodes: int, starts: Ints, goals: Ints | None = None, *, back: bool = False
) -> tuple[Ints, Bools, Steps]:
    """What the best walk from a start to every node loses (digits, nodes), which nodes have one, and its steps.

    Each digit only follows steps of the best walks at the digits before, which is the lexicographic minimum. With
    `back` the walks lead to the starts instead. With `goals` nodes further away than the nearest goal may be left out.
    """
    tail, head = (steps.head, steps.tail) if back else (steps.tail, steps.head)
    order = stable_order(head)
    total = np.full((len(steps.losses), nodes), FAR, dtype=np.int64)
    reached = np.zeros(nodes, dtype=bool)
    goals = np.zeros(0, dtype=np.int64) if goals is None else goals
    for digit, losses in enumerate(steps.losses):
        here, loss, ends = total[digit], losses[order], (tail[order], head[order])
        here[starts] = 0
        nearest = _settle(*ends, loss, here, goals)
        reached = here < FAR
        # Once goals lose something, who is nearer must be measured whatever it loses at the next digits.
        goals = goals[here[goals] == nearest] if nearest == 0 else goals[:0]
        order = order[(here[ends[0]] + loss == here[ends[1]]) & reached[ends[1]]]
    return total, reached, steps.take(order)


def _settle(tail: Ints, head: Ints, loss: Ints, total: Ints, goals: Ints) -> int:
    """Lower totals, in place, to those of the best walks, up to the nearest goal's; steps ascending by head."""
    if not len(head):
        return _NEAR
    begins = np.flatnonzero(np.concatenate([[True], head[1:] != head[:-1]]))
    targets, nearest = head[begins], _NEAR
    known = total[targets]
    for _ in range(len(total) + 1):
        if len(goals):
            nearest = min(int(total[goals].min()), _NEAR)
        walked = total.take(tail)
        walked += loss
        best = np.minimum.reduceat(walked, begins)
        better = ((best < known) & (best <= nearest)).nonzero()[0]
        if not len(better):
            total[total > nearest] = FAR
            return nearest
        known[better] = best[better]
        total[targets[better]] = best[better]
    raise UnprovenError("the flow can still be improved")


def take_walk(flow: Flow, steps: Steps, walk: Sequence[int]) -> None:
    """Send one unit along a walk."""
    for step in walk:
        kind, what = int(steps.kind[step]), int(steps.what[step])
        if kind == PAIR:
            child = int(flow.network.columns[what])
            flow.arc_of[child], flow.sent[child] = what, True
        elif kind == PART:
            flow.arc_of[what], flow.sent[what] = -1, False
        elif kind in (USE, FREE):
            flow.used[what] += 1 if kind == USE else -1
        else:
            flow.resting[what] += 1 if kind == REST else -1


def find_walks(steps: Steps, balance: Ints) -> list[list[int]]:
    """Walks, as positions of steps, from nodes with a unit too many to nodes with one too few; no step serves twice."""
    leaving: dict[int, list[int]] = {}
    for step, node in enumerate(steps.tail.tolist()):
        leaving.setdefault(node, []).append(step)
    heads, once = steps.head.tolist(), steps.once.tolist()
    left = dict(enumerate(balance.tolist()))
    spent: set[int] = set()
    walks = []
    while walk := _find_walk(leaving, heads, once, spent, left):
        walks.append(walk)
        spent.update(once[step] for step in walk)
        left[int(steps.tail[walk[0]])] -= 1
        left[heads[walk[-1]]] += 1
    return walks


def _find_walk(
    leaving: dict[int, list[int]], heads: list[int], once: list[int], spent: set[int], left: dict[int, int]
) -> list[int]:
    """The shortest walk in steps, breadth first; empty where there is none."""
    edge = [node for node, units in left.items() if units > 0]
    came: dict[int, tuple[int, int]] = dict.fromkeys(edge, (-1, -1))
    while edge:
        following = []
        for node in edge:
            for step in leaving.get(node, ()):
                to = heads[step]
                if to in came or once[step] in spent:
                    continue
                came[to] = (step, node)
                if left[to] < 0:
                    return _trace(came, to)
                following.append(to)
        edge = following
    return []


def _trace(came: dict[int, tuple[int, int]], node: int) -> list[int]:
    walk = []
    while came[node][0] >= 0:
        step, node = came[node]
        walk.append(step)
    return walk[::-1]
