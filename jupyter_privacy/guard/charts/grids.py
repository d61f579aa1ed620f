"""Axes beside each other, laid out as pandas does it."""

from __future__ import annotations

import importlib
import math
from typing import Any

import numpy as np

__all__ = ["axes_for", "grid", "pyplot"]

_FEW = {1: (1, 1), 2: (1, 2), 3: (2, 2)}


def axes_for(given: dict[str, Any]) -> Any:
    """Return the axes that were given, else those of a new figure."""
    axes, size = given.pop("ax", None), given.pop("figsize", None)
    return pyplot().subplots(figsize=size)[1] if axes is None else axes


def grid(n_axes: int, given: dict[str, Any]) -> Any:
    """Return an array of at least `n_axes` axes, those that are not needed hidden."""
    names = ("ax", "figsize", "layout", "sharex", "sharey")
    axes, size, layout, share_x, share_y = (given.pop(name, None) for name in names)
    if axes is not None:
        return np.atleast_1d(axes)
    side = math.ceil(math.sqrt(n_axes))
    n_rows, n_columns = layout or _FEW.get(n_axes, (side, math.ceil(n_axes / side)))
    n_rows = math.ceil(n_axes / n_columns) if n_rows < 0 else n_rows
    n_columns = math.ceil(n_axes / n_rows) if n_columns < 0 else n_columns
    _, made = pyplot().subplots(
        n_rows, n_columns, figsize=size, squeeze=False, sharex=bool(share_x), sharey=bool(share_y)
    )
    for axes in made.ravel()[n_axes:]:
        axes.set_visible(False)
    return made


def pyplot() -> Any:
    """Return matplotlib.pyplot, which pandas loads when it draws."""
    return importlib.import_module("matplotlib.pyplot")
