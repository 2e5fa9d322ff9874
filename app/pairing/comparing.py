"""What would change: the engine's answer as things are, beside its answer to a question. Plain data in and out.

It imports nothing but what the engine needs: it runs in the child process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import matching
from app.pairing.solving import Input, solve, train


@dataclass(frozen=True)
class Question:
    """Two inputs over the same children; or one and the volunteer who leaves it, or who comes.

    ``stored`` is what the run found, child to volunteer: the answer says whether it still holds.
    """

    before: Input
    after: Input | None
    without: str | None
    stored: Mapping[str, str]
    coming: matching.Volunteer | None = None


def compare(question: Question) -> Iterator[tuple[str, Any]]:
    """Match as things are, then as supposed; yields steps, and at last ``("done", figures)``.

    ``figures``: ``children`` and totals, ``counted_anew`` (whether shares and points after are those of another pool),
    ``before`` (one side) and ``after`` (one or two sides, each with the ids of the children who gain or lose a pairing
    or change their volunteer). Numbers and ids, as JSON holds them.
    """
    children = question.before.children
    model = train(question.before)
    plan = solve(question.before, model)
    before = _mates(plan.pairs)
    yield "step", (50, "comparing")
    if question.without is not None:
        answers = _without(plan, question.without)
    elif question.coming is not None:
        # Solved from the plan, under its own shares and points: what the list of recruits counts by, too.
        answers = [("anew", plan.changed(volunteers=[question.coming]))]
    else:
        after = question.after or question.before
        # What the model sees of a pair depends on the weights: under others it is another model.
        model = model if after.policy == question.before.policy else train(after)
        answers = [("anew", solve(after, model))]
    sides = []
    for name, answer in answers:
        mates = _mates(answer.pairs)
        levels = answer.objectives if isinstance(answer, matching.Repair) else _levels(answer)
        sides.append({"name": name, **_side(children, mates, levels), **_changes(before, mates)})
    yield (
        "done",
        {
            "children": len(children),
            "by_township": dict(Counter(str(child.township) for child in children)),
            "by_risk": dict(Counter(str(child.risk) for child in children)),
            "counted_anew": question.after is not None,
            "as_the_run": before == dict(question.stored),
            "taking_part": question.without is None
            or question.without in {one.id for one in question.before.volunteers},
            "before": _side(children, before, _levels(plan)),
            "after": sides,
        },
    )


def _without(plan: matching.Plan, volunteer_id: str) -> list[tuple[str, matching.Plan | matching.Repair]]:
    """The repair that disturbs nobody else, and the whole matching anew; the plan itself for somebody not in it."""
    if volunteer_id not in plan.problem.volunteers:
        return [("anew", plan)]
    repair = plan.without(volunteer_id)
    return [("repair", repair), ("anew", repair.full)]


def _mates(pairs: Sequence[matching.Pair]) -> dict[str, str]:
    return {pair.child_id: pair.volunteer_id for pair in pairs}


def _levels(plan: matching.Plan) -> tuple[tuple[str, int], ...]:
    return tuple((name, objective) for name, objective, _ in plan.proof.levels)


def _side(
    children: Sequence[matching.Child], mates: Mapping[str, str], levels: Sequence[tuple[str, int]]
) -> dict[str, Any]:
    paired = [child for child in children if child.id in mates]
    return {
        "pairs": len(paired),
        "by_township": dict(Counter(str(child.township) for child in paired)),
        "by_risk": dict(Counter(str(child.risk) for child in paired)),
        "levels": [list(level) for level in levels],
    }


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        "gained": sorted(after.keys() - before.keys()),
        "lost": sorted(before.keys() - after.keys()),
        "moved": sorted(child for child in before.keys() & after.keys() if before[child] != after[child]),
    }
