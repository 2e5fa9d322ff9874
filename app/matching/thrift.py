"""Thrift under statistics of before: what a volunteer could serve at most is frozen with the plan.

Otherwise a child who comes or goes would change the points of pairs that have nothing to do with it.
"""

import numpy as np

from .arrays import Points
from .cover import NeedType, list_needs
from .encode import Pool
from .needs import Scarcity
from .policy import Policy


def freeze_thrift(pool: Pool, policy: Policy, scarcity: Scarcity, kinds: tuple[NeedType, ...]) -> Points:
    """Points of the reason "thrift", shape (skill types, need types), never above 0.

    What stays unused is measured against the kinds of children of before, not against those of this pool.
    """
    tables = list_needs(pool.skill_types, (*kinds, *pool.need_types))
    worth = tables.cover * np.array([scarcity.of_need.get(name, 0) for name in tables.names] + [0], dtype=np.int64)
    served = np.zeros((len(tables.cover), len(tables.keys)), dtype=np.int64)
    for place in range(tables.keys.shape[1]):
        served += worth[:, tables.keys[:, place]]
    most = served[:, : len(kinds)].max(axis=1, keepdims=True, initial=0)
    unused = np.maximum(most - served[:, len(kinds) :], 0)
    scale = max(scarcity.scale, 1)
    points: Points = -((policy.thrift * unused + scale // 2) // scale).astype(np.int32)
    return points
