"""The audit: what an attacker can work out about masked cells from the cells that are shown.

The attacker knows the shown cells, that the equations hold, and bounds of the cells (counts are
not negative).  Everything they can say of a masked cell is its feasibility interval

    [ min x_i , max x_i ]   subject to the equations, the shown cells and the bounds,

two linear programs a cell (Fischetti & Salazar 2000).  "At least two masked cells in each row and
column" is neither sufficient nor necessary; nothing but the interval decides.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.suppression.clock import ENDLESS, Clock
from jupyter_privacy.core.suppression.program import LinearProgram, Row
from jupyter_privacy.core.suppression.protection import Protection
from jupyter_privacy.core.suppression.table import LinearTable
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray

__all__ = ["feasibility_intervals", "too_narrow"]


def feasibility_intervals(
    table: LinearTable,
    masked: BoolArray,
    lower: FloatArray | float = 0.0,
    upper: FloatArray | float = np.inf,
) -> tuple[FloatArray, FloatArray]:
    """Return the least and the largest value that an attacker must allow for each cell.

    Formula: min and max of x_i over all x that satisfy the equations, agree with the shown cells
        and lie within [lower, upper]; shown cells have their value twice.
    Shapes: `masked` one bool a cell; bounds one float or one a cell; returns two arrays, one
        float a cell, in the unit of the table.  An end may be infinite.
    Missing values: none are allowed in the table.
    Errors: ValueError when a true value lies outside the attacker's bounds.
    Cost: two linear programs a masked cell, each started from the last solution (about 1 ms).
    Source: M. Fischetti, J.J. Salazar (2000), Models and algorithms for optimizing cell
        suppression in tabular data with linear constraints, JASA 95(451), section 2,
        doi 10.1080/01621459.2000.10474282; Handbook on SDC, section 4.2, example 3.

    >>> from jupyter_privacy.core.suppression.table import two_way
    >>> layout = two_way(1, 3, row_totals=True, column_totals=False, grand_total=False)
    >>> table = layout.table(np.array([[3.0, 4.0, 5.0]]))
    >>> low, high = feasibility_intervals(table, np.array([True, True, False, False]))
    >>> low.tolist(), high.tolist()
    ([0.0, 0.0, 5.0, 12.0], [7.0, 7.0, 5.0, 12.0])
    """
    attacker = _Attacker(table, masked, lower, upper)
    low, high = table.values.copy(), table.values.copy()
    for i, cell in enumerate(attacker.cells):
        for sign, end in ((-1.0, low), (1.0, high)):
            found = attacker.push(i, sign)
            end[cell] = sign * np.inf if found is None else found[i]
    return np.minimum(low, table.values), np.maximum(high, table.values)


def too_narrow(
    table: LinearTable,
    masked: BoolArray,
    needed: FloatArray | Protection,
    lower: FloatArray | float = 0.0,
    clock: Clock = ENDLESS,
) -> IntArray:
    """Return the masked cells whose feasibility interval is narrower than `needed`.

    Formula: high - low < width - e, high - x < above - e or x - low < below - e, with e = 1e-6 units
        of `table.scale`; `needed` as an array is the width.  Every solution on the way is a point
        that the attacker must allow for all cells, so most need no program of their own.
    Shapes: as in `feasibility_intervals`; returns positions of cells.
    Missing values, source: as in `feasibility_intervals`.
    Errors: as in `feasibility_intervals`; OutOfTimeError when the clock runs out.
    Cost: at most two linear programs a masked cell, mostly far fewer.

    >>> from jupyter_privacy.core.suppression.table import two_way
    >>> layout = two_way(1, 2, row_totals=True, column_totals=False, grand_total=False)
    >>> table = layout.table(np.array([[3.0, 4.0]]))
    >>> too_narrow(table, np.array([True, False, False]), np.ones(3)).tolist()
    [0]
    """
    attacker = _Attacker(table, masked, lower, np.inf)
    levels, slack = Protection.of(needed).at(attacker.cells), 1e-6 * table.scale
    low, high = np.zeros(len(attacker.cells)), np.zeros(len(attacker.cells))
    for i in range(len(attacker.cells)):
        for sign in (1.0, -1.0):
            if not levels.at(np.array([i])).missed(low[[i]], high[[i]], slack).any():
                break
            clock.check()
            found = attacker.push(i, sign)
            if found is None:
                high[i], low[i] = (np.inf, low[i]) if sign > 0 else (high[i], np.inf)
            else:
                low = np.maximum(low, attacker.values - found)
                high = np.maximum(high, found - attacker.values)
    return attacker.cells[levels.missed(low, high, slack)]


class _Attacker:
    """The program over the masked cells, in units of the table's scale."""

    def __init__(
        self,
        table: LinearTable,
        masked: BoolArray,
        lower: FloatArray | float,
        upper: FloatArray | float,
    ) -> None:
        self.cells: IntArray = np.flatnonzero(masked)
        self.values = table.values[self.cells]
        self._scale = table.scale
        low = np.broadcast_to(np.asarray(lower, dtype=np.float64), masked.shape)[self.cells]
        high = np.broadcast_to(np.asarray(upper, dtype=np.float64), masked.shape)[self.cells]
        if (self.values < low).any() or (self.values > high).any():
            raise ValueError("a masked cell lies outside of the attacker's bounds")
        rows = _rows(table, masked, self.cells)
        self._program = LinearProgram(low / self._scale, high / self._scale, rows, primal=True)

    def push(self, i: int, sign: float) -> FloatArray | None:
        """Return the masked cells where the i-th is as large (or small) as possible; None: no end."""
        found = self._program.push(i, sign)
        return None if found is None else found * self._scale


def _rows(table: LinearTable, masked: BoolArray, cells: IntArray) -> list[Row]:
    """Return the equations over the masked cells; what is shown has gone to the right-hand side."""
    variable = np.full(len(masked), -1)
    variable[cells] = np.arange(len(cells))
    rows: list[Row] = []
    for members, signs in table.signed():
        hidden = masked[members]
        if hidden.any():
            constant = float(signs[hidden] @ table.values[members[hidden]]) / table.scale
            rows.append((variable[members[hidden]], signs[hidden], constant, constant))
    return rows
