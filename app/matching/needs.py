"""Which skills cover which needs, computed once per kind of volunteer and kind of child."""

from dataclasses import dataclass

import numpy as np

from .encode import Bools, Floats, Ints, NeedKey, Pool
from .model import Need, Skill
from .policy import Policy

NeedType = tuple[int | None, tuple[Need, ...]]


@dataclass(frozen=True)
class Scarcity:
    """How scarce each need is, frozen with the plan: children who have it per slot that covers it, 1 the scarcest."""

    of_need: dict[NeedKey, float]
    scale: float  # the highest scarcity one volunteer of the pool can serve in one child


@dataclass(frozen=True)
class Coverage:
    """Tables of shape (skill types, need types)."""

    covered: Ints  # needs covered
    must_missing: Bools
    restricted: Bools  # a covered need lies in an area with the same-sex rule in person
    points: Ints  # of the reason "needs"
    thrift: Ints  # of the reason "thrift", never above 0


@dataclass(frozen=True)
class NeedTables:
    """The distinct needs of a pool: where each kind of child has them, which kinds of volunteers cover them."""

    keys: Ints  # (need types, places): row of the need key, the last one is a blank
    must: Bools  # (need types, places)
    cover: Bools  # (skill types, keys + 1)
    names: tuple[NeedKey, ...]


def list_needs(pool: Pool) -> NeedTables:
    """Index the needs of a pool and mark which kinds of volunteers cover them."""
    need_types = pool.need_types
    rows: dict[NeedKey, int] = {}
    for grade, needs in need_types:
        for need in needs:
            rows.setdefault((need.area, need.subject, grade), len(rows))
    blank = len(rows)
    width = max([len(needs) for _, needs in need_types], default=0)
    keys = np.full((len(need_types), width), blank, dtype=np.int64)
    must = np.zeros((len(need_types), width), dtype=bool)
    for row, (grade, needs) in enumerate(need_types):
        for place, need in enumerate(needs):
            keys[row, place] = rows[need.area, need.subject, grade]
            must[row, place] = need.must
    names = tuple(rows)
    return NeedTables(keys=keys, must=must, cover=_cover(pool.skill_types, names), names=names)


def _cover(skill_types: tuple[tuple[Skill, ...], ...], names: tuple[NeedKey, ...]) -> Bools:
    """Shape (skill types, keys + 1); the last column is the blank, covered by nobody."""
    per_skill: dict[Skill, Bools] = {}
    cover = np.zeros((len(skill_types), len(names) + 1), dtype=bool)
    for row, skills in enumerate(skill_types):
        for skill in skills:
            if skill not in per_skill:
                per_skill[skill] = np.array([covers(skill, name) for name in names] + [False], dtype=bool)
            cover[row] |= per_skill[skill]
    return cover


def covers(skill: Skill, key: NeedKey) -> bool:
    """Whether one skill covers one need at the child's grade."""
    area, subject, grade = key
    if skill.area != area or (subject is not None and skill.subject != subject):
        return False
    if grade is None:
        return subject is None
    return skill.grade_min <= grade <= skill.grade_max


def measure_scarcity(pool: Pool, tables: NeedTables) -> Scarcity:
    """Demand over supply of every need key in the pool."""
    count = len(tables.names)
    slots = np.bincount(pool.volunteers.type_of, weights=pool.capacity, minlength=len(pool.skill_types))
    supply = slots @ tables.cover[:, :count] if count and len(slots) else np.zeros(count)
    children = np.bincount(pool.children.type_of, minlength=len(pool.need_types))
    width = tables.keys.shape[1]
    demand = np.bincount(tables.keys.ravel(), weights=np.repeat(children, width), minlength=count + 1)[:count]
    ratio = np.where(supply > 0, demand / np.maximum(supply, 1.0), 0.0)
    top = ratio.max(initial=0.0)
    of_need = dict(zip(tables.names, (ratio / top if top > 0 else ratio).tolist(), strict=True))
    served = _served(tables, of_need)
    return Scarcity(of_need=of_need, scale=float(served.max(initial=0.0)))


def _served(tables: NeedTables, of_need: dict[NeedKey, float]) -> Floats:
    """Scarcity that each kind of volunteer serves in each kind of child, shape (skill types, need types)."""
    value = np.array([of_need.get(name, 0.0) for name in tables.names] + [0.0])
    worth = tables.cover * value
    served = np.zeros((len(tables.cover), len(tables.keys)))
    for place in range(tables.keys.shape[1]):
        served += worth[:, tables.keys[:, place]]
    return served


def tabulate(pool: Pool, tables: NeedTables, policy: Policy, scarcity: Scarcity) -> Coverage:
    """The tables of all kinds of volunteers and children in the pool, under a scarcity measured before."""
    shape = (len(pool.skill_types), len(pool.need_types))
    restricted_key = np.array([name[0] in policy.same_sex_areas for name in tables.names] + [False], dtype=bool)
    covered, points = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    must_missing, restricted = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for place in range(tables.keys.shape[1]):
        key, must = tables.keys[:, place], tables.must[:, place]
        has = tables.cover[:, key]
        covered += has
        points += has * np.where(must, policy.must_need, policy.other_need)
        must_missing |= ~has & must
        restricted |= has & restricted_key[key]
    served = _served(tables, scarcity.of_need)
    unused = served.max(axis=1, keepdims=True, initial=0.0) - served
    scale = scarcity.scale if scarcity.scale > 0 else 1.0
    thrift = -np.rint(policy.thrift * unused / scale).astype(np.int64)
    return Coverage(covered=covered, must_missing=must_missing, restricted=restricted, points=points, thrift=thrift)
