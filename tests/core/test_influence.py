"""Effective numbers of people behind coefficients and predictions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.influence import coefficient_weights, effective_number, fewest_behind

N = 200


def design(*columns):
    """Return a design with a constant."""
    return np.column_stack([np.ones(N), *columns])


def smooth(seed=0):
    """Return a column without outliers."""
    return np.random.default_rng(seed).normal(size=N)


@given(st.integers(1, 60), st.floats(1e-6, 1e6))
def test_equal_shares_count_as_people(m, weight):
    """Weights that m people share equally count as m, whatever their size."""
    weights = np.zeros((80, 1))
    weights[:m] = weight
    assert effective_number(weights)[0] == pytest.approx(m)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=40))
def test_it_lies_between_one_and_all(weights):
    """The effective number is at least one person and at most everybody, or 0 for no weight at all."""
    found = effective_number(np.array(weights)[:, None])[0]
    assert found == 0 or 1 - 1e-9 <= found <= len(weights) + 1e-9


def test_nobody_has_weight():
    """Without weights, or with endless ones, nobody is counted."""
    assert effective_number(np.array([[0.0, np.inf], [0.0, 1.0]])).tolist() == [0.0, 0.0]


def test_weights_give_the_coefficients():
    """The weighted sums of the outcome are those of least squares."""
    x, y = design(smooth(1), smooth(2) ** 2), smooth(3)
    expected = np.linalg.lstsq(x, y, rcond=None)[0]
    np.testing.assert_allclose(coefficient_weights(x).T @ y, expected)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("m", [1, 3, 9])
def test_a_dummy_stands_on_its_people(m, scale):
    """A dummy variable of m people is found, also beside other columns and in any unit."""
    dummy = np.zeros(N)
    dummy[:m] = scale
    assert fewest_behind(design(dummy), 10) == pytest.approx(m)
    assert fewest_behind(design(dummy, smooth()), 10) < m + 1


def test_an_outlier_is_found():
    """One far value carries a slope, and the square of a farther one everything."""
    x = smooth()
    assert fewest_behind(design(x), 10) > 10
    x[7] = 60
    assert fewest_behind(design(x), 10) < 2


def test_a_small_cell_between_two_dummies_is_found():
    """Two levels of many people each, and their combination of three: a saturated design stands on those."""
    i = np.arange(N)
    one, other = i < 50, (i >= 47) & (i < 120)
    assert fewest_behind(design(one, other), 10) > 3
    assert fewest_behind(design(one, other, one & other), 10) == pytest.approx(3)


def test_a_prediction_that_no_coefficient_shows_is_found():
    """Who is alone at the crossing of two trends has leverage, though both slopes stand on many."""
    x, y = smooth(1), smooth(2)
    x[3], y[3] = 3.0, -3.0
    y[4:] = x[4:] + y[4:] * 0.1
    assert effective_number(coefficient_weights(design(x, y))).min() < 10
    assert fewest_behind(design(x, y), 10) < 2


def test_dependent_columns_stand_on_nobody():
    """Columns that depend on each other but for one person, or for nobody, are treated alike."""
    x = smooth()
    twin = x.copy()
    assert fewest_behind(design(x, twin), 10) < 10
    twin[5] += 1
    assert fewest_behind(design(x, twin), 10) < 10


def test_the_order_of_people_and_units_do_not_matter():
    """Rows in another order and columns in another unit give the same."""
    x = design(smooth(1), np.arange(N) < 15)
    found = fewest_behind(x, 30)
    assert fewest_behind(x[::-1], 30) == pytest.approx(found)
    assert fewest_behind(x * np.array([1.0, 1e5, 1e-5]), 30) == pytest.approx(found)
