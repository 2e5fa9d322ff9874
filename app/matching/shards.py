"""Many independent matchings at once: one shard per district, spread over processes.

Shards share nothing, so the number of processes never changes an answer. Workers run with one BLAS thread.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from .arrays import Ints
from .encode import Pool
from .policy import Policy
from .problem import frame
from .proof import Proof
from .screen import find_answer


@dataclass(frozen=True, eq=False)
class ShardAnswer:
    """Pairs of one shard as rows of its pool, and their proof."""

    pairs: Ints  # (k, 2) volunteer row, child row
    proof: Proof


def solve_pool(pool: Pool, policy: Policy) -> ShardAnswer:
    """Match one encoded pool; UnprovenError if it cannot be proven."""
    answer = find_answer(frame(pool, policy))
    return ShardAnswer(pairs=np.stack([answer.rows, answer.columns], axis=1), proof=answer.proof)


def solve_pools(pools: Iterable[Pool], policy: Policy, processes: int = 1) -> Iterator[ShardAnswer]:
    """Match every pool, in order, in so many processes; memory holds a few shards at a time."""
    if processes <= 1:
        for pool in pools:
            yield solve_pool(pool, policy)
        return
    from joblib import Parallel, delayed, parallel_config

    with parallel_config(backend="loky", inner_max_num_threads=1):
        workers = Parallel(n_jobs=processes, return_as="generator", pre_dispatch="3*n_jobs", batch_size=1)
        yield from workers(delayed(solve_pool)(pool, policy) for pool in pools)
