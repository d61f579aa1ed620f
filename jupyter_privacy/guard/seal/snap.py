"""Snapping: what only a few people make different is made the same.

A condition that fewer than k people fulfil - none included - answers whether somebody is there;
so does 0/1 arithmetic built to single a person out (`exclusions // 7`).  A refusal would be an
answer as well (Kenthapadi, Mishra & Nissim 2005).  So the *computed* column itself is changed: if
all but fewer than k of its entries are equal, it becomes constant.  Whatever is built with it
afterwards holds nothing about those few, and nobody can tell one from none.

Filters work alike: a selection that keeps fewer than k rows keeps none, one that drops fewer than
k drops none.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_privacy.core.types import IntArray
from jupyter_privacy.frames import pandas_rows, shapes

__all__ = ["snap", "snap_positions"]


def snap(value: Any, minimum: int) -> Any:
    """Return a computed column with its few odd entries set to what all others are.

    `value` is a Series, a 1-d array or a frame (snapped column by column); anything else is
    returned as it is.  Cost: two passes over the column.
    """
    shape = shapes.shape_of(value)
    if shape is shapes.Shape.FRAME:
        return pandas_rows.map_columns(value, lambda column: snap(column, minimum))
    if shape is shapes.Shape.SERIES:
        common = _common_entry(value, minimum)
        return value if common is None else pandas_rows.constant_like(value, common)
    if shape is shapes.Shape.ARRAY and value.ndim == 1:
        common = _common_entry(value, minimum)
        return value if common is None else np.full_like(value, value[common])
    return value


def _common_entry(column: Any, minimum: int) -> int | None:
    """Return the position of an entry that all but 1 to `minimum` - 1 others share, if there is one.

    If fewer than `minimum` entries differ from the common one, it has the majority among any
    `2 * minimum` entries, so the most common of the first ones is the only candidate.  Fewer than
    `minimum` rows are left alone: nothing can be released from them anyway.
    """
    if len(column) < minimum:
        return None
    candidate = pandas_rows.most_common_position(column[: 2 * minimum])
    n_odd = len(column) - int(np.count_nonzero(pandas_rows.equals_entry(column, candidate)))
    return candidate if 0 < n_odd < minimum else None


def snap_positions(positions: IntArray, n_rows: int, minimum: int) -> IntArray | None:
    """Return which rows a data-dependent selection keeps, or None when it keeps them all.

    Fewer than `minimum` kept become none, fewer than `minimum` dropped become none dropped.
    """
    if len(positions) < minimum:
        return positions[:0]
    if n_rows - len(positions) < minimum:
        return None
    return positions
