"""Functions of the numbers of a table, whatever else stands in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from jupyter_privacy.core.types import FloatArray

__all__ = ["is_labelled", "mapped_numbers"]


def is_labelled(value: Any) -> bool:
    """Whether a value is a Series or a frame."""
    return isinstance(value, _pandas().Series | _pandas().DataFrame)


def mapped_numbers(table: Any, function: Callable[[FloatArray], FloatArray]) -> Any:
    """Return a Series or frame with a function of its real numbers; everything else stays."""
    pd, result = _pandas(), table.copy()
    if isinstance(table, pd.Series):
        if table.dtype.kind == "f":
            return pd.Series(function(table.to_numpy(dtype=np.float64)), table.index, name=table.name)
        return table.map(lambda one: _mapped(one, function)) if table.dtype == object else result
    for j in range(table.shape[1]):
        result.isetitem(j, mapped_numbers(table.iloc[:, j], function))
    return result


def _mapped(entry: Any, function: Callable[[FloatArray], FloatArray]) -> Any:
    return float(function(np.array([entry]))[0]) if isinstance(entry, float) else entry


def _pandas() -> Any:
    import pandas as pd

    return pd
