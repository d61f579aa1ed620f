"""Numbers told no more exactly than the count of the people behind them.

A mean of whole numbers is a fraction with their count below the line: the fraction nearest to
11.906009 is 7727/649, so the mean tells the count that was rounded.  With a mean m of n people whose
values spread by s, moving b people changes m by about b s / n.  A mean told in steps of that size
fits every count within b of the true one.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.types import FloatArray

__all__ = ["in_steps", "significant", "step_of"]

_STEPS = np.array([1.0, 2.0, 5.0, 10.0])
_EXACT = 1e-9


def step_of(spreads: FloatArray, counts: FloatArray, base: float) -> FloatArray:
    """Return the step in which a statistic in the unit of the values is told.

    Formula: the smallest of 1, 2 and 5 times a power of ten that is at least b s / max(n, b).
    Shapes: one spread and one count a statistic.
    Missing values: a spread that is NaN, or 0, has the step 0: nothing is rounded.
    Errors: ValueError unless base > 0.
    Cost: one pass.
    Source: none to cite.

    >>> step_of(np.array([3.23, 3.23, 0.0]), np.array([650.0, 20.0, 20.0]), 5).tolist()
    [0.05, 1.0, 0.0]
    """
    if not base > 0:
        raise ValueError("base must be positive")
    least = np.nan_to_num(base * spreads / np.maximum(counts, base))
    power = 10.0 ** np.floor(np.log10(np.where(least > 0, least, 1.0)))
    factor = _STEPS[np.searchsorted(_STEPS, least / power * (1 - _EXACT))]
    return np.where(least > 0, factor * power, 0.0)


def in_steps(values: FloatArray, steps: FloatArray) -> FloatArray:
    """Return the nearest multiples of steps; a step of 0 leaves a value as it is.

    Formula: d round(x / d).
    Shapes: one step a value.
    Missing values: NaN stays NaN.
    Errors: none.
    Cost: one pass.
    Source: none to cite.

    >>> in_steps(np.array([11.906, 3.2307, 7.0]), np.array([0.05, 0.05, 0.0])).tolist()
    [11.9, 3.25, 7.0]
    """
    apart = np.where(steps > 0, steps, 1.0)
    upward = np.round(1 / apart)  # 238 / 20 is 11.9, and 238 * 0.05 is not quite
    whole = np.round(values / apart)
    multiples = np.where(apart < 1, whole / np.maximum(upward, 1.0), whole * apart)
    return np.where(steps > 0, multiples, values)


def significant(values: FloatArray, digits: int = 3) -> FloatArray:
    """Return values rounded to so many significant digits.

    Formula: x / 10^p rounded, times 10^p, with p = floor(log10 |x|) - digits + 1.
    Shapes: any.
    Missing values: NaN stays NaN; infinities and 0 stay.
    Errors: ValueError unless digits >= 1.
    Cost: one text a value.
    Source: none to cite.

    >>> significant(np.array([0.0123456, -98765.0, 0.0])).tolist()
    [0.0123, -98800.0, 0.0]
    """
    if digits < 1:
        raise ValueError("digits start at 1")
    told = [float(f"{value:.{digits - 1}e}") for value in values.ravel().tolist()]
    return np.array(told, dtype=np.float64).reshape(values.shape)
