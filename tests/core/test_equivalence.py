"""Equivalence classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core import equivalence
from jupyter_privacy.core.equivalence import class_ids, class_sizes
from tests.strategies import code_columns

FRAMES = st.integers(0, 15).flatmap(lambda n: st.tuples(code_columns(n), st.just(n)))


def as_groups(ids):
    """Return for each record the positions that look like it."""
    return [[j for j, other in enumerate(ids) if other == mine] for mine in ids]


@given(FRAMES)
def test_classes_are_equal_rows(frame):
    """Records have one id exactly when all codes agree; ids are 0..n-1 and all are used."""
    columns, n_records = frame
    rows = [tuple(int(codes[i]) for codes in columns) for i in range(n_records)]
    ids, n_classes = class_ids(columns, n_records)
    assert as_groups(ids.tolist()) == as_groups(rows)
    assert sorted(set(ids.tolist())) == list(range(n_classes))
    assert class_sizes(columns, n_records).tolist() == [rows.count(row) for row in rows]


@given(FRAMES, st.sampled_from([0, 10, 10**6]))
def test_sorting_gives_the_ids_of_counting(frame, spread):
    """Sorted, packed or renumbered on the way, the classes are those of counting."""
    columns, n_records = frame
    wide = [codes * (1 + spread) for codes in columns]
    expected = class_sizes(columns, n_records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(equivalence, "COUNTED", 0)
        for largest in ((1 << 63) - 1, 1 << 40, 1 << 26):
            patch.setattr(equivalence, "LARGEST", largest)
            assert class_sizes(wide, n_records).tolist() == expected.tolist()


def test_many_wide_columns_do_not_overflow():
    """Forty columns of a million codes exceed 63 bits many times over and are still told apart."""
    rng = np.random.default_rng(1)
    columns = [np.repeat(rng.integers(0, 10**6, 50), 2).astype(np.int32) for _ in range(40)]
    assert class_sizes(columns, 100).tolist() == [2] * 100


def test_no_columns_are_one_class():
    """Nobody is told apart by nothing."""
    assert class_sizes([], 3).tolist() == [3, 3, 3]


@pytest.mark.parametrize("column", [np.array([0, -1], dtype=np.int32), np.array([0], dtype=np.int32)])
def test_bad_codes_are_refused(column):
    """A negative code or a column of another length is an error."""
    with pytest.raises(ValueError, match=r"codes must not|one code"):
        class_ids([column], 2)
