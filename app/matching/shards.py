"""Many independent matchings at once: one shard per district, spread over processes.

Shards share nothing, so the number of processes never changes an answer. Workers run with one BLAS thread.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from ctypes import CDLL
from dataclasses import dataclass
from functools import cache

import numpy as np

from .arrays import Ints
from .encode import Pool
from .policy import Policy
from .problem import frame
from .proof import Proof
from .screen import find_answer

_BATCH = 8  # shards handed over at once
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of malloc.h
_KEPT_BYTES = 2**28


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


def _solve_apart(shard: Shard, policy: Policy) -> ShardAnswer:
    """`_solve_shard` in a process of its own."""
    _keep_freed_memory()
    return _solve_shard(shard, policy)


@cache
def _keep_freed_memory() -> None:
    """Let this process keep what it frees, up to a bound, for the next shard.

    glibc else gives every large array back to the system and asks for it again, which is an eighth of a shard's time.
    """
    with suppress(OSError, AttributeError):  # another C library: nothing to tune
        tune = CDLL(None).mallopt
        for setting in (_MMAP_THRESHOLD, _TRIM_THRESHOLD):
            tune(setting, _KEPT_BYTES)


def solve_pools(shards: Iterable[Shard], policy: Policy, processes: int = 1) -> Iterator[ShardAnswer]:
    """Match every shard, in order, in so many processes; memory holds a few of them at a time."""
    if processes <= 1:
        for shard in shards:
            yield _solve_shard(shard, policy)
        return
    from joblib import Parallel, delayed, parallel_config

    with parallel_config(backend="loky", inner_max_num_threads=1):
        workers = Parallel(
            n_jobs=processes, return_as="generator", pre_dispatch=2 * _BATCH * processes, batch_size=_BATCH
        )
        yield from workers(delayed(_solve_apart)(shard, policy) for shard in shards)
