"""Complementary suppression: masking further cells so that no masked one can be recomputed.

For each cell to protect we look for two tables that the attacker cannot tell from the true one
and that differ in this cell by the protection asked.  Written as changes to the true table,

    minimise  sum of weight_i (|up_i| + |down_i|)  over the cells still shown
    subject to  M up = 0,  M down = 0,  x + up and x + down within the bounds,
                up_p - down_p >= protection_p,

where M x = 0 are the table's equations.  The cells that change are masked: the price of a cell is
per unit of change instead of once, which makes the choice a linear program in place of a mixed
integer one (Kelly, Golden & Assad 1992; Castro 2012).  Cells are taken one after the other, the
most demanding first, and what is already masked is free.  At the end the audit decides.

This is what remains when the time for the optimum (`optimal.py`) is up.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.suppression.problem import Problem, problem
from jupyter_privacy.core.suppression.program import LinearProgram, Row
from jupyter_privacy.core.suppression.protection import Protection
from jupyter_privacy.core.suppression.table import LinearTable
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray
from jupyter_privacy.errors import GuardError

__all__ = ["complementary", "protect"]

REVIEWED = 5000
"""Added cells times masked cells up to which the added ones are looked at again (about a second)."""


def complementary(
    table: LinearTable,
    primary: BoolArray,
    protection: FloatArray | Protection,
    weights: FloatArray | None = None,
    *,
    fixed: BoolArray | None = None,
    singletons: BoolArray | None = None,
) -> BoolArray:
    """Return which cells to mask so that every primary cell keeps its protection.

    Formula: as in `suppress`, with a lower bound of 0 for the attacker (none when a value is
        negative).  Cheap by the sum of `weights`, not proven cheapest.
    Shapes: as in `suppress`.  Returns a superset of `primary`; when nothing less works, all cells
        that may be masked, which need not be enough: `suppress` says so.
    Missing values: none are allowed in the table.
    Errors: as in `suppress`.
    Cost: a linear program of 4 variables a cell for each cell not yet protected, and the audit.
    Source: J.P. Kelly, B.L. Golden, A.A. Assad (1992), Cell suppression: disclosure protection
        for sensitive tabular data, Networks 22(4), doi 10.1002/net.3230220407; J. Castro (2012),
        Recent advances in optimization techniques for statistical tabular data protection,
        EJOR 216(2), section 4, doi 10.1016/j.ejor.2011.03.050.

    >>> from jupyter_privacy.core.suppression.table import two_way
    >>> layout = two_way(1, 3, row_totals=True, column_totals=False, grand_total=False)
    >>> table = layout.table(np.array([[2.0, 40.0, 30.0]]))
    >>> complementary(table, np.array([True, False, False, False]), np.full(4, 5.0)).tolist()
    [True, False, True, False]
    """
    return protect(problem(table, primary, protection, weights, fixed, singletons))


def protect(asked: Problem) -> BoolArray:
    """Widen the narrow cells until the audit finds none; mask everything when that cannot be."""
    masked = asked.primary.copy()
    search = _Search(asked)
    n_masked = -1
    while n_masked < masked.sum():
        n_masked = int(masked.sum())
        exposed = False
        for known in asked.views:
            narrow = asked.exposed_to(known, masked)
            exposed |= len(narrow) > 0
            masked |= search.cells_that_widen(narrow, known, masked)
        if not exposed:
            return _without_idle(asked, masked)
    return asked.everything


def _without_idle(asked: Problem, masked: BoolArray) -> BoolArray:
    """Show again, the dearest first, the added cells that no primary cell needs.

    What a shown cell determines among the added ones (its own total, say) is shown with it.
    """
    added = np.flatnonzero(masked & ~asked.primary)
    if len(added) * int(masked.sum()) > REVIEWED:
        return masked
    for cell in added[np.argsort(-asked.weights[added], kind="stable")]:
        fewer = masked.copy()
        narrow = np.array([cell])
        while len(narrow) and not asked.primary[narrow].any():
            fewer[narrow] = False
            narrow = asked.exposed(fewer)
        if not len(narrow):
            masked = fewer
    return masked


class _Search:
    """The program for the cheapest pair of tables that differ in one cell by what is asked."""

    def __init__(self, asked: Problem) -> None:
        table = asked.table
        n = self._n = len(table.values)
        self._asked, self._scale = asked, table.scale
        self._weights = asked.weights / asked.weights.mean()
        most, down = np.full(n, np.inf), (table.values - asked.lower) / table.scale
        self._upper = np.where(np.tile(asked.everything, 4), np.concatenate([most, down] * 2), 0.0)
        rows: list[Row] = [*_balance(table, 0), *_balance(table, 2 * n)]
        self._wanted = np.arange(3) + len(rows)
        rows += [([], [], 0.0, np.inf)] * 3
        self._cell: int | None = None
        self._program = LinearProgram(np.zeros(4 * n), self._upper, rows)

    def cells_that_widen(self, narrow: IntArray, known: IntArray, masked: BoolArray) -> BoolArray:
        """Return the cells that change, at the least cost, when each narrow one moves as it should."""
        upper = self._upper.copy()
        upper[(known + np.arange(4)[:, None] * self._n).ravel()] = 0.0
        self._program.set_bounds(np.zeros_like(upper), upper)
        wanted = self._asked.wanted_from(known)
        need = np.maximum(wanted.width, np.maximum(wanted.above, wanted.below))
        low, high = np.zeros(self._n), np.zeros(self._n)
        result = masked.copy()
        for cell in narrow[np.argsort(-need[narrow], kind="stable")]:
            if wanted.missed(low, high, 0.0)[cell]:
                changes = self._changes(int(cell), wanted, result)
                if changes is None:
                    return self._asked.everything
                low = np.maximum(low, -changes.min(axis=0))
                high = np.maximum(high, changes.max(axis=0))
                result |= (np.abs(changes) > 1e-6 * need[cell]).any(axis=0)
        return result

    def _changes(self, cell: int, wanted: Protection, masked: BoolArray) -> FloatArray | None:
        """Return two changes of the table that move a cell as far as wanted; None if there are none."""
        self._asked.clock.check()
        self._ask(cell, (wanted.width[cell], wanted.above[cell], wanted.below[cell]))
        cost = np.where(masked, 0.0, self._weights)
        try:
            found = self._program.minimise(np.tile(cost, 4))
        except GuardError:
            return None
        if found is None:
            return None
        up_plus, up_minus, down_plus, down_minus = found.reshape(4, self._n) * self._scale
        return np.stack([up_plus - up_minus, down_plus - down_minus])

    def _ask(self, cell: int, levels: tuple[float, float, float]) -> None:
        """Let the last constraints say how far apart, above and below the two tables are in this cell."""
        signs = ((1.0, -1.0, -1.0, 1.0), (1.0, -1.0, 0.0, 0.0), (0.0, 0.0, -1.0, 1.0))
        for row, level, coefficients in zip(self._wanted, levels, signs, strict=True):
            for which, on in ((self._cell, 0.0), (cell, 1.0)):
                if which is not None:
                    four = [which + part * self._n for part in range(4)]
                    self._program.set_coefficients(int(row), four, [on * c for c in coefficients])
            self._program.set_row_bounds(int(row), level / self._scale, np.inf)
        self._cell = cell


def _balance(table: LinearTable, first: int) -> list[Row]:
    """Return the equations for the change whose rises start at variable `first`, falls n later."""
    n = len(table.values)
    return [
        (np.concatenate([cells + first, cells + first + n]), np.concatenate([signs, -signs]), 0.0, 0.0)
        for cells, signs in table.signed()
    ]
