"""`assign` against brute force and against solving again, on thousands of small tables."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import csr_array, random_array

from app.matching import assign
from tests.thorough import examples

weights = st.integers(0, 4).flatmap(
    lambda rows: st.integers(0, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.sampled_from((0, 0, 1, 1, 2, 3, 7)), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        ).map(lambda table: np.array(table, dtype=np.int64).reshape(rows, columns))
    )
)
capacities = st.lists(st.integers(0, 3), min_size=4, max_size=4)


def best_total(table, capacity):
    choices = [[-1, *np.flatnonzero(table[:, column])] for column in range(table.shape[1])]
    best = 0
    for chosen in product(*choices):
        if all(chosen.count(row) <= capacity[row] for row in set(chosen) if row >= 0):
            best = max(best, sum(int(table[row, column]) for column, row in enumerate(chosen) if row >= 0))
    return best


@settings(max_examples=examples(1000), deadline=None)
@given(weights, capacities)
def test_objective_is_the_best_of_all(table, capacity):
    capacity = capacity[: table.shape[0]]
    result = assign(csr_array(table), capacity)
    assert result.objective == result.bound == best_total(table, capacity)
    rows, columns = result.pairs.T
    assert (table[rows, columns] > 0).all()
    assert table[rows, columns].sum() == result.objective
    assert len(set(columns.tolist())) == len(columns)
    assert (np.bincount(rows, minlength=table.shape[0]) <= capacity).all()


@settings(max_examples=examples(200), deadline=None)
@given(weights, capacities)
def test_both_ends_of_every_price_are_what_solving_again_finds(table, capacity):
    capacity = np.array(capacity[: table.shape[0]], dtype=np.int64)
    result = assign(csr_array(table), capacity)
    here = result.objective
    for row in range(table.shape[0]):
        more = capacity + (np.arange(len(capacity)) == row)
        gain = assign(csr_array(table), more).objective - here
        fewer = capacity - (np.arange(len(capacity)) == row)
        loss = here - assign(csr_array(table), fewer).objective if capacity[row] else gain
        assert result.row_prices[row].tolist() == [gain, loss]
    for column in range(table.shape[1]):
        doubled = np.concatenate([table, table[:, [column]]], axis=1)
        gain = assign(csr_array(doubled), capacity).objective - here
        loss = here - assign(csr_array(np.delete(table, column, axis=1)), capacity).objective
        assert result.column_prices[column].tolist() == [gain, loss]


@settings(max_examples=examples(200), deadline=None)
@given(weights, capacities)
def test_prices_are_optimal_duals(table, capacity):
    capacity = np.array(capacity[: table.shape[0]], dtype=np.int64)
    result = assign(csr_array(table), capacity)
    u, v = result.row_prices, result.column_prices
    assert u.min(initial=0) >= 0
    assert v.min(initial=0) >= 0
    used = capacity > 0
    for end in (0, 1):
        other = 1 - end
        total = int(u[:, end] @ capacity) + int(v[:, other].sum())
        assert total == result.objective
        assert (u[used, end][:, None] + v[None, :, other] >= table[used]).all()
    assert (u[:, 0][:, None] + v[None, :, 1] >= table).all()


@settings(max_examples=examples(400), deadline=None)
@given(weights, capacities, st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_columns_with_capacities_meet_a_row_once(table, capacity, places):
    capacity, places = capacity[: table.shape[0]], places[: table.shape[1]]
    result = assign(csr_array(table), capacity, places)
    rows, columns = result.pairs.T
    assert len({*zip(rows.tolist(), columns.tolist(), strict=True)}) == len(rows)
    assert (np.bincount(rows, minlength=table.shape[0]) <= capacity).all()
    assert (np.bincount(columns, minlength=table.shape[1]) <= places).all()
    cells = np.argwhere(table > 0)
    if len(cells):
        use = np.zeros((sum(table.shape), len(cells)))
        use[cells[:, 0], np.arange(len(cells))] = 1
        use[table.shape[0] + cells[:, 1], np.arange(len(cells))] = 1
        value = table[cells[:, 0], cells[:, 1]]
        best = linprog(-value, A_ub=use, b_ub=[*capacity, *places], bounds=(0, 1)).fun
        assert result.objective == result.bound == round(-best)


@pytest.mark.parametrize("seed", [0, 1])
def test_larger_tables_agree_with_scipy(seed):
    table = random_array((120, 300), density=0.2, random_state=np.random.default_rng(seed))
    table.data = np.rint(table.data * 10_000) + 1
    result = assign(table)
    dense = table.toarray()
    rows, columns = linear_sum_assignment(dense, maximize=True)
    assert result.objective == int(dense[rows, columns].sum())


@pytest.mark.parametrize("bits", [30, 44, 50])
def test_wide_weights_agree_with_python_integers(bits):
    rng = np.random.default_rng(bits)
    table = rng.integers(1, 2**bits, (300, 700)) * (rng.random((300, 700)) < 0.1)
    capacity = rng.integers(0, 4, 300)
    result = assign(csr_array(table), capacity)
    assert result.objective == result.bound
    assert (result.row_prices[:, :1] + result.column_prices[:, 1] >= table).all()


@settings(max_examples=examples(200), deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from((0, 1, 2**40, 2**55, 2**58, 2**61, 2**62 - 1)), min_size=3, max_size=3),
        min_size=3,
        max_size=3,
    )
)
def test_huge_weights_are_right_or_refused(table):
    array = np.array(table, dtype=np.int64)
    try:
        result = assign(csr_array(array))
    except ValueError as refusal:
        assert "row" in str(refusal)  # noqa: PT017 -- either answer is right
        return
    assert result.objective == result.bound == best_total(array, [1, 1, 1])
