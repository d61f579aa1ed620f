"""Columns of numbers and times as plain numbers, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import FloatArray, NumberArray
from jupyter_privacy.frames.pandas_tables import numbers_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["amount_as", "amounts_of", "contributions_of", "in_units_of", "is_time"]


def is_time(column: Any) -> bool:
    """Whether a column holds points in time or spans of it, in NumPy's own representation."""
    dtype = getattr(column, "dtype", None)
    return getattr(dtype, "kind", "") in {"M", "m"} and hasattr(dtype, "str")


def amounts_of(column: Any) -> FloatArray | None:
    """Return a column of numbers as float64, one of times in its unit (from 1970); NaN for missing.

    None if it holds neither.
    """
    if not is_time(column):
        return numbers_of(column)
    entries = np.asarray(_naive(column))
    return np.where(np.isnat(entries), np.nan, entries.view(np.int64).astype(np.float64))


def contributions_of(column: Any) -> NumberArray | None:
    """Return what `amounts_of` does, in the type that the column has if that is one of NumPy's: no copy."""
    dtype = getattr(column, "dtype", None)
    if isinstance(dtype, np.dtype) and (dtype.kind in "biu" or dtype == np.float64):
        contributions: NumberArray = column if isinstance(column, np.ndarray) else column.to_numpy()
        return contributions
    return amounts_of(column)


def in_units_of(column: Any, amounts: FloatArray) -> Any:
    """Return amounts as an array of what the column holds: numbers, points in time or spans."""
    if not is_time(column):
        return amounts
    pd = _pandas()
    unit = np.asarray(_naive(column)).dtype
    missing = np.isnan(amounts)
    whole = np.where(missing, 0, np.round(amounts)).astype(np.int64).view(unit)
    whole[missing] = np.array("NaT", dtype=unit)
    zone = getattr(column.dtype, "tz", None)
    return (
        pd.array(whole) if zone is None else pd.Series(whole).dt.tz_localize("UTC").dt.tz_convert(zone).array
    )


def amount_as(found: Any, column: Any, amount: float) -> Any:
    """Return an amount as what a statistic of a column was found as: a number, a point or span of time."""
    if not is_time(column):
        return type(found)(round(amount) if isinstance(found, int | np.integer) else amount)
    if type(found) is not _pandas().Timedelta:
        return _pandas().Series(in_units_of(column, np.array([amount]))).iloc[0]
    span = np.array([round(amount)]).view(np.asarray(_naive(column)).dtype.str.replace("M", "m"))
    return _pandas().Timedelta(span[0]).as_unit(found.unit)


def _naive(column: Any) -> Any:
    """Return times without their zone, as NumPy holds them."""
    if getattr(column.dtype, "tz", None) is None:
        return column
    series: pd.Series = _pandas().Series(column)
    return series.dt.tz_convert("UTC").dt.tz_localize(None)


def _pandas() -> Any:
    import pandas as pd

    return pd
