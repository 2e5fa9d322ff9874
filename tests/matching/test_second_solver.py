"""Levels against an independent solver: HiGHS by `scipy.optimize.milp`, one level after another."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from app.matching import LEVELS, Policy, match

from .people import make_pool
from .test_brute_force import named


def integer_program(plan):
    """Weights per level over (pairs, township units) and the constraints of the plan's own feasible pairs."""
    network, instance = plan.instance.network, plan.instance
    pairs, units = len(network.rows), len(network.unit_digits[0])
    weights = np.concatenate([instance.levels, instance.unit_levels], axis=1)
    height, width = len(network.capacity), len(network.township)
    rows = np.zeros((height + width + network.townships, pairs + units))
    rows[network.rows, np.arange(pairs)] = 1
    rows[height + network.columns, np.arange(pairs)] = 1
    town = network.township[network.columns]
    inside = town < network.townships
    rows[height + width + town[inside], np.flatnonzero(inside)] = 1
    where = np.repeat(np.arange(network.townships), np.diff(network.unit_start))
    rows[height + width + where, pairs + np.arange(units)] = -1
    upper = np.concatenate([network.capacity, np.ones(width), np.zeros(network.townships)])
    lower = np.where(np.arange(len(upper)) < height + width, -np.inf, 0)
    return weights, LinearConstraint(rows, lower, upper)


def solve_in_turn(weights, constraint):
    """Maximise each level, hold it, go on. The tie-break's range is beyond HiGHS' tolerance: it goes in two halves."""
    halves = [*weights[:-1], weights[-1] >> 15]
    held, chosen = [constraint], np.zeros(weights.shape[1], dtype=np.int64)
    for level in halves:
        if not np.any(level):
            continue
        answer = milp(
            -level, integrality=np.ones(len(level)), bounds=Bounds(0, 1), constraints=held, options={"mip_rel_gap": 0}
        )
        assert answer.success
        chosen = np.rint(answer.x).astype(np.int64)
        held.append(LinearConstraint(level[None, :], int(level @ chosen), np.inf))
    return chosen


@pytest.mark.parametrize("seed", range(12))
def test_every_level_and_the_tie_break_agree_with_an_integer_program(seed):
    volunteers, children = make_pool(seed, 8 + seed, 14 + seed)
    policy = Policy(fairness=seed % 3 > 0, log_fairness=seed % 2 > 0, fit=seed % 4 > 0)
    first = match(volunteers, children, policy)
    continuing = dict(list(named(first).items())[::3])
    plan = match(volunteers, children, policy, continuing=continuing)
    weights, constraint = integer_program(plan)
    chosen = solve_in_turn(weights, constraint)
    assert (weights @ chosen)[:-1].tolist() == [value for _, value, _ in plan.proof.levels][:-1]
    assert np.flatnonzero(chosen[: len(plan.instance.network.rows)]).tolist() == plan.solution.matched.tolist()
    assert len(LEVELS) == len(weights)
