"""Changes to a plan: solve warm from it beside a cold solve of the same instance; scoring is in neither.

Warm is everything from the plan's pairs and prices to the new plan's pairs, lowest prices and proof; nothing is
prepared. The second line takes five volunteers out and five children in at once. `whole_ratio` is `Plan.changed`, with
encoding and scoring of newcomers, beside `match` of the same people, all from scratch.
"""

import numpy as np
from data import people
from timing import clock, report

from app.matching import match
from app.matching.carry import carry_arcs, carry_prices
from app.matching.changes import Changes, alter
from app.matching.solve import solve
from app.matching.warm import resolve, restrict

SIZE, ROUNDS = (352, 3166), 9


def one_withdrawal() -> None:
    """One volunteer less, nine times another."""
    helpers, pupils = people(2, *SIZE)
    plan = match(helpers, pupils)
    instance, solution = plan.instance, plan.solution
    gone = np.random.default_rng(0).choice(solution.matched, size=ROUNDS, replace=False)
    warm, cold, whole, anew = [], [], [], []
    for row in instance.network.rows[gone].tolist():
        left = restrict(instance, row)
        assert resolve(left, solution.matched, solution.prices).objective == solve(left).objective
        warm.append(clock(lambda left=left: resolve(left, solution.matched, solution.prices)))
        cold.append(clock(lambda left=left: solve(left)))
        name = plan.problem.volunteers[row]
        whole.append(clock(lambda name=name: plan.changed([name])))
        others = [helper for helper in helpers if helper.id != name]
        anew.append(clock(lambda others=others: match(others, pupils)))
    _print("withdrawal", warm, cold, whole, anew, must=0.25, aim=0.1)


def several_changes() -> None:
    """Five volunteers less and five children more, nine times others."""
    helpers, pupils = people(2, SIZE[0], SIZE[1] + 5 * ROUNDS)
    plan = match(helpers, pupils[: SIZE[1]])
    rng = np.random.default_rng(1)
    warm, cold, whole, anew = [], [], [], []
    for turn in range(ROUNDS):
        rows = plan.instance.network.rows[rng.choice(plan.solution.matched, size=5, replace=False)]
        gone = [plan.problem.volunteers[row] for row in rows.tolist()]
        come = pupils[SIZE[1] + 5 * turn :][:5]
        altered = alter(plan, Changes(gone, (), (), come))
        carried = carry_arcs(plan, altered)
        prices = carry_prices(plan, altered, carried.instance)
        kept = carried.where[plan.solution.matched]
        kept = np.sort(kept[kept >= 0])
        assert resolve(carried.instance, kept, prices).objective == solve(carried.instance).objective
        warm.append(clock(lambda c=carried, k=kept, p=prices: resolve(c.instance, k, p)))
        cold.append(clock(lambda c=carried: solve(c.instance)))
        whole.append(clock(lambda gone=gone, come=come: plan.changed(gone, (), (), come)))
        here = ([one for one in helpers if one.id not in gone], [*pupils[: SIZE[1]], *come])
        anew.append(clock(lambda here=here: match(*here)))
    _print("changes", warm, cold, whole, anew, change="5 volunteers less, 5 children more")


def _print(
    bench: str, warm: list[float], cold: list[float], whole: list[float], anew: list[float], **more: object
) -> None:
    mine, other, all_, new = (float(np.median(times)) for times in (warm, cold, whole, anew))
    report(
        bench,
        size=f"{SIZE[0]}x{SIZE[1]}",
        warm_s=mine,
        cold_s=other,
        ratio=mine / other,
        whole_s=all_,
        anew_s=new,
        whole_ratio=all_ / new,
        **more,
    )


if __name__ == "__main__":
    one_withdrawal()
    several_changes()
