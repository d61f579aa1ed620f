"""Optimal complementary suppression: the cheapest mask that stands up to the audit.

    minimise  sum of weight_i y_i    over y in {0, 1}, with y = 1 for primary, y = 0 for fixed cells
    subject to  the capacity cuts of every primary cell, protection level and attacker

(Fischetti & Salazar 2000).  Cuts are found when they are needed (`attack.py`):

1. *Relax*: with y in [0, 1], solve and cut until hardly anything is cut off.  The cells with y > 0,
   and the cheapest cell of every cut that they leave violated, make a safe mask.  Those that can be
   shown again, dear and hardly needed ones first, are.
2. *Prove*: a cell whose reduced cost exceeds what is still to be gained is settled.  What remains
   is solved in whole numbers, cut and solved again, until a mask that costs the bound is safe.

In most tables the mask of step 1 costs the bound.  Step 2 has a budget of rounds and nodes and not
only of time, so that a table gets the same mask on a slow day; when it runs out the mask of step
1 stands, whatever had been found since.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.suppression.attack import Attack, Cut
from jupyter_privacy.core.suppression.problem import Problem
from jupyter_privacy.core.suppression.program import IntegerProgram
from jupyter_privacy.core.types import BoolArray, FloatArray
from jupyter_privacy.errors import GuardError

__all__ = ["Search"]

GAP = 1e-3
"""The share of the cost of added cells by which a mask may exceed the bound and pass as optimal."""

ROUNDS = 12
"""How often step 2 solves in whole numbers; tables that need more take minutes."""

NODES = 200
"""Branches of one solution in whole numbers."""

PATIENCE = 3.0
"""How much longer than the processor's time the solver may take, which looks at the wall clock."""

LULL, PROGRESS = 5, 2e-3
"""Step 1 ends when the bound has not risen by this share in so many rounds."""


class Search:
    """The choice of cells, with the cuts found so far.

    All methods raise OutOfTimeError when the clock of the problem has run out, and GuardError when no
    mask is safe.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._attack = Attack(problem)
        free = ~problem.primary & ~problem.fixed
        self._cost = np.where(
            free, problem.weights / np.median(problem.weights[free] if free.any() else 1), 0.0
        )
        self._lower = problem.primary.astype(np.float64)
        self._upper = (problem.primary | ~problem.fixed).astype(np.float64)
        self._least = 0.0
        self._program = IntegerProgram(self._cost, self._lower, self._upper)

    def relax(self) -> BoolArray:
        """Return a safe mask near the cheapest shares."""
        share, _ = self._cut_shares()
        self._least = float(self._cost @ share)
        mask: BoolArray = share > 0
        self._cover(mask)
        added = np.flatnonzero(mask & ~self._problem.primary)
        for cell in added[np.argsort(-(self._cost * (1 - share))[added], kind="stable")]:
            if self.is_cheapest(mask):
                break
            fewer = mask.copy()
            fewer[cell] = False
            if self._attack.is_safe(fewer):
                mask = fewer
        return mask

    def _cover(self, mask: BoolArray) -> None:
        """Mask the cheapest cell of each cut that is not satisfied, until there is none."""
        n_masked = -1
        while n_masked < mask.sum():
            n_masked = int(mask.sum())
            cuts = self._attack.cuts(mask.astype(np.float64))
            self._add(cuts)
            for cut in cuts:
                shown = ~mask[cut.cells]
                if shown.any() and cut.coefficients[~shown].sum() < 1:
                    price = self._cost[cut.cells[shown]] / cut.coefficients[shown]
                    mask[cut.cells[shown][np.argmin(price)]] = True

    def prove(self, mask: BoolArray) -> BoolArray | None:
        """Return a mask that costs no more than the bound, given a safe one; None when the budget ends."""
        for _ in range(ROUNDS):
            share, prices = self._cut_shares()
            self._least = float(self._cost @ share)
            if self.is_cheapest(mask):
                return mask
            self._settle(prices, float(self._cost @ mask) - self._least)
            whole, self._least = self._program.whole(PATIENCE * self._problem.clock.left, NODES)
            if self.is_cheapest(mask):
                return mask
            if whole is None:
                return None
            cuts = self._attack.cuts(whole)
            if not cuts and self.is_cheapest(whole > 0):
                return whole > 0
            self._add(cuts)
        return None

    def is_cheapest(self, mask: BoolArray) -> bool:
        """Say whether a safe mask costs no more than what every safe mask costs at least."""
        return bool(self._cost @ mask * (1 - GAP) <= self._least)

    def _cut_shares(self) -> tuple[FloatArray, FloatArray]:
        """Return the cheapest shares that (almost) no cut is violated by, and their reduced costs."""
        bounds: list[float] = []
        while True:
            share, prices = self._program.relaxed()
            share[share < _TINY] = 0.0
            share[share > 1 - _TINY] = 1.0
            cuts = self._attack.cuts(share)
            bounds.append(float(self._cost @ share))
            self._add(cuts)
            if not cuts or (len(bounds) > LULL and bounds[-1] < bounds[-1 - LULL] * (1 + PROGRESS)):
                return share, prices

    def _add(self, cuts: list[Cut]) -> None:
        for cut in cuts:
            if not len(cut.cells):
                raise GuardError("no mask protects all cells")
            self._program.add((cut.cells, cut.coefficients, 1.0, np.inf))

    def _settle(self, prices: FloatArray, gain: float) -> None:
        """Settle the cells that cost more to change than there is to be gained."""
        self._upper = np.where(prices > gain + GAP, self._lower, self._upper)
        self._lower = np.where(-prices > gain + GAP, self._upper, self._lower)
        self._program.set_bounds(self._lower, self._upper)


_TINY = 1e-7
