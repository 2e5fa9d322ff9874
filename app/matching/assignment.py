"""`assign`: the bare weighted assignment, exact, with both ends of every price."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .arrays import Ints
from .candidates import solve_priced
from .network import Network, UnprovenError, open_face, solve_digit
from .prices import Prices, highest, lowest, residual
from .transport import Transport, bound_transport, highest_transport, solve_transport

_SUM_LIMIT = 2**62
_WEIGHT_LIMIT = 2**61


@dataclass(frozen=True, eq=False)
class Assignment:
    """The pairs of greatest total weight and the prices that prove it."""

    pairs: Ints  # (k, 2) row, column; ascending
    objective: int
    bound: int
    row_prices: Ints  # (rows, 2) lowest and highest optimal dual of one slot
    column_prices: Ints  # (columns, 2)


def assign(
    weights: Any, capacity: npt.ArrayLike | None = None, column_capacity: npt.ArrayLike | None = None
) -> Assignment:
    """Maximise the total weight of pairs; row i is used at most capacity[i] times (1 if None), a column once.

    With `column_capacity` a column may be used more often, but never twice with the same row; the bound then also
    counts, for every entry, what it is worth above its prices.

    `weights`: scipy.sparse array or matrix (rows, columns) of whole numbers > 0; absent and explicit zero mean
    infeasible. Raises ValueError naming the row for bad input, UnprovenError if the answer cannot be proven.
    """
    rows, columns, values, shape = _entries(weights)
    slots = _slots(capacity, shape[0], "row")
    places = _slots(column_capacity, shape[1], "column")
    top = int(values.max(initial=0))
    flow = min(int(sum(slots.tolist())), int(sum(places.tolist())))
    if top * flow >= _SUM_LIMIT or top >= _WEIGHT_LIMIT:
        raise ValueError(f"row {int(rows[values.argmax()])}: the sum of weights could pass 2^62")
    if column_capacity is not None:
        return _assign_both(Transport(rows, columns, values, slots, places), top)
    network = Network(
        capacity=slots,
        rows=rows,
        columns=columns,
        township=np.zeros(shape[1], dtype=np.int64),
        unit_start=np.zeros(1, dtype=np.int64),
        digits=(values,),
        unit_digits=(np.zeros(0, dtype=np.int64),),
    )
    nothing = np.zeros(0, dtype=np.int64)
    if top <= _room(network):
        matched, low = solve_priced(network, open_face(network), 0, nothing)
    else:
        matched = _solve_wide(network, top, flow)
        low = lowest(network, residual(network, open_face(network), matched, [0]), [0])
    return _price(network, np.sort(matched), low)


def _assign_both(problem: Transport, top: int) -> Assignment:
    if top > 2**60 // (len(problem.supply) + len(problem.demand) + 2):
        raise ValueError(f"row {int(problem.rows[problem.weights.argmax()])}: weights too large to be solved exactly")
    matched, u_low, v_high = solve_transport(problem)
    u_high, v_low = highest_transport(problem, matched, u_low)
    objective, bound = int(problem.weights[matched].sum()), bound_transport(problem, u_low, v_high)
    if bound != objective:
        raise UnprovenError(f"objective {objective} is not the bound {bound}")
    return Assignment(
        pairs=np.stack([problem.rows[matched], problem.columns[matched]], axis=1),
        objective=objective,
        bound=bound,
        row_prices=np.stack([u_low, u_high], axis=1),
        column_prices=np.stack([v_low, v_high], axis=1),
    )


def _room(network: Network) -> int:
    """The greatest weight that OR-Tools takes: it multiplies by the number of nodes inside."""
    return 2**60 // (len(network.capacity) + network.columns_count + 2)


def _solve_wide(network: Network, top: int, flow: int) -> Ints:
    """The best flow for weights that the solver refuses, by two solves of fewer bits.

    The first drops the low bits. Under its prices nothing can gain more than flow x 2^bits, so in the second, exact one
    every loss above that may be cut to it: no best flow takes such a loss.
    """
    bits = int(top // _room(network)).bit_length()
    coarse = replace(network, digits=(network.digits[0] >> bits,))
    face = open_face(coarse)
    prices = lowest(coarse, residual(coarse, face, solve_digit(coarse, face, 0), [0]), [0])
    u, v = prices.volunteer[0] << bits, -prices.child[0] << bits
    limit = 2 * (flow + 1) << bits
    if 3 * limit > _room(network):
        raise ValueError(f"row {int(network.rows[network.digits[0].argmax()])}: weights too large to be solved exactly")
    gain = network.digits[0] - u[network.rows] - v[network.columns]
    kept = np.flatnonzero(gain > -limit)
    weights = gain + np.minimum(u, limit)[network.rows] + np.minimum(v, limit)[network.columns]
    return solve_digit(replace(network, digits=(weights,)), replace(open_face(network), arcs=kept), 0)


def _price(network: Network, matched: Ints, low: Prices) -> Assignment:
    values, rows, columns = network.digits[0], network.rows, network.columns
    rest = residual(network, open_face(network), matched, [0])
    high = highest(network, rest, [0], low)
    u_low, u_high = low.volunteer[0], high.volunteer[0]
    v_high, v_low = -low.child[0], -high.child[0]
    objective = int(values[matched].sum())
    bound = int(u_low @ network.capacity) + int(v_high.sum())
    if min(u_low.min(initial=0), v_high.min(initial=0)) < 0 or np.any(u_low[rows] + v_high[columns] < values):
        raise UnprovenError("a pair beats the prices")
    if bound != objective:
        raise UnprovenError(f"objective {objective} is not the bound {bound}")
    return Assignment(
        pairs=np.stack([rows[matched], columns[matched]], axis=1),
        objective=objective,
        bound=bound,
        row_prices=np.stack([u_low, u_high], axis=1),
        column_prices=np.stack([v_low, v_high], axis=1),
    )


def _entries(weights: Any) -> tuple[Ints, Ints, Ints, tuple[int, int]]:
    from scipy.sparse import coo_array, issparse

    if not issparse(weights) or len(weights.shape) != 2:
        raise ValueError("weights must be a two-dimensional scipy.sparse array")
    # Entries are judged as given: summed first, a narrow type could wrap around and a negative one could hide.
    given = coo_array(weights)
    rows = given.coords[0].astype(np.int64)
    values = _whole(given.data, rows)
    if np.any(values < 0):
        raise ValueError(f"row {int(rows[np.argmax(values < 0)])}: negative weight")
    table = coo_array((values, given.coords), shape=given.shape).tocsr()
    if table.nnz < given.nnz:
        sums = coo_array((values.astype(np.float64), given.coords), shape=given.shape).tocsr()
        if sums.data.max() >= _WEIGHT_LIMIT:
            at = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))[sums.data.argmax()]
            raise ValueError(f"row {int(at)}: the sum of weights could pass 2^62")
    table.sort_indices()
    rows = np.repeat(np.arange(table.shape[0], dtype=np.int64), np.diff(table.indptr))
    columns, values = table.indices.astype(np.int64), table.data
    keep = values != 0
    return rows[keep], columns[keep], values[keep], (int(table.shape[0]), int(table.shape[1]))


def _whole(data: npt.NDArray[Any], rows: Ints) -> Ints:
    if data.dtype.kind == "b":
        return data.astype(np.int64)
    if data.dtype.kind in "iu":
        large = data > np.iinfo(np.int64).max if data.dtype.kind == "u" else np.zeros(len(data), dtype=bool)
    elif data.dtype.kind == "f":
        odd = ~np.isfinite(data) | (data != np.rint(data))
        if odd.any():
            raise ValueError(f"row {int(rows[odd.argmax()])}: weight {data[odd.argmax()]} is not a whole number")
        large = np.abs(data) >= 2.0**63
    else:
        raise ValueError(f"weights must be numbers, got {data.dtype}")
    if large.any():
        raise ValueError(f"row {int(rows[large.argmax()])}: weight {data[large.argmax()]} is too large")
    return data.astype(np.int64)


def _slots(capacity: npt.ArrayLike | None, count: int, side: str) -> Ints:
    if capacity is None:
        return np.ones(count, dtype=np.int64)
    slots = np.asarray(capacity)
    if slots.shape != (count,):
        raise ValueError(f"capacity must have one entry for each of {count} {side}s, got shape {slots.shape}")
    if count and slots.dtype.kind not in "iuf":
        raise ValueError(f"capacity must be whole numbers, got {slots.dtype}")
    wrong = (slots < 0) | ~np.isfinite(slots) | (slots != np.rint(slots)) | (slots >= 2.0**62)
    if wrong.any():
        at = int(wrong.argmax())
        raise ValueError(f"{side} {at}: capacity {slots[at]} must be a whole number >= 0")
    return slots.astype(np.int64)
