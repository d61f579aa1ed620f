"""The last step of every released count: it is rounded, if the policy says so."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.rounding import midpoint, nearest
from jupyter_privacy.policy import Policy

__all__ = ["LEFT_OUT", "rounded", "rounded_count"]

LEFT_OUT = "groups of fewer than {minimum} people are left out"


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
