"""The answer of a matching: pairs, proof, and replies to what people ask about it."""

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .answer import Answer
from .answers import (
    FairnessPrice,
    Levels,
    NearMiss,
    Pair,
    PriceRange,
    Reason,
    TownshipShare,
    Value,
    WhyNot,
    WhyWaiting,
)
from .arrays import Ints
from .fit import REASONS
from .levels import LEVELS
from .model import Child, Volunteer
from .network import open_face
from .policy import Policy
from .prices import Prices, longest, residual
from .problem import Arcs, Problem, feasible_arcs, pose
from .proof import Proof
from .rules import RULES, judge
from .screen import find_answer
from .solve import Instance, Solution, build, highest_prices
from .waves import Held

_NEAREST = 5


@dataclass(frozen=True)
class Repair:
    """What to do when a volunteer leaves: `pairs` disturbs nobody else, `full` is the plan made anew."""

    pairs: tuple[Pair, ...]
    changed: tuple[str, ...]  # children whose volunteer is another one, or who now wait or no longer do
    objectives: Levels
    full: "Plan"


@dataclass(frozen=True, eq=False, repr=False)
class Plan:
    """A proven matching. It holds arrays only, can be pickled, and answers under the statistics of its own pool."""

    problem: Problem
    answer: Answer
    dropped: tuple[tuple[str, str, str], ...]
    """Continuing pairs that a rule removed: (child id, volunteer id, rule)."""
    held: tuple[Held, ...] = ()
    """Slots held back for expected children; they were taken from the supply before the first level."""

    def __repr__(self) -> str:
        return f"Plan({len(self.answer.rows)} pairs, exact={self.proof.exact})"

    @property
    def proof(self) -> Proof:
        """Objective and bound of every level."""
        return self.answer.proof

    @cached_property
    def arcs(self) -> Arcs:
        """All feasible pairs, judged when first asked for."""
        return feasible_arcs(self.problem)

    @cached_property
    def instance(self) -> Instance:
        """The network of all feasible pairs, built when first asked for."""
        return build(self.problem, self.arcs.rows, self.arcs.columns, self.problem.pool.capacity)

    @cached_property
    def solution(self) -> Solution:
        """The answer as a flow in `instance`."""
        width = len(self.problem.children)
        keys = self.arcs.rows * width + self.arcs.columns
        matched = np.searchsorted(keys, self.answer.rows * width + self.answer.columns)
        return Solution(matched, self.answer.prices, self.answer.proof, self.answer.objective)

    @property
    def policy(self) -> Policy:
        """The policy the plan was made under."""
        return self.problem.policy

    @property
    def removed(self) -> tuple[tuple[str, int], ...]:
        """How many pairs each rule removed, each pair under the first rule, in the order of RULES."""
        return self.arcs.removed

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs, sorted by volunteer, then child."""
        return describe_pairs(self.problem, self.answer.rows, self.answer.columns)

    @cached_property
    def waiting(self) -> tuple[str, ...]:
        """Ids of the children who are paired with nobody."""
        return tuple(child for child, row in zip(self.problem.children, self._mates.tolist(), strict=True) if row < 0)

    @cached_property
    def townships(self) -> tuple[TownshipShare, ...]:
        """What each township is entitled to and gets."""
        pool = self.problem.pool
        names = (*pool.townships, None)
        homes = [names[town] for town in pool.children.township[self._mates >= 0].tolist()]
        return tuple(
            TownshipShare(row.township, row.children, row.entitlement, row.floor, homes.count(row.township))
            for row in self.problem.frozen.fairness.rows
        )

    @cached_property
    def fairness_price(self) -> FairnessPrice:
        """What fairness costs in fit: one more solve without it."""
        fit = self.answer.objective[LEVELS.index("fit")]
        other = find_answer(replace(self.problem, policy=replace(self.policy, fairness=False)))
        return FairnessPrice(fit=fit, fit_without=other.objective[LEVELS.index("fit")])

    def price_of(self, volunteer_id: str) -> PriceRange:
        """Both ends of the price of one slot of a volunteer."""
        row = self._row(volunteer_id)
        unpack = self.answer.packing.unpack
        low = unpack([value[row : row + 1] for value in self.answer.prices.volunteer])[:, 0]
        high = unpack([value[row : row + 1] for value in self._highest.volunteer])[:, 0]
        return PriceRange(_named(low), _named(high))

    def why_not(self, volunteer_id: str, child_id: str) -> WhyNot:
        """The rules that keep two people apart, or what pairing them by force would cost at every level, exactly."""
        row, column = self._row(volunteer_id), self._column(child_id)
        broken = self._broken(np.array([row]), np.array([column]))[0]
        paired = bool(self._mates[column] == row)
        if broken:
            return WhyNot(volunteer_id, child_id, paired, broken[0], broken, None)
        cost = self._forcing_costs(np.array([row]), column)[:, 0]
        return WhyNot(volunteer_id, child_id, paired, None, (), _named(cost))

    def why_waiting(self, child_id: str, *, priced: bool = True) -> WhyWaiting:
        """How many volunteers each rule removed, who was close, and what would change it.

        Without ``priced`` the cheapest feasible volunteer is left out, which is most of the work.
        """
        column = self._column(child_id)
        rows = np.arange(len(self.problem.volunteers))
        broken = self._broken(rows, np.full(len(rows), column))
        feasible = np.array([row for row in rows.tolist() if not broken[row]], dtype=np.int64)
        ids = self.problem.volunteers
        near = sorted((_distance(broken[row]), row) for row in rows.tolist() if broken[row])[:_NEAREST]
        mate = int(self._mates[column])
        return WhyWaiting(
            child_id=child_id,
            paired_with=ids[mate] if mate >= 0 else None,
            feasible=len(feasible),
            removed=_count(names[0] for names in broken if names),
            nearest=tuple(NearMiss(ids[row], broken[row]) for _, row in near),
            changes=_count(names[0] for names in broken if len(names) == 1),
            cheapest=self._cheapest(feasible, column) if priced and len(feasible) else None,
        )

    def value_of(self, volunteer: Volunteer) -> Value:
        """What one more slot of a volunteer of this kind would add: exact, without solving again."""
        return self.values_of([volunteer])[0]

    def values_of(self, volunteers: Sequence[Volunteer]) -> tuple[Value, ...]:
        """`value_of` for many, each on its own beside the plan."""
        from .whatif import value_slots

        beside = pose(volunteers, self.problem.people, self.policy, self.problem.frozen)
        return value_slots(self, replace(beside, retention=self.problem.retention), volunteers)

    def without(self, volunteer_id: str) -> Repair:
        """What to do when a volunteer leaves."""
        from .whatif import repair

        return repair(self, self._row(volunteer_id))

    def changed(
        self,
        withdrawn_volunteers: Collection[str] = (),
        withdrawn_children: Collection[str] = (),
        volunteers: Sequence[Volunteer] = (),
        children: Sequence[Child] = (),
        *,
        forbidden: Set[tuple[str, str]] = frozenset(),
    ) -> "Plan":
        """The best plan once some people left (ids) and others came, proven, under the statistics of this plan.

        It is solved warm from this plan. Pairs forbidden before stay so; `forbidden` adds to them, as (volunteer id,
        child id). Who is withdrawn and comes again counts as changed: more slots, other skills. Raises ValueError for
        an unknown id, a duplicate or a newcomer that cannot be right.
        """
        from .changes import Changes, change_plan

        return change_plan(self, Changes(withdrawn_volunteers, withdrawn_children, volunteers, children, forbidden))

    @cached_property
    def _mates(self) -> Ints:
        """Volunteer row of each child, -1 where it waits."""
        mates = np.full(len(self.problem.children), -1, dtype=np.int64)
        mates[self.answer.columns] = self.answer.rows
        return mates

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {person: row for row, person in enumerate(self.problem.volunteers)}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {person: row for row, person in enumerate(self.problem.children)}

    @cached_property
    def _highest(self) -> Prices:
        return highest_prices(self.instance, self.solution)

    def _row(self, volunteer_id: str) -> int:
        if volunteer_id not in self._rows:
            raise ValueError(f"unknown volunteer {volunteer_id!r}")
        return self._rows[volunteer_id]

    def _column(self, child_id: str) -> int:
        if child_id not in self._columns:
            raise ValueError(f"unknown child {child_id!r}")
        return self._columns[child_id]

    def _broken(self, rows: Ints, columns: Ints) -> list[tuple[str, ...]]:
        problem = self.problem
        verdicts = judge(problem.pool, problem.coverage, self.policy, problem.forbidden, rows, columns)
        flags = [np.broadcast_to(broken, len(rows)).tolist() for broken in verdicts.broken]
        return [tuple(name for name, flag in zip(RULES, flags, strict=True) if flag[at]) for at in range(len(rows))]

    def _forcing_costs(self, rows: Ints, column: int) -> Ints:
        """Objective lost by forcing each of some feasible volunteers on one child, shape (levels, rows).

        The forced unit displaces others along the cheapest cycle, which is a longest walk from the child's place back.
        """
        network = self.instance.network
        digits = range(len(network.digits))
        rest = residual(network, open_face(network), self.solution.matched, digits)
        mate = int(rest.mate[column])
        if mate >= 0:
            start = {mate: tuple(-int(weight[rest.mate_arc[column]]) for weight in network.digits)}
        else:
            start = {len(network.capacity) + int(network.township[column]): (0,) * len(network.digits)}
        walks = longest(rest.tail, rest.head, rest.gains, rest.nodes, start)
        back = self.instance.packing.unpack([walk[rows] for walk in walks])
        return -(self.problem.weigh(rows, np.full(len(rows), column)) + back)

    def _cheapest(self, rows: Ints, column: int) -> WhyNot:
        costs = self._forcing_costs(rows, column)
        best = int(np.lexsort(costs[::-1])[0])
        row = int(rows[best])
        ids = self.problem.volunteers[row], self.problem.children[column]
        return WhyNot(*ids, bool(self._mates[column] == row), None, (), _named(costs[:, best]))


def _named(values: Ints) -> Levels:
    return tuple(zip(LEVELS, (int(value) for value in values), strict=True))


def _distance(broken: tuple[str, ...]) -> tuple[int, int]:
    """How far a volunteer is from a child: the number of rules, and last those that nobody can lift by asking."""
    return len(broken), -RULES.index(broken[0]) if broken[0] not in ("capacity", "forbidden") else 1


def _count(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    listed = list(names)
    return tuple((rule, listed.count(rule)) for rule in RULES if rule in listed)


def describe_pairs(problem: Problem, rows: Ints, columns: Ints) -> tuple[Pair, ...]:
    """Pairs with their reasons; reasons without points are left out."""
    fit = problem.fit(rows, columns)
    people = zip(rows.tolist(), columns.tolist(), fit.points.T.tolist(), fit.mode.tolist(), strict=True)
    return tuple(
        Pair(
            volunteer_id=problem.volunteers[row],
            child_id=problem.children[column],
            score=sum(points),
            reasons=tuple(Reason(name, value) for name, value in zip(REASONS, points, strict=True) if value),
            mode=problem.pool.modes[mode],
        )
        for row, column, points, mode in people
    )


def make_plan(problem: Problem, dropped: tuple[tuple[str, str, str], ...] = (), held: tuple[Held, ...] = ()) -> Plan:
    """Judge, weigh, solve and prove."""
    return Plan(problem=problem, answer=find_answer(problem), dropped=dropped, held=held)
