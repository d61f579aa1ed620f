"""The k^m rule of displayed rows."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core import matches
from jupyter_privacy.core.visible import COUNTED, MASKED, visible_levels
from tests.strategies import codes


def violations(levels, columns, records, k, m, already=()):
    """Return the combinations with at least one new cell that fewer than k records share."""
    found = []
    for row, record in enumerate(records):
        cells = [(True, columns[c][level]) for c, level in enumerate(levels[row]) if level != MASKED]
        cells += [(False, shown) for shown in (already[row] if already else ())]
        for size in range(1, m + 1):
            for combination in combinations(cells, size):
                if not any(is_new for is_new, _ in combination):
                    continue
                together = [(c == c[record]) & (c >= 0) for _, c in combination]
                if np.logical_and.reduce(together).sum() < k:
                    found.append((row, combination))
    return found


@st.composite
def views(draw):
    """Return columns in levels, displayed records, k, m and what was shown before."""
    n_records = draw(st.integers(1, 25))
    ladder = st.lists(codes(n_records, -1, 2), min_size=1, max_size=3)
    columns = draw(st.lists(ladder, min_size=1, max_size=5))
    records = np.array(draw(st.lists(st.integers(0, n_records - 1), max_size=3)), dtype=np.intp)
    shown = st.lists(codes(n_records, -1, 1), max_size=2)
    already = draw(st.just(()) | st.lists(shown, min_size=len(records), max_size=len(records)))
    return columns, records, draw(st.integers(1, 4)), draw(st.integers(1, 4)), already


@given(views())
def test_no_combination_is_rare(view):
    """Every combination of at most m visible cells, one of them new, is shared by k records."""
    columns, records, k, m, already = view
    levels = visible_levels(columns, records, k=k, m=m, already=already)
    assert levels.shape == (len(records), len(columns))
    assert not violations(levels, columns, records, k, m, already)


@given(views())
def test_no_masked_cell_could_be_shown(view):
    """The greedy result is maximal: no masked cell may join at any of its levels."""
    columns, records, k, m, already = view
    levels = visible_levels(columns, records, k=k, m=m, already=already)
    for row, column in zip(*np.nonzero(levels == MASKED), strict=True):
        for level in range(len(columns[column])):
            tried = levels.copy()
            tried[row, column] = level
            assert violations(tried, columns, records, k, m, already)


@given(views())
def test_sampling_never_changes_the_answer(view):
    """With a sample of a few records the cells shown are those of the exact count."""
    columns, records, k, m, already = view
    exact = visible_levels(columns, records, k=k, m=m, already=already)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matches, "SAMPLE_ENTRIES", 1)
        patch.setattr(matches, "SAMPLE_RECORDS", (5, 7))
        patch.setattr(matches, "TRIED", 3)
        sampled = visible_levels(columns, records, k=k, m=m, already=already)
    np.testing.assert_array_equal(sampled, exact)


@pytest.mark.parametrize("m", [1, 2, 3])
def test_pupils_by_brute_force(pupils, m):
    """On real pupils each combination of at most m visible cells is shared by five."""
    columns = [[column] for column in pupils.values()]
    records = np.arange(0, 649, 130)
    levels = visible_levels(columns, records, k=5, m=m)
    assert not violations(levels, columns, records, 5, m)


def test_most_of_a_pupil_stays_visible(pupils):
    """At k = 5, m = 3 at least 20 of the 33 cells of a row are visible on average."""
    columns = [[column] for column in pupils.values()]
    levels = visible_levels(columns, np.arange(649), k=5, m=3)
    assert (levels != MASKED).sum(axis=1).mean() >= 20


def test_beyond_the_sample_all_counted_records_decide():
    """Where the sample leaves doubt, every counted record is looked at."""
    n = COUNTED
    rare = np.ones(n, dtype=np.int32)
    rare[[7, 20_001, 30_003, 61_071]] = 2
    common = np.ones(n, dtype=np.int32)
    records = np.array([7, 8])
    assert visible_levels([[rare], [common]], records, k=4, m=2).tolist() == [[0, 0], [0, 0]]
    assert visible_levels([[rare], [common]], records, k=5, m=2).tolist() == [[MASKED, 0], [0, 0]]


def test_a_population_too_large_to_count_is_never_shown_too_much():
    """Counting among some of the records of a large population holds the rule in all of it."""
    random = np.random.default_rng(3)
    n = 5 * COUNTED
    columns = [[random.geometric(0.4, n).astype(np.int32)] for _ in range(5)]
    records = np.array([0, 9, COUNTED, n - 1])
    levels = visible_levels(columns, records, k=5, m=3)
    assert not violations(levels, columns, records, 5, 3)
    assert (levels != MASKED).mean() > 0.8


def test_the_finest_safe_band_is_shown():
    """A number is shown in the narrowest band that passes, and the exact value when it is common."""
    exact = np.array([1, 2, 3, 3], dtype=np.int32)
    band = np.array([1, 1, 2, 2], dtype=np.int32)
    assert visible_levels([[exact, band]], np.arange(4), k=2, m=3).tolist() == [[1], [1], [0], [0]]


def test_not_known_is_never_shown():
    """The code -1 matches nothing, itself included."""
    unknown = np.full(9, -1, dtype=np.int32)
    assert visible_levels([[unknown]], np.arange(2), k=1, m=1).tolist() == [[MASKED], [MASKED]]


def test_what_was_shown_before_counts():
    """A column that is safe alone is masked when an earlier output makes the pair rare."""
    one, other = np.array([1, 1, 2, 2], dtype=np.int32), np.array([1, 2, 1, 2], dtype=np.int32)
    alone = visible_levels([[one]], np.array([0]), k=2, m=2)
    after = visible_levels([[one]], np.array([0]), k=2, m=2, already=[[other]])
    again = visible_levels([[one]], np.array([0]), k=2, m=2, already=[[one]])
    assert (alone.item(), after.item(), again.item()) == (0, MASKED, 0)


@pytest.mark.parametrize(("k", "m"), [(0, 1), (1, 0)])
def test_k_and_m_start_at_one(k, m):
    """A k or m of zero is an error, not an open door."""
    with pytest.raises(ValueError, match="at least 1"):
        visible_levels([[np.ones(3, dtype=np.int32)]], np.array([0]), k=k, m=m)


def test_already_is_for_every_row():
    """A list of earlier outputs that leaves a row out is an error."""
    with pytest.raises(ValueError, match="already"):
        visible_levels([[np.ones(3, dtype=np.int32)]], np.array([0, 1]), k=1, m=1, already=[[]])
