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

from collections.abc import Iterable
from typing import Any

import numpy as np

from jupyter_privacy.core.types import IntArray
from jupyter_privacy.frames import pandas_rows, shapes
from jupyter_privacy.frames.completing import completed_result
from jupyter_privacy.frames.samples import surely_differ, surely_vary

__all__ = ["snap", "snap_positions"]


def snap(value: Any, minimum: int, operands: Iterable[Any] = ()) -> Any:
    """Return a computed column without what only a few people make different.

    `value` is a Series, a 1-d array or a frame (snapped column by column).  Values that fewer than
    `minimum` lack are completed.  If all but fewer than `minimum` of its entries are equal, all become
    so; if fewer than `minimum` differ from one of the `operands` it was computed of (`clip(upper=92)`
    of a score whose maximum is 97), it becomes that operand.  Cost: a pass over the column, where some
    of its entries show that it is neither; else a few, and one for each operand.
    """
    shape = shapes.shape_of(value)
    if shape is shapes.Shape.FRAME:
        frames = [one for one in operands if shapes.shape_of(one) is shape and one.shape == value.shape]
        return pandas_rows.map_columns(
            value, lambda column, j: snap(column, minimum, [frame.iloc[:, j] for frame in frames])
        )
    if shape not in {shapes.Shape.SERIES, shapes.Shape.ARRAY} or value.ndim != 1:
        return value
    value = completed_result(value, minimum)
    common = _common_entry(value, minimum)
    if common is not None:
        position, n_odd = common
        return pandas_rows.constant_like(value, position) if n_odd else value
    distinct = {id(one): one for one in operands}.values()
    nearly = next((one for one in distinct if _is_nearly(value, one, minimum)), None)
    return value if nearly is None else pandas_rows.entries_of(nearly, value)


def _is_nearly(column: Any, operand: Any, minimum: int) -> bool:
    """Whether all but 1 to `minimum` - 1 entries of a computed column equal those of an operand."""
    if np.ndim(operand) != 1 or len(operand) != len(column) or len(column) < minimum:
        return False
    if surely_differ(column, operand, minimum):
        return False
    return 0 < pandas_rows.n_differing(column, operand, enough=minimum) < minimum


def _common_entry(column: Any, minimum: int) -> tuple[int, int] | None:
    """Return where an entry stands that all but fewer than `minimum` others share, and how many do not.

    If fewer than `minimum` entries differ from the common one, it has the majority among any
    `2 * minimum` entries, so the most common of the first ones is the only candidate.  Fewer than
    `minimum` rows are left alone: nothing can be released from them anyway.
    """
    if len(column) < minimum or surely_vary(column, minimum):
        return None
    candidate = pandas_rows.most_common_position(column[: 2 * minimum])
    n_odd = len(column) - int(np.count_nonzero(pandas_rows.equals_entry(column, candidate)))
    return (candidate, n_odd) if n_odd < minimum else None


def snap_positions(positions: IntArray, n_rows: int, minimum: int) -> IntArray | None:
    """Return which rows a data-dependent selection keeps, or None when it keeps them all.

    Fewer than `minimum` kept become none, fewer than `minimum` dropped become none dropped.
    """
    if len(positions) < minimum:
        return positions[:0]
    if n_rows - len(positions) < minimum:
        return None
    return positions
