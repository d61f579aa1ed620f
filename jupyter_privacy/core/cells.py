"""What a rule needs to know of each cell of a table: how many contributors, how concentrated.

A contributor to a cell is a record *with a value*.  With the contributions x of a cell three
amounts are looked at, each with its total and its largest parts, for an attacker knows something
of each:

    |x|                the contributions themselves
    |x - median|       the varying part: adding a constant to everybody hides nobody
    (x - mean)^2       what a variance is made of

Records are sorted once by (cell, value).  The largest parts of all three amounts then lie at the
two ends of each cell, so no second sort and no loop over cells is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray, NumberArray

__all__ = ["CellSummary", "Statistic", "check_cells", "count_cells", "summarise_cells"]


class Statistic(StrEnum):
    """What a table shows; it decides which rules speak."""

    COUNT = "count"
    TOTAL = "total"
    """Sums and means."""
    SPREAD = "spread"
    """Standard deviation, variance, standard error."""
    POSITION = "position"
    """Medians and quantiles: what one contributor has, however much, does not move them far."""
    TAIL = "tail"
    """The mean of a few of the largest or smallest, who may all have the same."""


@dataclass(frozen=True, slots=True)
class CellSummary:
    """One entry a cell; `top` arrays are cells x largest parts, falling, 0 where there are fewer.

    `n_varying` counts the contributors off the most common value of the cell: for a 0/1 variable
    the rarer side.  A summary of pure counts has zeros in all but `n`, so a rule for totals that
    is put to it fails.
    """

    n: IntArray
    top: FloatArray
    total: FloatArray
    n_varying: IntArray
    varying_top: FloatArray
    varying_total: FloatArray
    spread_top: FloatArray
    spread_total: FloatArray

    @property
    def n_top(self) -> int:
        """How many of the largest parts are held."""
        return int(self.top.shape[1])


def summarise_cells(
    cell_of_record: IntArray | None,
    n_cells: int,
    values: NumberArray | None,
    n_top: int = 2,
    weights: FloatArray | None = None,
) -> CellSummary:
    """Return what the rules need to know of every cell.

    Formula: n = contributors; total = sum |x|, and its `n_top` largest; the same of |x - median|
        and of (x - mean)^2; n_varying = n - (contributors with the most common value).  With
        sampling `weights` a contribution stands as often among the largest as its weight says
        (rounded, at least once), and counts so much in totals, mean and median; n is still that of
        records.  So the largest contributor of a sample hides among the people like them.
    Shapes: `cell_of_record` one number in [-1, n_cells) a record, -1 for "in no cell", or None for
        all records in cell 0; `values` one number a record, or None for counts; `weights` one
        positive number a record.  Returns arrays of n_cells entries or rows.
    Missing values: a record whose value is NaN is no contributor.
    Errors: ValueError when a cell number is out of range, the lengths differ, n_top < 2 or a weight
        is not positive.
    Cost: one sort of the records.
    Source: Handbook on Statistical Disclosure Control, section 4.2 (with its example of sampling
        weights); Hundepool et al. (2012), Statistical Disclosure Control, section 4.2, doi
        10.1002/9781118348239.

    >>> summary = summarise_cells(np.array([0, 0, 0, 1]), 2, np.array([7.0, 1.0, np.nan, 5.0]))
    >>> summary.n, summary.total, summary.top
    (array([2, 1]), array([8., 5.]), array([[7., 1.],
           [5., 0.]]))
    >>> of_sample = summarise_cells(None, 1, np.array([100.0, 10.0]), weights=np.array([4.0, 7.0]))
    >>> of_sample.total, of_sample.top
    (array([470.]), array([[100., 100.]]))
    """
    if cell_of_record is None:
        cell_of_record = np.zeros(0 if values is None else len(values), dtype=np.intp)
    check_cells(cell_of_record, n_cells, values, n_top)
    if values is None:
        counted = np.bincount(cell_of_record + 1, minlength=n_cells + 1)  # the first is those in no cell
        return count_cells(counted[1:], n_top)
    used = np.flatnonzero((cell_of_record >= 0) & ~np.isnan(values))
    order = used[np.lexsort((values[used], cell_of_record[used]))]
    weight = np.ones(len(order)) if weights is None else _checked(weights, values)[order]
    contributions = _Sorted.of(cell_of_record[order], values[order].astype(np.float64), weight, n_cells)
    return _summary(contributions, n_top)


def _checked(weights: FloatArray, values: NumberArray) -> FloatArray:
    if weights.shape != values.shape or not bool((weights > 0).all()):
        raise ValueError("weights must be positive, one for each record")
    return weights


def count_cells(n: IntArray, n_top: int = 2) -> CellSummary:
    """Return a summary of cells of which only the numbers of contributors are known."""
    none, parts = np.zeros(len(n)), np.zeros((len(n), n_top))
    return CellSummary(n, parts, none, np.zeros_like(n), parts, none, parts, none)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Contributions sorted by cell and value; `start` and `n` frame each cell that has any."""

    cell: IntArray
    x: FloatArray
    weight: FloatArray
    filled: IntArray
    start: IntArray
    n: IntArray
    n_cells: int

    @classmethod
    def of(cls, cell: IntArray, x: FloatArray, weight: FloatArray, n_cells: int) -> _Sorted:
        n = np.bincount(cell, minlength=n_cells)
        filled = np.flatnonzero(n)
        start = (np.cumsum(n) - n)[filled]
        return cls(cell, x, weight, filled, start, n[filled], n_cells)

    def spread_out(self, of_filled: FloatArray) -> FloatArray:
        """Put one entry or row a filled cell into an array of all cells, 0 elsewhere."""
        whole = np.zeros((self.n_cells, *of_filled.shape[1:]))
        whole[self.filled] = of_filled
        return whole

    def total(self, amounts: FloatArray) -> FloatArray:
        """Sum amounts, one a contributor, over each filled cell."""
        return np.add.reduceat(amounts * self.weight, self.start) if len(self.start) else np.zeros(0)

    def median(self) -> FloatArray:
        """Return the median of each filled cell."""
        upto = np.cumsum(self.weight)
        half = upto[self.start] - self.weight[self.start] + self.total(np.ones(len(self.x))) / 2
        low, high = (np.searchsorted(upto, half, side=side) for side in ("left", "right"))
        return (self.x[low] + self.x[np.minimum(high, len(self.x) - 1)]) / 2

    def repeated(self, n_top: int) -> tuple[_Sorted, IntArray]:
        """Return each contribution as often as its weight says, up to `n_top` times, and which it is."""
        which = np.repeat(np.arange(len(self.x)), np.clip(np.rint(self.weight), 1, n_top).astype(np.intp))
        return _Sorted.of(self.cell[which], self.x[which], self.weight[which], self.n_cells), which

    def top(self, amounts: FloatArray, n_top: int) -> FloatArray:
        """Return each filled cell's largest amounts, which must lie at the ends of the cells."""
        steps = np.arange(n_top)
        low = np.where(steps < self.n[:, None], self.start[:, None] + steps, -1)
        end = (self.start + self.n)[:, None] - 1 - steps
        high = np.where(end >= self.start[:, None] + n_top, end, -1)
        at = np.concatenate([low, high], axis=1)
        found = np.where(at >= 0, amounts[at] if len(amounts) else 0.0, 0.0)
        return -np.sort(-found, axis=1)[:, :n_top]

    def of_contributor(self, of_filled: FloatArray) -> FloatArray:
        """Give every contributor the entry of its cell."""
        return np.repeat(of_filled, self.n)


