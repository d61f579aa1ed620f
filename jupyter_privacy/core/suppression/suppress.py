"""The door to suppression: the cheapest mask in the time given, else a cheap one, always audited."""

from __future__ import annotations

from jupyter_privacy.core.suppression.complementary import protect
from jupyter_privacy.core.suppression.optimal import Method, Suppression, optimal
from jupyter_privacy.core.suppression.problem import Problem, problem
from jupyter_privacy.core.suppression.protection import Protection
from jupyter_privacy.core.suppression.table import LinearTable
from jupyter_privacy.core.types import BoolArray, FloatArray
from jupyter_privacy.errors import GuardError

__all__ = ["suppress"]


def suppress(
    table: LinearTable,
    primary: BoolArray,
    protection: FloatArray | Protection,
    weights: FloatArray | None = None,
    *,
    seconds: float = 2.0,
    fixed: BoolArray | None = None,
    singletons: BoolArray | None = None,
) -> Suppression:
    """Return which cells to mask so that every primary cell keeps its protection, cheaply.

    Formula: the least sum of `weights` over the masked cells such that each primary cell's
        feasibility interval has its protection, no masked cell is exactly determined, and the same
        holds for the primary cells in the eyes of each singleton, who knows their own cell.
    Shapes: one entry a cell of the table, totals included; `protection` in the unit of the table
        (an array asks for the width of intervals; 0: not exactly determined); `weights` > 0, by
        default |value| + mean |value|.  `fixed` cells have been published and are never masked;
        `singletons` are cells with one contributor, who knows the cell.  `seconds` bounds the search
        for the optimum.
    Missing values: none are allowed in the table.
    Errors: ValueError when shapes differ, a weight is not positive or a level is negative.
    Cost: milliseconds for tables of dozens of cells, mostly below a second up to 150 x 20; where the
        optimum is not found in time the heuristic takes seconds at 50 x 50.
    Source: M. Fischetti, J.J. Salazar (2000), JASA 95(451), doi 10.1080/01621459.2000.10474282; for
        singletons: Handbook on Statistical Disclosure Control, section 4.3.

    >>> import numpy as np
    >>> from jupyter_privacy.core.suppression.table import two_way
    >>> layout = two_way(1, 3, row_totals=True, column_totals=False, grand_total=False)
    >>> table = layout.table(np.array([[2.0, 40.0, 30.0]]))
    >>> found = suppress(table, np.array([True, False, False, False]), np.full(4, 5.0))
    >>> found.masked.tolist(), str(found.method), found.is_protected
    ([True, False, True, False], 'optimal', True)
    """
    asked = problem(table, primary, protection, weights, fixed, singletons)
    if not len(asked.exposed(primary)):
        return _found(asked, primary, Method.OPTIMAL)
    try:
        found = optimal(asked, seconds)
    except GuardError:
        found = None
    if found is None or len(asked.exposed(found.masked)):
        mask = protect(asked)
        everything = bool((mask == asked.everything).all())
        found = _found(asked, mask, Method.EVERYTHING if everything else Method.HEURISTIC)
    return found if found.is_protected else _found(asked, asked.everything, Method.EVERYTHING)


def _found(asked: Problem, masked: BoolArray, method: Method) -> Suppression:
    """Return a mask with the verdict of the audit."""
    is_protected = not len(asked.exposed(masked))
    return Suppression(masked, method, float(asked.weights[masked].sum()), is_protected)
