"""What some entries show holds of all of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.frames.pandas_rows import n_differing
from jupyter_privacy.frames.samples import surely_differ, surely_lacks, surely_vary

TEXTS = np.array(["a", None, "b", "c", "d"], dtype=object)
KINDS = {
    "floats": lambda x: pd.Series(x, dtype="float64").where(x != 1),
    "floats of an array": lambda x: np.where(x == 1, np.nan, x / 3),
    "whole numbers": pd.Series,
    "yes/no": lambda x: pd.Series(x > 1),
    "text": lambda x: pd.Series(TEXTS[x], dtype="str"),
    "python text": lambda x: pd.Series(TEXTS[x], dtype="string"),
    "objects": lambda x: pd.Series(np.array([1, None, "1", 2.0, (3,)], dtype=object)[x]),
    "categories": lambda x: pd.Series(
        np.array(["a", None, "b", "c", "d"], dtype=object)[x], dtype="category"
    ),
    "nullable": lambda x: pd.Series(x, dtype="Int64").mask(x == 1),
    "times": lambda x: pd.Series(pd.date_range("2020-01-01", periods=5)[x]).where(x != 1),
}
ENTRIES = st.builds(
    lambda n, seed, share: np.where(
        (generator := np.random.default_rng(seed)).random(n) < share, generator.integers(0, 5, n), 2
    ),
    st.integers(0, 600),
    st.integers(0, 2**32),
    st.sampled_from([0.0, 0.01, 0.1, 1.0]),
)


def n_off(column):
    """Return how many entries are off the most common one, missing being one."""
    codes = pd.factorize(np.asarray(column, dtype=object))[0]
    return len(codes) - int(np.bincount(codes + 1).max(initial=0))


@pytest.mark.parametrize("kind", KINDS)
@given(entries=ENTRIES, least=st.integers(1, 12))
def test_what_surely_varies_does(kind, entries, least):
    """So many entries are off every single value."""
    column = KINDS[kind](entries)
    assert not surely_vary(column, least) or n_off(column) >= least


@given(entries=ENTRIES, least=st.integers(1, 12))
def test_what_is_surely_lacking_is(entries, least):
    """So many entries are missing."""
    column = KINDS["floats of an array"](entries)
    assert not surely_lacks(column, least) or np.count_nonzero(np.isnan(column)) >= least


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"python text"}))
@pytest.mark.parametrize("other", sorted(set(KINDS) - {"python text"}))
@given(entries=ENTRIES, changed=ENTRIES, least=st.integers(1, 12))
def test_what_surely_differs_does(kind, other, entries, changed, least):
    """Two columns differ in so many places."""
    n = min(len(entries), len(changed))
    one, two = KINDS[kind](entries[:n]), KINDS[other](changed[:n])
    assert not surely_differ(one, two, least) or n_differing(one, two) >= least


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"objects", "categories", "nullable"}))
def test_ordinary_columns_are_seen_through(kind):
    """A column with many values needs no more than some of its entries."""
    column = KINDS[kind](np.random.default_rng(1).integers(0, 5, 5000))
    assert surely_vary(column, 10)
    assert surely_differ(column, column[::-1], 10)
    assert not surely_differ(column, column, 10)
