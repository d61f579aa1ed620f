"""Sizes of bubbles: a mark for each cell of two columns of bins, its area the number of people."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_privacy.core.types import FloatArray

__all__ = ["areas", "largest_area"]

_POINTS_AN_INCH = 72
_SMALLEST, _LARGEST = 3.0, 220.0
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
    return np.asarray(np.maximum(largest * counts / counts.max(), _SMALLEST), dtype=np.float64)
