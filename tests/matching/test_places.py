"""Distance, reach and ways to meet, stated pair by pair."""

from math import asin, cos, radians, sin, sqrt

import pytest

from app.matching import Child, Need, Policy, Skill, Volunteer, match

ZHANYI = (25.6, 103.82)


def kilometres(one, other):
    lat, lon = radians(one[0] - other[0]), radians(one[1] - other[1])
    a = sin(lat / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(lon / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(a))


def rule(volunteer: dict, child: dict, policy=None):
    plan = match(
        [Volunteer("v", [Skill("a")], **volunteer)], [Child("c", [Need("a")], grade=3, **child)], policy or Policy()
    )
    return plan.why_not("v", "c").rule


@pytest.mark.parametrize("north", [0.01, 0.1, 0.5])
def test_distance_is_measured_along_the_ground(north):
    there = (ZHANYI[0] + north, ZHANYI[1] + north)
    far = kilometres(ZHANYI, there)
    for side in ("volunteer", "child"):
        for limit, expected in ((far * 1.001, None), (far * 0.999, "out_of_reach")):
            people = {"volunteer": {"location": ZHANYI}, "child": {"location": there}}
            people[side]["max_km"] = limit
            assert rule(people["volunteer"], people["child"]) == expected


def test_distance_counts_only_where_both_places_are_known():
    assert rule({"location": ZHANYI, "max_km": 0.0}, {}) is None
    assert rule({"max_km": 0.0}, {"location": ZHANYI}) is None
    assert rule({"location": ZHANYI, "max_km": 0.0}, {"location": ZHANYI}) is None


def test_a_rule_of_one_way_to_meet_leaves_the_other():
    both = ("in_person", "online")
    assert rule({"reach": {"x"}}, {"township": "y"}) == "out_of_reach"
    assert rule({"reach": {"x"}, "modes": both}, {"township": "y", "modes": both}) is None
    plan = match(
        [Volunteer("v", [Skill("a")], reach={"x"}, modes=both)],
        [Child("c", [Need("a")], grade=3, township="y", modes=both)],
    )
    assert plan.pairs[0].mode == "online"
    assert rule({"reach": set()}, {}) == "out_of_reach"
    assert rule({"reach": {"x"}}, {}) is None
    assert rule({"modes": ("online",)}, {}) == "mode"


def test_same_sex_where_asked_and_for_private_areas_in_person():
    private = Policy(same_sex_areas=("a",))
    both = ("in_person", "online")
    assert rule({"gender": "m"}, {"gender": "f"}, private) == "same_sex"
    assert rule({"gender": "f"}, {"gender": "f"}, private) is None
    assert rule({"gender": "f"}, {}, private) == "same_sex"
    assert rule({"gender": "m", "modes": both}, {"gender": "f", "modes": both}, private) is None
    assert rule({"gender": "m", "modes": both}, {"gender": "f", "modes": both, "same_gender": True}) == "same_sex"


def test_nearer_is_worth_more():
    near, far = (ZHANYI[0] + 0.01, ZHANYI[1]), (ZHANYI[0] + 0.2, ZHANYI[1])
    volunteers = [Volunteer("far", [Skill("a")], location=far), Volunteer("near", [Skill("a")], location=near)]
    plan = match(volunteers, [Child("c", [Need("a")], grade=3, location=ZHANYI)])
    assert [pair.volunteer_id for pair in plan.pairs] == ["near"]
