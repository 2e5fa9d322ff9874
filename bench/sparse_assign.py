"""`assign` on 10k x 50k with 32 candidates a row, both ends of every price, beside OR-Tools' flow alone."""

import numpy as np
from data import sparse_weights
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.sparse import csr_array
from timing import compare, report

from app.matching import assign


def flow_alone(table: csr_array) -> int:
    """The same problem, built and solved by OR-Tools without prices or proof."""
    rows, columns = table.shape
    solver = SimpleMinCostFlow()
    row = np.repeat(np.arange(rows), np.diff(table.indptr))
    sink = rows + columns
    tail = np.concatenate([row, np.arange(rows), rows + np.arange(columns)]).astype(np.int32)
    head = np.concatenate([rows + table.indices, np.full(rows + columns, sink)]).astype(np.int32)
    cost = np.concatenate([-table.data, np.zeros(rows + columns, dtype=np.int64)])
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, np.ones(len(tail), dtype=np.int64), cost)
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:rows], supply[sink] = 1, -rows
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supply)
    assert solver.solve() == solver.OPTIMAL
    return -solver.optimal_cost()


def main() -> None:
    table = sparse_weights(3, 10_000, 50_000, 32)
    result = assign(table)
    assert result.objective == result.bound == flow_alone(table)
    mine, solver = compare(lambda: assign(table), lambda: flow_alone(table), rounds=5)
    report(
        "sparse_assign",
        size="10000x50000",
        pairs=int(table.nnz),
        assign_s=mine,
        ortools_s=solver,
        ratio=mine / solver,
        must=2,
        aim=1.2,
        objective=result.objective,
    )


if __name__ == "__main__":
    main()
