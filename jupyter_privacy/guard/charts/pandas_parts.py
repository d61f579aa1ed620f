"""Which columns of a protected table are drawn, and the stand-ins of them as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from jupyter_privacy.frames.pandas_tables import frame_of
from jupyter_privacy.frames.shapes import Shape, shape_of
from jupyter_privacy.guard.charts.asking import name_of_column, numeric_columns
from jupyter_privacy.guard.charts.grids import axes_for
from jupyter_privacy.guard.charts.notes import note, say_withheld

__all__ = ["noted", "one_or_more", "parts_of", "withheld_axes"]


def parts_of(data: Any, given: dict[str, Any]) -> dict[Any, Any]:
    """Return the columns that are drawn, by name."""
    if shape_of(data) is Shape.SERIES:
        return {given.pop("label", None) or name_of_column(data): data}
    wanted = given.pop("column", given.pop("y", None))
    if wanted is None:
        wanted = numeric_columns(data)
    return {name: data[name] for name in ([wanted] if isinstance(wanted, (str, int)) else list(wanted))}


def one_or_more(data: Any, columns: Mapping[Any, Any]) -> Any:
    """Return stand-ins as a table, or as a column if one was protected."""
    table = frame_of(columns)
    return table[next(iter(columns))] if shape_of(data) is Shape.SERIES else table


def withheld_axes(given: dict[str, Any]) -> Any:
    """Return axes with nothing in them but the sentence that says so."""
    axes = axes_for(given)
    say_withheld(axes)
    return axes


def noted(drawn: Any, *sentences: str) -> Any:
    """Return what was drawn, with notes beside all axes in it."""
    for axes in np.atleast_1d(np.asarray(drawn, dtype=object)).ravel():
        if hasattr(axes, "annotate"):
            note(axes, *sentences)
    return drawn
