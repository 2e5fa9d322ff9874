"""Recruits, retention and waves: what the engine says about people who are not there, or not there yet."""

import pickle
import random
from dataclasses import replace

import pytest

from app.matching import (
    Child,
    Need,
    Outcome,
    Outlook,
    Policy,
    Skill,
    Volunteer,
    match,
    recruitment,
    train_retention,
)
from app.matching.plan import make_plan
from app.matching.problem import pose
from app.matching.retention import FEATURES

from .people import make_pool


def test_recruits_are_priced_exactly_and_come_best_first():
    volunteers, children = make_pool(5, 12, 60)
    plan = match(volunteers, children)
    recruits = recruitment(plan, limit=30)
    gains = [tuple(gain for _, gain in recruit.value.gain) for recruit in recruits]
    assert gains == sorted(gains, reverse=True)
    before = [value for _, value, _ in plan.proof.levels]
    for recruit in recruits[:5]:
        newcomer = Volunteer(
            "new",
            [Skill(recruit.area, recruit.subject, recruit.grade_min, recruit.grade_max)],
            township=recruit.township,
            reach=None if recruit.township is None else {recruit.township},
            gender=recruit.gender,
            modes=(recruit.mode,),
        )
        larger = make_plan(pose([*volunteers, newcomer], children, plan.policy, plan.problem.frozen))
        after = [value for _, value, _ in larger.proof.levels]
        assert [gain for _, gain in recruit.value.gain] == [b - a for a, b in zip(before, after, strict=True)][:-1]


def test_no_recruit_helps_where_everybody_is_paired():
    plan = match([Volunteer("v", [Skill("a")])], [Child("c", [Need("a")], grade=1)], Policy(fit=False))
    assert recruitment(plan) == ()


def outcomes(seed: int, count: int, *, by_time: bool) -> list[Outcome]:
    """Pairs that last when they share much time, or by pure chance."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    volunteers, children = make_pool(seed, count, count)
    made = []
    for day, (volunteer, child) in enumerate(zip(volunteers, children, strict=True)):
        shared = len(volunteer.slots & child.slots)
        chance = min(0.95, 0.1 + 0.4 * shared) if by_time else 0.5
        made.append(Outcome(volunteer, child, day, rng.random() < chance))
    return made


def test_retention_learns_is_judged_on_later_outcomes_and_enters_the_score():
    model = train_retention(outcomes(1, 800, by_time=True))
    report = model.report
    assert model.used
    assert report.why_off is None
    assert (report.outcomes, report.tested) == (800, 200)
    assert report.brier < report.brier_of_base_rate
    assert sum(count for _, _, count in report.calibration) == 200
    assert {gap.group.split(":")[0] for gap in report.gaps} == {"sex", "township"}
    assert not {"gender", "sex", "risk", "language", "township"} & set(FEATURES)
    volunteers, children = make_pool(2, 20, 60)
    plan = match(volunteers, children, retention=model)
    assert plan.proof.exact
    assert any(reason.name == "retention" for pair in plan.pairs for reason in pair.reasons)
    assert all(pair.score == sum(reason.points for reason in pair.reasons) for pair in plan.pairs)
    assert match(volunteers[::-1], children[::-1], retention=model).pairs == plan.pairs
    copy = pickle.loads(pickle.dumps(plan))  # noqa: S301 -- our own bytes
    assert copy.pairs == plan.pairs
    assert copy.value_of(replace(volunteers[0], id="new")) == plan.value_of(replace(volunteers[0], id="new"))


def test_retention_is_off_without_enough_outcomes_or_without_a_gain():
    few = train_retention(outcomes(1, 150, by_time=True))
    assert few.report.why_off == "too few outcomes"
    chance = train_retention(outcomes(3, 400, by_time=False))
    assert chance.report.why_off == "no better than the base rate"
    same = [replace(outcome, lasted=True) for outcome in outcomes(1, 300, by_time=True)]
    assert train_retention(same).report.why_off == "too few of one kind of outcome"
    volunteers, children = make_pool(2, 10, 20)
    assert match(volunteers, children, retention=few).pairs == match(volunteers, children).pairs


def test_version_names_the_outcomes_it_was_trained_on():
    seen = outcomes(1, 150, by_time=True)
    assert train_retention(seen).version == train_retention(seen[::-1]).version
    assert train_retention(seen).version != train_retention(seen[1:]).version


VERSATILE = Volunteer("versatile", [Skill("math"), Skill("counselling")], slots={1, 2, 3, 4})
PLAIN = Volunteer("plain", [Skill("math")], slots={1})
PRESENT = Child("present", [Need("math")], grade=3, slots={1, 2, 3, 4})
COMING = Child("coming", [Need("counselling")], grade=3)
POLICY = Policy(thrift=0, same_sex_areas=(), hold_back=True)


def test_a_scarce_slot_is_held_for_a_need_that_is_expected():
    outlook = Outlook((), (COMING,))
    plain = match([VERSATILE, PLAIN], [PRESENT], replace(POLICY, hold_back=False), outlook=outlook)
    assert [pair.volunteer_id for pair in plain.pairs] == ["versatile"]
    assert plain.held == ()
    plan = match([VERSATILE, PLAIN], [PRESENT], POLICY, outlook=outlook)
    assert [pair.volunteer_id for pair in plan.pairs] == ["plain"]
    assert [(held.volunteer_id, held.slots, held.expected) for held in plan.held] == [("versatile", 1, ("coming",))]
    assert plan.proof.exact
    assert match([VERSATILE, PLAIN], [PRESENT], POLICY).held == ()


def test_no_expected_child_displaces_a_present_one():
    plan = match([VERSATILE], [PRESENT], POLICY, outlook=Outlook((), (COMING,)))
    assert [pair.child_id for pair in plan.pairs] == ["present"]
    assert plan.held == ()


@pytest.mark.parametrize("seed", range(4))
def test_holding_back_costs_no_present_child_and_no_class(seed):
    volunteers, children = make_pool(seed, 15, 40)
    later = make_pool(seed + 50, 6, 30)
    outlook = Outlook(tuple(later[0]), tuple(later[1]))
    free = match(volunteers, children[:10])
    kept = match(volunteers, children[:10], Policy(hold_back=True), outlook=outlook)
    assert kept.held
    assert kept.proof.levels[:3] == free.proof.levels[:3]


def test_people_whose_ids_read_like_expected_ones_are_not_taken_for_them():
    left = [Volunteer("expected:v", [Skill("a"), Skill("b")]), Volunteer("w", [Skill("a")])]
    right = [Child("expected:c", [Need("a")], grade=3)]
    outlook = Outlook((), (Child("c", [Need("b")], grade=3), Child(7, [Need("b")], grade=3)))
    plan = match(left, right, Policy(hold_back=True), outlook=outlook)
    assert [pair.volunteer_id for pair in plan.pairs] == ["w"]
    assert [(entry.volunteer_id, entry.slots) for entry in plan.held] == [("expected:v", 1)]
    assert plan.held[0].expected[0] in ("c", 7)


def test_nothing_is_held_back_of_what_the_past_season_had_enough_of():
    then = tuple(Volunteer(name, [Skill("counselling")]) for name in ("x", "y"))
    enough = match([VERSATILE, PLAIN], [PRESENT], POLICY, outlook=Outlook(then, (COMING,)))
    lacking = match([VERSATILE, PLAIN], [PRESENT], POLICY, outlook=Outlook((), (COMING,)))
    assert enough.held == ()
    assert [one.volunteer_id for one in lacking.held] == ["versatile"]
