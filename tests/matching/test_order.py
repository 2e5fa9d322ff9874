"""Small whole numbers are sorted as numpy sorts them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.matching.order import stable_order


@given(st.lists(st.integers(0, 300) | st.integers(0, 2**32 - 1), max_size=60))
def test_the_order_is_that_of_a_stable_sort(values):
    array = np.array(values, dtype=np.int64)
    assert np.array_equal(stable_order(array), np.argsort(array, kind="stable"))
