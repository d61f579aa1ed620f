"""Five numbers of each group: what boxes are drawn from.

The quantiles of five numbers are those numbers, so a box plot of them, with whiskers to the ends, has the box
and the whiskers that are wanted.  Outliers are people, and so are the ends of plain whiskers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_privacy.core.types import FloatArray
from jupyter_privacy.guard.charts.asking import is_sealed, or_none, quantiles
from jupyter_privacy.guard.charts.bins import round_step

__all__ = ["WHISKERS", "Box", "box_of", "boxes_by"]

WHISKERS = {"whis": (0, 100), "showfliers": False}
"""How a box plot is told to draw five numbers."""
_SEEN, _SMOOTH = 100, 20
"""Into how many steps the length of a box with its whiskers is divided, for the box and for the whiskers."""
_SHARES = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]


@dataclass(frozen=True, slots=True)
class Box:
    """The numbers of one box; `numbers` is empty if there is none to be told."""

    numbers: FloatArray


def box_of(column: Any) -> Box:
    """Return the box of a protected column."""
    if not is_sealed(column):
        return Box(np.asarray(column, dtype=np.float64))
    return _box(quantiles(column, _SHARES))


def _box(found: Any) -> Box:
    """Return a box of quantiles, the outer two further inside where the outermost are not told."""
    if found is None:
        return Box(np.empty(0))
    numbers = np.asarray(found, dtype=np.float64)
    low, high = numbers[:3], numbers[-1:-4:-1]
    if np.isnan(numbers[2:5]).any():
        return Box(np.empty(0))
    return Box(_rounded(np.array([low[~np.isnan(low)][0], *numbers[2:5], high[~np.isnan(high)][0]])))


def _rounded(numbers: FloatArray) -> FloatArray:
    """Return five numbers as exactly as they can be seen, the whiskers less so.

    Where few people are, one of them moves a quantile a little, and with it all pixels of a line.
    """
    spread = float(numbers[-1] - numbers[0])
    if spread <= 0:
        return numbers
    fine, coarse = (round_step(spread / parts) for parts in (_SEEN, _SMOOTH))
    steps = np.array([coarse, fine, fine, fine, coarse])
    low, *box, high = np.round(np.round(numbers / steps) * steps, 12)
    return np.array([min(low, box[0]), *box, max(high, box[-1])])


def boxes_by(frame: Any, column: Any, by: list[Any]) -> dict[Any, Box]:
    """Return the box of each group, in the order of the labels; some have no numbers."""
    found = or_none(lambda: frame.groupby(by[0] if len(by) == 1 else by)[column].quantile(_SHARES))
    if found is None:
        return {}
    table = found.unstack()
    return {label: _box(numbers) for label, numbers in zip(table.index, table.to_numpy(), strict=True)}