def _summary(c: _Sorted, n_top: int) -> CellSummary:
    with np.errstate(all="ignore"):  # an infinite value makes NaN, and NaN fails every rule
        mean = c.total(c.x) / c.total(np.ones(len(c.x)))
        parts = (
            np.abs(c.x),
            np.abs(c.x - c.of_contributor(c.median())),
            (c.x - c.of_contributor(mean)) ** 2,
        )
        totals = [c.spread_out(c.total(part)) for part in parts]
        stated, which = c.repeated(n_top)
        tops = [c.spread_out(stated.top(part[which], n_top)) for part in parts]
    n = c.spread_out(c.n.astype(np.float64)).astype(np.intp)
    n_common = c.spread_out(_most_common(c).astype(np.float64)).astype(np.intp)
    return CellSummary(n, tops[0], totals[0], n - n_common, tops[1], totals[1], tops[2], totals[2])


def _most_common(c: _Sorted) -> IntArray:
    """Return how many contributors hold the most common value of each filled cell."""
    if not len(c.x):
        return np.zeros(0, dtype=np.intp)
    new: BoolArray = np.ones(len(c.x), dtype=np.bool_)
    new[1:] = (c.x[1:] != c.x[:-1]) | (c.cell[1:] != c.cell[:-1])
    run_start = np.flatnonzero(new)
    run_length = np.diff(np.append(run_start, len(c.x)))
    first_run = np.searchsorted(run_start, c.start)
    most: IntArray = np.maximum.reduceat(run_length, first_run)
    return most


def check_cells(cell_of_record: IntArray, n_cells: int, values: NumberArray | None, n_top: int) -> None:
    """Raise `ValueError` unless every record has a cell that there is and as many values as wanted."""
    if values is not None and values.shape != cell_of_record.shape:
        raise ValueError("values and cell_of_record must have one entry for each record")
    if len(cell_of_record) and not -1 <= cell_of_record.min() <= cell_of_record.max() < n_cells:
        raise ValueError("a cell number lies outside of -1 .. n_cells - 1")
    if n_top < 2:  # noqa: PLR2004
        raise ValueError("n_top must be at least 2: the p% rule looks at the two largest")
