"""Cells of rows, when one contributor stands behind several rows.

A long table has a row for each person and year; a merge repeats a person for each partner.  A cell of
59 such rows may be five people, and one of them may own most of it.  So the rows of a contributor in
a cell are put together before the rules look at it:

    s_c = sum of x over the rows of contributor c in the cell

The rules then see s_c in place of x.  Two things are taken from the rows, as sums would hide them:
the parts of a spread, (x - mean)^2, are added up by contributor; and who is *off the most common
value* is asked of the rows, for people with one, two and three rows of the same value have different
sums and still only one value.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jupyter_privacy.core.cells import CellSummary, Statistic, summarise_cells
from jupyter_privacy.core.rules import ReasonCodes, RuleParameters, judge_cells
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray

__all__ = ["count_contributors", "judge_contributors"]


def count_contributors(cell_of_row: IntArray, n_cells: int, contributor_of_row: IntArray) -> IntArray:
    """Return how many different contributors each cell has.

    Formula: the number of distinct c among the rows of a cell.
    Shapes: one number in [-1, n_cells) a row, -1 for "in no cell"; one number a row, negative for a
        row that nobody stands behind.  Returns one number a cell.
    Missing values: does not apply.
    Errors: none.
    Cost: one sort of the rows.
    Source: none to cite.

    >>> count_contributors(np.array([0, 0, 0, 1]), 2, np.array([7, 7, 3, 7])).tolist()
    [2, 1]
    """
    used = (cell_of_row >= 0) & (contributor_of_row >= 0)
    cells, _, _ = _grouped(cell_of_row[used], contributor_of_row[used])
    return np.bincount(cells, minlength=n_cells)


def judge_contributors(
    cell_of_row: IntArray,
    n_cells: int,
    contributor_of_row: IntArray,
    values: FloatArray | None,
    statistic: Statistic,
    parameters: RuleParameters,
) -> ReasonCodes:
    """Return the `Reason` for which each cell of rows is not shown; 0 where it may be.

    Formula: `judge_cells` of the contributors' sums; and of their numbers of rows, so that nobody
        owns most of the rows of a count or of a mean.
    Shapes: as `count_contributors`; `values` one float a row, or None for counts.
    Missing values: a row whose value is NaN is nobody's, nor is one of contributor -1.
    Errors: ValueError as `summarise_cells`.
    Cost: two sorts of the rows.
    Source: Handbook on Statistical Disclosure Control, section 4.2, on holdings of one owner.

    >>> rows, people = np.zeros(59, dtype=int), np.arange(59) % 5
    >>> judge_contributors(rows, 1, people, None, Statistic.COUNT, RuleParameters()).tolist()
    [1]
    """
    used = (cell_of_row >= 0) & (contributor_of_row >= 0)
    if values is not None:
        used &= ~np.isnan(values)
    rows, owners = cell_of_row[used], contributor_of_row[used]
    cells, place, n_rows = _grouped(rows, owners)
    reasons = _judge_sizes(cells, n_cells, n_rows, parameters)
    if statistic is Statistic.COUNT or values is None:
        return reasons
    summary = _summary_of_rows(cells, n_cells, place, (rows, values[used]), parameters)
    of_values = judge_cells(summary, statistic, parameters)
    return np.where(of_values > 0, of_values, reasons)


def _grouped(cells: IntArray, owners: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the pairs of cell and owner: each one's cell, each row's pair, and each one's rows."""
    n_owners = int(owners.max(initial=0)) + 1
    pairs = cells.astype(np.intp) * n_owners + owners  # cell numbers may take few bytes
    keys, place, n_rows = np.unique(pairs, return_inverse=True, return_counts=True)
    return keys // n_owners, place, n_rows


def _judge_sizes(cells: IntArray, n_cells: int, n_rows: IntArray, parameters: RuleParameters) -> ReasonCodes:
    """Judge the numbers of rows: enough owners, none of whom owns most of them.

    That all own the same number of rows is how tables are made, and tells nothing: what varies is
    taken to be the whole.
    """
    summary = summarise_cells(cells, n_cells, n_rows.astype(np.float64), n_top=parameters.n_top)
    whole = replace(summary, n_varying=summary.n, varying_top=summary.top, varying_total=summary.total)
    return judge_cells(whole, Statistic.TOTAL, parameters)


def _summary_of_rows(
    cells: IntArray,
    n_cells: int,
    place: IntArray,
    rows: tuple[IntArray, FloatArray],
    parameters: RuleParameters,
) -> CellSummary:
    cell_of_row, x = rows
    n_pairs, n_top = len(cells), parameters.n_top
    with np.errstate(all="ignore"):  # an infinite value makes NaN, and NaN fails every rule
        n_rows = np.bincount(cell_of_row, minlength=n_cells)
        mean = np.bincount(cell_of_row, weights=x, minlength=n_cells) / n_rows
        spread = np.bincount(place, weights=(x - mean[cell_of_row]) ** 2, minlength=n_pairs)
        sums = np.bincount(place, weights=x, minlength=n_pairs)
    of_sums = summarise_cells(cells, n_cells, sums, n_top=n_top)
    of_spread = summarise_cells(cells, n_cells, spread, n_top=n_top)
    off = np.bincount(place, weights=_off_the_most_common(cell_of_row, x), minlength=n_pairs) > 0
    n_off = np.bincount(cells[off], minlength=n_cells)
    return replace(
        of_sums,
        n_varying=np.minimum(of_sums.n_varying, n_off),
        spread_top=of_spread.top,
        spread_total=of_spread.total,
    )


def _off_the_most_common(cells: IntArray, x: FloatArray) -> BoolArray:
    """Return which rows differ from the most common value of their cell."""
    order = np.lexsort((x, cells))
    new = np.ones(len(x), dtype=np.bool_)
    new[1:] = (x[order][1:] != x[order][:-1]) | (cells[order][1:] != cells[order][:-1])
    run_of_row = np.empty(len(x), dtype=np.intp)
    run_of_row[order] = np.cumsum(new) - 1
    length = np.bincount(run_of_row)
    longest = np.zeros(int(cells.max(initial=-1)) + 1, dtype=np.intp)
    np.maximum.at(longest, cells, length[run_of_row])
    is_common_run = np.zeros(len(length), dtype=np.bool_)
    candidates = np.flatnonzero(length[run_of_row] == longest[cells])
    _, first = np.unique(cells[candidates], return_index=True)
    is_common_run[run_of_row[candidates[first]]] = True
    return ~is_common_run[run_of_row]
