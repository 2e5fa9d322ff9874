"""One online problem across districts: end to end, proven, beside the solver alone on the final arcs.

The national programme of 2019 had 97,538 volunteers and 441,393 children: `--scale 1`, some minutes. By default a part
of it is run, and the line says which. Ours goes from people to the proven plan; the solver alone is OR-Tools on the
arcs that the plan was proven with, level after level, with the smaller numbers that the engine gives it.
"""

import argparse
import resource

from data import people
from timing import clock, report

from app.matching import Plan, match, solve, wide
from app.matching.arrays import Ints
from app.matching.network import Face, Network, open_face, solve_digit
from app.matching.prices import lowest, residual, tighten
from app.matching.simple import simplify
from app.matching.solve import Instance

VOLUNTEERS, CHILDREN = 97_538, 441_393


def solver_alone(network: Network) -> float:
    """Seconds in the solver, all levels; what opens the next level is not counted."""
    face, seconds = open_face(network), 0.0
    for digit in range(len(network.digits)):
        found = list[Ints]()
        seconds += clock(lambda digit=digit, face=face, found=found: found.append(_solve(network, face, digit)))
        prices = lowest(network, residual(network, face, found[0], [digit]), [digit])
        face = tighten(network, face, prices, digit)
    return seconds


def _solve(network: Network, face: Face, digit: int) -> Ints:
    return solve_digit(simplify(network, digit) or network, face, digit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.05)
    options = parser.parse_args()
    left, right = people(31, int(VOLUNTEERS * options.scale), int(CHILDREN * options.scale), online=True)
    instances, plans = list[Instance](), list[Plan]()

    def conclude(instance: Instance, prices: object, matched: Ints) -> object:
        instances.append(instance)
        return original(instance, prices, matched)

    original = solve.conclude
    solve.conclude = wide.conclude = conclude
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    whole = clock(lambda: plans.append(match(left, right)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    proof, network = plans[0].proof, instances[-1].network
    alone = solver_alone(network)
    pairs = len(left) * len(right)
    report(
        "national",
        size=f"{len(left)}x{len(right)}",
        scale=options.scale,
        text_vectors="cold",
        end_to_end_s=whole,
        solver_alone_s=alone,
        ratio=whole / alone,
        must=8,
        aim=3,
        peak_gib=peak / 2**20,
        people_gib=before / 2**20,
        peak_must_gib=4,
        arcs=len(network.rows),
        share_opened=proof.pairs_priced / pairs,
        exact=proof.exact,
    )


if __name__ == "__main__":
    main()
