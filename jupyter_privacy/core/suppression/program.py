"""Linear and mixed integer programs: the only door to HiGHS.

HiGHS is called through highspy (20 ms to import; scipy.optimize takes 560), and imported when the
first program is built.  It is silent and runs in one thread, so the same program has the same
solution every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from jupyter_privacy.core.types import FloatArray, IntArray
from jupyter_privacy.errors import GuardError

if TYPE_CHECKING:
    import highspy

__all__ = ["IntegerProgram", "LinearProgram", "Row"]

Row = tuple[Sequence[int] | IntArray, Sequence[float] | FloatArray, float, float]
"""One constraint: variables, coefficients, lower and upper bound of their product."""


class LinearProgram:
    """Constraints that stay, objectives and bounds that change; each solve starts from the last."""

    def __init__(
        self, lower: FloatArray, upper: FloatArray, rows: Sequence[Row], *, primal: bool = False
    ) -> None:
        import highspy

        # With the primal simplex an end for one objective is a start for the next; four times faster in
        # dense tables.  The dual simplex stands changes of bounds, and its prices make sparser cuts.
        self._solver = _quiet_solver(presolve="off", solver="simplex", simplex_strategy=4 if primal else 1)
        self._solver.passModel(_model(lower, upper, rows))
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._unbounded = highspy.HighsModelStatus.kUnbounded
        self._variables = np.arange(len(lower), dtype=np.int32)
        self._pushed: int | None = None

    def set_coefficients(self, row: int, variables: Sequence[int], value: Sequence[float]) -> None:
        """Change coefficients of one constraint."""
        for variable, coefficient in zip(variables, value, strict=True):
            self._solver.changeCoeff(row, variable, coefficient)

    def set_row_bounds(self, row: int, lower: float, upper: float) -> None:
        """Change the bounds of one constraint."""
        self._solver.changeRowBounds(row, lower, upper)

    def set_bounds(self, lower: FloatArray, upper: FloatArray) -> None:
        """Change the bounds of all variables."""
        self._solver.changeColsBounds(len(lower), self._variables, lower, upper)

    def add_row(self, row: Row) -> None:
        """Add a constraint."""
        variables = np.asarray(row[0], dtype=np.int32)
        self._solver.addRow(row[2], row[3], len(variables), variables, np.asarray(row[1], dtype=np.float64))

    def minimise(self, cost: FloatArray) -> FloatArray | None:
        """Return the variables at the least cost, or None when the cost falls without end.

        GuardError when nothing satisfies the constraints or the solver does not finish: what was
        to be proven is then not proven.
        """
        self._solver.changeColsCost(len(cost), self._variables, cost)
        self._pushed = None
        return self._solve()

    def push(self, variable: int, sign: float) -> FloatArray | None:
        """Return the variables where one is as large as possible, or as small with a negative sign.

        None when there is no end; GuardError as in `minimise`.
        """
        if self._pushed is None:
            n = len(self._variables)
            self._solver.changeColsCost(n, self._variables, np.zeros(n))
        else:
            self._solver.changeColCost(self._pushed, 0.0)
        self._solver.changeColCost(variable, -sign)
        self._pushed = variable
        return self._solve()

    def _solve(self) -> FloatArray | None:
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

    @property
    def reduced_costs(self) -> FloatArray:
        """How much the least cost would change with each variable's binding bound."""
        return np.asarray(self._solver.getSolution().col_dual, dtype=np.float64)


class IntegerProgram:
    """The cheapest choice of whole numbers within bounds, under constraints that are added one by one."""

    def __init__(self, cost: FloatArray, lower: FloatArray, upper: FloatArray) -> None:
        self._cost, self._lower, self._upper = cost, lower, upper
        self._rows: list[Row] = []
        self._relaxation = LinearProgram(lower, upper, [])

    def add(self, row: Row) -> None:
        """Add a constraint."""
        self._rows.append(row)
        self._relaxation.add_row(row)

    def set_bounds(self, lower: FloatArray, upper: FloatArray) -> None:
        """Change the bounds of all variables; equal bounds settle one."""
        self._lower, self._upper = lower, upper
        self._relaxation.set_bounds(lower, upper)

    def relaxed(self) -> tuple[FloatArray, FloatArray]:
        """Return the cheapest choice of real numbers and their reduced costs; GuardError without any."""
        choice = self._relaxation.minimise(self._cost)
        if choice is None:
            raise GuardError("the relaxation of an integer program has no lower bound")
        return np.clip(choice, self._lower, self._upper), self._relaxation.reduced_costs

    def whole(self, seconds: float, n_nodes: int) -> tuple[FloatArray | None, float]:
        """Return the cheapest choice that was found, if any, and what every choice costs at least."""
        import highspy

        model = _model(self._lower, self._upper, self._rows)
        model.col_cost_ = self._cost
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(self._cost)
        solver = _quiet_solver(time_limit=seconds, mip_max_nodes=n_nodes)
        solver.passModel(model)
        solver.run()
        information, solution = solver.getInfo(), solver.getSolution()
        found = solution.value_valid and np.isfinite(information.objective_function_value)
        return (np.round(solution.col_value) if found else None), information.mip_dual_bound


def _model(lower: FloatArray, upper: FloatArray, rows: Sequence[Row]) -> highspy.HighsLp:
    """Return a model without costs."""
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
    return program


def _quiet_solver(**options: float | str) -> highspy.Highs:
    """Return a solver that is silent from the start; its constructor would print a banner."""
    import highspy

    class QuietSolver(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 - the first thing that the constructor calls
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    solver = QuietSolver()  # type: ignore[no-untyped-call]
    # Not `threads`: a number other than that of the first solver of the process is an error.
    for option, value in {"parallel": "off", **options}.items():
        solver.setOptionValue(option, value)
    return solver
