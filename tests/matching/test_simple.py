"""Smaller numbers lead the solver to flows that are best under the true worths."""

import numpy as np
import pytest

from app.matching import LEVELS, Policy
from app.matching.levels import plan_packing
from app.matching.network import open_face, solve_digit
from app.matching.problem import feasible_arcs, pose
from app.matching.simple import simplify
from app.matching.solve import assemble, build, measure, township_units

from .people import make_pool


def head_of(problem):
    """The instance of the levels above fairness alone, so that they make up one digit."""
    arcs = feasible_arcs(problem)
    levels = problem.weigh(arcs.rows, arcs.columns)
    levels[LEVELS.index("fairness") :] = 0
    sizes = [int(level.max(initial=0)) for level in levels]
    capacity = problem.pool.capacity
    towns = township_units(problem, capacity, None)
    sizes = [size + int(units.max(initial=0)) for size, units in zip(sizes, towns[2], strict=True)]
    packing = plan_packing(sizes, int(capacity.sum()), 10_000)
    return assemble(packing, levels, arcs.rows, arcs.columns, capacity, towns)


@pytest.mark.parametrize("seed", range(12))
def test_ranks_lead_to_a_flow_that_is_best_under_the_true_worths(seed):
    volunteers, children = make_pool(seed, 40, 30 + 10 * seed)
    policy = Policy(floor_share=0.1 * (seed % 10), log_fairness=False)
    instance = head_of(pose(volunteers, children, policy))
    easier = simplify(instance.network, 0)
    assert easier is not None
    assert easier.digits[0].max() < 100 < instance.network.digits[0].max()
    face = open_face(instance.network)
    found = [measure(instance, np.sort(solve_digit(one, face, 0))) for one in (easier, instance.network)]
    assert found[0] == found[1]


def test_worths_that_depend_on_the_pair_stay_as_they_are():
    volunteers, children = make_pool(1, 20, 20)
    problem = pose(volunteers, children, Policy())
    arcs = feasible_arcs(problem)
    network = build(problem, arcs.rows, arcs.columns, problem.pool.capacity).network
    assert simplify(network, len(network.digits) - 1) is None
