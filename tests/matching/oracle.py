"""A second, slow and simple statement of the contract, one pair at a time, to hold the engine against."""

from itertools import product
from math import log1p

from app.matching import LEVELS, RULES, Child, Policy, Volunteer


def covered_needs(volunteer: Volunteer, child: Child) -> list:
    def covers(skill, need):
        if skill.area != need.area:
            return False
        if child.grade is None:
            return need.subject is None
        return need.subject in (None, skill.subject) and skill.grade_min <= child.grade <= skill.grade_max

    return [need for need in child.needs if any(covers(skill, need) for skill in volunteer.skills)]


def _share(one, other, least: int = 1) -> bool:
    if one is None and other is None:
        return True
    both = one if other is None else other if one is None else one & other
    return len(both) >= least


def broken_rules(volunteer: Volunteer, child: Child, policy: Policy, forbidden=frozenset()) -> list[str]:
    covered = covered_needs(volunteer, child)
    same = child.gender is not None and child.gender == volunteer.gender
    modes = set(volunteer.modes) & set(child.modes)
    reached = (
        volunteer.reach is None
        or child.township in volunteer.reach
        or (child.township is None and len(volunteer.reach) > 0)
    )
    barred = any(need.area in policy.same_sex_areas for need in covered) and not same
    only_in_person = modes == {"in_person"}
    missing = {(n.area, n.subject) for n in child.needs if n.must} - {(n.area, n.subject) for n in covered}
    verdict = {
        "no_needs": not child.needs,
        "no_need_covered": not covered,
        "must_have_missing": bool(missing),
        "no_common_time": not _share(volunteer.slots, child.slots),
        "mode": not modes,
        "out_of_reach": only_in_person and not reached,
        "too_few_weeks": not _share(volunteer.weeks, child.weeks, policy.min_common_weeks),
        "same_sex": (child.same_gender and not same) or (only_in_person and reached and barred),
        "language": not _share(volunteer.languages, child.languages),
        "capacity": volunteer.capacity == 0,
        "forbidden": (volunteer.id, child.id) in forbidden,
    }
    return [rule for rule in RULES if verdict[rule]]


def township_bonus(volunteers, children, policy: Policy, paired: dict) -> tuple[int, int]:
    """Floor and logarithmic fairness of the counts of paired children per township."""
    if not policy.fairness:
        return 0, 0
    floors = logs = 0
    total = sum(v.capacity for v in volunteers)
    for township in {c.township for c in children} - {None}:
        count = sum(c.township == township for c in children)
        entitlement = total * count / len(children)
        got = sum(c.township == township for c in children if c.id in paired)
        floors += min(got, int(policy.floor_share * entitlement + 1e-9))
        if policy.log_fairness:
            logs += sum(round(1000 * entitlement * log1p(1 / k)) for k in range(1, got + 1))
    return floors, logs


def objective(volunteers, children, policy, paired: dict, continuing: dict, worth: dict) -> tuple[int, ...]:
    """The levels of a set of pairs {child id: volunteer id}; `worth` gives (fit, tie) of a pair."""
    bands = len(policy.waiting_bands) + 1
    kept = sum(continuing.get(child) == volunteer for child, volunteer in paired.items())
    ranks = 0
    for child in children:
        if child.id in paired:
            band = sum(child.waiting_days >= days for days in policy.waiting_bands)
            ranks += child.risk * bands + band + 1
    floors, logs = township_bonus(volunteers, children, policy, paired)
    fit = sum(worth[volunteer, child][0] for child, volunteer in paired.items())
    tie = sum(worth[volunteer, child][1] for child, volunteer in paired.items())
    values = (kept, len(paired), ranks, floors, logs, fit, tie)
    assert len(values) == len(LEVELS)
    return values


def all_plans(volunteers, children, feasible: set):
    """Every set of feasible pairs within the capacities, as {child id: volunteer id}."""
    choices = [[None, *(v.id for v in volunteers if (v.id, c.id) in feasible)] for c in children]
    room = {v.id: v.capacity for v in volunteers}
    for chosen in product(*choices):
        if all(chosen.count(name) <= room[name] for name in set(chosen) if name is not None):
            yield {c.id: name for c, name in zip(children, chosen, strict=True) if name is not None}
