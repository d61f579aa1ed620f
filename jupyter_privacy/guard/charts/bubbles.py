"""Sizes of bubbles: a mark for each cell of two columns of bins, its area the number of people."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_privacy.core.types import FloatArray
from jupyter_privacy.guard.charts.bins import round_step

__all__ = ["areas", "in_steps", "largest_area"]

_POINTS_AN_INCH = 72
_SMALLEST, _LARGEST = 3.0, 220.0
_SIZES = 10
"""How many sizes of bubbles there are, about."""
_FILLED = 0.9
"""Share of a bin that the widest bubble fills."""


def largest_area(axes: Any, n_bins: tuple[int, int]) -> float:
    """Return the area of a bubble that fills a bin, in square points."""
    box = axes.get_window_extent()
    to_points = _POINTS_AN_INCH / axes.figure.dpi
    wide = _FILLED * min(box.width / n_bins[0], box.height / n_bins[1]) * to_points
    return float(min(wide**2, _LARGEST))


def areas(counts: FloatArray, largest: float) -> FloatArray:
    """Return the area of each bubble."""
    if not len(counts):
        return counts
    seen = in_steps(counts)
    return np.asarray(np.maximum(largest * seen / seen.max(), _SMALLEST), dtype=np.float64)


def in_steps(counts: FloatArray) -> FloatArray:
    """Return counts as exactly as the size of a bubble can be told from others: one person seldom shows.

    >>> in_steps(np.array([11.0, 13.0, 14.0, 58.0])).tolist()
    [10.0, 15.0, 15.0, 60.0]
    """
    if not len(counts):
        return counts
    step = round_step(float(counts.max()) / _SIZES)
    return np.asarray(np.maximum(np.round(counts / step), 1) * step, dtype=np.float64)
