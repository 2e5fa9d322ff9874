"""What a plan knows, carried over to a problem with some people fewer and some more: arcs, worth, prices."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .arrays import Ints
from .levels import Packing
from .prices import NONE, Prices
from .problem import Arcs, Problem, feasible_arcs
from .rules import RULES
from .solve import Instance, build

if TYPE_CHECKING:
    from .plan import Plan

_NOBODY = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Altered:
    """The problem after some changes; for every row and column of before where it is now, -1 where it left."""

    problem: Problem
    rows: Ints
    columns: Ints
    dropped: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Carried:
    """Feasible pairs and instance of the altered problem, and where each arc of before is now, -1 for gone."""

    arcs: Arcs
    instance: Instance
    where: Ints


def carry_arcs(plan: "Plan", altered: Altered) -> Carried:
    """Carry the arcs over; only pairs with newcomers are judged and weighed."""
    problem, width = altered.problem, len(altered.problem.children)
    rows, columns = altered.rows[plan.arcs.rows], altered.columns[plan.arcs.columns]
    keys = rows * width + columns
    stay = (rows >= 0) & (columns >= 0)
    barred = stay & np.isin(keys, problem.forbidden) if len(problem.forbidden) else np.zeros_like(stay)
    kept = np.flatnonzero(stay & ~barred)
    fresh, counts = _fresh_arcs(plan, altered)
    counts[RULES.index("forbidden")] += np.count_nonzero(barred)
    before = np.searchsorted(keys[kept], fresh)
    keys = np.insert(keys[kept], before, fresh)
    arcs = Arcs(keys // max(width, 1), keys % max(width, 1), tuple(zip(RULES, counts.tolist(), strict=True)))
    where = np.full(len(stay), -1, dtype=np.int64)
    where[kept] = np.arange(len(kept)) + np.searchsorted(before, np.arange(len(kept)), side="right")
    more = problem.weigh(fresh // max(width, 1), fresh % max(width, 1))
    return Carried(arcs, _carry_worth(plan.instance, problem, arcs, (kept, before, more)), where)


def _fresh_arcs(plan: "Plan", altered: Altered) -> tuple[Ints, Ints]:
    """Feasible pairs with newcomers as row x children + column, ascending, and the pairs that each rule removes now."""
    problem, old = altered.problem, plan.problem
    width, everybody = len(problem.children), np.arange(len(problem.volunteers))
    came, new = np.setdiff1d(everybody, altered.rows), np.setdiff1d(np.arange(width), altered.columns)
    known, gone = np.setdiff1d(everybody, came), np.flatnonzero(altered.rows < 0)
    left, stay = np.flatnonzero(altered.columns < 0), np.flatnonzero(altered.rows >= 0)
    parts = [feasible_arcs(problem, None, came), feasible_arcs(problem, new, known)]
    lost = [feasible_arcs(old, None, gone), feasible_arcs(old, left, stay)]
    counts = np.array([count for _, count in plan.arcs.removed], dtype=np.int64)
    for sign, some in ((1, parts), (-1, lost)):
        for part in some:
            counts += sign * np.array([count for _, count in part.removed], dtype=np.int64)
    return np.sort(np.concatenate([part.rows * width + part.columns for part in parts])), counts


def _carry_worth(old: Instance, problem: Problem, arcs: Arcs, merge: tuple[Ints, Ints, Ints]) -> Instance:
    """The instance of arcs of before (kept ones) and new ones (with their places and worth)."""
    kept, before, more = merge
    levels = np.insert(old.levels[:, kept], before, more, axis=1)
    bare = build(problem, _NOBODY, _NOBODY, problem.pool.capacity)
    packing = bare.packing
    if _holds(old.packing, packing):
        packing, pairs = old.packing, zip(old.network.digits, old.packing.pack(more), strict=True)
        digits = tuple(np.insert(digit[kept], before, new) for digit, new in pairs)
    else:
        digits = packing.pack(levels)
    network = replace(
        bare.network,
        rows=arcs.rows,
        columns=arcs.columns,
        digits=digits,
        unit_digits=packing.pack(bare.unit_levels),
    )
    return replace(bare, network=network, packing=packing, levels=levels)


def _holds(old: Packing, new: Packing) -> bool:
    """Whether a packing has room for all that another one holds."""
    reach = {level: reach for digit in old.digits for level, reach in zip(digit.levels, digit.reaches, strict=True)}
    pairs = [pair for digit in new.digits for pair in zip(digit.levels, digit.reaches, strict=True)]
    return all(reach[level] >= least for level, least in pairs)


def carry_prices(plan: "Plan", altered: Altered, instance: Instance) -> Prices:
    """The prices of before, by the people and townships of now; NONE for who is new."""
    old, packing = plan.answer.prices, plan.answer.packing
    here = {name: place for place, name in enumerate(altered.problem.pool.townships)}
    towns, sink = instance.network.townships, len(old.township[0]) - 1
    homes = np.array([here.get(name, -1) for name in plan.problem.pool.townships[:sink]], dtype=np.int64)
    homes = np.append(homes if towns else np.full(sink, -1), towns)
    sides = (
        (old.volunteer, altered.rows, len(altered.problem.volunteers)),
        (old.child, altered.columns, len(altered.problem.children)),
        (old.township, homes, towns + 1),
    )
    carried = []
    for digits, where, count in sides:
        known = np.flatnonzero((where >= 0) & (digits[0] != NONE))
        levels = packing.unpack([digit[known] for digit in digits])
        values = instance.packing.pack(levels)
        carried.append(tuple(np.full(count, NONE, dtype=np.int64) for _ in values))
        for place, value in zip(carried[-1], values, strict=True):
            place[where[known]] = value
    return Prices(*carried)
