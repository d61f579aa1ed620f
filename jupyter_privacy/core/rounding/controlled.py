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


def controlled(
    table: LinearTable, base: float = 5, known: FloatArray | None = None, seconds: float = SECONDS
) -> FloatArray:
    """Return the cells of a table rounded to multiples of a base that add up.

    Formula: see the head of the file; of the roundings that add up one that departs from as few of the
        `known` multiples as can be, and of those one nearest to the table.
    Shapes: one float a cell of the table, totals included; `known` alike, if given.
    Missing values: none are allowed in the table; NaN in `known` is a cell that was not rounded before.
    Errors: ValueError unless base > 0; DisclosureError when no multiples within two of the base
        add up, or none were found in time.
    Cost: one integer program with a variable a cell, of `seconds` at most.
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
    before = np.full_like(part, np.nan) if known is None else known / base - below
    for one in _tries(part, below, before):
        steps = _steps(table, below, one, seconds)
        if steps is not None:
            return base * (below + steps)
    raise DisclosureError("no multiples of the base near the table add up: choose another base or 'nearest'")


_EXACT = 1e-9


_Try = tuple[FloatArray, FloatArray, FloatArray]
"""What it costs to go up by one multiple, one more, or down by one, cell by cell; least and most steps."""


def _tries(part: FloatArray, below: FloatArray, before: FloatArray) -> list[_Try]:
    """Return the programs to try: with the steps of before, with most of them, and farther than one."""
    nothing, everything = np.zeros_like(part), np.ones_like(part)
    cost, least = np.concatenate([1 - 2 * part, np.ones(2 * len(part))]), np.zeros(3 * len(part))
    adjacent = np.concatenate([part > 0, nothing, nothing]).astype(np.float64)
    farther = np.concatenate([everything, everything, below > 0]).astype(np.float64)
    is_known = ~np.isnan(before)
    if not is_known.any():
        return [(cost, least, adjacent), (cost, least, farther)]
    steps = np.where(is_known, np.clip(before, 0, part > 0), 0.0)
    departing = np.where(is_known, 2.0 * len(part) * (1 - 2 * steps), 0.0)  # more than all that is saved
    known, steps = (np.concatenate([one, nothing, nothing]) for one in (is_known, steps))
    instead = cost + np.concatenate([departing, nothing, nothing])
    as_before = (cost, steps, np.where(known > 0, steps, adjacent))
    return [as_before, (instead, least, adjacent), (instead, least, farther)]


def _steps(table: LinearTable, below: FloatArray, one: _Try, seconds: float) -> FloatArray | None:
    """Return how many multiples each cell goes up or down, None if no steps add up."""
    n = len(below)
    program = IntegerProgram(*one)
    for cells, signs in table.signed():
        variables = np.concatenate([cells, cells + n, cells + 2 * n])
        missing = -float(signs @ below[cells])
        program.add((variables, np.concatenate([signs, signs, -signs]), missing, missing))
    found, _ = program.whole(seconds, _NODES)
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
