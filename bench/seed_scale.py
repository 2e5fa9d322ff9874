"""87 x 2,521, the first district: `match` end to end beside scipy's dense assignment of the same weights."""

from data import people
from dense import weights_of
from scipy.optimize import linear_sum_assignment
from timing import compare, report

from app.matching import match
from app.matching.text import forget_texts


def main() -> None:
    volunteers, children = people(1, 87, 2521)
    plan = match(volunteers, children)
    dense = weights_of(plan)

    def ours() -> None:
        forget_texts()
        match(volunteers, children)

    mine, scipy = compare(ours, lambda: linear_sum_assignment(dense, maximize=True), rounds=9)
    report(
        "seed_scale",
        size="87x2521",
        pairs=len(plan.arcs.rows),
        text_vectors="cold",
        match_s=mine,
        scipy_s=scipy,
        ratio=mine / scipy,
        must=15,
        aim=6,
        exact=plan.proof.exact,
    )


if __name__ == "__main__":
    main()
