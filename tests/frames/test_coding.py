import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from jupyter_privacy.frames.coding import (
    KeptCodes,
    codes_of_numbers,
    codes_of_objects,
    contiguous,
    first_records,
    own_codes,
)

CODES = npst.arrays(np.int32, st.integers(0, 40), elements=st.integers(0, 60))


@given(CODES)
def test_contiguous_keeps_the_partition_and_leaves_no_gap(codes):
    """Who shares a code still does, missing stays missing, 1..n are all in use."""
    found = contiguous(codes)
    np.testing.assert_array_equal(codes[:, None] == codes, found[:, None] == found)
    np.testing.assert_array_equal(codes == 0, found == 0)
    assert set(found[found > 0].tolist()) == set(range(1, found.max(initial=0) + 1))


@given(CODES, st.integers(-1, 70))
def test_first_records_stand_for_a_code_each(codes, limit):
    """The first record of every code that is not missing, at most `limit` of them."""
    found = first_records(codes, limit)
    n_distinct = len(set(codes.tolist()) - {0})
    assert len(found) == min(max(limit, 0), n_distinct)
    for record in found:
        assert codes[record] > 0
        assert np.argmax(codes == codes[record]) == record


@given(st.lists(st.booleans(), max_size=20))
def test_own_codes_are_shared_by_nobody(missing):
    """As many codes as records with a value."""
    codes = own_codes(np.array(missing, dtype=bool))
    present = codes[~np.array(missing, dtype=bool)]
    assert sorted(present.tolist()) == list(range(1, missing.count(False) + 1))
    assert codes.size == len(missing)


@given(st.lists(st.sampled_from([1.0, -2.5, np.inf, np.nan, 0.0]), max_size=20))
def test_numbers_and_objects_are_coded_alike(values):
    """The slow way and the fast way make one partition."""
    numbers = np.array(values, dtype=np.float64)
    fast, slow = codes_of_numbers(numbers), codes_of_objects(values, np.isnan(numbers))
    np.testing.assert_array_equal(fast[:, None] == fast, slow[:, None] == slow)
    np.testing.assert_array_equal(fast == 0, slow == 0)


def test_codes_are_kept_in_few_bytes_and_given_as_int32():
    """Worked out once; the same array for all who hold it at a time, an equal one for whoever comes later."""
    kept, made = KeptCodes(), []

    def compute():
        made.append(1)
        return np.array([0, 3, 1, 200], dtype=np.int32)

    first = kept.of(0, compute)
    assert kept.of(0, compute) is first
    assert not first.flags.writeable
    assert kept._kept[0].dtype == np.uint8
    before = first.tolist()
    del first
    again = kept.of(0, compute)
    assert (again.tolist(), again.dtype, again.flags.writeable) == (before, np.int32, False)
    assert len(made) == 1
