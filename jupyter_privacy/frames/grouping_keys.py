"""What rows can be grouped by besides columns: row labels, written labels, bins of dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "constant_labels",
    "date_bins",
    "freq_of",
    "index_column",
    "index_names",
    "is_grouper",
    "mapped",
    "of_array",
    "place_in_group",
    "renamed",
    "time_grouper",
    "where_equal",
    "written_labels",
]

_DAY = 86_400_000_000_000


def index_names(value: Any) -> list[Any]:
    """Return the names of the row labels, level by level."""
    return list(value.index.names)


def index_column(value: Any, level: int) -> pd.Series:
    """Return one level of the row labels as a column of the same rows."""
    labels = value.index.get_level_values(level)
    return _pandas().Series(labels.array, index=value.index, name=labels.name)


def mapped(column: pd.Series, table: Mapping[Any, Any]) -> pd.Series:
    """Return what a written table says of each entry, as grouping by a dict does."""
    return column.map(dict(table))


def written_labels(given: Any, value: Any) -> pd.Series | None:
    """Return labels that the analyst wrote down, one for each row; None if they do not fit the rows."""
    pd = _pandas()
    if isinstance(given, pd.Series):
        fits = given.index.equals(value.index) and isinstance(given.index, pd.RangeIndex)
        return given if fits else None
    if not isinstance(given, (list, np.ndarray, pd.Index, pd.Categorical)) or np.ndim(given) != 1:
        return None
    if len(given) != len(value):
        return None
    return pd.Series(given, index=value.index, name=getattr(given, "name", None))


def of_array(array: Any, value: Any) -> pd.Series | None:
    """Return an array with an entry for each row as a column; None if it has another shape."""
    return _pandas().Series(array, index=value.index) if array.shape == (len(value),) else None


def constant_labels(text: str, value: Any) -> pd.Series:
    """Return a text as the label of every row, as `crosstab` takes it."""
    return _pandas().Series([text] * len(value), index=getattr(value, "index", None))


def renamed(column: pd.Series, name: Any) -> pd.Series:
    """Return a key under another name."""
    return column.rename(name)


def is_grouper(part: Any) -> bool:
    """Whether a key is a `pd.Grouper` whose parts are pandas' own: others could look at the dates."""
    is_one = isinstance(part, _pandas().Grouper) and _is_of_pandas(part)
    return is_one and (getattr(part, "freq", None) is None or _is_of_pandas(part.freq))


def _is_of_pandas(value: object) -> bool:
    return type(value).__module__.split(".")[0] == "pandas"


def time_grouper(options: Mapping[str, Any]) -> Any:
    """Return the `pd.Grouper` of a `resample`."""
    return _pandas().Grouper(**options)


def freq_of(grouper: Any) -> Any:
    """Return the frequency of a grouper if its bins are the same whatever the dates are, else None.

    Months, quarters, years and weeks begin where the calendar says.  Steps of hours or minutes begin
    at midnight if they divide a day; all others begin at the earliest date, which is somebody's.
    """
    freq = getattr(grouper, "freq", None)
    if freq is None or getattr(grouper, "origin", "start_day") != "start_day" or grouper.offset is not None:
        return None
    if isinstance(freq, _pandas().tseries.offsets.Tick):
        return freq if _DAY % freq.nanos == 0 else None
    return freq if freq.n == 1 else None


def date_bins(column: pd.Series, grouper: Any) -> pd.Series:
    """Return the bin of each date, labelled as grouping by `grouper` labels it."""
    pd = _pandas()
    dates = column.set_axis(np.arange(len(column))).dropna().sort_values(kind="stable")
    options = {"freq": grouper.freq, "closed": grouper.closed, "label": grouper.label}
    grouped = pd.Series(1, index=pd.DatetimeIndex(dates)).groupby(pd.Grouper(**options))
    labels = pd.Series(grouped.size().index[grouped.ngroup().to_numpy()], index=dates.index)
    return labels.reindex(np.arange(len(column))).set_axis(column.index).rename(column.name)


def place_in_group(codes: IntArray, *, from_end: bool) -> IntArray:
    """Return for each row which one of its group it is, counted from 0; rows in no group count alike."""
    counted = _pandas().Series(codes).groupby(codes).cumcount(ascending=not from_end)
    return np.asarray(counted, dtype=np.intp)


def where_equal(columns: Sequence[pd.Series], labels: Sequence[Any]) -> BoolArray:
    """Return which rows have all of the labels, one for each column; a missing label finds missing ones."""
    isna = _pandas().isna
    found = np.ones(len(columns[0]), dtype=np.bool_)
    for column, label in zip(columns, labels, strict=True):
        same = column.isna() if np.ndim(label) == 0 and isna(label) else column.eq(label)
        found &= same.fillna(value=False).to_numpy(dtype=np.bool_)
    return found


def _pandas() -> Any:
    import pandas as pd

    return pd
