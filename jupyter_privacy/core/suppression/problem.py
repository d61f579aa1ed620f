"""What must hold of a mask: the cells to protect, from whom, and what may be masked for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_privacy.core.suppression.audit import too_narrow
from jupyter_privacy.core.suppression.clock import ENDLESS, Clock
from jupyter_privacy.core.suppression.protection import Protection
from jupyter_privacy.core.suppression.table import LinearTable
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray

__all__ = ["UNDETERMINED", "Problem", "problem"]

UNDETERMINED = 1e-3
"""The least width, in units of the table's scale, at which a cell is not exactly determined."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A table with the cells to protect; made by `problem`, which checks it.

    `insiders` are the people who stand alone in a cell, each with the cells that they know for
    this reason.  `lower` is the least value that the attacker has to allow for.  Whoever works on the
    problem stops with OutOfTimeError when the clock has run out.
    """

    table: LinearTable
    primary: BoolArray
    protection: Protection
    weights: FloatArray
    fixed: BoolArray
    insiders: tuple[IntArray, ...]
    lower: float
    clock: Clock = ENDLESS

    @property
    def undetermined(self) -> float:
        """The width that every masked cell needs, in the unit of the table."""
        return UNDETERMINED * self.table.scale

    @property
    def views(self) -> tuple[IntArray, ...]:
        """The cells that each attacker knows beyond the shown ones; the first is an outsider."""
        return (np.zeros(0, dtype=np.intp), *self.insiders)

    @property
    def everything(self) -> BoolArray:
        """The mask of all that may be masked, and of the primary cells in any case."""
        return self.primary | ~self.fixed

    def cost(self, masked: BoolArray) -> float:
        """Return the sum of the weights of what is masked."""
        return float(self.weights[masked].sum())

    def exposed(self, masked: BoolArray) -> IntArray:
        """Return the masked cells that are less protected than asked from some attacker.

        Nobody may determine a masked cell from what is shown; a singleton must not come closer to
        a primary cell, with their own shown to them, than anybody else may.  With nothing shown
        nothing is exposed.
        """
        published = self.primary & (self.fixed | ~masked)
        found = [np.flatnonzero(published), *(self.exposed_to(known, masked) for known in self.views)]
        return np.unique(np.concatenate(found))

    def exposed_to(self, known: IntArray, masked: BoolArray) -> IntArray:
        """Return the masked cells that somebody who knows some cells comes too close to."""
        if masked.all():
            return np.zeros(0, dtype=np.intp)
        hidden = masked.copy()
        hidden[known] = False
        return too_narrow(self.table, hidden, self.wanted_from(known), self.lower, self.clock)

    def wanted_from(self, known: IntArray) -> Protection:
        """Return the protection that masked cells need from somebody who knows some cells."""
        least = np.where(self.primary, self.undetermined, 0.0 if len(known) else self.undetermined)
        return self.protection.where(self.primary, least)


def problem(
    table: LinearTable,
    primary: BoolArray,
    protection: FloatArray | Protection,
    weights: FloatArray | None,
    fixed: BoolArray | None,
    singletons: BoolArray | None,
) -> Problem:
    """Return the problem; ValueError when shapes differ, a weight is not positive or a level not a number."""
    protection = Protection.of(protection)
    sizes = np.abs(table.values)
    weights = sizes + (sizes.mean() if sizes.any() else 1.0) if weights is None else weights
    fixed = np.zeros_like(primary) if fixed is None else fixed
    singletons = np.zeros_like(primary) if singletons is None else singletons
    given = (primary, protection.width, weights, fixed, singletons)
    if not all(array.shape == table.values.shape for array in given):
        raise ValueError("primary, protection, weights, fixed and singletons have one entry for each cell")
    if not (weights > 0).all():
        raise ValueError("weights must be positive")
    lower = 0.0 if (table.values >= 0).all() else -np.inf
    return Problem(table, primary, protection, weights, fixed, _insiders(table, singletons), lower)


def _insiders(table: LinearTable, singletons: BoolArray) -> tuple[IntArray, ...]:
    """Return the cells that each singleton knows: a total of one contributor is that of its part."""
    person = np.arange(len(singletons))
    changed = True
    while changed:
        changed = False
        for equation in table.equations:
            alone = equation.parts[singletons[equation.parts]]
            if singletons[equation.total] and len(alone) == 1:
                same = np.append(alone, equation.total)
                changed |= bool(np.ptp(person[same]))
                person[same] = person[same].min()
    cells = np.flatnonzero(singletons)
    return tuple(cells[person[cells] == one] for one in np.unique(person[cells]))
