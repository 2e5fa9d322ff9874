"""People come and go: the plan after it, under the statistics of before, solved again from the plan.

Whoever stays keeps row order, arcs, worth and price; only newcomers are judged and weighed.
"""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .answer import Answer
from .arrays import Ints
from .carry import Altered, carry_arcs, carry_prices
from .checks import check_links, check_people
from .encode import Pool, Side
from .model import Child, Volunteer
from .problem import Problem, pose
from .rules import FEASIBLE, RULES
from .screen import WIDE
from .warm import resolve

if TYPE_CHECKING:
    from .plan import Plan


@dataclass(frozen=True)
class Changes:
    """Who leaves (ids), who comes, and pairs that are forbidden from now on, as (volunteer id, child id).

    Whoever is named on both sides stays under the same id as somebody new.
    """

    withdrawn_volunteers: Collection[str] = ()
    withdrawn_children: Collection[str] = ()
    volunteers: Sequence[Volunteer] = ()
    children: Sequence[Child] = ()
    forbidden: Set[tuple[str, str]] = frozenset()


def change_plan(plan: "Plan", changes: Changes) -> "Plan":
    """The best plan after the changes, proven; ValueError naming who cannot leave or come."""
    from .plan import Plan, make_plan

    _check(plan, changes)
    altered = alter(plan, changes)
    problem, gone = altered.problem, set(changes.withdrawn_volunteers)
    held = tuple(entry for entry in plan.held if entry.volunteer_id not in gone)
    if len(problem.volunteers) * len(problem.children) > WIDE:
        # Not every pair of so many people fits into memory as an arc: such a plan is made anew.
        return make_plan(problem, altered.dropped, held)
    carried = carry_arcs(plan, altered)
    arcs, instance, kept = carried.arcs, carried.instance, carried.where[plan.solution.matched]
    solution = resolve(instance, np.sort(kept[kept >= 0]), carry_prices(plan, altered, instance))
    answer = Answer(
        rows=arcs.rows[solution.matched],
        columns=arcs.columns[solution.matched],
        prices=solution.prices,
        proof=solution.proof,
        objective=solution.objective,
        packing=instance.packing,
    )
    after = Plan(problem=problem, answer=answer, dropped=altered.dropped, held=held)
    vars(after).update(arcs=arcs, instance=instance, solution=solution)  # what the plan would work out when asked
    return after


def _check(plan: "Plan", changes: Changes) -> None:
    check_people(changes.volunteers, changes.children)
    sides: tuple[tuple[str, Sequence[str], Collection[str], Sequence[Volunteer | Child]], ...] = (
        ("volunteer", plan.problem.volunteers, changes.withdrawn_volunteers, changes.volunteers),
        ("child", plan.problem.children, changes.withdrawn_children, changes.children),
    )
    for kind, here, leaving, coming in sides:
        known, gone = set(here), set(leaving)
        if isinstance(leaving, str):
            raise ValueError(f"withdrawn {kind}: must be a list of ids, got {leaving!r}")  # noqa: TRY004 -- one kind of error for all bad input
        for person in leaving:
            if person not in known:
                raise ValueError(f"withdrawn {kind} {person!r}: unknown")
        if len(gone) < len(leaving):
            raise ValueError(f"withdrawn {kind}: somebody is named twice in {list(leaving)!r}")
        for row, newcomer in enumerate(coming):
            if newcomer.id in known - gone:
                raise ValueError(f"{kind} {newcomer.id!r} (row {row}): duplicate id, already in the plan")


