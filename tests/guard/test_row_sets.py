"""Sets of people that were answered about."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.guard.seal.row_sets import RowSets

N = 400
SETS = st.lists(st.sets(st.integers(0, N - 1), max_size=60).map(sorted), min_size=1, max_size=12)


@given(SETS)
def test_answered_sets_are_equal_or_far_apart(sets):
    """However sets are kept, as bits or as numbers, two answers differ by nobody or by at least ten."""
    known = RowSets(N, 10)
    answers = [set(known.settle(np.array(one, dtype=np.intp)).tolist()) for one in sets if len(one) >= 10]
    assert all(
        one == other or len(one ^ other) >= 10 for one in answers for other in [*answers, set(range(N))]
    )


def test_a_table_of_many_cells_is_remembered_cell_by_cell():
    """One person less than any of 600 cells is answered as that cell."""
    known = RowSets(12_000, 10)
    for i in range(600):
        known.settle(np.arange(20 * i, 20 * i + 20))
    for i in (0, 299, 599):
        assert known.settle(np.arange(20 * i + 1, 20 * i + 20)).tolist() == list(range(20 * i, 20 * i + 20))
