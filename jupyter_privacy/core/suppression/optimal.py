"""Optimal complementary suppression: the cheapest mask that stands up to the audit.

    minimise  sum of weight_i y_i    over y in {0, 1}, with y = 1 for primary, y = 0 for fixed cells
    subject to  the capacity cuts of every primary cell, protection level and attacker

(Fischetti & Salazar 2000).  Cuts are found when they are needed (`attack.py`):

1. *Relax*: with y in [0, 1], solve and cut until nothing is cut off.  All cells with y > 0 make a
   safe mask already; those that can be shown again, dear and hardly needed ones first, are.
2. *Prove*: a cell whose reduced cost exceeds what is still to be gained is settled.  What remains
   is solved in whole numbers, cut and solved again, until a mask that costs the bound is safe.

In most tables the mask of step 1 costs the bound.  Step 2 has a budget of rounds and nodes and not
only of time, so that a table gets the same mask on a slow day; when it runs out the mask of step
1 stands, whatever had been found since.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from jupyter_privacy.core.suppression.attack import Attack, Cut, OutOfTimeError
from jupyter_privacy.core.suppression.complementary import protect
from jupyter_privacy.core.suppression.problem import Problem
from jupyter_privacy.core.suppression.program import IntegerProgram
from jupyter_privacy.core.types import BoolArray, FloatArray

__all__ = ["Method", "Suppression", "optimal"]

GAP = 1e-4
"""The share of the cost by which a mask may exceed the bound and pass as optimal."""

ROUNDS = 12
"""How often step 2 solves in whole numbers; tables that need more take minutes."""

NODES = 200
"""Branches of one solution in whole numbers."""


class Method(StrEnum):
    """How a mask was found."""

    OPTIMAL = "optimal"
    """No safe mask is cheaper, to a hundredth of a percent."""
    HEURISTIC = "heuristic"
    """Safe, and cheap, but not proven cheapest."""
    EVERYTHING = "everything"
    """Nothing less was found to be safe."""


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """A mask, how it was found, and the sum of the weights of its cells.

    `is_protected` is the verdict of the audit.  It is False only when published cells may not be
    masked and give a primary cell away: then the table must not be shown.
    """

    masked: BoolArray
    method: Method
    cost: float
    is_protected: bool = True


def optimal(problem: Problem, seconds: float) -> Suppression | None:
    """Return the cheapest safe mask, a cheap safe one when the proof fails, or None.

    Formula: see the head of the file.
    Shapes: as in `suppress`.
    Missing values: none are allowed in the table.
    Errors: GuardError when no mask is safe.  None when the time is up before a safe mask is found.
    Cost: milliseconds for tables of dozens of cells, mostly below a second up to 150 x 20.
    Source: M. Fischetti, J.J. Salazar (2000), JASA 95(451), sections 3-5,
        doi 10.1080/01621459.2000.10474282.
    """
    search = _Search(problem, time.monotonic() + seconds)
    try:
        mask = search.relax()
    except OutOfTimeError:
        return None
    try:
        proven = search.prove(mask)
    except OutOfTimeError:
        proven = None
    found, method = (mask, Method.HEURISTIC) if proven is None else (proven, Method.OPTIMAL)
    return Suppression(found, method, problem.cost(found))


class _Search:
    """The choice of cells, with the cuts found so far."""

    def __init__(self, problem: Problem, deadline: float) -> None:
        self._problem, self._deadline = problem, deadline
        self._attack = Attack(problem, deadline)
        self._cost = problem.weights / problem.weights.mean()
        self._lower = problem.primary.astype(np.float64)
        self._upper = (problem.primary | ~problem.fixed).astype(np.float64)
        self._program = IntegerProgram(self._cost, self._lower, self._upper)

    def relax(self) -> BoolArray:
        """Return a safe mask near the cheapest shares, or that of the heuristic if it is cheaper."""
        share, _ = self._cut_shares()
        mask: BoolArray = share > 0
        added = np.flatnonzero(mask & ~self._problem.primary)
        for cell in added[np.argsort(-(self._cost * (1 - share))[added], kind="stable")]:
            fewer = mask.copy()
            fewer[cell] = False
            if self._attack.is_safe(fewer):
                mask = fewer
        if self._is_cheapest(mask, float(self._cost @ share)):
            return mask
        return min(mask, protect(self._problem), key=self._problem.cost)

    def prove(self, mask: BoolArray) -> BoolArray | None:
        """Return a mask that costs no more than the bound; None when the budget ends before."""
        for _ in range(ROUNDS):
            share, prices = self._cut_shares()
            least = float(self._cost @ share)
            if self._is_cheapest(mask, least):
                return mask
            self._settle(prices, float(self._cost @ mask) - least)
            whole, least = self._program.whole(max(self._deadline - time.monotonic(), 0.0), NODES)
            if self._is_cheapest(mask, least):
                return mask
            if whole is None:
                return None
            cuts = self._attack.cuts(whole)
            if not cuts and self._is_cheapest(whole > 0, least):
                return whole > 0
            self._add(cuts)
        return None

    def _is_cheapest(self, mask: BoolArray, least: float) -> bool:
        return bool(self._cost @ mask * (1 - GAP) <= least)

    def _cut_shares(self) -> tuple[FloatArray, FloatArray]:
        """Return the cheapest shares that no cut is violated by, and their reduced costs."""
        while True:
            share, prices = self._program.relaxed()
            share[share < _TINY] = 0.0
            share[share > 1 - _TINY] = 1.0
            cuts = self._attack.cuts(share)
            if not cuts:
                return share, prices
            self._add(cuts)

    def _add(self, cuts: list[Cut]) -> None:
        for cut in cuts:
            self._program.add((cut.cells, cut.coefficients, 1.0, np.inf))

    def _settle(self, prices: FloatArray, gain: float) -> None:
        """Settle the cells that cost more to change than there is to be gained."""
        self._upper = np.where(prices > gain + GAP, self._lower, self._upper)
        self._lower = np.where(-prices > gain + GAP, self._upper, self._lower)
        self._program.set_bounds(self._lower, self._upper)


_TINY = 1e-7
