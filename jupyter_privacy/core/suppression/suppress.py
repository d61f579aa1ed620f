"""The door to suppression: the cheapest mask in the time given, else a cheap one, always audited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

import numpy as np

from jupyter_privacy.core.suppression.clock import Clock, OutOfTimeError
from jupyter_privacy.core.suppression.complementary import protect
from jupyter_privacy.core.suppression.optimal import Search
from jupyter_privacy.core.suppression.problem import Problem, problem
from jupyter_privacy.core.suppression.protection import Protection
from jupyter_privacy.core.suppression.table import LinearTable
from jupyter_privacy.core.types import BoolArray, FloatArray
from jupyter_privacy.errors import GuardError

__all__ = ["Method", "Suppression", "suppress"]

Result = TypeVar("Result")

HEURISTIC_SECONDS = 5.0
"""What the heuristic and the audits may take; beyond it everything is masked."""


class Method(StrEnum):
    """How a mask was found."""

    OPTIMAL = "optimal"
    """No safe mask is cheaper, to a tenth of a percent of what is added to the primary cells."""
    HEURISTIC = "heuristic"
    """Safe, and cheap, but not proven cheapest."""
    EVERYTHING = "everything"
    """Nothing less was found to be safe."""


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """A mask, how it was found, and the sum of the weights of its cells.

    `is_protected` is the verdict of the audit.  It is False only where cells that must not be masked
    give a primary cell away, or the audit did not end: then the table must not be shown.
    """

    masked: BoolArray
    method: Method
    cost: float
    is_protected: bool = True


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
        `singletons` are cells with one contributor, who knows the cell.  `seconds` of processor time bound
        the search for the optimum.
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
    for masked, method in _candidates(asked, seconds):
        if _stands(asked, masked):
            return Suppression(masked, method, asked.cost(masked))
    masked = asked.everything
    return Suppression(masked, Method.EVERYTHING, asked.cost(masked), _stands(asked, masked))


def _stands(asked: Problem, masked: BoolArray) -> bool:
    """Say whether the audit ends, and finds no cell exposed."""
    exposed = _in_time(lambda: _limited(asked).exposed(masked))
    return exposed is not None and not len(exposed)


def _candidates(asked: Problem, seconds: float) -> Iterator[tuple[BoolArray, Method]]:
    """Yield masks to be audited, the best first."""
    yield asked.primary, Method.OPTIMAL
    search = Search(replace(asked, clock=Clock(seconds)))
    relaxed = _in_time(search.relax)
    if relaxed is not None and search.is_cheapest(relaxed):
        yield relaxed, Method.OPTIMAL
    heuristic = _in_time(lambda: protect(_limited(asked)))
    found = sorted((mask for mask in (relaxed, heuristic) if mask is not None), key=asked.cost)
    proven = _in_time(lambda: search.prove(found[0])) if relaxed is not None else None
    if proven is not None:
        yield proven, Method.OPTIMAL
    for mask in found:
        yield mask, Method.EVERYTHING if np.array_equal(mask, asked.everything) else Method.HEURISTIC


def _limited(asked: Problem) -> Problem:
    """Return the problem with a clock that has just started."""
    return replace(asked, clock=Clock(HEURISTIC_SECONDS))


def _in_time(compute: Callable[[], Result]) -> Result | None:
    """Return what is computed, None when time is up or there is no solution."""
    try:
        return compute()
    except (GuardError, OutOfTimeError):
        return None
