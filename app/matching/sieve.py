"""Hold every pair against prices and touch only the few that could beat them.

People are grouped by all that decides what a pair can earn at most: the kind of skills or needs, sex, how many slots
they have, and their standing at the digits above fit, where the worth of a pair is its child's alone. Two groups whose
best prices leave no room are ruled out by one comparison, whatever the rules say of their pairs. What stays is sifted
further, cheapest test first, and only the last few pairs are judged and weighed in full.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints, Masks, Points
from .encode import Side
from .fit import share
from .levels import LEVELS, Packing, classes
from .needs import MUST_MISSING, UNCOVERED
from .prices import Prices
from .problem import Problem
from .rules import common
from .text import SCALE

_FIT, _TIE = LEVELS.index("fit"), LEVELS.index("tie")
_CHUNK = 1_500_000  # pairs sifted at once
_NARROW = 2**14  # points that fit the narrow table, with room for similarities that pass 1 by a hair
_NEVER = -(2**60)
_ALWAYS_OPEN = 2**61
_ALWAYS = -(2**62)  # slack of a pair that beats the prices if it is feasible at all


@dataclass(frozen=True, eq=False)
class Sieve:
    """What pairs of a problem can earn at most, known before any is looked at. In points of fit, rounded up."""

    problem: Problem
    place: int  # the digit that holds fit
    factor: int  # of one point of fit in that digit
    spare: int  # the most that the reasons not bounded apart, and the levels below fit, can add
    time: Ints  # (full_overlap + 1,) points of common slots
    own: tuple[Ints, ...]  # (children,) per digit up to `place`: what any pair with a child is worth whoever comes
    slots: tuple[Ints, Ints]  # slots of everybody on each side, at most full_overlap
    likeness: Points | None  # (left texts, right texts) points of interests, where there is a table
    most_alike: int

    def likely(self, kind: int) -> Bools:
        """(need types,): whether a kind of volunteer covers a need and every must-have."""
        found: Bools = (self.problem.coverage.flags[kind] & (UNCOVERED | MUST_MISSING)) == 0
        return found

    def worth_of_kind(self, kind: int) -> Ints:
        """(need types,): what covering needs is worth, far below anything where that is not possible."""
        coverage = self.problem.coverage
        worth = np.zeros(coverage.flags.shape[1], dtype=np.int64)
        if self.problem.policy.fit:
            worth += coverage.points[kind]
            worth += coverage.thrift[kind]
        return np.where(self.likely(kind), worth, _NEVER)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Feasible pairs that passed, whole volunteers at a time; `slack` at fit's digit, _ALWAYS if one above decided."""

    rows: Ints
    columns: Ints
    slack: Ints
    opened: int  # pairs that the bounds of their groups left open


@dataclass(frozen=True, eq=False)
class _Groups:
    members: Ints  # people, group after group
    begins: Ints  # (groups + 1,)
    keys: Ints  # (keys, groups): standing, kind, sex, slots
    best: Ints  # (groups,) the price that leaves most room


