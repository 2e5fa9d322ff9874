"""Cost growth: seconds per feasible pair of `solve_pool` on encoded pools, 1k x 3k to 10k x 30k; and peak memory.

Feasible pairs of the larger pool are counted on a sample of its volunteers. With `--large 3000` it is quicker.
"""

import argparse
import resource

import numpy as np
from data import people
from timing import clock, report

from app.matching import Policy
from app.matching.encode import Pool, by_id, encode
from app.matching.problem import feasible_arcs, frame
from app.matching.shards import solve_pool


def measure(seed: int, volunteers: int, rounds: int) -> tuple[float, float, bool]:
    left, right = people(seed, volunteers, 3 * volunteers)
    pool = encode(sorted(left, key=by_id), sorted(right, key=by_id))
    pairs = count_pairs(pool)
    exact = solve_pool(pool, Policy()).proof.exact
    seconds = float(np.median([clock(lambda: solve_pool(pool, Policy())) for _ in range(rounds)]))
    return seconds, pairs, exact


def count_pairs(pool: Pool) -> float:
    count = len(pool.volunteers.ids)
    sample = np.sort(np.random.default_rng(0).choice(count, size=min(count, 300), replace=False))
    problem = frame(pool, Policy())
    return len(feasible_arcs(problem, np.arange(len(pool.children.ids)), sample).rows) * count / len(sample)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=10_000)
    options = parser.parse_args()
    small_s, small_pairs, _ = measure(21, 1_000, 5)
    large_s, large_pairs, exact = measure(22, options.large, 1)
    report(
        "growth",
        small="1000x3000",
        large=f"{options.large}x{3 * options.large}",
        small_s=small_s,
        large_s=large_s,
        small_pairs=small_pairs,
        large_pairs=large_pairs,
        peak_gib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        ratio=(large_s / large_pairs) / (small_s / small_pairs),
        must=1.5,
        aim=1.1,
        exact=exact,
    )


if __name__ == "__main__":
    main()
