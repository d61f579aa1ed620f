"""What part of a table is displayed: the library's own options decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_privacy.core.types import IntArray
from jupyter_privacy.frames.shapes import Shape, module_of, shape_of

__all__ = ["Window", "display_window", "named_index", "sequence_labels"]

_MAX_ROWS, _MIN_ROWS = 60, 10
_MAX_COLUMNS = 40
"""More columns than pandas shows: a row is masked as a whole, and the output scrolls sideways."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The displayed rows; `gap` is the place of the line that stands for the others."""

    rows: IntArray
    gap: int | None

    def columns(self, n_columns: int) -> list[int]:
        """Return the positions of the displayed columns."""
        return list(range(min(n_columns, _MAX_COLUMNS)))


def display_window(value: Any) -> Window:
    """Return which rows of a frame, column or array a display shows: all, or both ends."""
    n_rows = len(value)
    max_rows, min_rows = _limits()
    if max_rows is None or n_rows <= max_rows:
        return Window(np.arange(n_rows, dtype=np.intp), None)
    half = max(min_rows // 2, 1)
    ends = np.concatenate([np.arange(half), np.arange(n_rows - half, n_rows)]).astype(np.intp)
    return Window(ends, half)


def _limits() -> tuple[int | None, int]:
    pandas = module_of("pandas")
    if pandas is None:
        return _MAX_ROWS, _MIN_ROWS
    return pandas.get_option("display.max_rows"), pandas.get_option("display.min_rows") or _MIN_ROWS


def named_index(value: Any) -> bool:
    """Whether row labels may hold data: a named index, or one that is not whole numbers."""
    if shape_of(value) not in {Shape.FRAME, Shape.SERIES}:
        return False
    index = value.index
    return index.nlevels > 1 or index.name is not None or index.dtype.kind not in "iu"


def sequence_labels(records: IntArray | None, n_rows: int) -> list[str]:
    """Return the record numbers as row labels, or no labels where they would link people."""
    return [""] * n_rows if records is None else [str(record) for record in records]
