"""Columns of numbers and times in which nobody can tell that a few values are missing.

A statistic leaves out who has no value.  So the sum and the mean of a column together tell how many
those are, `(x > 0).sum() + (x <= 0).sum()` tells it too, and `(x + y).mean()` minus `x.mean()` is the mean
of `y` without them: if one person lacks `x`, their `y` can be worked out.  A column that lacks the values
of only a few is therefore completed with the mean of the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray
from jupyter_privacy.frames.samples import surely_lacks
from jupyter_privacy.frames.shapes import Shape, shape_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["completed", "completed_at", "completed_in", "completed_result", "lacks_value"]

_NUMBERS = frozenset({"integer", "floating", "mixed-integer-float", "boolean"})
_NUMBER = (int, float, np.number)
_EXACT = 2.0**53
"""Whole numbers below it are exact as floats."""
_MIXED = frozenset({"mixed", "mixed-integer"})


def completed(value: Any, minimum: int) -> Any:
    """Return a frame, Series or array whose columns lack the values of nobody, or of `minimum` people.

    Where 1 to `minimum` - 1 entries are missing (or infinite), they become the mean of the others, of
    which there have to be `minimum`.  Whole number and yes/no columns get the whole number next to it.
    Labels are left alone (who has none is like who has a rare one), as is a frame with nothing to complete.
    """
    shape = shape_of(value)
    if shape is Shape.FRAME:
        return _completed_frame(value, minimum)
    if shape is Shape.SERIES:
        return _completed_series(value, minimum)
    if shape is Shape.ARRAY and value.ndim == 1 and value.dtype.kind == "f":
        return _completed_floats(value, minimum)
    return value


def completed_at(column: Any, few: BoolArray) -> Any:
    """Return a Series or array of numbers or times with some entries replaced by the mean of the others."""
    if column.dtype.kind not in "fiubmM" or (isinstance(column, np.ndarray) and column.dtype.kind != "f"):
        return column
    if isinstance(column, np.ndarray):
        others = column[~few & np.isfinite(column)]
        return np.where(few, others.mean() if others.size else np.nan, column)
    return column.where(~few, _typical(column[~few]))


def completed_result(column: Any, minimum: int) -> Any:
    """Return a computed Series or array completed, with the type that it has if nobody lacks a value.

    One person without a value makes whole numbers floats, and one text among numbers makes them
    objects: entries of another kind than the others count as missing if they are few.
    """
    if column.dtype == object and shape_of(column) is Shape.SERIES:
        column = _of_one_kind(column, minimum)
    whole = completed(column, minimum)
    if whole is column or whole.dtype != np.float64:
        return whole
    present = column[np.isfinite(column)]
    is_whole = bool((present == np.floor(present)).all()) and bool((np.abs(present) < _EXACT).all())
    if np.isfinite(whole).all() and is_whole:
        return np.rint(whole).astype(np.int64)
    return whole


def _of_one_kind(column: Any, minimum: int) -> Any:
    """Return objects that are numbers, or texts, but for a few, as such."""
    from pandas.api.types import infer_dtype

    kind = infer_dtype(column, skipna=True)
    if kind in _MIXED:
        missing = column.isna().to_numpy(dtype=np.bool_)
        for kinds in (_NUMBER, str):
            is_one = np.array([isinstance(entry, kinds) for entry in column], dtype=np.bool_)
            odd = _few(~is_one & ~missing, minimum)
            if odd.any():
                column = column.mask(odd)
                break
        kind = infer_dtype(column, skipna=True)
    if kind == "string":
        return column.infer_objects()
    if kind not in _NUMBERS:
        return column
    few = _few(column.isna().to_numpy(dtype=np.bool_), minimum)
    if few.any() and kind == "boolean":
        column = column.mask(few, bool(round(column[~few].mean())))
    return column.infer_objects()


def lacks_value(column: Any) -> BoolArray:
    """Return which entries of a column of numbers are missing or infinite."""
    entries = column.to_numpy()
    return ~np.isfinite(entries) if entries.dtype.kind == "f" else np.zeros(len(entries), dtype=np.bool_)


def completed_in(column: pd.Series, groups: Iterable[IntArray]) -> pd.Series:
    """Return a column of floats in which some groups of rows are completed with the mean of the others."""
    result: Any = column.to_numpy().copy()
    for rows in groups:
        entries = result[rows]
        finite = np.isfinite(entries)
        if finite.any():
            result[rows] = np.where(finite, entries, entries[finite].mean())
    return type(column)(result, index=column.index, name=column.name)


def _completed_frame(frame: pd.DataFrame, minimum: int) -> pd.DataFrame:
    result = frame
    for j in range(frame.shape[1]):
        column: Any = frame.iloc[:, j]
        whole = _completed_series(column, minimum)
        if whole is not column:
            result = frame.copy(deep=False) if result is frame else result
            result.isetitem(j, whole)
    return result


def _completed_series(column: Any, minimum: int) -> Any:
    dtype = column.dtype
    if isinstance(dtype, np.dtype) and dtype.kind == "f":
        entries = column.to_numpy()
        whole = _completed_floats(entries, minimum)
        return column if whole is entries else type(column)(whole, index=column.index, name=column.name)
    if dtype.kind not in "fiubmM" or (isinstance(dtype, np.dtype) and dtype.kind in "iub"):
        return column
    few = _few(column.isna().to_numpy(dtype=np.bool_), minimum)
    return column.where(~few, _typical(column[~few])) if few.any() else column


def _completed_floats(entries: NDArray[Any], minimum: int) -> FloatArray:
    if surely_lacks(entries, minimum) and not np.isinf(entries).any():
        return entries
    finite = np.isfinite(entries)
    n_finite = int(np.count_nonzero(finite))
    if n_finite in (0, len(entries)):
        return entries
    missing = np.isnan(entries)
    few = _few(missing, minimum) | _few(np.isinf(entries), minimum)
    if not few.any() or n_finite < minimum:
        return entries
    result = entries.copy()
    with np.errstate(over="ignore"):  # a mean that overflows is infinite, and nothing is released from it
        result[few] = entries[finite].mean(dtype=np.float64)
    return result


def _few(odd: BoolArray, minimum: int) -> BoolArray:
    """Return the odd entries if there are fewer than `minimum` of them beside enough others, else none."""
    n_odd = int(np.count_nonzero(odd))
    return odd if n_odd < minimum <= len(odd) - n_odd else np.zeros_like(odd)


def _typical(present: Any) -> Any:
    mean = present.mean()
    if present.dtype.kind == "b":
        return bool(round(mean))
    return round(mean) if present.dtype.kind in "iu" else mean
