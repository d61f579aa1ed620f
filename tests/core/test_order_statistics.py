"""Quantiles are made of shared values and of means of k neighbours, whatever is asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.order_statistics import order_statistic, smooth_quantile

WIDTH = 5
VALUES = st.lists(
    st.one_of(st.integers(0, 6).map(float), st.floats(-2, 8, allow_nan=False).map(lambda x: round(x, 2))),
    min_size=1,
    max_size=60,
).map(np.array)


def all_answers(values, width=WIDTH):
    """Return what comes out of a thousand quantiles."""
    return np.array([smooth_quantile(values, share, width) for share in np.linspace(0, 1, 401)])


def standing_for(values, width):
    """Return what stands for each place of values in order, by the definition; NaN for nothing."""
    ordered = np.sort(values)
    n = len(ordered)
    counts = {value: int((ordered == value).sum()) for value in ordered.tolist()}
    found = np.full(n, np.nan)
    for place in range(n):
        block = place // width
        members = ordered[block * width : (block + 1) * width]
        shared = [value for value in members.tolist() if counts[value] >= width]
        if counts[ordered[place]] >= width:
            found[place] = ordered[place]
        elif shared:
            found[place] = shared[0]
        elif block >= 1 and (block + 2) * width <= n:
            found[place] = members.mean()
    found[:width] = found[max(n - width, 0) :] = np.nan
    return found


@given(VALUES)
def test_places_stand_for_what_the_definition_says(values):
    """Shared values stand for themselves and their block; other blocks for their mean, between middles."""
    expected = standing_for(values, WIDTH)
    for place in range(len(values)):
        found = order_statistic(values, place, WIDTH)
        if np.isnan(expected[place]):
            assert np.isnan(found)
        elif expected[place] in values.tolist() and (values == expected[place]).sum() >= WIDTH:
            assert found == expected[place]
        else:
            means = np.unique(expected[~np.isnan(expected)])
            assert means.min() - 1e-9 <= found <= means.max() + 1e-9


@given(st.integers(0, 10_000))
def test_nobody_moves_an_answer_alone(seed):
    """Who of a block has more and who has less, with the same sum, makes no difference to any answer."""
    rng = np.random.default_rng(seed)
    ordered = np.sort(np.concatenate([rng.normal(3, 2, 40), rng.integers(0, 6, 40)]))
    blocks = [ordered[first : first + WIDTH] for first in range(WIDTH, len(ordered) - 2 * WIDTH + 1, WIDTH)]
    changed = ordered.copy()
    for block, first in zip(blocks, range(WIDTH, len(ordered), WIDTH), strict=False):
        if not any((ordered == value).sum() >= WIDTH for value in block.tolist()):
            changed[first : first + WIDTH] = block.mean() + (block - block.mean()) * rng.uniform(0.1, 0.9)
    np.testing.assert_allclose(all_answers(ordered), all_answers(changed), atol=1e-9)


@pytest.mark.parametrize("odd", [5.5, 5.0, 5.99])
def test_a_rare_value_between_shared_ones_is_not_there(odd):
    """Between two values that many share a single other one cannot be told from the lower of them."""
    answers = all_answers(np.array([5.0] * 23 + [odd] + [6.0] * 26), 10)
    np.testing.assert_array_equal(answers, all_answers(np.array([5.0] * 24 + [6.0] * 26), 10))


@given(VALUES, st.floats(100, 1e9))
def test_extreme_values_move_nothing(values, far):
    """How large the largest and how small the smallest value is shows in no answer."""
    ordered = np.sort(np.concatenate([values, [20.0, -20.0]]))
    moved = ordered.copy()
    moved[0], moved[-1] = -far, far
    np.testing.assert_array_equal(all_answers(ordered), all_answers(moved))


def test_many_windows_do_not_spell_the_values_out():
    """A thousand quantiles of 400 people take few different slopes: there is one mean a block."""
    values = np.sort(np.random.default_rng(0).lognormal(3, 1, 400))
    shares = np.linspace(0, 1, 4001)
    answers = np.array([smooth_quantile(values, share, 10) for share in shares])
    bends = np.diff(answers, 2)
    assert np.count_nonzero(np.abs(bends[~np.isnan(bends)]) > 1e-9) <= 2 * 40
    assert not np.isin(answers, values).any()


def test_quantiles_of_shared_values_are_numpys():
    """Grades and counts come out as they are, with NumPy's interpolation between them."""
    values = np.repeat([1.0, 2.0, 4.0, 8.0], 25)
    for how in ("linear", "lower", "higher", "midpoint", "nearest"):
        for share in (0.2, 0.2475, 0.496, 0.745, 0.88):
            expected = np.quantile(values, share, method=how)
            assert smooth_quantile(values, share, 10, how) == pytest.approx(expected)


def test_quantiles_of_many_are_near_the_exact_ones():
    """Of 10,000 people a quantile is off by a few places."""
    values = np.random.default_rng(1).normal(0, 1, 10_000)
    for share in (0.05, 0.25, 0.5, 0.9):
        low, high = np.quantile(values, [share - 0.001, share + 0.001])
        assert low <= smooth_quantile(values, share, 10) <= high
