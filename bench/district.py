"""352 x 3,166, an average district: `match` end to end with proof beside scipy's dense assignment."""

from data import people
from dense import weights_of
from scipy.optimize import linear_sum_assignment
from timing import compare, report

from app.matching import match


def main() -> None:
    volunteers, children = people(2, 352, 3166)
    plan = match(volunteers, children)
    dense = weights_of(plan)
    mine, scipy = compare(
        lambda: match(volunteers, children), lambda: linear_sum_assignment(dense, maximize=True), rounds=5
    )
    report(
        "district",
        size="352x3166",
        pairs=len(plan.arcs.rows),
        text_vectors="cached",
        match_s=mine,
        scipy_s=scipy,
        ratio=mine / scipy,
        must=2,
        aim=0.6,
        exact=plan.proof.exact,
    )


if __name__ == "__main__":
    main()
