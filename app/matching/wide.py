"""Large pools: solve on a few arcs of each volunteer, sift all pairs against the prices, add those that matter, repeat.

The digits down to fit are settled first. Once no pair beats their prices, the last sifting has found every pair that is
level with them, and the last digit, the tie-break, is solved on those alone. Memory holds the kept arcs and one chunk
of pairs, never all feasible pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .arrays import Ints
from .candidates import best_per_row, solve_priced
from .network import UnprovenError, open_face
from .order import stable_order
from .prices import Prices, tighten
from .problem import Arcs, Problem, feasible_arcs
from .sieve import Sieve, make_sieve, scan
from .solve import Instance, Solution, build, conclude, merge

_CREW, _SAMPLE = 128, 512  # volunteers and children who meet in the first arcs
_FIRST = 12  # arcs a volunteer has at first: half the best of its sample, half at random
_FEW, _CROWD = 4, 1024  # who has fewer arcs than that meets so many more people
_BLOCK = 4_000_000  # pairs judged at once
_KEPT = 32  # arcs a volunteer keeps from round to round
_SCHEDULE = ((32, 0, 8), (8, 5, 10), (1, 15, 24))
"""Of how many pairs the first rounds look at one, how many points beyond the prices, and arcs a volunteer gains."""
_LATER = (1, 15, 24)  # what is near the prices now may beat them in the next round
_FAR = -(2**40)
_NONE = np.zeros(0, dtype=np.int64)
_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Found:
    """The proven best flow on some children, and how many pairs the last sifting looked at one by one."""

    arcs: Arcs
    instance: Instance
    solution: Solution
    opened: int


def solve_wide(problem: Problem, inside: Ints, known: Arcs) -> Found:
    """The best plan of all volunteers and the children `inside`, proven against all their pairs.

    `known` are arcs from an earlier call, or none. UnprovenError where rounds do not come to an end.
    """
    people = np.flatnonzero(problem.pool.capacity > 0)
    arcs = join(known if len(known.rows) else _first_arcs(problem, people, inside), _lasting(problem))
    schedule = iter(() if len(known.rows) else _SCHEDULE)
    upper: list[Prices] = []
    used = Arcs(_NONE, _NONE, ())
    for round_ in range(_ROUNDS):
        instance = build(problem, arcs.rows, arcs.columns, problem.pool.capacity)
        sieve = make_sieve(problem, instance.packing)
        found, matched = _solve_upper(instance, sieve.place, upper, used)
        part, margin, added = next(schedule, _LATER)
        prices = merge(found)
        sifted = _sift(sieve, instance, prices, people, inside, part, margin, added)
        used = Arcs(arcs.rows[matched], arcs.columns[matched], ())
        if part == 1 and not sifted.beaten:
            arcs = join(arcs, sifted.arcs)
            instance, solution = _settle(problem, arcs, found, used)
            return Found(arcs, instance, solution, sifted.opened)
        # While no pair beats the digits above fit, their prices stand, and so does all they rule out.
        upper = [] if sifted.upper_beaten else found[:-1]
        # Arcs are dropped in the first rounds only: later they would come and go for ever.
        kept = _worth_keeping(instance, prices, matched) if round_ <= len(_SCHEDULE) else arcs
        arcs = join(kept, sifted.arcs)
    raise UnprovenError("pricing did not come to an end")


def join(one: Arcs, other: Arcs) -> Arcs:
    """The arcs of both, each once, in the order of rows, then columns."""
    width = int(max(one.columns.max(initial=0), other.columns.max(initial=0))) + 1
    keys = np.concatenate([one.rows * width + one.columns, other.rows * width + other.columns])
    keys.sort(kind="stable")  # two runs in order are merged, not sorted
    keys = keys[np.r_[True, np.diff(keys) != 0]] if len(keys) else keys
    return Arcs(rows=keys // width, columns=keys % width, removed=())


def _first_arcs(problem: Problem, people: Ints, inside: Ints) -> Arcs:
    """Small crews of volunteers meet a few children each; whoever finds few that way meets a crowd."""
    draw = np.random.default_rng(len(inside))
    deck, arcs = _NONE, Arcs(_NONE, _NONE, ())
    met = []
    for start in range(0, len(people), _CREW):
        if len(deck) < _SAMPLE:
            deck = np.concatenate([deck, draw.permutation(inside)])
        sample, deck = np.unique(deck[:_SAMPLE]), deck[_SAMPLE:]
        met.append(_choose(problem, feasible_arcs(problem, sample, people[start : start + _CREW]), _FIRST // 2, 1))
    arcs = _gather(met)
    crowd = [np.sort(draw.choice(side, min(len(side), _CROWD), replace=False)) for side in (people, inside)]
    lonely = people[np.bincount(arcs.rows, minlength=len(problem.volunteers))[people] < _FEW]
    unseen = inside[np.bincount(arcs.columns, minlength=len(problem.children))[inside] < _FEW]
    for_rows = _choose(problem, _gather(list(in_blocks(problem, crowd[1], lonely))), _FEW, 0)
    for_columns = _choose(problem, _gather(list(in_blocks(problem, unseen, crowd[0]))), 0, _FEW)
    return join(arcs, join(for_rows, for_columns))


def in_blocks(problem: Problem, columns: Ints, rows: Ints) -> Iterator[Arcs]:
    """Feasible pairs, some volunteers at a time."""
    step = max(1, _BLOCK // max(1, len(columns)))
    for start in range(0, len(rows), step):
        yield feasible_arcs(problem, columns, rows[start : start + step])


def _choose(problem: Problem, arcs: Arcs, by_row: int, by_column: int) -> Arcs:
    """Some of the best pairs of each volunteer, as many at random, and some of the best of each child."""
    worth = problem.fit(arcs.rows, arcs.columns).score
    keep = np.zeros(len(arcs.rows), dtype=bool)
    keep[best_per_row(arcs.rows, worth, by_row)] = True
    keep[best_per_row(arcs.rows, np.zeros_like(worth), by_row)] = True
    order = stable_order(arcs.columns)
    keep[order[best_per_row(arcs.columns[order], worth[order], by_column)]] = True
    return Arcs(arcs.rows[keep], arcs.columns[keep], ())


def _gather(parts: list[Arcs]) -> Arcs:
    rows, columns = [part.rows for part in parts], [part.columns for part in parts]
    return Arcs(np.concatenate([_NONE, *rows]), np.concatenate([_NONE, *columns]), ())


def _lasting(problem: Problem) -> Arcs:
    """Pairs that may continue: no bound speaks of them, so they are always arcs."""
    columns = np.flatnonzero(problem.continuing >= 0)
    return Arcs(rows=problem.continuing[columns], columns=columns, removed=())


def _solve_upper(instance: Instance, last: int, upper: list[Prices], used: Arcs) -> tuple[list[Prices], Ints]:
    """Lowest prices of the digits down to the one that holds fit, and the flow; `upper` are those already settled."""
    network = instance.network
    matched = _places_of(instance, used) if upper else _NONE
    found, face = list(upper), open_face(network)
    for digit in range(last + 1):
        if digit == len(found):
            matched, prices = solve_priced(network, face, digit, matched)
            found.append(prices)
        face = tighten(network, face, found[digit], digit)
    return found, matched


def _places_of(instance: Instance, arcs: Arcs) -> Ints:
    """Where some arcs of an instance stand in it, ascending."""
    network = instance.network
    width = network.columns_count
    places: Ints = np.searchsorted(network.rows * width + network.columns, np.sort(arcs.rows * width + arcs.columns))
    return places


@dataclass(frozen=True, eq=False)
class _Sifted:
    beaten: bool
    upper_beaten: bool  # at a digit above fit
    arcs: Arcs  # the best near the prices, or all of them where none is beaten
    opened: int


def _sift(
    sieve: Sieve, instance: Instance, prices: Prices, people: Ints, inside: Ints, part: int, margin: int, added: int
) -> _Sifted:
    """Hold every `part`-th pair against the prices."""
    rows, columns, lowest, opened = [_NONE], [_NONE], 0, 0
    for lot in range(part):
        for pairs in scan(sieve, instance.packing, prices, people[lot::part], inside[lot::part], margin):
            opened += pairs.opened
            lowest = min(lowest, int(pairs.slack.min(initial=0)))
            order = stable_order(pairs.rows)
            if lowest < 0:
                order = order[best_per_row(pairs.rows[order], -np.maximum(pairs.slack[order], _FAR), added)]
            rows.append(pairs.rows[order])
            columns.append(pairs.columns[order])
    arcs = Arcs(np.concatenate(rows), np.concatenate(columns), ())
    return _Sifted(lowest < 0, lowest < _FAR, arcs, opened)


def _worth_keeping(instance: Instance, prices: Prices, matched: Ints) -> Arcs:
    """The arcs in use and the best others of each volunteer."""
    network = instance.network
    slack = np.zeros(len(network.rows), dtype=np.int64)
    for volunteer, child, weight in zip(prices.volunteer, prices.child, network.digits, strict=False):
        gap = volunteer[network.rows] - child[network.columns] - weight
        slack = np.where(slack == 0, gap, slack)
    keep = np.zeros(len(network.rows), dtype=bool)
    keep[best_per_row(network.rows, -np.minimum(slack, 2**40), _KEPT)] = True
    keep[matched] = True
    return Arcs(network.rows[keep], network.columns[keep], ())


def _settle(problem: Problem, arcs: Arcs, found: list[Prices], used: Arcs) -> tuple[Instance, Solution]:
    """Solve the digits below fit on every pair that is level with the prices so far."""
    instance = build(problem, arcs.rows, arcs.columns, problem.pool.capacity)
    network = instance.network
    matched = _places_of(instance, used)
    found, face = list(found), open_face(network)
    for digit in range(len(network.digits)):
        if digit == len(found):
            matched, prices = solve_priced(network, face, digit, matched)
            found.append(prices)
        face = tighten(network, face, found[digit], digit)
    return instance, conclude(instance, merge(found), matched)