def alter(plan: "Plan", changes: Changes) -> Altered:
    """The problem after the changes; nobody is checked."""
    old = plan.problem
    stay = _staying(old.volunteers, changes.withdrawn_volunteers)
    here = _staying(old.children, changes.withdrawn_children)
    problem = _keep(old, stay, here)
    if changes.volunteers or changes.children:
        problem = _meet(problem, changes)
    row_of = {person: row for row, person in enumerate(problem.volunteers)}
    column_of = {person: column for column, person in enumerate(problem.children)}
    check_links(changes.forbidden, {}, row_of, column_of)
    width = len(column_of)
    # What is forbidden or continues goes by who somebody is, so it also holds for whoever comes again.
    barred = [
        (old.volunteers[key // len(old.children)], old.children[key % len(old.children)])
        for key in old.forbidden.tolist()
    ]
    pairs = {(row_of[v], column_of[c]) for v, c in [*barred, *changes.forbidden] if v in row_of and c in column_of}
    keys = np.array(sorted(row * width + column for row, column in pairs), dtype=np.int64)
    problem = replace(problem, forbidden=keys)
    going_on = [(column, row) for column, row in enumerate(old.continuing.tolist()) if row >= 0]
    linked = [(old.children[column], old.volunteers[row]) for column, row in going_on]
    linked = [(child, volunteer) for child, volunteer in linked if child in column_of and volunteer in row_of]
    continuing, dropped = _continue(problem, [(column_of[child], row_of[volunteer]) for child, volunteer in linked])
    rows, columns = np.full(len(old.volunteers), -1), np.full(len(old.children), -1)
    rows[stay] = [row_of[old.volunteers[row]] for row in stay.tolist()]
    columns[here] = [column_of[old.children[column]] for column in here.tolist()]
    return Altered(replace(problem, continuing=continuing), rows, columns, (*plan.dropped, *dropped))


def _staying(ids: Sequence[str], gone: Collection[str]) -> Ints:
    leaving = set(gone)
    return np.array([row for row, person in enumerate(ids) if person not in leaving], dtype=np.int64)


def _keep(problem: Problem, rows: Ints, columns: Ints) -> Problem:
    """The problem of some of its people; links are not carried over."""
    pool, interests = problem.pool, problem.interests
    if interests is not None:
        interests = replace(interests, left_of=interests.left_of[rows], right_of=interests.right_of[columns])
    return replace(
        problem,
        pool=_keep_pool(pool, rows, columns),
        interests=interests,
        forbidden=np.zeros(0, dtype=np.int64),
        continuing=np.full(len(columns), -1, dtype=np.int64),
        people=tuple(problem.people[column] for column in columns.tolist()),
        helpers=tuple(problem.helpers[row] for row in rows.tolist()),
    )


def _keep_pool(pool: Pool, rows: Ints, columns: Ints) -> Pool:
    return replace(
        pool,
        volunteers=_keep_side(pool.volunteers, rows),
        children=_keep_side(pool.children, columns),
        capacity=pool.capacity[rows],
        reach=pool.reach[rows],
        same_gender=pool.same_gender[columns],
        risk=pool.risk[columns],
        waiting=pool.waiting[columns],
    )


def _keep_side(side: Side, kept: Ints) -> Side:
    given: dict[str, Any] = {field.name: getattr(side, field.name) for field in fields(side)}
    chosen = kept.tolist()
    values: dict[str, Any] = {
        name: tuple(value[row] for row in chosen) if isinstance(value, tuple) else value[kept]
        for name, value in given.items()
    }
    return Side(**values)


def _meet(problem: Problem, changes: Changes) -> Problem:
    """The problem with the newcomers, encoded together: they may bring townships, slots and needs of their own."""
    helpers, people = (*problem.helpers, *changes.volunteers), (*problem.people, *changes.children)
    met = pose(helpers, people, problem.policy, problem.frozen)
    return replace(met, retention=problem.retention)


def _continue(problem: Problem, pairs: Sequence[tuple[int, int]]) -> tuple[Ints, tuple[tuple[str, str, str], ...]]:
    """Continuing pairs (column, row) that are still feasible, by column, and those dropped."""
    kept = np.full(len(problem.children), -1, dtype=np.int64)
    if not pairs:
        return kept, ()
    columns, rows = np.array(pairs, dtype=np.int64).T
    codes = problem.judge_codes(rows, columns)
    kept[columns[codes == FEASIBLE]] = rows[codes == FEASIBLE]
    lost = [(pair, RULES[code]) for pair, code in zip(pairs, codes.tolist(), strict=True) if code != FEASIBLE]
    return kept, tuple((problem.children[column], problem.volunteers[row], rule) for (column, row), rule in lost)
