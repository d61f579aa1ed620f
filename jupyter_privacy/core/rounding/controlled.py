"""Controlled rounding: multiples of a base that still add up to their margins.

Rounding each cell by itself breaks the sums, and the breach narrows down what was rounded.  Here the
cells of a table are rounded together:

    minimise  sum of |a_i - x_i|   over multiples a of the base next to x, with M a = 0

where M x = 0 are the table's equations.  *Zero-restricted*: multiples stay as they are.  Two-way
tables can always be rounded so (Cox 1987); in three dimensions it may be impossible, and then each
cell may go one multiple farther.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.suppression.program import IntegerProgram
from jupyter_privacy.core.suppression.table import LinearTable
from jupyter_privacy.core.types import FloatArray
from jupyter_privacy.errors import DisclosureError

__all__ = ["controlled", "existence_interval"]

SECONDS = 10.0
"""Two-way tables of 150 x 20 take half a second."""

_NODES = 10_000


def controlled(table: LinearTable, base: float = 5) -> FloatArray:
    """Return the cells of a table rounded to multiples of a base that add up.

    Formula: see the head of the file; of the roundings that add up one nearest to the table.
    Shapes: one float a cell of the table, totals included.
    Missing values: none are allowed in the table.
    Errors: ValueError unless base > 0; DisclosureError when no multiples within two of the base
        add up, or none were found in time.
    Cost: one integer program with a variable a cell.
    Source: L.H. Cox (1987), A constructive procedure for unbiased controlled rounding, JASA
        82(398), doi 10.1080/01621459.1987.10478456; Handbook on SDC, section 5.5.

    >>> from jupyter_privacy.core.suppression.table import two_way
    >>> layout = two_way(1, 3, row_totals=True, column_totals=False, grand_total=False)
    >>> controlled(layout.table(np.array([[2.0, 2.0, 2.0]]))).tolist()
    [0.0, 0.0, 5.0, 5.0]
    """
    if not base > 0:
        raise ValueError("base must be positive")
    below = np.floor(table.values / base + _EXACT)
    part = np.maximum(table.values / base - below, 0.0)
    part[part <= _EXACT] = 0.0
    nothing, everything = np.zeros_like(part), np.ones_like(part)
    adjacent = np.concatenate([part > 0, nothing, nothing])
    farther = np.concatenate([everything, everything, below > 0])
    for most in (adjacent, farther):
        steps = _steps(table, below, part, most.astype(np.float64))
        if steps is not None:
            return base * (below + steps)
    raise DisclosureError("no multiples of the base near the table add up: choose another base or 'nearest'")


_EXACT = 1e-9


def _steps(table: LinearTable, below: FloatArray, part: FloatArray, most: FloatArray) -> FloatArray | None:
    """Return how many multiples each cell goes up: one, one more, or one down, as far as `most` lets it."""
    n = len(below)
    program = IntegerProgram(np.concatenate([1 - 2 * part, np.ones(2 * n)]), np.zeros(3 * n), most)
    for cells, signs in table.signed():
        variables = np.concatenate([cells, cells + n, cells + 2 * n])
        missing = -float(signs @ below[cells])
        program.add((variables, np.concatenate([signs, signs, -signs]), missing, missing))
    found, _ = program.whole(SECONDS, _NODES)
    return None if found is None else found[:n] + found[n : 2 * n] - found[2 * n :]


def existence_interval(rounded: FloatArray, base: int, n_farther: int = 0) -> tuple[FloatArray, FloatArray]:
    """Return the least and the largest count that a rounded count can stand for.

    Formula: [a - (K+1) b + 1, a + (K+1) b - 1], from 0 up; K multiples may lie between, 0 if the
        rounding is zero-restricted.
    Shapes: one float a count; returns two arrays of that shape.
    Missing values: NaN stays NaN.
    Errors: ValueError unless base >= 1 and n_farther >= 0.
    Cost: one pass.
    Source: Handbook on Statistical Disclosure Control, section 5.5.

    >>> [ends.tolist() for ends in existence_interval(np.array([0.0, 15.0]), 5)]
    [[0.0, 11.0], [4.0, 19.0]]
    """
    if base < 1 or n_farther < 0:
        raise ValueError("base starts at 1 and n_farther at 0")
    reach = (n_farther + 1) * base - 1
    return np.maximum(rounded - reach, 0.0), rounded + reach
