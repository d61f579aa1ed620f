"""The last steps of every released table: what is hidden stays hidden, counts are rounded."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.rounding import midpoint, nearest
from jupyter_privacy.core.types import BoolArray, IntArray, Reason
from jupyter_privacy.policy import Policy

__all__ = ["LEFT_OUT", "hide_remainder", "rounded", "rounded_count"]

LEFT_OUT = "groups of fewer than {minimum} people are left out"


def hide_remainder(
    people: IntArray, reasons: NDArray[np.uint8], minimum: int, n_outside: int = 0
) -> NDArray[np.uint8]:
    """Return `reasons` with further cells hidden until what is hidden cannot be had by subtraction.

    Whoever knows the total can subtract the visible cells: what remains must be at least two
    cells of at least `minimum` people together.  The smallest visible cells are hidden first.
    `n_outside` people stand in no cell at all, as they lack a value.
    """
    result = reasons.copy()
    while _gives_away(people, result > 0, minimum, n_outside) and not result.all():
        visible = np.flatnonzero(result == 0)
        result[visible[np.argmin(people[visible])]] = Reason.COMPLEMENTARY
    return result


def _gives_away(people: IntArray, hidden: BoolArray, minimum: int, n_outside: int) -> bool:
    n_hidden = int(people[hidden].sum()) + n_outside
    if not hidden.any():
        return 0 < n_outside < minimum
    n_cells = np.count_nonzero(hidden & (people > 0)) + (n_outside > 0)
    return n_hidden > 0 and (n_hidden < minimum or n_cells == 1)


def rounded(counts: Any, policy: Policy) -> Any:
    """Return counts (an array, Series or frame of numbers) rounded as the policy says."""
    if policy.rounding == "none":
        return counts
    values = np.asarray(counts, dtype=np.float64)
    values = nearest(values, policy.rounding_base) if policy.rounding == "nearest" else midpoint(values)
    if not np.isnan(values).any():
        values = values.astype(np.int64)
    return values if isinstance(counts, np.ndarray) else _like(counts, values)


def rounded_count(count: int, policy: Policy) -> int:
    """Return one count rounded as the policy says."""
    return int(rounded(np.array([count], dtype=np.float64), policy)[0])


def _like(table: Any, values: NDArray[Any]) -> Any:
    result = table.copy()
    result[:] = values
    return result.astype(values.dtype)
