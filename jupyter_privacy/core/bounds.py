"""Bounds of a cell summary: enough to pass most cells without putting their contributors in order.

For any number c, and so for the median and for the mean, two contributors of a cell have

    |x_i - c| + |x_j - c| >= |x_i - x_j|        (x_i - c)^2 + (x_j - c)^2 >= (x_i - x_j)^2 / 2

and at least one of two that differ is off the most common value.  Disjoint pairs of some of the
contributors therefore bound the totals and the number of varying contributors from below.  Above, no
part is larger than max |x|, than R = max - min, and than R^2.

What comes out is a summary of a cell that is *at least as disclosive* as the real one: fewer
contributors, smaller totals, larger parts.  A rule that passes it would pass the real cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_privacy.core.cells import CellSummary
from jupyter_privacy.core.types import FloatArray, IntArray, NumberArray

__all__ = ["Extremes", "bound_cells", "extremes_of"]

_SLACK = 1e-8
"""What rounding may do to sums over fewer than 10^7 records, relative to the largest amount."""

_HUGE = 1e140

_SMALL = 2**16
"""Cell numbers below are sorted by radix, which is ten times as fast."""


@dataclass(frozen=True, slots=True)
class Extremes:
    """The smallest and the largest contribution; both infinite where they are not known or not finite."""

    low: float
    high: float


def extremes_of(values: NumberArray) -> Extremes:
    """Return the extremes of all values that are not missing.

    Formula: min, max.
    Shapes: `values` numbers of any type, one a record.
    Missing values: NaN is left out; without any value, or with an infinite one, nothing is known.
    Errors: none.
    Cost: two passes.
    Source: none to cite.

    >>> extremes_of(np.array([3, 1, 2]))
    Extremes(low=1.0, high=3.0)
    """
    low, high = (float(end.reduce(values)) if len(values) else np.nan for end in (np.fmin, np.fmax))
    return Extremes(low, high) if np.isfinite(high - low) else Extremes(-np.inf, np.inf)


def bound_cells(
    cell_of_record: IntArray | None,
    n_cells: int,
    values: NumberArray,
    n_top: int = 2,
    extremes: Extremes | None = None,
) -> CellSummary:
    """Return a summary of every cell that is at least as disclosive as `summarise_cells` of it.

    Formula: see the head of this file; contributors are paired half a cell apart, in their order.
    Shapes: as `summarise_cells`; `cell_of_record` None puts all records into cell 0.  With
        `extremes` of all contributors the records may be some of them only, a sample.
    Missing values: a record whose value is NaN is no contributor.
    Errors: none.
    Cost: a radix sort of the cell numbers and some passes; without `cell_of_record` passes only.
    Source: the triangle inequality.

    >>> bounds = bound_cells(None, 1, np.array([7, 1, 2, 9]))
    >>> bounds.n, bounds.n_varying, bounds.varying_total, bounds.varying_top
    (array([4]), array([2]), array([12.99999987]), array([[8.00000009, 8.00000009]]))
    """
    x, start, n = _by_cell(cell_of_record, n_cells, np.asarray(values, dtype=np.float64))
    with np.errstate(all="ignore"):  # what overflows is infinite, and fails every rule
        apart = np.abs(_differences(x, start, n))
        low, high = _ends(x, start, n, extremes)
        largest = _or_infinite(np.maximum(np.abs(low), np.abs(high)) * (1 + _SLACK))
        widest = _or_infinite(high - low + _SLACK * largest)
        pair = np.cumsum(n // 2) - n // 2
        total, varying, spread = (
            _sums(amounts, first, counted) * (1 - _SLACK)
            for amounts, first, counted in (
                (np.abs(x), start, n),
                (apart, pair, n // 2),
                (apart**2 / 2, pair, n // 2),
            )
        )
        n_varying = _sums((apart > 0).astype(np.float64), pair, n // 2).astype(np.intp)
        tops = [np.repeat(part[:, None], n_top, axis=1) for part in (largest, widest, widest**2)]
    return CellSummary(n, tops[0], total, n_varying, tops[1], varying, tops[2], spread)


def _by_cell(
    cell_of_record: IntArray | None, n_cells: int, values: FloatArray
) -> tuple[FloatArray, IntArray, IntArray]:
    """Return contributions ordered by cell, where each cell starts, and how many it has."""
    present = ~np.isnan(values)
    if cell_of_record is None:
        x = values[present]
        return x, np.zeros(1, dtype=np.intp), np.array([len(x)])
    used = np.flatnonzero(present & (cell_of_record >= 0))
    cells = cell_of_record[used]
    order = np.argsort(cells.astype(np.uint16) if n_cells <= _SMALL else cells, kind="stable")
    n = np.bincount(cells, minlength=n_cells)
    return values[used[order]], np.cumsum(n) - n, n


def _differences(x: FloatArray, start: IntArray, n: IntArray) -> FloatArray:
    """Return x_i - x_j of disjoint pairs within the cells, n // 2 for each cell."""
    half = n // 2
    if len(n) == 1:
        return x[half[0] : 2 * half[0]] - x[: half[0]]
    one = np.arange(half.sum()) + np.repeat(start - (np.cumsum(half) - half), half)
    apart: FloatArray = x[one + np.repeat(half, half)] - x[one]
    return apart


def _ends(
    x: FloatArray, start: IntArray, n: IntArray, extremes: Extremes | None
) -> tuple[FloatArray, FloatArray]:
    """Return the extremes of each cell, or those given for all of them; infinite where there are none."""
    low, high = np.full(len(n), -np.inf), np.full(len(n), np.inf)
    if extremes is not None:
        low[:], high[:] = extremes.low, extremes.high
    elif len(x):
        filled = n > 0
        low[filled] = np.minimum.reduceat(x, start[filled])
        high[filled] = np.maximum.reduceat(x, start[filled])
    return low, high


def _or_infinite(parts: FloatArray) -> FloatArray:
    """Give up where a square or a sum of the parts would not be an ordinary float."""
    return np.where((parts > 1 / _HUGE) & (parts < _HUGE), parts, np.inf)


def _sums(amounts: FloatArray, start: IntArray, n: IntArray) -> FloatArray:
    """Return the sum of each cell's amounts."""
    sums, filled = np.zeros(len(n)), n > 0
    if filled.any():
        sums[filled] = np.add.reduceat(amounts, start[filled])
    return sums
