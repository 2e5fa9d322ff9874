"""Input that cannot be right is refused with a ValueError that names the row; what looks odd but is right is solved."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import coo_array

from app.matching import Child, Need, Policy, Skill, Volunteer, assign, match


def volunteer(**fields):
    return Volunteer("v", [Skill("a")], **fields)


def child(**fields):
    return Child("c", [Need("a")], **{"grade": 3, **fields})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"slots": {None}}, "slots must not hold None"),
        ({"languages": {None, "yi"}}, "languages must not hold None"),
        ({"reach": {None}}, "reach must not hold None"),
        ({"reach": {1}}, "reach must be a set of townships"),
        ({"location": (10**400, 0)}, "location must be"),
        ({"max_km": 10**400}, "max_km must be"),
        ({"max_km": float("nan")}, "max_km must be"),
        ({"interests": "\ud800"}, "interests must be a text that can be written"),
        ({"capacity": True}, "capacity must be a whole number"),
    ],
)
def test_match_names_a_volunteer_that_cannot_be_right(fields, message):
    with pytest.raises(ValueError, match=rf"volunteer 'v' \(row 0\): {message}"):
        match([volunteer(**fields)], [child()])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"grade": 2**70}, "grade must be"),
        ({"waiting_days": float("nan")}, "waiting_days must be"),
        ({"waiting_days": 2**31}, "waiting_days must be"),
        ({"weeks": {None}}, "weeks must not hold None"),
        ({"interests": "看书\udfff"}, "interests must be a text that can be written"),
    ],
)
def test_match_names_a_child_that_cannot_be_right(fields, message):
    with pytest.raises(ValueError, match=rf"child 'c' \(row 0\): {message}"):
        match([volunteer()], [child(**fields)])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"policy": {"fit": True}}, "policy must be a Policy"),
        ({"forbidden": [("v", ["c"])]}, r"forbidden \('v', \['c'\]\)"),
        ({"forbidden": 3}, "forbidden must be a set of pairs"),
        ({"continuing": [("c", "v")]}, "continuing a mapping"),
        ({"continuing": {"c": ["v"]}}, "continuing 'c' with"),
    ],
)
def test_match_refuses_links_and_policies_of_another_kind(given, message):
    with pytest.raises(ValueError, match=message):
        match([volunteer()], [child()], **given)


@pytest.mark.parametrize("field", [{"waiting_bands": (2**70,)}, {"near_km": 10**400}, {"near_km": float("inf")}])
def test_policy_refuses_what_no_array_can_hold(field):
    with pytest.raises(ValueError, match=next(iter(field))):
        Policy(**field)


def test_great_numbers_that_are_right_are_solved():
    plan = match(
        [Volunteer("v", [Skill("a", "m", 0, 2**70)], capacity=2**31 - 1, max_km=0)],
        [Child(f"c{n}", [Need("a", "m")], grade=2**31 - 1, waiting_days=2**31 - 1, township="t") for n in range(5)],
    )
    assert plan.proof.exact
    assert len(plan.pairs) == 5


def entries(values, kind):
    count = len(values)
    return coo_array((np.array(values, dtype=kind), ([0] * count, [0] * count)), shape=(2, 2))


@pytest.mark.parametrize(
    ("values", "kind", "total"),
    [([100, 100, 100], np.int8, 300), ([255, 255], np.uint8, 510), ([2**24, 1], np.float32, 2**24 + 1)],
)
def test_entries_given_twice_are_summed_without_wrapping_around(values, kind, total):
    assert assign(entries(values, kind)).objective == total


def test_a_negative_entry_does_not_hide_in_a_sum():
    with pytest.raises(ValueError, match="row 0: negative weight"):
        assign(entries([5, -3], np.int64))


def test_a_sum_that_wraps_around_is_refused():
    with pytest.raises(ValueError, match=r"row 0: the sum of weights could pass 2\^62"):
        assign(entries([2**62, 2**62, 2**62, 2**62, 5], np.int64))


def test_another_process_with_another_hash_seed_finds_the_same():
    code = (
        "from tests.matching.people import make_pool; from app.matching import match; "
        "p = match(*make_pool(3, 30, 90)); q = p.changed(['v3'], ['c5'], [], []); "
        "print(p.pairs, p.proof, q.pairs, q.proof, p.removed, q.removed)"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
