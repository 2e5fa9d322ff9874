"""Many independent matchings at once: one shard per district, spread over processes.

Shards share nothing, so the number of processes never changes an answer. Workers run with one BLAS thread.
"""

from collections.abc import Callable, Iterable, Iterator
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


Shard = Pool | Callable[[], Pool]
"""A pool, or what makes it in the process that solves it: then nothing large goes from process to process."""


def _solve_shard(shard: Shard, policy: Policy) -> ShardAnswer:
    return solve_pool(shard if isinstance(shard, Pool) else shard(), policy)


def solve_pools(shards: Iterable[Shard], policy: Policy, processes: int = 1) -> Iterator[ShardAnswer]:
    """Match every shard, in order, in so many processes; memory holds a few of them at a time."""
    if processes <= 1:
        for shard in shards:
            yield _solve_shard(shard, policy)
        return
    from joblib import Parallel, delayed, parallel_config

    with parallel_config(backend="loky", inner_max_num_threads=1):
        workers = Parallel(n_jobs=processes, return_as="generator", pre_dispatch="3*n_jobs", batch_size=1)
        yield from workers(delayed(_solve_shard)(shard, policy) for shard in shards)
