"""Complementary suppression: masking further cells so that no masked one can be recomputed.

For each cell to protect we look for two tables that the attacker cannot tell from the true one
and that differ in this cell by the protection asked.  Written as changes to the true table,

    minimise  sum of weight_i (|up_i| + |down_i|)  over the cells still shown
    subject to  M up = 0,  M down = 0,  x + up and x + down within the bounds,
                up_p - down_p >= protection_p,

where M x = 0 are the table's equations.  The cells that change are masked: the price of a cell is
per unit of change instead of once, which makes the choice a linear program in place of a mixed
integer one (Kelly, Golden & Assad 1992; Castro 2012).  Cells are taken one after the other, the
most demanding first, and what is already masked is free.  At the end the audit decides.  The
optimum can be cheaper (heuristics cost up to ten times as much) but takes minutes on some tables;
a program for it has the same signature as `complementary`.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.suppression.audit import too_narrow
from jupyter_privacy.core.suppression.program import LinearProgram, Row
from jupyter_privacy.core.suppression.table import LinearTable
from jupyter_privacy.core.types import BoolArray, FloatArray
from jupyter_privacy.errors import GuardError

__all__ = ["complementary"]

UNDETERMINED = 1e-3
"""The least width, in units of the table's scale, at which a cell is not exactly determined."""

REVIEWED = 5000
"""Added cells times masked cells up to which the added ones are looked at again (about a second)."""


def complementary(
    table: LinearTable,
    primary: BoolArray,
    protection: FloatArray,
    weights: FloatArray | None = None,
) -> BoolArray:
    """Return which cells to mask so that every primary cell keeps its protection.

    Formula: high_i - low_i >= protection_i for each primary cell, and no masked cell is exactly
        determined, by `feasibility_intervals` with a lower bound of 0 (none when a value is
        negative).  Cheap by the sum of `weights`, not proven cheapest.
    Shapes: one entry a cell of the table, totals included; `protection` in the unit of the table
        (0: not exactly determined; counts want at least 1); `weights` > 0, by default
        |value| + mean |value|.  Returns a superset of `primary`; all True when nothing less works.
    Missing values: none are allowed in the table.
    Errors: ValueError when the shapes differ or a weight is not positive.
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
    weights = np.abs(table.values) + _mean_size(table) if weights is None else weights
    if not primary.shape == protection.shape == weights.shape == table.values.shape:
        raise ValueError("primary, protection and weights must have one entry for each cell")
    if not (weights > 0).all():
        raise ValueError("weights must be positive")
    lower = 0.0 if (table.values >= 0).all() else -np.inf
    needed = np.where(primary, np.maximum(protection, 0.0), 0.0)
    needed = np.maximum(needed, UNDETERMINED * table.scale)
    return _protect_all(table, primary, needed, weights, lower)


def _protect_all(
    table: LinearTable, primary: BoolArray, needed: FloatArray, weights: FloatArray, lower: float
) -> BoolArray:
    """Widen the narrow cells until the audit finds none; mask everything when that cannot be."""
    masked = primary.copy()
    search = _Search(table, weights, lower)
    narrow = np.flatnonzero(primary)
    while len(narrow):
        before = int(masked.sum())
        for cell in narrow[np.argsort(-needed[narrow], kind="stable")]:
            if search.width[cell] < needed[cell]:
                masked |= search.cells_that_widen(int(cell), needed[cell], masked)
        narrow = too_narrow(table, masked, needed, lower)
        if len(narrow) and masked.sum() == before:
            return np.ones_like(masked)
    return _without_idle(table, primary, masked, needed, lower, weights)


def _without_idle(
    table: LinearTable,
    primary: BoolArray,
    masked: BoolArray,
    needed: FloatArray,
    lower: float,
    weights: FloatArray,
) -> BoolArray:
    """Show again, the dearest first, the added cells that no primary cell needs.

    What a shown cell determines among the added ones (its own total, say) is shown with it.
    """
    added = np.flatnonzero(masked & ~primary)
    if len(added) * int(masked.sum()) > REVIEWED:
        return masked
    for cell in added[np.argsort(-weights[added], kind="stable")]:
        fewer = masked.copy()
        narrow = np.array([cell])
        while len(narrow) and not primary[narrow].any():
            fewer[narrow] = False
            narrow = too_narrow(table, fewer, needed, lower)
        if not len(narrow):
            masked = fewer
    return masked


class _Search:
    """The program for the cheapest change, and the tables that its solutions have shown possible."""

    def __init__(self, table: LinearTable, weights: FloatArray, lower: float) -> None:
        n = self._n = len(table.values)
        self._scale = table.scale
        self._weights = weights / weights.mean()
        self._low, self._high = np.zeros(n), np.zeros(n)
        down = (table.values - lower) / table.scale
        most = np.full(n, np.inf)
        rows: list[Row] = [*_balance(table, 0), *_balance(table, 2 * n), ([], [], 0.0, np.inf)]
        self._wanted = len(rows) - 1
        self._cell: int | None = None
        self._program = LinearProgram(np.zeros(4 * n), np.concatenate([most, down, most, down]), rows)

    @property
    def width(self) -> FloatArray:
        """How far apart the tables found so far are in each cell."""
        return self._high - self._low

    def cells_that_widen(self, cell: int, needed: float, masked: BoolArray) -> BoolArray:
        """Return the cells that change, at the least cost, when `cell` moves by `needed`."""
        self._ask(cell, needed)
        cost = np.where(masked, 0.0, self._weights)
        try:
            found = self._program.minimise(np.tile(cost, 4))
        except GuardError:
            return np.ones_like(masked)
        if found is None:
            return np.ones_like(masked)
        up_plus, up_minus, down_plus, down_minus = found.reshape(4, self._n) * self._scale
        changes = np.stack([up_plus - up_minus, down_plus - down_minus])
        self._low = np.minimum(self._low, changes.min(axis=0))
        self._high = np.maximum(self._high, changes.max(axis=0))
        changed: BoolArray = (np.abs(changes) > 1e-6 * needed).any(axis=0)
        return changed

    def _ask(self, cell: int, needed: float) -> None:
        """Let the last constraint say that the two tables differ by `needed` in this cell."""
        for which, value in ((self._cell, 0.0), (cell, 1.0)):
            if which is not None:
                four = [which + part * self._n for part in range(4)]
                self._program.set_coefficients(self._wanted, four, [value, -value, -value, value])
        self._cell = cell
        self._program.set_row_bounds(self._wanted, needed / self._scale, np.inf)


def _balance(table: LinearTable, first: int) -> list[Row]:
    """Return the equations for the change whose rises start at variable `first`, falls n later."""
    rows: list[Row] = []
    for equation in table.equations:
        members = np.append(equation.parts, equation.total) + first
        signs = np.append(np.ones(len(equation.parts)), -1.0)
        both = np.concatenate([members, members + len(table.values)])
        rows.append((both, np.concatenate([signs, -signs]), 0.0, 0.0))
    return rows


def _mean_size(table: LinearTable) -> float:
    return float(np.abs(table.values).mean()) or 1.0
