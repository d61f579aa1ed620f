"""Rounding to the nearest multiple, and to the midpoint of a band.

Rounding to the nearest multiple of b hides a value in a band of b; but a count rounded to 0 or
near it still says "few".  Midpoint rounding puts every count of a band to the band's middle, so a
count of 1 and one of 6 look alike and no positive count becomes 0.  Neither stops an attacker who
differences two overlapping tables (in 60 % of pairs rounding to 5 gives the secret away).
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.types import FloatArray

__all__ = ["midpoint", "nearest"]


def nearest(values: FloatArray, base: float) -> FloatArray:
    """Return the nearest multiples of a base; a tie goes away from zero.

    Formula: sign(x) b floor(|x|/b + 1/2).
    Shapes: any; floats in the unit of the base.
    Missing values: NaN stays NaN.
    Errors: ValueError unless base > 0.
    Cost: one pass.
    Source: Handbook on Statistical Disclosure Control, section 5.5 (bases 3 and 5); OpenSAFELY
        rounds to 5 after redacting counts up to 7.

    >>> nearest(np.array([0.0, 2, 3, 7, 18, -3]), 5)
    array([ 0.,  0.,  5.,  5., 20., -5.])
    """
    if not base > 0:
        raise ValueError("base must be positive")
    return np.sign(values) * base * np.floor(np.abs(values) / base + 0.5)


def midpoint(values: FloatArray, base: int = 6) -> FloatArray:
    """Return the midpoints of the bands 1..b, b+1..2b, ... that counts lie in; 0 stays 0.

    Formula: ceil(x/b) b - floor(b/2) for x > 0, and 0 for 0.
    Shapes: any; counts.
    Missing values: NaN stays NaN.
    Errors: ValueError unless base >= 1, and for negative values.
    Cost: one pass.
    Source: OpenSAFELY documentation, outputs/sdc (`roundmid_any`, base 6).

    >>> midpoint(np.array([0.0, 1, 6, 7, 19]))
    array([ 0.,  3.,  3.,  9., 21.])
    """
    if base < 1 or (values < 0).any():
        raise ValueError("base must be at least 1 and counts must not be negative")
    rounded: FloatArray = np.ceil(values / base) * base - (base // 2) * (values != 0)
    return rounded
