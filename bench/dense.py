"""The weights of a plan as one dense table, for scipy: class first, then fit, 0 where a rule forbids the pair."""

import numpy as np

from app.matching import LEVELS, Plan


def weights_of(plan: Plan) -> np.ndarray:
    network, levels = plan.instance.network, plan.instance.levels
    rank, fit = levels[LEVELS.index("class")], levels[LEVELS.index("fit")]
    table = np.zeros((len(network.capacity), len(network.township)))
    table[network.rows, network.columns] = rank * 10_000.0 + fit + 2_000.0
    return table
