"""Edges of bins that are nobody's value.

`cut(x, 3)` and a histogram of three bins put their outermost edges at the smallest and the largest
value.  Here the edges lie between bounds with at least k people beyond either: the mean of the k
values next to the k outermost ones, rounded outward to a tenth of the spread's power of ten.  People
beyond a bound belong to the bin at that end.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.types import FloatArray

__all__ = ["equal_width_edges", "open_ended", "outer_bounds"]

_SIGNIFICANT = 1
"""Powers of ten below that of the spread to which a bound is rounded: two digits of the spread."""


def outer_bounds(values: FloatArray, minimum: int) -> tuple[float, float] | None:
    """Return a lower and an upper bound, each with at least `minimum` people beyond; None if there are none.

    `values` may hold NaN, which is ignored.  There are none for fewer than `3 * minimum` values, nor
    if (nearly) everybody has one value.

    >>> outer_bounds(np.arange(15.0, 95.0), 10)
    (29.0, 80.0)
    """
    present = np.sort(values[np.isfinite(values)])
    if len(present) < 3 * minimum:
        return None
    low = float(present[minimum : 2 * minimum].mean())
    high = float(present[-2 * minimum : -minimum].mean())
    if not low < high:
        return None
    digits = _SIGNIFICANT - int(np.floor(np.log10(high - low)))
    return _rounded(low, digits, np.floor), _rounded(high, digits, np.ceil)


def _rounded(bound: float, digits: int, outward: np.ufunc) -> float:
    return round(float(outward(round(bound * 10.0**digits, 6))) * 10.0**-digits, max(digits, 0))


def equal_width_edges(values: FloatArray, n_bins: int, minimum: int) -> FloatArray | None:
    """Return `n_bins` + 1 equidistant edges from bound to bound, None if there are no bounds.

    >>> equal_width_edges(np.arange(15.0, 95.0), 3, 10).tolist()
    [29.0, 46.0, 63.0, 80.0]
    """
    bounds = outer_bounds(values, minimum)
    return None if bounds is None else np.linspace(*bounds, n_bins + 1)


def open_ended(edges: FloatArray) -> FloatArray:
    """Return the edges with the outermost ones at infinity, so that everybody falls between them.

    >>> open_ended(np.array([29.0, 46.0, 63.0])).tolist()
    [-inf, 46.0, inf]
    """
    return np.concatenate([[-np.inf], edges[1:-1], [np.inf]])
