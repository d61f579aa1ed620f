"""What masking a cell costs: how much information is lost with it."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from jupyter_privacy.core.types import FloatArray, IntArray

__all__ = ["Cost", "lost_information"]


class Cost(StrEnum):
    """By what the lost information is measured; tau-ARGUS offers the same three."""

    CONSTANT = "constant"
    """Every cell counts as one: the fewest cells are masked."""
    COUNT = "count"
    """The contributors to a cell: as few people as possible are masked."""
    SUM = "sum"
    """The absolute value of a cell: as little of the total as possible is masked."""


def lost_information(cost: Cost, n: IntArray, values: FloatArray) -> FloatArray:
    """Return the weight of each cell, as `suppress` asks for it.

    Formula: max(s, e) with s = 1, n or |x|, and e the least s above 0, or 1 where all are 0.  An
        empty cell costs as much as the smallest one, for a mask on it is a mask too.
    Shapes: `n` contributors and `values` one entry a cell; returns one float a cell.
    Missing values: are refused by the table, not here: a weight of NaN is an error of `suppress`.
    Errors: ValueError for an unknown cost.
    Cost: one pass over the cells.
    Source: Hundepool et al. (2012), Statistical Disclosure Control, section 4.4.1,
        doi 10.1002/9781118348239.

    >>> n, values = np.array([0, 3, 10]), np.array([0.0, 2.5, -70.0])
    >>> [lost_information(cost, n, values).tolist() for cost in Cost]
    [[1.0, 1.0, 1.0], [3.0, 3.0, 10.0], [2.5, 2.5, 70.0]]
    """
    sizes = {Cost.CONSTANT: np.ones(len(n)), Cost.COUNT: n.astype(np.float64), Cost.SUM: np.abs(values)}
    size = sizes[Cost(cost)]
    positive = size[size > 0]
    weight: FloatArray = np.maximum(size, positive.min() if len(positive) else 1.0)
    return weight
