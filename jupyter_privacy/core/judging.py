"""From contributions to reasons: a sample first, then bounds of whole cells, exactness where in doubt.

Putting 600,000 contributors in order takes as long as some twenty sums over them, and nearly all cells
are far from failing.  So a cell passes if a summary passes that is at least as disclosive as its own
(`core.bounds`): of a sample of its contributors, or of all of them unordered.  What does not pass is
summarised exactly.  The answer is the same as if every cell were.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.bounds import Extremes, bound_cells, extremes_of
from jupyter_privacy.core.cells import CellSummary, Statistic, check_cells, count_cells, summarise_cells
from jupyter_privacy.core.rules import ReasonCodes, RuleParameters, judge_cells
from jupyter_privacy.core.types import BoolArray, IntArray, NumberArray

__all__ = ["judge_records"]

_FEWEST, _MOST, _OF_A_CELL = 2**12, 2**16, 2**10
"""How many records are sampled: so many of a cell, within these limits."""


def judge_records(
    cell_of_record: IntArray | None,
    n_cells: int,
    values: NumberArray,
    statistic: Statistic,
    parameters: RuleParameters,
    extremes: Extremes | None = None,
) -> ReasonCodes:
    """Return the `Reason` for which each cell is not shown, as `judge_cells` of its summary does.

    Formula: see `judge_cells`; every rule passes whatever is less disclosive than what it passes.
    Shapes: one number in [-1, n_cells) a record, -1 for "in no cell", or None for all records in
        one cell; one value a record.  Returns one uint8 a cell.  `extremes` of all values, if they
        are known already, save two passes.
    Missing values: a record whose value is NaN is no contributor.
    Errors: ValueError as `summarise_cells`.
    Cost: two passes over the values; cells in doubt are put in order.
    Source: Handbook on Statistical Disclosure Control, section 4.2.

    >>> cells, values = np.array([0] * 40 + [1] * 40), np.array([*range(40), *[7] * 40])
    >>> judge_records(cells, 2, values, Statistic.TOTAL, RuleParameters())
    array([0, 2], dtype=uint8)
    """
    if cell_of_record is not None:
        check_cells(cell_of_record, n_cells, values, parameters.n_top)
    if statistic is Statistic.COUNT:
        n = _n_contributors(cell_of_record, n_cells, values)
        return judge_cells(count_cells(n, parameters.n_top), statistic, parameters)
    sampled = _sampled(cell_of_record, n_cells, values, parameters.n_top, extremes)
    reasons = judge_cells(sampled, statistic, parameters)
    for summarise in (bound_cells, summarise_cells):
        doubtful = reasons > 0
        if not doubtful.any():
            break
        cells, found = _records_of(cell_of_record, values, doubtful)
        summary = summarise(cells, n_cells, found, parameters.n_top)
        reasons[doubtful] = judge_cells(summary, statistic, parameters)[doubtful]
    return reasons


def _sampled(
    cell_of_record: IntArray | None, n_cells: int, values: NumberArray, n_top: int, extremes: Extremes | None
) -> CellSummary:
    """Bound each cell by every so many records; an odd step does not keep in step with the data."""
    step = len(values) // min(max(_FEWEST, _OF_A_CELL * n_cells), _MOST) | 1
    some = None if cell_of_record is None else cell_of_record[::step]
    known = extremes_of(values) if extremes is None else extremes
    return bound_cells(some, n_cells, values[::step], n_top, known)


def _n_contributors(cell_of_record: IntArray | None, n_cells: int, values: NumberArray) -> IntArray:
    present = ~np.isnan(values)
    if cell_of_record is None:
        return np.array([np.count_nonzero(present)])
    return np.bincount(cell_of_record[present & (cell_of_record >= 0)], minlength=n_cells)


def _records_of(
    cell_of_record: IntArray | None, values: NumberArray, wanted: BoolArray
) -> tuple[IntArray | None, NumberArray]:
    """Return the cell numbers and the values of the records that stand in some of the cells."""
    if cell_of_record is None or wanted.all():
        return cell_of_record, values
    used = np.flatnonzero(np.append(wanted, False)[cell_of_record])  # -1, in no cell, finds the last entry
    return cell_of_record[used], values[used]
