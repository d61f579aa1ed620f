"""Sets of people as numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.row_identity import record_keys, row_identities

KEYS = record_keys(50)


@given(st.lists(st.integers(-1, 3), min_size=50, max_size=50))
def test_equal_sets_have_equal_numbers(cells):
    """A set's number depends on its people alone, and that of a union is the sum."""
    codes = np.array(cells)
    ids = row_identities(codes, 4, KEYS)
    order = np.random.default_rng(0).permutation(50)
    assert (row_identities(codes[order], 4, KEYS[order]) == ids).all()
    whole = row_identities(np.where(codes < 0, -1, 0), 1, KEYS)[0]
    assert ids.sum(dtype=np.uint64) == whole
    sets = {frozenset(np.flatnonzero(codes == cell)) for cell in range(4)}
    assert len(sets) == len(set(ids.tolist()))
