"""Push flow along longest walks of the residual network: repair a best flow instead of solving again."""

import numpy as np

from .arrays import Ints
from .network import UnprovenError
from .prices import Residual


def find_walk(rest: Residual, tight: Ints, start: int, goal: int) -> list[int]:
    """Arcs of a longest walk from one node to another, found among the tight arcs breadth first."""
    came: dict[int, int] = {start: -1}
    tail, head = rest.tail[tight], rest.head[tight]
    order = np.argsort(tail, kind="stable")
    tail, head, tight = tail[order], head[order], tight[order]
    edge = [start]
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
        raise UnprovenError("no walk leads there")
    walk = []
    while came[goal] >= 0:
        walk.append(came[goal])
        goal = int(rest.tail[came[goal]])
    return walk[::-1]


def push_walk(rest: Residual, matched: Ints, walk: list[int]) -> Ints:
    """The flow after one unit more along a walk."""
    made, gone = rest.adds[walk], rest.drops[walk]
    kept = np.setdiff1d(matched, gone[gone >= 0])
    return np.union1d(kept, made[made >= 0])
