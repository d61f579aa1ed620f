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


def test_sampling_weights_as_printed(oracle):
    """The handbook's sample: its largest contributor stands for four people, who are the two largest."""
    example = oracle("handbook_examples.json")["weights"]
    values, weights = np.array(example["contributions"], dtype=float).T
    summary = summarise_cells(None, 1, values, weights=weights)
    assert summary.total.tolist() == [example["weighted_total"]]
    assert summary.top.tolist() == [example["expanded_top2"]]
    assert summary.n.tolist() == [2]


WEIGHTED = st.lists(st.tuples(st.integers(0, 2), VALUES, st.integers(1, 4)), max_size=20)


@given(WEIGHTED, st.integers(2, 3))
def test_weighted_records_are_as_many_people_as_they_stand_for(records, n_top):
    """Totals and largest parts are those of data in which each record stands as often as its weight says."""
    cells = np.array([cell for cell, _, _ in records], dtype=np.intp)
    values = np.array([value for _, value, _ in records], dtype=float)
    weights = np.array([weight for _, _, weight in records], dtype=np.intp)
    sample = summarise_cells(cells, 3, values, n_top, weights.astype(float))
    everybody = summarise_cells(np.repeat(cells, weights), 3, np.repeat(values, weights), n_top)
    for part in ("top", "total", "varying_top", "varying_total", "spread_top", "spread_total"):
        np.testing.assert_allclose(getattr(sample, part), getattr(everybody, part), atol=1e-9)
    records_alone = summarise_cells(cells, 3, values, n_top)
    assert sample.n.tolist() == records_alone.n.tolist()
    assert sample.n_varying.tolist() == records_alone.n_varying.tolist()


@pytest.mark.parametrize("weights", [[0.0, 1.0], [-1.0, 1.0], [np.nan, 1.0], [1.0]])
def test_weights_are_positive(weights):
    """A record that stands for nobody, or for an unknown number, is an error."""
    with pytest.raises(ValueError, match="weights"):
        summarise_cells(None, 1, np.array([1.0, 2.0]), weights=np.array(weights))


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
