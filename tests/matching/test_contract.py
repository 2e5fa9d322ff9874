"""The contract of design section 4, on pools of real size and at the edges."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import coo_array, csr_array

from app.matching import LEVELS, RULES, Child, Need, Policy, Skill, Volunteer, assign, match

from .people import make_online, make_pool


@pytest.fixture(scope="module")
def district():
    volunteers, children = make_pool(1, 87, 2521)
    return volunteers, children, match(volunteers, children)


def test_engine_loads_no_web_framework():
    code = "import app.matching, sys; assert not {'flask', 'sqlalchemy', 'sklearn'} & set(sys.modules)"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_plan_of_a_district_is_proven_and_adds_up(district):
    volunteers, _, plan = district
    assert plan.proof.exact
    assert [name for name, _, _ in plan.proof.levels] == list(LEVELS)
    assert all(isinstance(value, int) and value == bound for _, value, bound in plan.proof.levels)
    assert (plan.proof.objective, plan.proof.bound) == plan.proof.levels[-1][1:]
    levels = {name: value for name, value, _ in plan.proof.levels}
    assert levels["children"] == len(plan.pairs) == sum(v.capacity for v in volunteers)
    assert levels["fit"] == sum(pair.score for pair in plan.pairs)
    assert all(pair.score == sum(reason.points for reason in pair.reasons) for pair in plan.pairs)
    assert len({pair.child_id for pair in plan.pairs}) == len(plan.pairs)


def test_every_pair_is_feasible_or_counted_under_one_rule(district):
    volunteers, children, plan = district
    assert [rule for rule, _ in plan.removed] == list(RULES)
    assert sum(count for _, count in plan.removed) + len(plan.arcs.rows) == len(volunteers) * len(children)
    assert plan.proof.pairs_priced + plan.proof.pairs_bounded >= len(plan.arcs.rows)


def test_plan_survives_pickling(district):
    plan = district[2]
    copy = pickle.loads(pickle.dumps(plan))  # noqa: S301 -- our own bytes
    assert copy.pairs == plan.pairs
    assert copy.proof == plan.proof
    waiting = plan.waiting[0]
    assert copy.why_waiting(waiting) == plan.why_waiting(waiting)


def test_order_of_rows_changes_nothing(district):
    volunteers, children, plan = district
    other = match(volunteers[::-1], children[::-1])
    assert other.pairs == plan.pairs
    assert other.proof == plan.proof


def test_online_pool_with_many_skills_is_proven():
    plan = match(*make_online(2, 713, 663))
    assert plan.proof.exact
    assert {pair.mode for pair in plan.pairs} == {"online"}
    assert len(plan.pairs) > 600


@pytest.mark.parametrize(("left", "right"), [(0, 0), (0, 3), (3, 0), (1, 1)])
def test_empty_and_tiny_sides(left, right):
    volunteers, children = make_pool(3, left, right)
    plan = match(volunteers, children)
    assert plan.proof.exact
    assert len(plan.pairs) <= min(left, right)
    assert len(plan.waiting) == right - len(plan.pairs)


def test_child_without_needs_waits_and_is_counted():
    plan = match([Volunteer("v", [Skill("a")])], [Child("c", [], grade=3)])
    assert plan.pairs == ()
    assert dict(plan.removed)["no_needs"] == 1
    assert plan.why_not("v", "c").rule == "no_needs"


def test_continuing_pair_is_kept_or_dropped_and_reported():
    volunteers = [Volunteer("v", [Skill("a")]), Volunteer("w", [Skill("b")])]
    children = [Child("c", [Need("a")], grade=3), Child("d", [Need("a")], grade=3, risk=3)]
    assert {(p.volunteer_id, p.child_id) for p in match(volunteers, children).pairs} == {("v", "d")}
    plan = match(volunteers, children, continuing={"c": "v", "d": "w"})
    assert {(p.volunteer_id, p.child_id) for p in plan.pairs} == {("v", "c")}
    assert plan.dropped == (("d", "w", "no_need_covered"),)
    plan = match(volunteers, children, continuing={"c": "v"}, forbidden={("v", "c")})
    assert plan.dropped == (("c", "v", "forbidden"),)
    assert {(p.volunteer_id, p.child_id) for p in plan.pairs} == {("v", "d")}


def test_policy_is_saved_and_read_back():
    policy = Policy(fairness=False, waiting_bands=(7, 14), thrift=0)
    assert Policy.from_dict(policy.to_dict()) == policy
    with pytest.raises(ValueError, match="unknown colour"):
        Policy.from_dict({"colour": 1})
    for wrong in ({"floor_share": 2}, {"thrift": -1}, {"waiting_bands": [9, 3]}, {"fit": 1}, {"near_km": float("nan")}):
        with pytest.raises(ValueError, match=f"policy: {next(iter(wrong))}"):
            Policy(**wrong)


def test_assign_maximises_and_prices():
    result = assign(csr_array(np.array([[1, 0, 3], [2, 2, 0]])))
    assert result.objective == result.bound == 5
    assert (result.row_prices >= 0).all()
    assert result.pairs.tolist() in ([[0, 2], [1, 0]], [[0, 2], [1, 1]])
    assert assign(csr_array((0, 3))).pairs.shape == (0, 2)
    assert assign(csr_array((3, 0))).column_prices.shape == (0, 2)


def test_row_without_capacity_has_the_gain_of_its_first_slot():
    result = assign(csr_array(np.array([[1, 0, 3], [2, 2, 0]])), [0, 2])
    assert result.row_prices[0].tolist() == [3, 3]
    assert result.objective == 4


@pytest.mark.parametrize(
    ("entries", "capacity", "message"),
    [
        ([[1, -1], [1, 1]], None, "row 0"),
        ([[1, 1], [0.5, 1]], None, "row 1"),
        ([[1, 1], [np.nan, 1]], None, "row 1"),
        ([[1, 1], [np.inf, 1]], None, "row 1"),
        ([[1, 1], [2**61, 2**61]], None, "row 1"),
        ([[1, 1], [1, 1]], [1, -1], "row 1"),
        ([[1, 1], [1, 1]], [1], "capacity"),
        ([[1, 1], [1, 1]], [1, 0.5], "row 1"),
    ],
)
def test_assign_refuses_bad_input(entries, capacity, message):
    with pytest.raises(ValueError, match=message):
        assign(coo_array(np.array(entries)), capacity)


@pytest.mark.parametrize(
    ("volunteer", "message"),
    [
        ({"capacity": -1}, "capacity"),
        ({"capacity": 1.5}, "capacity"),
        ({"skills": [Skill("a", None, 5, 3)]}, "grade"),
        ({"skills": ["a"]}, "skills"),
        ({"location": (float("nan"), 1.0)}, "location"),
        ({"max_km": -1.0}, "max_km"),
        ({"slots": "mon"}, "slots"),
        ({"modes": "online"}, "modes"),
        ({"reach": "t1"}, "reach"),
    ],
)
def test_match_names_the_bad_volunteer(volunteer, message):
    good = Volunteer("good", [Skill("a")])
    values = {"skills": [Skill("a")], **volunteer}
    bad = Volunteer("bad", values.pop("skills"), **values)
    with pytest.raises(ValueError, match=rf"volunteer 'bad' \(row 1\).*{message}"):
        match([good, bad], [])


@pytest.mark.parametrize(
    ("child", "message"),
    [
        ({"grade": -1}, "grade"),
        ({"grade": 1.0}, "grade"),
        ({"risk": 4}, "risk"),
        ({"waiting_days": -1}, "waiting_days"),
        ({"needs": ["a"]}, "needs"),
        ({"weeks": 3}, "weeks"),
        ({"gender": 1}, "gender"),
    ],
)
def test_match_names_the_bad_child(child, message):
    values = {"needs": [Need("a")], "grade": 1, **child}
    bad = Child("bad", values.pop("needs"), **values)
    with pytest.raises(ValueError, match=rf"child 'bad' \(row 0\).*{message}"):
        match([], [bad])


def test_match_names_duplicates_and_unknown_ids():
    volunteer, child = Volunteer("v", [Skill("a")]), Child("c", [Need("a")], grade=1)
    with pytest.raises(ValueError, match=r"volunteer 'v' \(row 1\): duplicate"):
        match([volunteer, volunteer], [child])
    with pytest.raises(ValueError, match=r"child 'c' \(row 1\): duplicate"):
        match([volunteer], [child, child])
    with pytest.raises(ValueError, match="forbidden"):
        match([volunteer], [child], forbidden={("c", "v")})
    with pytest.raises(ValueError, match="continuing"):
        match([volunteer], [child], continuing={"v": "c"})
    plan = match([volunteer], [child])
    with pytest.raises(ValueError, match="unknown child 'x'"):
        plan.why_not("v", "x")
    with pytest.raises(ValueError, match="unknown volunteer 'x'"):
        plan.without("x")
