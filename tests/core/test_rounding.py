"""Rounding to a base and to midpoints."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.rounding import midpoint, nearest


def test_midpoint_as_published(oracle):
    """OpenSAFELY's table of midpoint 6 is reproduced."""
    mapping = oracle("handbook_examples.json")["midpoint6"]["mapping"]
    counts = np.array([float(count) for count in mapping])
    assert midpoint(counts).tolist() == list(mapping.values())


def test_opensafely_round_to_five(oracle):
    """The rounded entries of OpenSAFELY's example are reproduced."""
    example = oracle("handbook_examples.json")["opensafely_round5_example"]
    for label in ("21-30", "31-40", "41-50", "51+"):
        for before, after in zip(example["before"][label], example["after"][label], strict=True):
            assert after == "[REDACTED]" or nearest(np.array([float(before)]), 5).item() == after
    for column, total in enumerate(example["after"]["Total"]):
        shown = [row[column] for label, row in example["after"].items() if label != "Total"]
        assert total == sum(entry for entry in shown if entry != "[REDACTED]")


@given(st.integers(0, 10**6), st.integers(1, 50))
def test_nearest_is_a_multiple_at_most_half_a_base_away(value, base):
    """The result is a multiple of the base, no farther than half of it."""
    rounded = nearest(np.array([float(value)]), base).item()
    assert rounded % base == 0
    assert abs(rounded - value) <= base / 2


def test_missing_stays_missing():
    """NaN is not rounded to a number."""
    assert np.isnan(nearest(np.array([np.nan]), 5)).all()
    assert np.isnan(midpoint(np.array([np.nan]))).all()


def test_bad_bases_are_refused():
    """A base of zero and negative counts are errors."""
    with pytest.raises(ValueError, match="base"):
        nearest(np.ones(1), 0)
    with pytest.raises(ValueError, match="base"):
        midpoint(np.ones(1), 0)
    with pytest.raises(ValueError, match="negative"):
        midpoint(-np.ones(1))
