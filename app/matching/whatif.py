"""What if: one more volunteer (by prices, no solve) and one fewer (a repair beside the full solve)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .answers import Value
from .arrays import Ints
from .levels import LEVELS
from .model import Volunteer
from .problem import Problem
from .rules import FEASIBLE
from .solve import build, measure, solve

if TYPE_CHECKING:
    from .plan import Plan, Repair


def value_slots(plan: "Plan", beside: Problem, volunteers: Sequence[Volunteer]) -> tuple[Value, ...]:
    """Gain of one slot of each volunteer in `beside`, a problem of the plan's children under its statistics.

    The unit goes to the child where worth + value of a unit inside the child is greatest; nowhere if that is not
    above nothing. The values are the plan's lowest prices, so the gain is exact.
    """
    inside = plan.answer.packing.unpack(plan.answer.prices.child)
    position = {person: row for row, person in enumerate(beside.volunteers)}
    columns = np.arange(len(beside.children))
    values = []
    for volunteer in volunteers:
        rows = np.full(len(columns), position[volunteer.id])
        feasible = columns[beside.judge_codes(rows, columns) == FEASIBLE] if len(columns) else columns
        gains = beside.weigh(rows[: len(feasible)], feasible) + inside[:, feasible]
        values.append(_best(plan, gains, feasible))
    return tuple(values)


def _best(plan: "Plan", gains: Ints, columns: Ints) -> Value:
    nothing = tuple((name, 0) for name in LEVELS[:-1])
    if not len(columns):
        return Value(gain=nothing, child_id=None, risk=None, waiting_band=None)
    best = int(np.lexsort(gains[::-1])[-1])
    gain = gains[:, best].tolist()
    if gain <= [0] * len(gain):
        return Value(gain=nothing, child_id=None, risk=None, waiting_band=None)
    bands = len(plan.policy.waiting_bands) + 1
    rank = gain[LEVELS.index("class")] - 1 if gain[LEVELS.index("children")] > 0 else None
    return Value(
        gain=tuple(zip(LEVELS[:-1], gain[:-1], strict=True)),
        child_id=plan.problem.children[int(columns[best])],
        risk=None if rank is None else rank // bands,
        waiting_band=None if rank is None else rank % bands,
    )


def repair(plan: "Plan", row: int) -> "Repair":
    """Keep every other pair, rematch what is free; and the whole plan anew without that volunteer."""
    from .plan import Repair, describe_pairs

    problem, network, matched = plan.problem, plan.instance.network, plan.solution.matched
    kept = matched[network.rows[matched] != row]
    left = network.capacity - np.bincount(network.rows[kept], minlength=len(network.capacity))
    left[row] = 0
    taken = np.zeros(network.columns_count, dtype=bool)
    taken[network.columns[kept]] = True
    open_arcs = np.flatnonzero((left[network.rows] > 0) & ~taken[network.columns])
    town = network.township[network.columns[kept]]
    used = np.bincount(town, minlength=network.townships + 1)[: network.townships]
    small = build(problem, network.rows[open_arcs], network.columns[open_arcs], left, used)
    arcs = np.sort(np.concatenate([kept, open_arcs[solve(small).matched]]))
    before = {pair.child_id: pair.volunteer_id for pair in plan.pairs}
    pairs = describe_pairs(problem, network.rows[arcs], network.columns[arcs])
    after = {pair.child_id: pair.volunteer_id for pair in pairs}
    return Repair(
        pairs=pairs,
        changed=tuple(child for child in problem.children if before.get(child) != after.get(child)),
        objectives=tuple(zip(LEVELS, measure(plan.instance, arcs), strict=True)),
        full=plan.changed([problem.volunteers[row]]),
    )
