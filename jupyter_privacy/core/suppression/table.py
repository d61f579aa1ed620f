"""Tables as an attacker sees them: numbers tied together by sums.

A linear table is a vector of cells x, totals included, and equations x[total] = sum x[parts].
One- and two-way tables with any of their margins, hierarchies and linked tables are all of this
form, so the audit and the suppression know no other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_privacy.core.types import FloatArray, IntArray

__all__ = ["Equation", "LinearTable", "TwoWay", "two_way"]


@dataclass(frozen=True, slots=True, eq=False)
class Equation:
    """x[total] = sum of x[parts]."""

    total: int
    parts: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class LinearTable:
    """All cells of a table, totals included, and the sums that tie them together.

    ValueError when a value is not finite, an equation names a cell that is not there, or the
    equations do not hold to a relative 1e-6 (a rounded table: audit it before rounding).
    """

    values: FloatArray
    equations: tuple[Equation, ...]

    def __post_init__(self) -> None:
        if not np.isfinite(self.values).all():
            raise ValueError("every cell of the table needs a finite value")
        tolerance = 1e-6 * (1 + np.abs(self.values).max(initial=0.0))
        for equation in self.equations:
            cells = np.append(equation.parts, equation.total)
            if cells.min() < 0 or cells.max() >= len(self.values):
                raise ValueError("an equation names a cell that the table does not have")
            if abs(self.values[equation.parts].sum() - self.values[equation.total]) > tolerance:
                raise ValueError("the totals of the table are not the sums of their parts")

    def signed(self) -> list[tuple[IntArray, FloatArray]]:
        """Return the cells of each equation with their signs: parts +1, the total -1."""
        return [
            (np.append(equation.parts, equation.total), np.append(np.ones(len(equation.parts)), -1.0))
            for equation in self.equations
        ]

    @property
    def scale(self) -> float:
        """The unit in which tolerances are stated: 1, or a millionth of the largest value."""
        return max(1.0, float(np.abs(self.values).max(initial=0.0)) / 1e6)


@dataclass(frozen=True, slots=True, eq=False)
class TwoWay:
    """The cell numbers of a two-way table: interior row by row, then the margins that it has.

    `row_totals` and `column_totals` are empty and `grand_total` is None where there is no margin.
    """

    interior: IntArray
    row_totals: IntArray
    column_totals: IntArray
    grand_total: int | None
    equations: tuple[Equation, ...]

    @property
    def n_cells(self) -> int:
        """The number of cells, margins included."""
        n_grand = self.grand_total is not None
        return self.interior.size + len(self.row_totals) + len(self.column_totals) + n_grand

    def table(self, interior: FloatArray) -> LinearTable:
        """Return the linear table of the interior values, with the margins added up."""
        values = np.zeros(self.n_cells)
        values[self.interior] = interior
        values[self.row_totals] = interior.sum(axis=1) if len(self.row_totals) else 0.0
        values[self.column_totals] = interior.sum(axis=0) if len(self.column_totals) else 0.0
        if self.grand_total is not None:
            values[self.grand_total] = interior.sum()
        return LinearTable(values, self.equations)


def two_way(
    n_rows: int, n_columns: int, *, row_totals: bool, column_totals: bool, grand_total: bool
) -> TwoWay:
    """Return the cell numbers and equations of a two-way table; a one-way table is one row.

    Formula: row total i = sum over j of x_ij; column total j = sum over i; the grand total is the
        sum of the row totals, of the column totals, or of the interior when there is neither.
    Shapes: interior n_rows x n_columns, numbered from 0 row by row; then the row totals, the
        column totals and the grand total, as far as the table has them.
    Missing values: does not apply.
    Errors: ValueError unless there is at least one row and one column.
    Cost: O(cells).
    Source: none to cite.

    >>> layout = two_way(2, 2, row_totals=True, column_totals=False, grand_total=True)
    >>> layout.interior.tolist(), layout.row_totals.tolist(), layout.grand_total
    ([[0, 1], [2, 3]], [4, 5], 6)
    >>> [(equation.total, equation.parts.tolist()) for equation in layout.equations]
    [(4, [0, 1]), (5, [2, 3]), (6, [4, 5])]
    """
    if n_rows < 1 or n_columns < 1:
        raise ValueError("a table has at least one row and one column")
    interior = np.arange(n_rows * n_columns).reshape(n_rows, n_columns)
    rows = interior.size + np.arange(n_rows if row_totals else 0)
    columns = interior.size + len(rows) + np.arange(n_columns if column_totals else 0)
    grand = int(interior.size + len(rows) + len(columns)) if grand_total else None
    equations = [Equation(int(total), interior[i]) for i, total in enumerate(rows)]
    equations += [Equation(int(total), interior[:, j]) for j, total in enumerate(columns)]
    if grand is not None:
        margins = [margin for margin in (rows, columns) if len(margin)] or [interior.ravel()]
        equations += [Equation(grand, margin) for margin in margins]
    return TwoWay(interior, rows, columns, grand, tuple(equations))