def make_sieve(problem: Problem, packing: Packing) -> Sieve:
    """Bounds of a problem whose levels are packed so."""
    policy, pool = problem.policy, problem.pool
    place = next(at for at, digit in enumerate(packing.digits) if _FIT in digit.levels)
    digit = packing.digits[place]
    factor = digit.multipliers[digit.levels.index(_FIT)]
    most_place = policy.place if bool(np.any(pool.volunteers.modes & np.uint64(1))) else 0
    most_place = max(most_place, policy.place * policy.remote // 100)
    likeness = _likeness(problem)
    alike = policy.interests + 4 if problem.interests is not None else 0
    most_alike = alike if likeness is None else int(likeness.max(initial=0))
    spoken = pool.volunteers.language_known.any() and pool.children.language_known.any()
    rest = policy.weeks + most_place + most_alike + policy.language * int(spoken)
    rest += policy.retention * int(problem.retention is not None)
    # A tie-break in the same digit is less than a point: its multiplier is one, and fit's is beyond its reach.
    below = int(_TIE in digit.levels)
    levels = np.zeros((len(LEVELS), len(problem.children)), dtype=np.int64)
    levels[LEVELS.index("children")], levels[LEVELS.index("class")] = 1, classes(pool, policy)
    time = share(policy.time if policy.fit else 0, np.arange(policy.full_overlap + 1), policy.full_overlap)
    return Sieve(
        problem=problem,
        place=place,
        factor=factor,
        spare=(rest if policy.fit else 0) + below,
        time=time,
        own=tuple(packing.pack_digit(one, levels) for one in packing.digits[: place + 1]),
        slots=(_slots(pool.volunteers.slots, policy.full_overlap), _slots(pool.children.slots, policy.full_overlap)),
        likeness=likeness,
        most_alike=most_alike,
    )


def _slots(masks: Masks, most: int) -> Ints:
    return np.minimum(common(masks, masks), most)


def _likeness(problem: Problem) -> Points | None:
    interests, points = problem.interests, problem.policy.interests
    if interests is None or interests.table is None or points >= _NARROW:
        return None
    table = np.empty(interests.table.shape, dtype=np.int16)
    for row, products in enumerate(interests.table):
        table[row] = (points * products.astype(np.int64) + SCALE * SCALE // 2) // (SCALE * SCALE)
    return table


def scan(sieve: Sieve, packing: Packing, prices: Prices, people: Ints, inside: Ints, margin: int) -> Iterator[Pairs]:
    """Feasible pairs of some volunteers and children whose worth comes within `margin` points of fit of their prices.

    Whole volunteers at a time. Pairs above the prices at any digit, or level with them down to fit, are among them;
    continuing pairs, whose worth is not their child's alone, are the caller's to keep.
    """
    left, right, shown = _sort_in(sieve, prices, people, inside)
    nothing = np.zeros(0, dtype=np.int64)
    rows, columns, count, opened = [nothing], [nothing], 0, 0
    for group in range(len(left.best)):
        for volunteer, children, looked_at in _open(sieve, left, right, shown, group, margin):
            rows.append(np.full(len(children), volunteer))
            columns.append(children)
            count, opened = count + len(children), opened + looked_at
        if count > _CHUNK or group == len(left.best) - 1:
            some = np.concatenate(rows), np.concatenate(columns)
            yield _finish(sieve, packing, prices, some, margin, opened)
            rows, columns, count, opened = [nothing], [nothing], 0, 0


@dataclass(frozen=True, eq=False)
class _Shown:
    """Prices in points of fit by person, rounded so that no pair looks dearer than it is; and by sex and number of
    slots the most that a group of children leaves room for beside what its needs are worth."""

    volunteer: Ints
    child: Ints
    roofs: dict[tuple[int, int], Ints]
    time: Ints  # points of common slots, far below anything for none


def _sort_in(sieve: Sieve, prices: Prices, people: Ints, inside: Ints) -> tuple[_Groups, _Groups, _Shown]:
    pool = sieve.problem.pool
    ranks = np.zeros(len(people) + len(inside), dtype=np.int64)
    for at in range(sieve.place):
        worth = prices.child[at][inside] + sieve.own[at][inside]
        values, found = np.unique(np.concatenate([prices.volunteer[at][people], worth]), return_inverse=True)
        ranks = np.unique(ranks * len(values) + found, return_inverse=True)[1]
    volunteer = prices.volunteer[sieve.place] // sieve.factor
    child = -(-(prices.child[sieve.place] + sieve.own[sieve.place]) // sieve.factor)
    left = _group(pool.volunteers, people, ranks[: len(people)], sieve.slots[0], -volunteer)
    right = _group(pool.children, inside, -ranks[len(people) :], sieve.slots[1], child)
    points = sieve.problem.policy.same_sex if sieve.problem.policy.fit else 0
    roofs = {}
    for sex, slots in set(zip(left.keys[2].tolist(), left.keys[3].tolist(), strict=True)):
        extra = points * ((right.keys[2] == sex) & (sex >= 0)) + sieve.time[np.minimum(right.keys[3], slots)]
        roofs[sex, slots] = extra + sieve.spare + right.best
    time = sieve.time[np.minimum(np.arange(64 * pool.children.slots.shape[1] + 1), len(sieve.time) - 1)]
    time[0] = _NEVER
    return left, right, _Shown(volunteer, child, roofs, time)


def _group(side: Side, people: Ints, ranks: Ints, slots: Ints, worth: Ints) -> _Groups:
    kinds, sexes = side.type_of[people], side.gender[people]
    keys = np.stack([ranks, kinds, sexes, slots[people]])
    order = np.lexsort(keys[::-1])
    keys = keys[:, order]
    begins = np.flatnonzero(np.r_[True, np.any(np.diff(keys, axis=1) != 0, axis=0)]) if len(people) else people
    best = np.maximum.reduceat(worth[people[order]], begins) if len(people) else people
    return _Groups(people[order], np.r_[begins, len(people)], keys[:, begins], best)


def _open(
    sieve: Sieve, left: _Groups, right: _Groups, shown: _Shown, group: int, margin: int
) -> Iterator[tuple[int, Ints, int]]:
    """Volunteers of one group, each with the children who may be near, and how many the group's bounds left open."""
    rank, kind, sex, slots = left.keys[:, group].tolist()
    over, level = np.searchsorted(right.keys[0], [-rank, -rank + 1]).tolist()
    worth = sieve.worth_of_kind(kind)[right.keys[1, :level]]
    roof = shown.roofs[sex, slots][:level] + worth
    open_ = np.flatnonzero(roof >= -left.best[group] - margin)
    if over:
        # Above the prices at a digit before fit: open whatever they are worth, unless a need is not covered.
        open_ = np.concatenate([np.flatnonzero(worth[:over] > _NEVER), open_[np.searchsorted(open_, over) :]])
    if not len(open_):
        return
    begins, sizes = right.begins[open_], right.begins[open_ + 1] - right.begins[open_]
    where = np.repeat(begins - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    children = right.members[where]
    most = roof[open_] - right.best[open_]
    most[: np.searchsorted(open_, over)] = _ALWAYS_OPEN
    supposed = sieve.time[np.minimum(right.keys[3, open_], slots)]
    reach = shown.child[children] + np.repeat(most, sizes)
    bare = reach - np.repeat(supposed, sizes)
    for volunteer in left.members[left.begins[group] : left.begins[group + 1]].tolist():
        floor = shown.volunteer[volunteer] - margin
        near = np.flatnonzero(reach >= floor)
        yield volunteer, _sift(sieve, shown, volunteer, children[near], bare[near], floor), len(near)


def _sift(sieve: Sieve, shown: _Shown, volunteer: int, children: Ints, bare: Ints, floor: int) -> Ints:
    """Of the children near one volunteer, those still near once common slots, then interests, are counted exactly."""
    pool, interests = sieve.problem.pool, sieve.problem.interests
    reach = bare + shown.time[common(pool.volunteers.slots[volunteer], pool.children.slots[children])]
    near = reach >= floor
    children, reach = children[near], reach[near]
    if sieve.likeness is None or interests is None:
        return children
    alike = sieve.likeness[interests.left_of[volunteer]][interests.right_of[children]]
    found: Ints = children[reach + alike >= floor + sieve.most_alike]
    return found


def _finish(sieve: Sieve, packing: Packing, prices: Prices, some: tuple[Ints, Ints], margin: int, opened: int) -> Pairs:
    """Judge and weigh what is left of a chunk."""
    problem, (rows, columns) = sieve.problem, some
    met = _may_meet(sieve, rows, columns)
    rows, columns = rows[met], columns[met]
    feasible = problem.is_feasible(rows, columns)
    rows, columns = rows[feasible], columns[feasible]
    digits = packing.pack(problem.weigh(rows, columns))
    slack = prices.volunteer[sieve.place][rows] - prices.child[sieve.place][columns] - digits[sieve.place]
    keep = slack <= margin * sieve.factor
    for at in range(sieve.place - 1, -1, -1):
        gap = prices.volunteer[at][rows] - prices.child[at][columns] - digits[at]
        keep = (gap < 0) | (keep & (gap == 0))
        slack = np.where(gap < 0, _ALWAYS, slack)
    return Pairs(rows[keep], columns[keep], slack[keep], opened)


def _may_meet(sieve: Sieve, rows: Ints, columns: Ints) -> Bools:
    """Whether a pair shares a way to meet, as far as townships go."""
    pool = sieve.problem.pool
    shared = pool.volunteers.modes[rows, 0] & pool.children.modes[columns, 0]
    near = pool.reach[rows, pool.children.township[columns]]
    met: Bools = (shared > 1) | (near & (shared == 1))
    return met
