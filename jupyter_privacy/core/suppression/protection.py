"""How well a masked cell has to be hidden: protection levels.

An attacker's interval for a cell with value x and bounds [low, high] protects it if

    high - x >= above        upper protection level
    x - low >= below         lower protection level
    high - low >= width      sliding protection level

(Fischetti & Salazar 2000, section 2).  The rule that a cell failed says how much it needs: what the
attacker takes for the largest total must be so large that the rule would let it pass.  A threshold
is about people and not about a total, so it asks for a width only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_privacy.core.cells import CellSummary
from jupyter_privacy.core.rules import RuleParameters
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray

__all__ = ["Protection", "dominance_level", "p_percent_level", "pq_level", "protection_levels"]


@dataclass(frozen=True, slots=True, eq=False)
class Protection:
    """The protection levels of all cells, in the unit of the table; 0 asks for nothing."""

    width: FloatArray
    above: FloatArray
    below: FloatArray

    def __post_init__(self) -> None:
        if not self.width.shape == self.above.shape == self.below.shape:
            raise ValueError("the protection levels must have one entry for each cell")
        for level in (self.width, self.above, self.below):
            if not ((level >= 0) & np.isfinite(level)).all():
                raise ValueError("a protection level is a finite number from 0 up")

    @classmethod
    def of(cls, levels: FloatArray | Protection) -> Protection:
        """Return protection levels; an array alone says how wide each interval must be."""
        if isinstance(levels, Protection):
            return levels
        width = np.maximum(levels, 0.0)
        return cls(width, np.zeros_like(width), np.zeros_like(width))

    def at(self, cells: IntArray) -> Protection:
        """Return the levels of some cells."""
        return Protection(self.width[cells], self.above[cells], self.below[cells])

    def where(self, cells: BoolArray, least: FloatArray) -> Protection:
        """Return these levels for some cells only, and at least some width for each cell."""
        width, above, below = (np.where(cells, level, 0.0) for level in (self.width, self.above, self.below))
        return Protection(np.maximum(width, least), above, below)

    def missed(self, low: FloatArray, high: FloatArray, slack: float) -> BoolArray:
        """Return which cells are not protected by an interval from `low` below to `high` above them."""
        missed: BoolArray = (
            (high + low < self.width - slack) | (high < self.above - slack) | (low < self.below - slack)
        )
        return missed


def dominance_level(top: FloatArray, total: FloatArray, n: int, k: float) -> FloatArray:
    """Return the upper protection levels of the (n,k) rule.

    Formula: 100/k (x1 + .. + xn) - X, and 0 where that is negative: the cell passes the rule.
    Shapes: `top` cells x largest contributions, falling; `total` one X a cell; `k` in percent.
    Missing values: none are allowed.
    Errors: ValueError when fewer than n contributions are given, or k is not in (0, 100].
    Cost: one pass over the cells.
    Source: Handbook on Statistical Disclosure Control, section 4.2, table of protection levels.

    >>> dominance_level(np.array([[300.0, 20.0]]), np.array([330.0]), n=1, k=85).round(2)
    array([22.94])
    """
    if not (0 < n <= top.shape[1] and 0 < k <= 100):  # noqa: PLR2004
        raise ValueError("n largest contributions are needed, and k lies in (0, 100]")
    level: FloatArray = np.maximum(100 / k * top[:, :n].sum(axis=1) - total, 0.0)
    return level


def p_percent_level(top: FloatArray, total: FloatArray, p: float) -> FloatArray:
    """Return the upper protection levels of the p% rule.

    Formula: p/100 x1 - (X - x1 - x2), and 0 where that is negative.
    Shapes, missing values, cost, source: as in `dominance_level`.
    Errors: ValueError when p is negative.

    >>> p_percent_level(np.array([[50_000.0, 49_000.0]]), np.array([100_000.0]), p=10)
    array([4000.])
    """
    return pq_level(top, total, p, 100.0)


def pq_level(top: FloatArray, total: FloatArray, p: float, q: float) -> FloatArray:
    """Return the upper protection levels of the pq rule: everybody knows others to within q percent.

    Formula: p/q x1 - (X - x1 - x2), and 0 where that is negative.
    Shapes, missing values, cost, source: as in `dominance_level`.
    Errors: ValueError unless 0 <= p and 0 < q <= 100.

    >>> pq_level(np.array([[50_000.0, 49_000.0]]), np.array([100_000.0]), p=10, q=50)
    array([9000.])
    """
    if not (p >= 0 and 0 < q <= 100):  # noqa: PLR2004
        raise ValueError("p starts at 0, and q lies in (0, 100]")
    level: FloatArray = np.maximum(p / q * top[:, 0] - (total - top[:, 0] - top[:, 1]), 0.0)
    return level


def protection_levels(summary: CellSummary, parameters: RuleParameters) -> Protection:
    """Return the protection that each cell needs under the rules for totals.

    Formula: above = the largest level of the (n,k) and the p% rule, for the contributions and for
        their varying part; width = threshold - 1 for cells of fewer contributors, else 0.
    Shapes: one entry a cell of the summary; `above` in the unit of the total, `width` in people: for
        a table of counts.
    Missing values: were left out by `summarise_cells`.
    Errors: ValueError for a total that is not finite.
    Cost: a few passes over the cells.
    Source: as in `dominance_level`.

    >>> from jupyter_privacy.core.cells import summarise_cells
    >>> values = np.array([300.0, 20.0, 10.0])
    >>> summary = summarise_cells(np.zeros(3, dtype=int), 1, values)
    >>> levels = protection_levels(summary, RuleParameters(dominance_n=1, dominance_k=85))
    >>> levels.above.round(2), levels.width
    (array([39.41]), array([9.]))
    """
    above = np.zeros(len(summary.n))
    for top, total in ((summary.top, summary.total), (summary.varying_top, summary.varying_total)):
        above = np.maximum(above, dominance_level(top, total, parameters.dominance_n, parameters.dominance_k))
        above = np.maximum(above, p_percent_level(top, total, parameters.p_percent))
    width = np.where(summary.n < parameters.threshold, parameters.threshold - 1.0, 0.0)
    return Protection(width, above, np.zeros(len(above)))
