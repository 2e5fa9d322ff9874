"""Hard rules: each removes arcs, each pair is counted under the first rule that removed it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .arrays import Bools, Bytes, Ints, Masks
from .encode import Pool
from .needs import MUST_MISSING, RESTRICTED, UNCOVERED, Coverage
from .policy import Policy

RULES: tuple[str, ...] = (
    "no_needs",
    "no_need_covered",
    "must_have_missing",
    "no_common_time",
    "mode",
    "out_of_reach",
    "too_few_weeks",
    "same_sex",
    "language",
    "capacity",
    "forbidden",
)
"""Every hard rule, in the order in which they are asked. The product translates these names."""

Codes = npt.NDArray[np.uint8]
FEASIBLE = len(RULES)


@dataclass(frozen=True)
class Verdicts:
    """For a block of pairs: which rules fail."""

    broken: tuple[Bools, ...]  # one per rule, in the order of RULES

    def first(self) -> Codes:
        """Row in RULES of the first broken rule, FEASIBLE where none is."""
        shape = np.broadcast_shapes(*(broken.shape for broken in self.broken))
        code = np.full(shape, FEASIBLE, dtype=np.uint8)
        for rule in range(len(RULES) - 1, -1, -1):
            np.copyto(code, np.uint8(rule), where=self.broken[rule])
        return code

    def sift(self) -> tuple[Bools, Ints]:
        """Which pairs no rule removes, and how many each rule removes as the first; `first` without the codes."""
        shape = np.broadcast_shapes(*(broken.shape for broken in self.broken))
        left, counts = np.ones(shape, dtype=bool), np.zeros(len(RULES), dtype=np.int64)
        standing = int(np.prod(shape))
        for rule, broken in enumerate(self.broken):
            left &= ~broken
            remaining = int(np.count_nonzero(left))
            counts[rule], standing = standing - remaining, remaining
        return left, counts


@dataclass(frozen=True)
class _Ways:
    shared: Masks
    other: Masks
    reached: Bools
    same: Bools
    flags: Bytes  # see Coverage
    barred: Bools  # the same-sex rule forbids meeting in person
    in_person: Bools


def _ways(pool: Pool, coverage: Coverage, rows: Ints, columns: Ints) -> _Ways:
    left, right = pool.volunteers, pool.children
    shared = left.modes[rows, 0] & right.modes[columns, 0]
    same = (left.gender[rows] == right.gender[columns]) & (right.gender[columns] >= 0)
    reached = _at(pool.reach, rows, right.township[columns]) & _near_enough(pool, rows, columns)
    flags = _at(coverage.flags, left.type_of[rows], right.type_of[columns])
    barred = ((flags & RESTRICTED) != 0) & ~same
    return _Ways(
        shared=shared,
        other=shared & ~np.uint64(1),
        reached=reached,
        same=same,
        flags=flags,
        barred=barred,
        in_person=(shared & np.uint64(1)).astype(bool) & reached & ~barred,
    )


def _at(table: npt.NDArray[Any], rows: Ints, columns: Ints) -> npt.NDArray[Any]:
    """A table read for a block or a list; for a block two plain takes are several times faster than one by pairs."""
    if rows.ndim == 2 and columns.ndim == 2:
        block: npt.NDArray[Any] = np.take(table[rows[:, 0]], columns[0], axis=1)  # -1 is the last column, as elsewhere
        return block
    listed: npt.NDArray[Any] = table[rows, columns]
    return listed


def judge(pool: Pool, coverage: Coverage, policy: Policy, forbidden: Ints, rows: Ints, columns: Ints) -> Verdicts:
    """Judge pairs by every rule.

    `rows` (volunteers) and `columns` (children) broadcast: (b, 1) with (1, c) gives a block, two equal (m,) a list.
    `forbidden` holds row x children + column, sorted.
    """
    left, right = pool.volunteers, pool.children
    ways = _ways(pool, coverage, rows, columns)
    face_to_face = (ways.other == 0) & (ways.shared & np.uint64(1)).astype(bool)
    needless = np.array([not needs for _, needs in pool.need_types], dtype=bool)
    broken: dict[str, Bools] = {
        "no_needs": needless[right.type_of[columns]],
        "no_need_covered": (ways.flags & UNCOVERED) != 0,
        "must_have_missing": (ways.flags & MUST_MISSING) != 0,
        "no_common_time": ~_meet(left.slots[rows], right.slots[columns]),
        "mode": ways.shared == 0,
        "out_of_reach": face_to_face & ~ways.reached,
        "too_few_weeks": common(left.weeks[rows], right.weeks[columns]) < policy.min_common_weeks,
        "same_sex": (pool.same_gender[columns] & ~ways.same) | (face_to_face & ways.reached & ways.barred),
        "language": ~_meet(left.languages[rows], right.languages[columns]),
        "capacity": pool.capacity[rows] == 0,
        "forbidden": _listed(forbidden, rows, columns, len(right.ids)),
    }
    return Verdicts(broken=tuple(broken[name] for name in RULES))


def ways_to_meet(pool: Pool, coverage: Coverage, rows: Ints, columns: Ints) -> tuple[Bools, Masks]:
    """Whether pairs may meet in person, and the mask of the other modes that both offer."""
    ways = _ways(pool, coverage, rows, columns)
    return ways.in_person, ways.other


def _listed(forbidden: Ints, rows: Ints, columns: Ints, width: int) -> Bools:
    if not len(forbidden):
        return np.zeros(1, dtype=bool)
    return np.isin(rows * width + columns, forbidden)


def _meet(left: Masks, right: Masks) -> Bools:
    met: Bools = (left[..., 0] & right[..., 0]) != 0
    for word in range(1, left.shape[-1]):
        met = met | ((left[..., word] & right[..., word]) != 0)
    return met


def common(left: Masks, right: Masks) -> Ints:
    """How many values two blocks of masks share; None counts as any."""
    shared: Ints = np.bitwise_count(left[..., 0] & right[..., 0]).astype(np.int64)
    for word in range(1, left.shape[-1]):
        shared = shared + np.bitwise_count(left[..., word] & right[..., word])
    return shared


def kilometres(pool: Pool, rows: Ints, columns: Ints) -> npt.NDArray[np.float64]:
    """Straight distance in kilometres, NaN where a location is unknown; exact operations only, so blocks agree."""
    from_, to = pool.volunteers.place, pool.children.place
    steps = [from_[rows, axis] - to[columns, axis] for axis in range(3)]
    squares = steps[0] * steps[0] + steps[1] * steps[1] + steps[2] * steps[2]
    distance: npt.NDArray[np.float64] = np.sqrt(squares)
    return distance


def _near_enough(pool: Pool, rows: Ints, columns: Ints) -> Bools:
    if np.isinf(pool.volunteers.chord).all() and np.isinf(pool.children.chord).all():
        return np.ones(1, dtype=bool)
    limit = np.minimum(pool.volunteers.chord[rows], pool.children.chord[columns])
    far: Bools = kilometres(pool, rows, columns) > limit + 1e-6  # a millimetre: rounding must remove nobody
    return ~far
