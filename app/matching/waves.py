"""Waves: hold back scarce slots for needs that past seasons say will still come.

Present and expected people are solved as one problem in which no expected child can displace a present one. Slots that
serve an expected child there leave the supply before the first level of the plan, are listed, and the rest is proven.
Only scarce ones do: those that the prices of the past season say would have paired one more child.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Bools
from .checks import check_people
from .levels import LEVELS
from .model import Child, Volunteer
from .policy import Policy
from .problem import Arcs, Problem, feasible_arcs, link, pose
from .solve import Instance, build_levels, solve


@dataclass(frozen=True)
class Outlook:
    """Who is expected to come after this run, as past seasons say."""

    volunteers: tuple[Volunteer, ...]
    children: tuple[Child, ...]


@dataclass(frozen=True)
class Held:
    """Slots of a volunteer kept for expected children, given as the ids they have in the outlook."""

    volunteer_id: str
    slots: int
    expected: tuple[str, ...]


def hold_back(
    volunteers: Sequence[Volunteer],
    children: Sequence[Child],
    policy: Policy,
    outlook: Outlook,
    forbidden: Set[tuple[str, str]],
    continuing: Mapping[str, str],
) -> tuple[Held, ...]:
    """The slots to keep, by volunteer; nothing without an outlook."""
    if not outlook.children:
        return ()
    check_people(outlook.volunteers, outlook.children)
    mark = _free_mark([*volunteers, *children])
    coming = [replace(person, id=f"{mark}{person.id!r}") for person in outlook.volunteers]
    wanting = [replace(person, id=f"{mark}{person.id!r}") for person in outlook.children]
    later, expected = {one.id for one in coming}, {f"{mark}{one.id!r}": one.id for one in outlook.children}
    problem, _ = link(pose([*volunteers, *coming], [*children, *wanting], policy), forbidden, continuing)
    later_row = np.array([name in later for name in problem.volunteers], dtype=bool)
    later_column = np.array([name in expected for name in problem.children], dtype=bool)
    arcs = feasible_arcs(problem)
    # Whoever is here now is not made to wait for a volunteer who may not come.
    kept = later_column[arcs.columns] | ~later_row[arcs.rows]
    rows, columns = arcs.rows[kept], arcs.columns[kept]
    ahead = later_column[columns]
    levels = problem.weigh(rows, columns)
    levels[: LEVELS.index("floor")] *= ~ahead
    # An expected need counts half where only a newcomer serves it: that one may not come.
    levels[LEVELS.index("floor")] = ahead * np.where(later_row[rows], 1, 2)
    levels[LEVELS.index("fit")] //= np.where(ahead, 2, 1)
    instance: Instance = build_levels(levels, rows, columns, problem.pool.capacity, len(problem.children))
    matched = solve(instance).matched
    scarce = _scarce(problem, arcs, later_row, later_column)
    held: dict[str, list[str]] = {}
    for row, column in zip(rows[matched].tolist(), columns[matched].tolist(), strict=True):
        if later_column[column] and scarce[row]:
            held.setdefault(problem.volunteers[row], []).append(expected[problem.children[column]])
    return tuple(Held(name, len(kept_for), tuple(kept_for)) for name, kept_for in held.items())


def _scarce(problem: Problem, arcs: Arcs, later_row: Bools, later_column: Bools) -> Bools:
    """Volunteers here now of whom one more slot would have paired one more child then, by the dual prices of that time.

    Then: the expected people among themselves. Whom they had enough of is not worth holding back.
    """
    then = later_row[arcs.rows] & later_column[arcs.columns]
    rows, columns = arcs.rows[then], arcs.columns[then]
    worth = problem.weigh(rows, columns)
    instance = build_levels(worth, rows, columns, problem.pool.capacity, len(problem.children))
    inside = instance.packing.unpack(solve(instance).prices.child)[LEVELS.index("children")]
    mine = later_column[arcs.columns] & ~later_row[arcs.rows]
    scarce = np.zeros(len(problem.volunteers), dtype=bool)
    scarce[arcs.rows[mine][1 + inside[arcs.columns[mine]] > 0]] = True
    return scarce


def _free_mark(present: Sequence[Volunteer | Child]) -> str:
    """What the ids of expected people begin with: nobody's who is here."""
    mark = "expected:"
    while any(isinstance(person.id, str) and person.id.startswith(mark) for person in present):
        mark += ":"
    return mark


def reduce_capacity(volunteers: Sequence[Volunteer], held: Sequence[Held]) -> list[Volunteer]:
    """The volunteers without the slots held back."""
    slots = Counter({entry.volunteer_id: entry.slots for entry in held})
    return [
        replace(person, capacity=person.capacity - slots[person.id]) if slots[person.id] else person
        for person in volunteers
    ]
