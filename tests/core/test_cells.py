"""Cell summaries."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.cells import summarise_cells

VALUES = st.sampled_from([float("nan"), -3.0, -0.5, 0.0, 0.0, 1.0, 2.0, 10.0])
RECORDS = st.lists(st.tuples(st.integers(-1, 3), VALUES), max_size=30)


def largest(amounts, n_top):
    """Return the n_top largest amounts, filled up with zeros."""
    return ([*sorted(amounts, reverse=True), *[0.0] * n_top])[:n_top]


@given(RECORDS, st.integers(2, 4))
def test_summary_by_brute_force(records, n_top):
    """Each vector is what its definition gives on each cell's contributors one by one."""
    cells = np.array([cell for cell, _ in records], dtype=np.intp)
    summary = summarise_cells(cells, 4, np.array([value for _, value in records], dtype=float), n_top)
    for cell in range(4):
        x = [value for where, value in records if where == cell and not np.isnan(value)]
        median, mean = (np.median(x), np.mean(x)) if x else (0.0, 0.0)
        assert summary.n[cell] == len(x)
        assert summary.n_varying[cell] == len(x) - max(Counter(x).values(), default=0)
        for amounts, top, total in (
            ([abs(v) for v in x], summary.top, summary.total),
            ([abs(v - median) for v in x], summary.varying_top, summary.varying_total),
            ([(v - mean) ** 2 for v in x], summary.spread_top, summary.spread_total),
        ):
            np.testing.assert_allclose(top[cell], largest(amounts, n_top), atol=1e-12)
            np.testing.assert_allclose(total[cell], sum(amounts), atol=1e-12)


def test_counts_have_no_values():
    """Without values every record of a cell is a contributor."""
    summary = summarise_cells(np.array([0, 0, -1, 2]), 3, None)
    assert summary.n.tolist() == [2, 0, 1]
    assert not summary.total.any()


@pytest.mark.parametrize(
    ("cells", "values", "n_top"), [([0, 2], None, 2), ([-2], None, 2), ([0], [1.0, 2.0], 2), ([0], None, 1)]
)
def test_bad_input_is_refused(cells, values, n_top):
    """Cells out of range, values of another length and too few largest parts are errors."""
    with pytest.raises(ValueError, match=r"cell|n_top"):
        summarise_cells(np.array(cells), 2, None if values is None else np.array(values), n_top)
