"""A plan after people left and came, solved warm, against a new solve from scratch under the same statistics."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching import Child, Need, Skill, Volunteer, match
from app.matching.plan import make_plan
from app.matching.prices import NONE
from app.matching.problem import link, pose
from tests.thorough import examples

from .people import make_child, make_pool, make_volunteer
from .strategies import children, volunteers
from .test_brute_force import cases

CASES = settings(max_examples=examples(250), deadline=None)
SLOW_CASES = settings(max_examples=examples(60), deadline=None)


def renamed(person, name):
    fields = {key: value for key, value in vars(person).items() if key not in ("id", "_")}
    return type(person)(name, fields.pop("skills" if "skills" in fields else "needs"), **fields)


def from_scratch(plan, forbidden, continuing):
    """The plan of the same people and statistics, solved cold; links to people who left are left out."""
    problem = plan.problem
    here, there = set(problem.volunteers), set(problem.children)
    posed = replace(pose(problem.helpers, problem.people, plan.policy, problem.frozen), retention=problem.retention)
    linked, _ = link(
        posed,
        {(v, c) for v, c in forbidden if v in here and c in there},
        {c: v for c, v in continuing.items() if v in here and c in there},
    )
    return make_plan(linked)


def agree(warm, cold):
    assert warm.proof.exact
    assert warm.proof.levels == cold.proof.levels
    assert warm.pairs == cold.pairs
    assert warm.waiting == cold.waiting
    assert warm.removed == cold.removed
    assert warm.townships == cold.townships
    assert warm.proof.pairs_priced == len(warm.arcs.rows) == len(cold.arcs.rows)
    for side in ("volunteer", "child"):
        mine, other = (p.answer.packing.unpack(getattr(p.answer.prices, side)) for p in (warm, cold))
        assert np.array_equal(mine, other), side
    mine, other = town_prices(warm), town_prices(cold)
    assert {name: mine[name] for name in other} == other


def town_prices(plan):
    """Lowest price of each township that has one; a plan may still know townships of people who left."""
    prices = plan.answer.prices.township
    levels = plan.answer.packing.unpack(prices).T.tolist()[:-1]  # the last one is the sink
    names = plan.problem.pool.townships[: len(levels)]
    return {name: value for name, value, digit in zip(names, levels, prices[0][:-1], strict=True) if digit != NONE}


@st.composite
def changes(draw, plan, number):
    gone = draw(st.sets(st.sampled_from(plan.problem.volunteers))) if plan.problem.volunteers else set()
    left = draw(st.sets(st.sampled_from(plan.problem.children))) if plan.problem.children else set()
    come = [renamed(v, f"new{number}v{v.id}") for v in draw(volunteers(2))]
    arrive = [renamed(c, f"new{number}c{c.id}") for c in draw(children(2))]
    # Somebody who leaves may come again, changed.
    come += [renamed(v, name) for name, v in zip(sorted(gone), draw(volunteers(1)), strict=False)]
    arrive += [renamed(c, name) for name, c in zip(sorted(left), draw(children(1)), strict=False)]
    rows = sorted(set(plan.problem.volunteers) - gone | {v.id for v in come})
    columns = sorted(set(plan.problem.children) - left | {c.id for c in arrive})
    pairs = [(v, c) for v in rows for c in columns]
    barred = frozenset(draw(st.lists(st.sampled_from(pairs), max_size=2))) if pairs else frozenset()
    return gone, left, come, arrive, barred


@CASES
@given(cases(4, 5), st.data())
def test_any_changes_one_after_another_give_the_plan_solved_from_scratch(case, data):
    left, right, policy, forbidden, continuing = case
    plan = match(left, right, policy, forbidden=forbidden, continuing=continuing)
    for number in range(data.draw(st.integers(1, 3))):
        gone, away, come, arrive, barred = data.draw(changes(plan, number))
        plan = plan.changed(gone, away, come, arrive, forbidden=barred)
        # Whoever left takes what was forbidden and what continued along.
        forbidden = {pair for pair in forbidden | barred if pair[0] in plan._rows and pair[1] in plan._columns}
        # What a rule has dropped once does not come back.
        lost = {(c, v) for c, v, _ in plan.dropped}
        continuing = {
            c: v for c, v in continuing.items() if v in plan._rows and c in plan._columns and (c, v) not in lost
        }
        agree(plan, from_scratch(plan, forbidden, continuing))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [(40, 60), (60, 45), (30, 300)])
def test_changes_of_a_larger_pool_one_after_another(seed, size):
    rng = random.Random(seed)  # noqa: S311 -- test data
    plan = match(*make_pool(seed, *size))
    for number in range(4):
        gone = rng.sample(plan.problem.volunteers, rng.randint(0, 6))
        left = rng.sample(plan.problem.children, rng.randint(0, 6))
        come = [make_volunteer(rng, f"v{number}-{k}") for k in range(rng.randint(0, 6))]
        arrive = [make_child(rng, f"c{number}-{k}") for k in range(rng.randint(0, 6))]
        come += [replace(plan.problem.helpers[plan._rows[name]], capacity=rng.randint(0, 4)) for name in gone[:2]]
        plan = plan.changed(gone, left, come, arrive)
        agree(plan, from_scratch(plan, set(), {}))


@SLOW_CASES
@given(cases(3, 4), st.data())
def test_a_changed_plan_answers_like_one_solved_from_scratch(case, data):
    left, right, policy, forbidden, continuing = case
    first = match(left, right, policy, forbidden=forbidden, continuing=continuing)
    gone, away, come, arrive, barred = data.draw(changes(first, 0))
    plan = first.changed(gone, away, come, arrive, forbidden=barred)
    cold = from_scratch(plan, forbidden | barred, {c: v for c, v in continuing.items() if (c, v) not in dropped(plan)})
    for volunteer in plan.problem.volunteers:
        assert plan.price_of(volunteer) == cold.price_of(volunteer)
        assert plan.without(volunteer).pairs == cold.without(volunteer).pairs
        assert all(plan.why_not(volunteer, c) == cold.why_not(volunteer, c) for c in plan.problem.children)
    for child in plan.problem.children:
        assert plan.why_waiting(child) == cold.why_waiting(child)
    for newcomer in data.draw(volunteers(2)):
        someone = renamed(newcomer, f"someone {newcomer.id}")
        assert plan.value_of(someone) == cold.value_of(someone)
        assert plan.fairness_price == cold.fairness_price


def dropped(plan):
    return {(child, volunteer) for child, volunteer, _ in plan.dropped}


@CASES
@given(cases(4, 5), st.data())
def test_one_more_slot_changes_what_its_value_says(case, data):
    left, right, policy, forbidden, _ = case
    plan = match(left, right, policy, forbidden=forbidden)
    for number, volunteer in enumerate(data.draw(volunteers(2))):
        newcomer = replace(renamed(volunteer, f"new{number}"), capacity=1)
        value = plan.value_of(newcomer)
        after = plan.changed(volunteers=[newcomer])
        gains = [a - b for (_, a, _), (_, b, _) in zip(after.proof.levels, plan.proof.levels, strict=True)]
        assert [gain for _, gain in value.gain] == gains[:-1]
        plan = after


def test_nothing_changed_is_the_same_plan():
    plan = match(*make_pool(4, 20, 60))
    agree(plan.changed(), plan)
    assert plan.changed().proof.levels == plan.proof.levels


def test_everybody_leaves_and_comes_back():
    left, right = make_pool(5, 12, 30)
    plan = match(left, right)
    empty = plan.changed([v.id for v in left], [c.id for c in right])
    assert (empty.pairs, empty.waiting, empty.proof.exact) == ((), (), True)
    again = empty.changed(volunteers=left, children=right)
    agree(again, plan)


def test_a_pool_too_wide_to_keep_every_arc_is_solved_anew(monkeypatch):
    from app.matching import changes as module

    left, right = make_pool(6, 20, 80)
    plan = match(left, right)
    warm = plan.changed([left[0].id], [right[3].id])
    monkeypatch.setattr(module, "WIDE", 0)
    cold = plan.changed([left[0].id], [right[3].id])
    assert (warm.pairs, warm.proof.levels) == (cold.pairs, cold.proof.levels)


def test_need_rarer_than_any_before_leaves_the_points_of_others_alone():
    plan = match(
        [Volunteer("a", [Skill("tutoring", "math"), Skill("safety")]), Volunteer("b", [Skill("tutoring", "math")])],
        [Child("c", [Need("tutoring", "math")], grade=3), Child("d", [Need("safety")], grade=3)],
    )
    both = Child("e", [Need("tutoring", "math"), Need("safety")], grade=3, risk=3)
    after = plan.changed(children=[both])
    here = {(p.volunteer_id, p.child_id): p.score for p in plan.pairs}
    there = {(p.volunteer_id, p.child_id): p.score for p in after.pairs}
    assert ("a", "e") in there
    assert all(here[pair] == score for pair, score in there.items() if pair in here)
    agree(after, from_scratch(after, set(), {}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"withdrawn_volunteers": ["x"]}, "withdrawn volunteer 'x': unknown"),
        ({"withdrawn_children": ["x"]}, "withdrawn child 'x': unknown"),
        ({"withdrawn_children": "c1"}, "must be a list of ids"),
        ({"withdrawn_volunteers": ["v1", "v1"]}, "named twice"),
        ({"volunteers": [Volunteer("v1", [])]}, r"volunteer 'v1' \(row 0\): duplicate id"),
        ({"children": [Child("n", [], grade=1), Child("n", [], grade=1)]}, r"child 'n' \(row 1\): duplicate id"),
        ({"children": [Child("n", [], grade=-1)]}, r"child 'n' \(row 0\): grade"),
        ({"volunteers": [Volunteer("n", [], capacity=float("nan"))]}, r"volunteer 'n' \(row 0\): capacity"),
        ({"forbidden": {("v1", "x")}}, "forbidden .*unknown"),
    ],
)
def test_bad_changes_are_refused_by_name(change, message):
    plan = match(*make_pool(7, 3, 4))
    with pytest.raises(ValueError, match=message):
        plan.changed(**change)


def test_forbidden_pairs_stay_forbidden_for_whoever_comes_again():
    left, right = make_pool(8, 6, 20)
    plan = match(left, right)
    pair = plan.pairs[0]
    barred = plan.changed(forbidden={(pair.volunteer_id, pair.child_id)})
    again = barred.changed([pair.volunteer_id], [], [v for v in left if v.id == pair.volunteer_id], [])
    for one in (barred, again):
        assert one.why_not(pair.volunteer_id, pair.child_id).rule == "forbidden"
        assert dict(one.removed)["forbidden"] == 1


def test_slots_without_number_change_like_any_others():
    most = 2**31 - 1
    left = [Volunteer(f"v{n}", [Skill("a")], capacity=most, township="t0") for n in range(3)]
    right = [Child(f"c{n}", [Need("a")], grade=3, township=f"t{n % 3}", risk=n % 4) for n in range(9)]
    plan = match(left, right)
    fewer = plan.changed(["v0", "v1"], ["c0"], [replace(left[0], capacity=2)], [])
    agree(fewer, from_scratch(fewer, set(), {}))
    more = fewer.changed(["v0"], (), [left[0]], [right[0]])
    agree(more, from_scratch(more, set(), {}))
