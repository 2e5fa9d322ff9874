"""One online problem across districts, as large as asked: end to end, proven, beside the solver alone on the same arcs.

The national programme of 2019 had 97,538 volunteers and 441,393 children (`--scale 1`). The default is a part of it
that runs in a minute; the line says which. Enters through the encoded pool. The solver alone is the last solve of each
digit, as timed inside the run: the final arcs, all levels.
"""

import argparse
import resource

from data import people
from timing import clock, report

from app.matching import Policy, candidates
from app.matching.encode import by_id, encode
from app.matching.shards import ShardAnswer, solve_pool

VOLUNTEERS, CHILDREN = 97_538, 441_393


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.04)
    options = parser.parse_args()
    left, right = people(31, int(VOLUNTEERS * options.scale), int(CHILDREN * options.scale), online=True)
    pool = encode(sorted(left, key=by_id), sorted(right, key=by_id))
    seconds, original, answers = {}, candidates.solve_digit, list[ShardAnswer]()

    def timed(network, face, digit):  # type: ignore[no-untyped-def] # stands in for a function of the engine
        found = []
        seconds[digit] = clock(lambda: found.append(original(network, face, digit)))
        return found[0]

    candidates.solve_digit = timed
    whole = clock(lambda: answers.append(solve_pool(pool, Policy(fairness=False))))
    candidates.solve_digit = original
    proof = answers[0].proof
    alone = sum(seconds.values())
    report(
        "national",
        size=f"{len(left)}x{len(right)}",
        scale=options.scale,
        end_to_end_s=whole,
        solver_alone_s=alone,
        ratio=whole / alone,
        must=8,
        aim=3,
        peak_gib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        share_opened=proof.pairs_priced / (proof.pairs_priced + proof.pairs_bounded),
        exact=proof.exact,
    )


if __name__ == "__main__":
    main()
