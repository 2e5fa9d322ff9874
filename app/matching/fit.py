"""The fit of a pair: points per reason, each rounded before the sum, so that reasons add up to the score."""

from dataclasses import dataclass

import numpy as np

from .arrays import Floats, Ints
from .encode import Pool
from .needs import Coverage
from .policy import Policy
from .rules import common, kilometres, ways_to_meet
from .text import SCALE, Interests

REASONS: tuple[str, ...] = (
    "needs",
    "thrift",
    "same_sex",
    "time",
    "weeks",
    "place",
    "language",
    "interests",
    "retention",
)
"""Every reason of a score. The product translates these names."""


@dataclass(frozen=True)
class Fit:
    """Points of a list of m pairs and the mode that earns most of them."""

    points: Ints  # (reasons, m)
    mode: Ints  # (m,) row in Pool.modes

    @property
    def score(self) -> Ints:
        """Shape (m,): the sum of the reasons."""
        total: Ints = self.points.sum(axis=0)
        return total


def measure_fit(
    pool: Pool,
    coverage: Coverage,
    policy: Policy,
    interests: Interests | None,
    lasting: Floats | None,
    rows: Ints,
    columns: Ints,
) -> Fit:
    """Points of feasible pairs, given as equally long lists of volunteer and child rows.

    `lasting` is the predicted chance of each pair in the list to last, or None.
    """
    points = np.zeros((len(REASONS), len(rows)), dtype=np.int64)
    place, mode = _place(pool, coverage, policy, rows, columns)
    if not policy.fit:
        return Fit(points=points, mode=mode)
    left, right = pool.volunteers, pool.children
    kinds = left.type_of[rows], right.type_of[columns]
    points[0] = coverage.points[kinds]
    points[1] = coverage.thrift[kinds]
    same = (left.gender[rows] == right.gender[columns]) & (right.gender[columns] >= 0)
    points[2] = policy.same_sex * same
    points[3] = share(policy.time, common(left.slots[rows], right.slots[columns]), policy.full_overlap)
    points[4] = share(policy.weeks, common(left.weeks[rows], right.weeks[columns]), policy.full_weeks)
    points[5] = place
    spoken = common(left.languages[rows], right.languages[columns])
    known = left.language_known[rows] & right.language_known[columns]
    points[6] = known * share(policy.language, spoken, 2)
    if interests is not None and policy.interests:
        # Whole numbers all the way: the same text pair earns the same points in any block.
        likeness = interests.similarity(rows, columns)
        points[7] = (policy.interests * likeness + SCALE * SCALE // 2) // (SCALE * SCALE)
    if lasting is not None:
        points[8] = np.rint(policy.retention * lasting).astype(np.int64)
    return Fit(points=points, mode=mode)


def share(points: int, count: Ints, full: int) -> Ints:
    """Points for a count, all of them at `full`."""
    return points * np.minimum(count, full) // full


def _place(pool: Pool, coverage: Coverage, policy: Policy, rows: Ints, columns: Ints) -> tuple[Ints, Ints]:
    """Points of `place` and the mode: in person where that earns as much as any other way."""
    in_person, other = ways_to_meet(pool, coverage, rows, columns)
    near = _nearness(pool, policy, rows, columns)
    remote = policy.place * policy.remote // 100
    meet = in_person & ((near >= remote) | (other == 0))
    lowest = np.bitwise_count((other & -other) - np.uint64(1)).astype(np.int64)
    return np.where(meet, near, remote), np.where(meet, 0, lowest)


def _nearness(pool: Pool, policy: Policy, rows: Ints, columns: Ints) -> Ints:
    """Points for meeting in person: by distance where both have one, else all in the same township, half if unknown."""
    here, there = pool.volunteers.township[rows], pool.children.township[columns]
    unknown = (here < 0) | (there < 0)
    points = np.where(unknown, policy.place // 2, np.where(here == there, policy.place, 0))
    if np.isnan(pool.volunteers.place).all() or np.isnan(pool.children.place).all():
        return points
    km = kilometres(pool, rows, columns)
    measured = np.rint(policy.place * np.maximum(0.0, 1.0 - np.where(np.isnan(km), 0.0, km) / policy.near_km))
    return np.where(np.isnan(km), points, measured.astype(np.int64))
