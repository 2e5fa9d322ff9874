"""Large pools are solved on few arcs and sifted in groups; their answer is that of all pairs looked at one by one."""

from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings

from app.matching import LEVELS, Policy, match, screen, sieve, wide
from tests.thorough import examples

from .people import make_online, make_pool
from .test_brute_force import cases


@contextmanager
def all_wide(later=(1, 2, 1)):
    """Every pool counts as large, and rounds, crews and chunks are as small as can be."""
    small = {"_CREW": 7, "_SAMPLE": 9, "_FIRST": 2, "_KEPT": 2, "_FEW": 1, "_CROWD": 5, "_BLOCK": 40, "_LATER": later}
    with (
        patch.object(screen, "WIDE", 0),
        patch.object(sieve, "_CHUNK", 50),
        patch.multiple(wide, **small, _SCHEDULE=((4, 0, 1), (2, 5, 1))),
    ):
        yield


def assert_same(sparse, whole, volunteers):
    assert sparse.pairs == whole.pairs
    assert sparse.proof.levels == whole.proof.levels
    assert sparse.waiting == whole.waiting
    assert [sparse.price_of(v.id) for v in volunteers] == [whole.price_of(v.id) for v in volunteers]


@settings(max_examples=examples(120), deadline=None)
@given(cases(6, 8))
def test_any_small_case_is_solved_alike(case):
    volunteers, children, policy, forbidden, continuing = case
    whole = match(volunteers, children, policy, forbidden=forbidden, continuing=continuing)
    with all_wide():
        sparse = match(volunteers, children, policy, forbidden=forbidden, continuing=continuing)
    assert_same(sparse, whole, volunteers)


@pytest.mark.parametrize(
    "policy",
    [
        Policy(),
        Policy(fairness=False),
        Policy(fit=False),
        Policy(log_fairness=False, interests=0),
        Policy(full_overlap=2, time=1000, thrift=0),
        Policy(remote=100, place=500, language=0, waiting_bands=()),
    ],
    ids=["default", "unfair", "no fit", "no text", "time rules", "place rules"],
)
@pytest.mark.parametrize("maker", [make_pool, make_online])
def test_any_policy_gives_the_plan_of_all_pairs(maker, policy):
    volunteers, children = maker(7, 90, 150)
    whole = match(volunteers, children, policy)
    with all_wide(later=(1, 15, 3)):
        sparse = match(volunteers, children, policy)
    assert_same(sparse, whole, volunteers)
    assert sparse.proof.pairs_bounded > 0


@pytest.mark.parametrize("seed", range(4))
def test_the_sieve_lets_every_pair_through_that_comes_near_its_prices(seed):
    volunteers, children = make_pool(seed, 60, 90)
    plan = match(volunteers, children)
    problem, answer, margin = plan.problem, plan.answer, 40
    made = sieve.make_sieve(problem, answer.packing)
    people, everyone = np.arange(60), np.arange(90)
    passed = {
        (int(row), int(column))
        for pairs in sieve.scan(made, answer.packing, answer.prices, people, everyone, margin)
        for row, column in zip(pairs.rows, pairs.columns, strict=True)
    }
    levels = answer.packing.unpack(answer.prices.volunteer), answer.packing.unpack(answer.prices.child)
    worth = problem.weigh(plan.arcs.rows, plan.arcs.columns)
    slack = levels[0][:, plan.arcs.rows] - levels[1][:, plan.arcs.columns] - worth
    fit = LEVELS.index("fit")
    level = (slack[:fit] == 0).all(axis=0)
    near = {
        pair
        for pair, same, gap in zip(
            zip(*map(np.ndarray.tolist, (plan.arcs.rows, plan.arcs.columns)), strict=True),
            level,
            slack[fit],
            strict=True,
        )
        if same and gap < margin
    }
    assert near <= passed
    assert len(passed) < len(plan.arcs.rows)
