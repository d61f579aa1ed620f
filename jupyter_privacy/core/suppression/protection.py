"""How well a masked cell has to be hidden: protection levels.

An attacker's interval for a cell with value x and bounds [low, high] protects it if

    high - x >= above        upper protection level
    x - low >= below         lower protection level
    high - low >= width      sliding protection level

(Fischetti & Salazar 2000, section 2).  The rule that a cell failed says how much it needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray

__all__ = ["Protection"]


@dataclass(frozen=True, slots=True, eq=False)
class Protection:
    """The protection levels of all cells, in the unit of the table; 0 asks for nothing."""

    width: FloatArray
    above: FloatArray
    below: FloatArray

    def __post_init__(self) -> None:
        if not self.width.shape == self.above.shape == self.below.shape:
            raise ValueError("the protection levels must have one entry for each cell")
        if not all((level >= 0).all() for level in (self.width, self.above, self.below)):
            raise ValueError("a protection level is a number from 0 up")

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
