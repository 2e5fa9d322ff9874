"""Quality side by side: exact, greedy, first come first served, Gale-Shapley, random, on the same feasible pairs.

All see the same scores. `at_risk` is the share of the children of the highest classes (as many as there are slots) who
are paired; `fit` the mean score of a pair; `objective` risk class first, then fit, relative to the exact plan.
"""

import numpy as np
from data import people
from timing import report

from app.matching import LEVELS, match

Pairs = list[tuple[int, int]]


def greedy(order: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> Pairs:
    """Take pairs in the given order while both sides are free."""
    used_rows, used_columns, pairs = set(), set(), []
    for arc in order.tolist():
        row, column = int(rows[arc]), int(columns[arc])
        if row not in used_rows and column not in used_columns:
            used_rows.add(row)
            used_columns.add(column)
            pairs.append((row, column))
    return pairs


def first_come(rng: np.random.Generator, rows: np.ndarray, columns: np.ndarray, fit: np.ndarray) -> Pairs:
    """Volunteers come one after another and each takes the free child that fits best."""
    arrival = rng.permutation(rows.max() + 1)
    return greedy(np.lexsort((-fit, arrival[rows])), rows, columns)


def deferred_acceptance(rows: np.ndarray, columns: np.ndarray, rank: np.ndarray, fit: np.ndarray) -> Pairs:
    """Gale-Shapley: volunteers propose by fit, children keep the best offer by fit."""
    proposals = {row: [] for row in np.unique(rows).tolist()}
    for arc in np.lexsort((-rank, -fit)).tolist():
        proposals[int(rows[arc])].append(arc)
    held: dict[int, int] = {}
    free = list(proposals)
    while free:
        row = free.pop()
        if not proposals[row]:
            continue
        arc = proposals[row].pop(0)
        other = held.get(int(columns[arc]))
        if other is None or fit[arc] > fit[other]:
            held[int(columns[arc])] = arc
            if other is not None:
                free.append(int(rows[other]))
        else:
            free.append(row)
    return [(int(rows[arc]), column) for column, arc in held.items()]


def main() -> None:
    for size, count in (("87x2521", 2521), ("87x87", 87)):
        gathered: dict[str, list[tuple[float, float, float, float]]] = {}
        for seed in range(5):
            compare_seed(seed, count, gathered)
        for name, rounds in gathered.items():
            objective, paired, fit, at_risk = np.mean(rounds, axis=0).tolist()
            report(
                "quality", size=size, how=name, objective=objective, pairs=paired, mean_fit=fit, at_risk_paired=at_risk
            )


def compare_seed(seed: int, count: int, gathered: dict[str, list[tuple[float, float, float, float]]]) -> None:
    rng = np.random.default_rng(seed)
    plan = match(*people(seed + 10, 87, count))
    network, levels = plan.instance.network, plan.instance.levels
    rows, columns = network.rows, network.columns
    rank, fit = levels[LEVELS.index("class")], levels[LEVELS.index("fit")]
    worth = dict(zip(zip(rows.tolist(), columns.tolist(), strict=True), zip(rank, fit, strict=True), strict=True))
    child_rank = np.zeros(count)
    child_rank[columns] = rank
    needy = set(np.argsort(-child_rank, kind="stable")[: min(87, len(np.unique(columns)))].tolist())
    matched = plan.solution.matched
    ways = {
        "exact": list(zip(rows[matched].tolist(), columns[matched].tolist(), strict=True)),
        "greedy": greedy(np.lexsort((-fit, -rank)), rows, columns),
        "first come": first_come(rng, rows, columns, fit),
        "gale-shapley": deferred_acceptance(rows, columns, rank, fit),
        "random": greedy(rng.permutation(len(rows)), rows, columns),
    }
    best = sum(10_000 * worth[pair][0] + worth[pair][1] for pair in ways["exact"])
    for name, pairs in ways.items():
        total = sum(10_000 * worth[pair][0] + worth[pair][1] for pair in pairs)
        served = len(needy & {column for _, column in pairs}) / len(needy)
        mean_fit = float(np.mean([worth[pair][1] for pair in pairs]))
        gathered.setdefault(name, []).append((total / best, len(pairs), mean_fit, served))


if __name__ == "__main__":
    main()
