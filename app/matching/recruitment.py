"""Which recruits would help most: every kind of newcomer priced against the plan, without solving again."""

from dataclasses import dataclass

from .answers import Value
from .model import IN_PERSON, Skill, Volunteer
from .plan import Plan


@dataclass(frozen=True)
class Recruit:
    """One kind of volunteer the pool lacks, and what the first of that kind would add."""

    area: str
    subject: str | None
    grade_min: int
    grade_max: int
    township: str | None  # None for other modes than in person
    gender: str | None  # named only where the same-sex rule makes it matter
    mode: str
    value: Value


def recruitment(plan: Plan, limit: int = 20) -> tuple[Recruit, ...]:
    """The kinds that add most, best first by the levels of the plan; kinds that add nothing are left out.

    A kind has one skill over all grades in which the need occurs, works in one township (or in one other mode), and
    has time whenever the child has: it says what to look for, not whom.
    """
    kinds = _kinds(plan)
    values = plan.values_of([volunteer for volunteer, _ in kinds])
    found = []
    for (volunteer, mode), value in zip(kinds, values, strict=True):
        if any(gain for _, gain in value.gain):
            skill = volunteer.skills[0]
            found.append(
                Recruit(
                    area=skill.area,
                    subject=skill.subject,
                    grade_min=skill.grade_min,
                    grade_max=skill.grade_max,
                    township=volunteer.township,
                    gender=volunteer.gender,
                    mode=mode,
                    value=value,
                )
            )
    found.sort(key=lambda recruit: tuple(-gain for _, gain in recruit.value.gain))
    return tuple(found[:limit])


def _kinds(plan: Plan) -> list[tuple[Volunteer, str]]:
    pool = plan.problem.pool
    spans: dict[tuple[str, str | None], tuple[int, int]] = {}
    for grade, needs in pool.need_types:
        for need in needs:
            low, high = spans.get((need.area, need.subject), (1, 1)) if grade is None else (grade, grade)
            known = spans.get((need.area, need.subject), (low, high))
            spans[need.area, need.subject] = (min(known[0], low), max(known[1], high))
    homes = [pool.townships[row] for row in sorted(set(pool.children.township.tolist()) - {-1})]
    genders = sorted({child.gender for child in plan.problem.people if child.gender is not None})
    places: list[tuple[str | None, str]] = [(home, IN_PERSON) for home in homes] or [(None, IN_PERSON)]
    places += [(None, mode) for mode in pool.modes if mode != IN_PERSON]
    kinds = []
    for (area, subject), (low, high) in sorted(spans.items(), key=repr):
        for home, mode in places:
            strict = area in plan.policy.same_sex_areas and mode == IN_PERSON
            for gender in genders if strict else [None]:
                name = f"recruit {area}/{subject}/{home}/{mode}/{gender}"
                skill = Skill(area, subject, low, high)
                reach = None if home is None else frozenset({home})
                kinds.append(
                    (Volunteer(name, (skill,), township=home, reach=reach, gender=gender, modes=(mode,)), mode)
                )
    return kinds
