"""What covering needs is worth, and what is spent on it: tables over kinds of volunteers and kinds of children."""

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Bytes, Ints, Points
from .cover import NeedKey, SkillType
from .encode import Pool
from .policy import Policy

UNCOVERED, MUST_MISSING, RESTRICTED = 1, 2, 4
_CELLS = 2_000_000
_UNIT = 10_000  # scarcity in whole numbers, so that sums are the same in any order


@dataclass(frozen=True, eq=False)
class Scarcity:
    """How scarce each need is, frozen with the plan: children who have it per slot that covers it; the scarcest has
    10,000."""

    of_need: dict[NeedKey, int]
    scale: int  # the highest scarcity one volunteer of the pool can serve in one child
    kinds: tuple[SkillType, ...] = ()  # of volunteers it was measured with
    most: Ints | None = None  # (kinds,) the most scarcity each of them can serve in one child


@dataclass(frozen=True)
class Coverage:
    """Tables of shape (skill types, need types). `flags` joins UNCOVERED (no need covered), MUST_MISSING, and
    RESTRICTED (a covered need lies in an area with the same-sex rule in person). Points hold where no must is missing.
    """

    flags: Bytes
    points: Points  # of the reason "needs"
    thrift: Points  # of the reason "thrift", never above 0


def measure_scarcity(pool: Pool) -> Scarcity:
    """Demand over supply of every need key in the pool."""
    tables = pool.needs
    count = len(tables.names)
    slots = np.bincount(pool.volunteers.type_of, weights=pool.capacity, minlength=len(pool.skill_types))
    supply = slots @ tables.cover[:, :count] if count and len(slots) else np.zeros(count)
    children = np.bincount(pool.children.type_of, minlength=len(pool.need_types))
    width = tables.keys.shape[1]
    demand = np.bincount(tables.keys.ravel(), weights=np.repeat(children, width), minlength=count + 1)[:count]
    ratio = np.where(supply > 0, demand / np.maximum(supply, 1.0), 0.0)
    units = np.rint(_UNIT * ratio / max(ratio.max(initial=0.0), 1e-300)).astype(np.int64)
    of_need = dict(zip(tables.names, units.tolist(), strict=True))
    best = _most_served(pool, of_need)
    return Scarcity(of_need=of_need, scale=int(best.max(initial=0)), kinds=pool.skill_types, most=best)


def _worth(pool: Pool, of_need: dict[NeedKey, int]) -> Ints:
    """Scarcity of each need that each kind of volunteer covers, shape (keys + 1, skill types)."""
    tables = pool.needs
    value = np.array([of_need.get(name, 0) for name in tables.names] + [0], dtype=np.int32)
    worth: Ints = np.ascontiguousarray((tables.cover * value).T)
    return worth


def _most_served(pool: Pool, of_need: dict[NeedKey, int]) -> Ints:
    """The most scarcity that each kind of volunteer can serve in one kind of child, shape (skill types,)."""
    worth = _worth(pool, of_need)
    # Kinds of children that differ in nothing but the order of needs, or in what is a must, are served alike.
    keys = np.unique(np.sort(pool.needs.keys, axis=1), axis=0)
    best: Ints = np.zeros(len(pool.skill_types), dtype=worth.dtype)
    step = max(1, _CELLS // max(1, len(best)))
    for start in range(0, len(keys) if keys.shape[1] else 0, step):
        served = worth[keys[start : start + step, 0]]
        for place in range(1, keys.shape[1]):
            served += worth[keys[start : start + step, place]]
        np.maximum(best, served.max(axis=0), out=best)
    return best


def tabulate(pool: Pool, policy: Policy, scarcity: Scarcity) -> Coverage:
    """The tables of all kinds of volunteers and children in the pool, under a scarcity measured before.

    Made a few kinds of volunteers at a time, and no wider than the points need: large pools have thousands of kinds.
    """
    tables, shape = pool.needs, (len(pool.skill_types), len(pool.need_types))
    most = max(policy.must_need, policy.other_need, policy.thrift) * (1 + tables.keys.shape[1])
    kind = np.int16 if most < 2**15 else np.int32
    found = Coverage(*(np.zeros(shape, dtype=dtype) for dtype in (np.uint8, kind, kind)))
    worth = _worth(pool, scarcity.of_need)
    best = scarcity.most if scarcity.kinds is pool.skill_types else None
    if best is None:
        best = _most_served(pool, scarcity.of_need)
    lost = _thrift(policy.thrift, np.arange(int(best.max(initial=0)) + 1), scarcity.scale).astype(kind)
    extra = (tables.must.sum(axis=1) * (policy.must_need - policy.other_need)).astype(kind)
    step = max(1, _CELLS // max(1, shape[1]))
    for start in range(0, shape[0], step):
        part = slice(start, start + step)
        covered = _flag(pool, policy, found.flags[part], tables.cover[part])
        found.points[part] = covered * kind(policy.other_need) + extra
        served = np.zeros(covered.shape, dtype=worth.dtype)
        own = np.ascontiguousarray(worth[:, part].T)
        for place in range(tables.keys.shape[1]):
            served += np.take(own, tables.keys[:, place], axis=1)
        found.thrift[part] = lost[best[part, None] - served]
    return found


def _flag(pool: Pool, policy: Policy, flags: Bytes, cover: Bools) -> Points:
    """Mark what keeps some kinds of volunteers from kinds of children, and count the needs that they cover."""
    tables = pool.needs
    covered = np.zeros(flags.shape, dtype=np.int16)
    private = np.array([name[0] in policy.same_sex_areas for name in tables.names] + [False], dtype=bool)
    for place in range(tables.keys.shape[1]):
        key, must = tables.keys[:, place], np.flatnonzero(tables.must[:, place])
        covered += np.take(cover, key, axis=1)
        flags[:, must] |= np.uint8(MUST_MISSING) * ~cover[:, key[must]]
        barred = np.flatnonzero(private[key])
        flags[:, barred] |= np.uint8(RESTRICTED) * cover[:, key[barred]]
    flags |= np.uint8(UNCOVERED) * (covered == 0)
    return covered


def _thrift(points: int, unused: Ints, scale: int) -> Ints:
    """Points taken for scarcity that stays unused, rounded to the nearest."""
    scale = max(scale, 1)
    lost: Ints = -((points * unused.astype(np.int64) + scale // 2) // scale)
    return lost
