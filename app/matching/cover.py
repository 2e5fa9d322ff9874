"""Which kinds of volunteers cover which needs, at which grade."""

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints
from .model import Need, Skill

NeedKey = tuple[str, str | None, int | None]
SkillType = tuple[Skill, ...]
NeedType = tuple[int | None, tuple[Need, ...]]


@dataclass(frozen=True)
class NeedTables:
    """The distinct needs of a pool: where each kind of child has them, which kinds of volunteers cover them."""

    keys: Ints  # (need types, places): row of the need key, the last one is a blank
    must: Bools  # (need types, places)
    cover: Bools  # (skill types, keys + 1); the blank is covered by nobody
    names: tuple[NeedKey, ...]


def list_needs(skill_types: tuple[SkillType, ...], need_types: tuple[NeedType, ...]) -> NeedTables:
    """Index the needs and mark which kinds of volunteers cover them."""
    rows: dict[NeedKey, int] = {}
    width = max([len(needs) for _, needs in need_types], default=0)
    flat, must = [], []
    for grade, needs in need_types:
        flat.append([rows.setdefault((need.area, need.subject, grade), len(rows)) for need in needs])
        must.append([bool(need.must) for need in needs])
    blank = len(rows)
    keys = np.array([row + [blank] * (width - len(row)) for row in flat], dtype=np.int64).reshape(len(flat), width)
    musts = np.array([row + [False] * (width - len(row)) for row in must], dtype=bool).reshape(len(flat), width)
    names = tuple(rows)
    return NeedTables(keys=keys, must=musts, cover=_cover(skill_types, names), names=names)


def _cover(skill_types: tuple[SkillType, ...], names: tuple[NeedKey, ...]) -> Bools:
    named: dict[tuple[str, str | None], list[int]] = {}
    for row, (area, subject, _) in enumerate(names):
        named.setdefault((area, subject), []).append(row)
    grades = np.array([-1 if grade is None else grade for _, _, grade in names], dtype=np.int64)
    skills = {skill for kind in skill_types for skill in kind}
    per_skill = {skill: _covered_by(skill, named, grades) for skill in skills}
    cover = np.zeros((len(skill_types), len(names) + 1), dtype=bool)
    for row, kind in enumerate(skill_types):
        for skill in kind:
            cover[row, per_skill[skill]] = True
    return cover


def _covered_by(skill: Skill, named: dict[tuple[str, str | None], list[int]], grades: Ints) -> Ints:
    """Rows of the needs that one skill covers. Without a grade only a need without a subject can be covered."""
    whole = np.array(named.get((skill.area, None), []), dtype=np.int64)
    whole = whole[(grades[whole] < 0) | _within(skill, grades[whole])]
    if skill.subject is None:
        return whole
    exact = np.array(named.get((skill.area, skill.subject), []), dtype=np.int64)
    return np.concatenate([whole, exact[_within(skill, grades[exact])]])


def _within(skill: Skill, grades: Ints) -> Bools:
    return (grades >= skill.grade_min) & (grades <= skill.grade_max)
