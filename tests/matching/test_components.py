"""Parts of a pool that share nobody are solved apart, and the answer is that of the whole."""

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings

from app.matching import Policy, match, screen
from app.matching.components import find_parts
from app.matching.problem import feasible_arcs, pose
from tests.thorough import examples

from .people import make_pool
from .test_brute_force import cases


def districts(seed, count, volunteers, children):
    """People of several districts: each reaches only townships of its own, and all meet in person."""
    left, right = [], []
    for district in range(count):
        some, others = make_pool(seed + district, volunteers, children)
        mark = f"d{district}-"
        left += [
            replace(
                v, id=mark + v.id, modes=("in_person",), township=mark + v.township, reach={mark + t for t in v.reach}
            )
            for v in some
        ]
        right += [replace(c, id=mark + c.id, modes=("in_person",), township=mark + c.township) for c in others]
    return left, right


def split_everything():
    return patch.object(screen, "WIDE", 0)


@pytest.mark.parametrize("policy", [Policy(), Policy(fairness=False)], ids=["fair", "unfair"])
def test_districts_in_one_pool_give_the_plan_of_the_whole(policy):
    volunteers, children = districts(3, 4, 14, 30)
    forbidden = {(p.volunteer_id, p.child_id) for p in match(volunteers, children, policy).pairs[:6]}
    whole = match(volunteers, children, policy, forbidden=forbidden)
    with split_everything():
        parts = match(volunteers, children, policy, forbidden=forbidden)
    assert len(find_parts(whole.problem)) >= 4
    assert parts.pairs == whole.pairs
    assert parts.proof.levels == whole.proof.levels
    assert parts.waiting == whole.waiting
    assert [parts.price_of(v.id) for v in volunteers] == [whole.price_of(v.id) for v in volunteers]
    for child in parts.waiting[:5]:
        assert parts.why_waiting(child) == whole.why_waiting(child)


@settings(max_examples=examples(120), deadline=None)
@given(cases(6, 8))
def test_no_feasible_pair_lies_between_two_parts_and_nobody_is_lost(case):
    volunteers, children, policy, *_ = case
    problem = pose(volunteers, children, policy)
    parts = find_parts(problem)
    label = np.full(len(volunteers), -1), np.full(len(children), -1)
    for number, part in enumerate(parts):
        for side, members in zip(label, part, strict=True):
            assert (side[members] == -1).all()
            side[members] = number
    assert all((side >= 0).all() for side in label)
    arcs = feasible_arcs(problem)
    assert np.array_equal(label[0][arcs.rows], label[1][arcs.columns])


@settings(max_examples=examples(120), deadline=None)
@given(cases(6, 8))
def test_any_small_case_is_answered_alike_in_parts(case):
    volunteers, children, policy, forbidden, continuing = case
    whole = match(volunteers, children, policy, forbidden=forbidden, continuing=continuing)
    with split_everything():
        parts = match(volunteers, children, policy, forbidden=forbidden, continuing=continuing)
    assert parts.pairs == whole.pairs
    assert parts.proof.levels == whole.proof.levels
