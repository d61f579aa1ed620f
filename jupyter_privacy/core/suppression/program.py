"""A linear program that is solved many times with another objective: the only door to HiGHS.

HiGHS is called through highspy (20 ms to import; scipy.optimize takes 560), and imported when the
first program is built.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from jupyter_privacy.core.types import FloatArray, IntArray
from jupyter_privacy.errors import GuardError

if TYPE_CHECKING:
    import highspy

__all__ = ["LinearProgram", "Row"]

Row = tuple[Sequence[int] | IntArray, Sequence[float] | FloatArray, float, float]
"""One constraint: variables, coefficients, lower and upper bound of their product."""


class LinearProgram:
    """Constraints and bounds that stay, objectives that change; each solve starts from the last."""

    def __init__(self, lower: FloatArray, upper: FloatArray, rows: Sequence[Row]) -> None:
        import highspy

        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(lower), len(rows)
        program.col_lower_, program.col_upper_ = lower, upper
        program.col_cost_ = np.zeros(len(lower))
        program.row_lower_ = np.array([row[2] for row in rows], dtype=np.float64)
        program.row_upper_ = np.array([row[3] for row in rows], dtype=np.float64)
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.cumsum([0, *(len(row[0]) for row in rows)]).astype(np.int32)
        matrix.index_ = np.concatenate([np.zeros(0), *(row[0] for row in rows)]).astype(np.int32)
        matrix.value_ = np.concatenate([np.zeros(0), *(row[1] for row in rows)])
        self._solver = _quiet_solver()
        for option, value in (("presolve", "off"), ("solver", "simplex"), ("parallel", "off")):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(program)
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._unbounded = highspy.HighsModelStatus.kUnbounded
        self._variables = np.arange(len(lower), dtype=np.int32)

    def set_coefficients(self, row: int, variables: Sequence[int], value: Sequence[float]) -> None:
        """Change coefficients of one constraint."""
        for variable, coefficient in zip(variables, value, strict=True):
            self._solver.changeCoeff(row, variable, coefficient)

    def set_row_bounds(self, row: int, lower: float, upper: float) -> None:
        """Change the bounds of one constraint."""
        self._solver.changeRowBounds(row, lower, upper)

    def minimise(self, cost: FloatArray) -> FloatArray | None:
        """Return the variables at the least cost, or None when the cost falls without end.

        GuardError when nothing satisfies the constraints or the solver does not finish: what was
        to be proven is then not proven.
        """
        self._solver.changeColsCost(len(cost), self._variables, cost)
        self._solver.run()
        if self._solver.getModelStatus() not in {self._optimal, self._unbounded}:
            self._solver.clearSolver()  # the end of an unbounded program can be a bad start
            self._solver.run()
        status = self._solver.getModelStatus()
        if status == self._unbounded:
            return None
        if status != self._optimal:
            raise GuardError("the linear program of the table audit has no solution")
        return np.asarray(self._solver.getSolution().col_value, dtype=np.float64)


def _quiet_solver() -> highspy.Highs:
    """Return a solver that is silent from the start; its constructor would print a banner."""
    import highspy

    class QuietSolver(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 - the first thing that the constructor calls
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return QuietSolver()  # type: ignore[no-untyped-call]
