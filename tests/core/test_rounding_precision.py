"""Numbers in steps as coarse as a count."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_privacy.core.rounding import in_steps, significant, step_of

SPREADS = st.floats(1e-6, 1e9)


@given(SPREADS, st.integers(1, 10**6), st.integers(2, 100))
def test_a_step_is_at_least_what_moving_base_people_does(spread, n, base):
    """It is 1, 2 or 5 times a power of ten, and no more than two and a half times as long as need be."""
    (step,) = step_of(np.array([spread]), np.array([float(n)]), base)
    least = base * spread / max(n, base)
    assert least * (1 - 1e-6) <= step <= 2.5 * least * (1 + 1e-6)
    assert any(f"{step:.0e}".startswith(digit) for digit in "125")


@given(st.lists(st.integers(0, 20), min_size=60, max_size=60).filter(lambda values: np.std(values) > 1))
def test_a_mean_in_steps_does_not_tell_how_many_it_is_of(values):
    """The mean itself is a fraction that tells the count; in steps it fits every count within the base."""
    mean, n = np.mean(values), len(values)
    assert n % Fraction(mean).limit_denominator(2 * n).denominator == 0
    step = step_of(np.array([np.std(values)]), np.array([float(n)]), 5)
    (told,) = in_steps(np.array([mean]), step)
    assert all(abs(round(told * m) / m - told) <= step[0] / 2 for m in range(n - 5, n + 6))


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=5), st.integers(1, 6))
def test_significant_digits(values, digits):
    """The digits are those that formatting gives, and rounding again changes nothing."""
    told = significant(np.array(values), digits)
    assert told == pytest.approx(
        [float(f"{value:.{digits - 1}e}") for value in values], rel=10.0 ** (1 - digits)
    )
    np.testing.assert_allclose(significant(told, digits), told, rtol=1e-12)


def test_what_is_no_number_stays():
    """Missing values, infinities and zeros are as they were."""
    values = np.array([np.nan, np.inf, -np.inf, 0.0])
    np.testing.assert_array_equal(significant(values), values)
    np.testing.assert_array_equal(in_steps(values, np.full(4, 0.5)), values)
    assert step_of(np.array([np.nan, 0.0]), np.ones(2), 5).tolist() == [0, 0]
