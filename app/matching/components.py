"""Parts of a pool between which no pair is possible, such as districts far apart, are solved one by one.

They are found without a look at pairs. Whoever meets in person is tied to townships; whoever has another way to meet,
or lives nobody knows where, to everybody of that sort. A township is never divided, so fairness within it is not
either. Statistics stay those of the whole pool, and so do the packing of the levels and the proof.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np

from .answer import Answer
from .arrays import Ints
from .encode import Side
from .levels import LEVELS, Packing
from .prices import Prices
from .problem import Problem
from .proof import Proof

Part = tuple[Ints, Ints]
"""Volunteers and children, rows ascending."""

_IN_PERSON = np.uint64(1)


def find_parts(problem: Problem) -> list[Part]:
    """The parts of a problem; people whom nobody can meet make up one of their own."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pool, towns = problem.pool, len(problem.pool.townships)
    left, right = pool.volunteers, pool.children
    count, elsewhere = len(left.ids), towns
    home = np.where(right.township < 0, elsewhere, right.township)
    reach = pool.reach & ((left.modes[:, 0] & _IN_PERSON) != 0)[:, None]
    reach[:, -1] &= bool(np.any(right.township < 0))
    rows, places = np.nonzero(reach)
    remote = np.flatnonzero(left.modes[:, 0] > _IN_PERSON)
    distant = np.unique(home[right.modes[:, 0] > _IN_PERSON])
    tails = np.concatenate([rows, remote, count + distant])
    heads = count + np.concatenate([places, np.full(len(remote) + len(distant), elsewhere)])
    nodes = count + towns + 1
    links = coo_array((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=(nodes, nodes))
    label = connected_components(links, directed=False)[1]
    of_child = label[count + home]
    both = np.intersect1d(label[:count], of_child)
    marks = [np.where(np.isin(side, both), side, -1) for side in (label[:count], of_child)]
    return [part for mark in (*both.tolist(), -1) if any(map(len, part := _members(marks, mark)))]


def _members(marks: list[Ints], mark: int) -> Part:
    return np.flatnonzero(marks[0] == mark), np.flatnonzero(marks[1] == mark)


def solve_parts(problem: Problem, packing: Packing, parts: list[Part], solve: Callable[[Problem], Answer]) -> Answer:
    """The answer of a problem from those of its parts."""
    answers = [solve(_take_part(problem, packing, part)) for part in parts]
    rows = np.concatenate([part[0][answer.rows] for part, answer in zip(parts, answers, strict=True)])
    columns = np.concatenate([part[1][answer.columns] for part, answer in zip(parts, answers, strict=True)])
    order = np.lexsort((columns, rows))
    sums = np.array([[level[1:] for level in answer.proof.levels] for answer in answers], dtype=object).sum(axis=0)
    objective, bound = [int(value) for value in sums[:, 0]], [int(value) for value in sums[:, 1]]
    priced = sum(answer.proof.pairs_priced for answer in answers)
    whole = len(problem.volunteers) * len(problem.children)
    return Answer(
        rows=rows[order],
        columns=columns[order],
        prices=_join_prices(problem, packing, parts, [answer.prices for answer in answers]),
        proof=Proof(
            exact=all(answer.proof.exact for answer in answers),
            levels=tuple(zip(LEVELS, objective, bound, strict=True)),
            pairs_priced=priced,
            pairs_bounded=whole - priced,
        ),
        objective=tuple(objective),
        packing=packing,
    )


def _take_part(problem: Problem, packing: Packing, part: Part) -> Problem:
    rows, columns = part
    pool, interests = problem.pool, problem.interests
    place, position = np.full(len(problem.volunteers), -1), np.full(len(problem.children), -1)
    place[rows], position[columns] = np.arange(len(rows)), np.arange(len(columns))
    whose, whom = place[problem.forbidden // max(1, len(position))], position[problem.forbidden % max(1, len(position))]
    inside = (whose >= 0) & (whom >= 0)
    lasting = problem.continuing[columns]
    return replace(
        problem,
        pool=replace(
            pool,
            volunteers=_take(pool.volunteers, rows),
            children=_take(pool.children, columns),
            capacity=pool.capacity[rows],
            reach=pool.reach[rows],
            same_gender=pool.same_gender[columns],
            risk=pool.risk[columns],
            waiting=pool.waiting[columns],
        ),
        interests=None
        if interests is None
        else replace(interests, left_of=interests.left_of[rows], right_of=interests.right_of[columns]),
        forbidden=np.sort(whose[inside] * len(columns) + whom[inside]),
        continuing=np.where(lasting >= 0, place[lasting], -1),
        people=(),
        helpers=(),
        packing=packing,
    )


def _take(side: Side, which: Ints) -> Side:
    taken: dict[str, Any] = {}
    for field in fields(side):
        value = getattr(side, field.name)
        taken[field.name] = tuple(value[at] for at in which.tolist()) if isinstance(value, tuple) else value[which]
    return Side(**taken)


def _join_prices(problem: Problem, packing: Packing, parts: list[Part], prices: list[Prices]) -> Prices:
    home = problem.pool.children.township
    volunteer, child, township = [], [], []
    for digit in range(len(packing.digits)):
        volunteer.append(np.zeros(len(problem.volunteers), dtype=np.int64))
        child.append(np.zeros(len(problem.children), dtype=np.int64))
        township.append(np.zeros(len(prices[0].township[digit]), dtype=np.int64))
        for (rows, columns), one in zip(parts, prices, strict=True):
            volunteer[-1][rows], child[-1][columns] = one.volunteer[digit], one.child[digit]
            towns = np.unique(home[columns])
            towns = towns[(towns >= 0) & (towns < len(township[-1]) - 1)]
            township[-1][towns] = one.township[digit][towns]
    return Prices(tuple(volunteer), tuple(child), tuple(township))
