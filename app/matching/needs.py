"""What covering needs is worth, and what is spent on it: tables over kinds of volunteers and kinds of children."""

from dataclasses import dataclass

import numpy as np

from .arrays import Bytes, Ints
from .cover import NeedKey
from .encode import Pool
from .policy import Policy

UNCOVERED, MUST_MISSING, RESTRICTED = 1, 2, 4
_UNIT = 10_000  # scarcity in whole numbers, so that sums are the same in any order


@dataclass(frozen=True)
class Scarcity:
    """How scarce each need is, frozen with the plan: children who have it per slot that covers it; the scarcest has
    10,000."""

    of_need: dict[NeedKey, int]
    scale: int  # the highest scarcity one volunteer of the pool can serve in one child


@dataclass(frozen=True)
class Coverage:
    """Tables of shape (skill types, need types). `flags` joins UNCOVERED (no need covered), MUST_MISSING, and
    RESTRICTED (a covered need lies in an area with the same-sex rule in person). Points hold where no must is missing.
    """

    flags: Bytes
    points: Ints  # of the reason "needs"
    thrift: Ints  # of the reason "thrift", never above 0


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
    return Scarcity(of_need=of_need, scale=int(_served(pool, of_need).max(initial=0)))


def _served(pool: Pool, of_need: dict[NeedKey, int]) -> Ints:
    """Scarcity that each kind of volunteer serves in each kind of child, shape (skill types, need types)."""
    tables = pool.needs
    value = np.array([of_need.get(name, 0) for name in tables.names] + [0], dtype=np.int32)
    worth = tables.cover * value
    served = np.zeros((len(tables.cover), len(tables.keys)), dtype=np.int32)
    for place in range(tables.keys.shape[1]):
        asks = np.flatnonzero(tables.keys[:, place] < len(tables.names))
        served[:, asks] += worth[:, tables.keys[asks, place]]
    return served.astype(np.int64)


def tabulate(pool: Pool, policy: Policy, scarcity: Scarcity) -> Coverage:
    """The tables of all kinds of volunteers and children in the pool, under a scarcity measured before."""
    tables = pool.needs
    covered = np.zeros((len(pool.skill_types), len(pool.need_types)), dtype=np.uint16)
    flags = np.zeros(covered.shape, dtype=np.uint8)
    private = np.array([name[0] in policy.same_sex_areas for name in tables.names] + [False], dtype=bool)
    for place in range(tables.keys.shape[1]):
        key, must = tables.keys[:, place], np.flatnonzero(tables.must[:, place])
        asks = np.flatnonzero(key < len(tables.names))
        covered[:, asks] += tables.cover[:, key[asks]]
        flags[:, must] |= np.uint8(MUST_MISSING) * ~tables.cover[:, key[must]]
        barred = np.flatnonzero(private[key])
        flags[:, barred] |= np.uint8(RESTRICTED) * tables.cover[:, key[barred]]
    flags |= np.uint8(UNCOVERED) * (covered == 0)
    musts = tables.must.sum(axis=1)
    points = covered * np.int64(policy.other_need) + musts * (policy.must_need - policy.other_need)
    served = _served(pool, scarcity.of_need)
    unused = served.max(axis=1, keepdims=True, initial=0) - served
    scale = max(scarcity.scale, 1)
    thrift = -((policy.thrift * unused + scale // 2) // scale)
    return Coverage(flags=flags, points=points, thrift=thrift)
