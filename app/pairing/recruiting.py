"""Whom to recruit: every kind of volunteer the waiting children need, priced by the engine against the plan.

It imports nothing but the engine: it runs in the child process, after the match.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app import matching

BANDS = ((0, 0), (1, 6), (7, 9), (10, 12))
"""Kindergarten, primary, lower and upper secondary school: what a volunteer can be asked to teach."""
ALL_GRADES = (0, 12)
STRICT_LEVELS = ("continuing", "children", "class", "floor")
MOST = 15
MOST_REMOTE = 5
"""Of those who do not meet in person: they reach every township, and would push all others off the list."""


@dataclass(frozen=True)
class Kind:
    """One kind of volunteer, with time whenever the child has: what to look for, not whom."""

    area: str
    subject: str | None
    grades: tuple[int, int]
    township: str | None
    """None where they do not meet in person."""
    mode: str
    gender: str | None = None

    def volunteer(self, name: str, capacity: int = 1) -> matching.Volunteer:
        """One volunteer of this kind, as the engine takes it."""
        return matching.Volunteer(
            id=f"recruit {name}",
            skills=(matching.Skill(self.area, self.subject, *self.grades),),
            capacity=capacity,
            township=self.township,
            gender=self.gender,
            modes=(self.mode,),
            reach=None if self.township is None else frozenset({self.township}),
        )


@dataclass(frozen=True)
class Priced:
    """A kind with the children waiting for it, and what the first such volunteer would add."""

    kind: Kind
    asking: Sequence[matching.Child]
    value: matching.Value

    @property
    def order(self) -> tuple[Any, ...]:
        """Best first: more children, more at risk, townships below their floor; then where most wait for it."""
        gain = dict(self.value.gain)
        strict = tuple(-gain[level] for level in STRICT_LEVELS)
        return (*strict, -len(self.asking), -gain["fairness"], -gain["fit"], repr(self.kind))


def recruits(plan: matching.Plan, children: Sequence[matching.Child]) -> list[dict[str, Any]]:
    """The kinds of which the first volunteer adds most, each with the waiting children it could serve.

    Those who meet in person stand first, by township; within either half the best is the first.
    """
    waiting = set(plan.waiting)
    asking = kinds_asked_for([child for child in children if child.id in waiting], plan.policy)
    kinds = list(asking)
    values = plan.values_of([kind.volunteer(str(number)) for number, kind in enumerate(kinds)])
    priced = [Priced(kind, asking[kind], value) for kind, value in zip(kinds, values, strict=True) if value.children]
    ranked = sorted(_without_repeats(priced), key=lambda one: one.order)
    near = [one for one in ranked if one.kind.mode == matching.IN_PERSON][:MOST]
    far = [one for one in ranked if one.kind.mode != matching.IN_PERSON][:MOST_REMOTE]
    rows: list[dict[str, Any]] = []
    for half in (near, far):
        served = [replace(one, asking=_served(one, plan.policy)) for one in half]
        rows += [_row(one) for one in sorted(served, key=lambda one: one.order)]
    return rows


def kinds_asked_for(
    waiting: Sequence[matching.Child], policy: matching.Policy
) -> Mapping[Kind, Sequence[matching.Child]]:
    """Every kind that some waiting child needs, where and how it can meet, with the children who need it."""
    found: dict[Kind, dict[str, matching.Child]] = {}
    for child in waiting:
        for need in child.needs:
            grades = band_of(child.grade) if need.subject is not None else ALL_GRADES
            if grades is None:
                continue
            for mode in child.modes:
                home = child.township if mode == matching.IN_PERSON else None
                kind = Kind(need.area, need.subject, grades, home, mode)
                for gender in _genders(child, need.area, mode, policy):
                    found.setdefault(replace(kind, gender=gender), {})[child.id] = child
    return {kind: list(asking.values()) for kind, asking in found.items()}


def band_of(grade: int | None) -> tuple[int, int] | None:
    """The grades of the school a grade belongs to; a grade beyond them alone; None of an unknown one."""
    if grade is None:
        return None
    return next((band for band in BANDS if band[0] <= grade <= band[1]), (grade, grade))


def _genders(child: matching.Child, area: str, mode: str, policy: matching.Policy) -> tuple[str | None, ...]:
    """The sex is named where a rule asks for it."""
    strict = child.same_gender or (area in policy.same_sex_areas and mode == matching.IN_PERSON)
    if not strict:
        return (None,)
    return (child.gender,) if child.gender is not None else ()


def _without_repeats(priced: Sequence[Priced]) -> list[Priced]:
    """Leave out a kind with a named sex where anybody would do as much."""
    anybody = {one.kind: one.value.gain for one in priced if one.kind.gender is None}

    def says_more(one: Priced) -> bool:
        other = anybody.get(replace(one.kind, gender=None))
        return one.kind.gender is None or other is None or _levels(one.value.gain) > _levels(other)

    return [one for one in priced if says_more(one)]


def _levels(gain: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    return tuple(points for _, points in gain)


def _served(one: Priced, policy: matching.Policy) -> list[matching.Child]:
    """Those of the asking whom the engine's rules let such a volunteer serve: all of them, with places enough."""
    many = one.kind.volunteer("many", capacity=len(one.asking))
    plain = replace(policy, fairness=False, fit=False)
    served = {pair.child_id for pair in matching.match([many], one.asking, plain).pairs}
    return sorted((child for child in one.asking if child.id in served), key=lambda child: (-child.risk, child.id))


def _row(one: Priced) -> dict[str, Any]:
    return {
        "area": one.kind.area,
        "subject": one.kind.subject,
        "grade_min": one.kind.grades[0],
        "grade_max": one.kind.grades[1],
        "township": one.kind.township,
        "gender": one.kind.gender,
        "mode": one.kind.mode,
        "children": one.value.children,
        "risk": one.value.risk,
        "waiting_band": one.value.waiting_band,
        "gain": [list(level) for level in one.value.gain],
        "serves": [child.id for child in one.asking],
    }
