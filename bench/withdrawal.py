"""One withdrawal: re-solve warm from the plan beside a cold re-solve of what is left; scoring is in neither.

The walks that any withdrawal needs are worked out once per plan (`prepare_s`); `ratio` is one withdrawal with them,
`ratio_unprepared` one without.
"""

import numpy as np
from data import people
from timing import clock, report

from app.matching import match
from app.matching.solve import solve
from app.matching.warm import prepare, resolve_without, restrict


def main() -> None:
    plan = match(*people(2, 352, 3166))
    instance, solution = plan.instance, plan.solution
    gone = np.random.default_rng(0).choice(solution.matched, size=9, replace=False)
    ready = prepare(instance, solution)
    warm, alone, cold = [], [], []
    for row in instance.network.rows[gone].tolist():
        left = restrict(instance, row)
        again = resolve_without(instance, solution, row, ready)
        assert again.objective == solve(left).objective
        warm.append(clock(lambda row=row: resolve_without(instance, solution, row, ready)))
        alone.append(clock(lambda row=row: resolve_without(instance, solution, row)))
        cold.append(clock(lambda left=left: solve(left)))
    mine, bare, other = float(np.median(warm)), float(np.median(alone)), float(np.median(cold))
    report(
        "withdrawal",
        size="352x3166",
        warm_s=mine,
        cold_s=other,
        prepare_s=clock(lambda: prepare(instance, solution)),
        ratio=mine / other,
        ratio_unprepared=bare / other,
        must=0.25,
        aim=0.1,
    )


if __name__ == "__main__":
    main()
