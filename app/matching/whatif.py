"""What if: one more volunteer (by prices, no solve) and one fewer (a repair beside the full solve)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .answers import Value
from .arrays import Ints
from .levels import LEVELS
from .model import Volunteer
from .problem import Problem, feasible_arcs
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
    """Keep every other pair, rematch what is free; and the whole plan anew without that volunteer.

    Nobody with a free slot can serve a child who waited before, or the plan had paired them: so only the children who
    lose this volunteer are looked at, whatever the size of the pool.
    """
    from .plan import Repair, describe_pairs

    problem, answer = plan.problem, plan.answer
    stay = answer.rows != row
    rows, columns = answer.rows[stay], answer.columns[stay]
    left = problem.pool.capacity - np.bincount(rows, minlength=len(problem.volunteers))
    left[row] = 0
    free = feasible_arcs(problem, answer.columns[~stay], np.flatnonzero(left > 0))
    bare = build(problem, rows[:0], columns[:0], problem.pool.capacity).network
    town = bare.township[columns]
    used = np.bincount(town, minlength=bare.townships + 1)[: bare.townships]
    found = solve(build(problem, free.rows, free.columns, left, used)).matched
    rows, columns = np.append(rows, free.rows[found]), np.append(columns, free.columns[found])
    order = np.lexsort([columns, rows])
    rows, columns = rows[order], columns[order]
    whole = build(problem, rows, columns, problem.pool.capacity)
    before = {pair.child_id: pair.volunteer_id for pair in plan.pairs}
    pairs = describe_pairs(problem, rows, columns)
    after = {pair.child_id: pair.volunteer_id for pair in pairs}
    return Repair(
        pairs=pairs,
        changed=tuple(child for child in problem.children if before.get(child) != after.get(child)),
        objectives=tuple(zip(LEVELS, measure(whole, np.arange(len(rows))), strict=True)),
        full=plan.changed([problem.volunteers[row]]),
    )
