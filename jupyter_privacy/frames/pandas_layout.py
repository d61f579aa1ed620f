"""Released tables as pandas lays them out: labels, levels, columns, dtypes.

Everything here works on cells that were judged before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, IntArray
from jupyter_privacy.frames.shapes import Shape, object_entries, shape_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "assembled",
    "bins_of",
    "columns_of",
    "holds",
    "interval_labels",
    "is_scalar",
    "labels_of",
    "looked_up",
    "missing_like",
    "objects",
    "own_index",
    "own_labels",
    "parts_of_named_agg",
    "pieced_together",
    "stacked",
    "typed",
    "under_each_other",
    "with_freq",
    "with_holes",
    "with_missing_columns",
    "without_holes",
]


def objects(entries: Sequence[Any], labels: pd.Index) -> pd.Series:
    """Return entries of any kind as a Series; `typed` finds the dtype once it is cut to size."""
    cells = np.empty(len(labels), dtype=object)
    for i, entry in enumerate(entries):
        cells[i] = entry
    return _pandas().Series(cells, index=labels)


def typed(results: pd.Series, hidden: BoolArray) -> pd.Series:
    """Return results with missing cells, as the dtype that those which are shown have."""
    return results.mask(hidden, np.nan).infer_objects()


def columns_of(parts: Sequence[pd.Series], labels: Sequence[Any]) -> pd.DataFrame:
    """Return Series of one index as a frame; labels may repeat, and tuples become levels."""
    pd = _pandas()
    if labels and all(isinstance(label, tuple) for label in labels):
        columns = pd.MultiIndex.from_tuples(labels)
    else:
        columns = pd.Index(labels)
    return pd.concat(list(parts), axis=1).set_axis(columns, axis=1)


def stacked(parts: Sequence[pd.Series], labels: Sequence[tuple[Any, Any]]) -> pd.DataFrame:
    """Return columns under labels `(column, share)` with the shares as a last level of the rows."""
    table: Any = columns_of(parts, labels)
    return table.stack(future_stack=True)  # noqa: PD013 (this is what `quantile` does)


def assembled(labels: pd.Index, results: Sequence[Any], options: Mapping[str, Any], name: Any) -> Any:
    """Return one result a group put together as `apply` does: numbers, Series or frames.

    pandas itself does it, over one row a group; `name` is that of the grouped Series, `...` for a frame.
    """
    pd = _pandas()
    rows = [object() for _ in labels]  # no result has such row labels, so none passes for rows of its group
    found = dict(zip(rows, results, strict=True))
    places = pd.Series(range(len(rows)), index=pd.Index(rows, dtype=object), name=name)
    keys = [
        pd.Series(labels.get_level_values(i).array, index=places.index, name=labels.names[i])
        for i in range(labels.nlevels)
    ]
    grouped = (places.to_frame("") if name is ... else places).groupby(
        keys, sort=False, dropna=False, observed=True, **options
    )
    return grouped.apply(lambda row: found[row.index[0]])


def is_scalar(value: Any) -> bool:
    """Whether a plain result is one value and no container."""
    return bool(_pandas().api.types.is_scalar(value))


def missing_like(value: Any) -> Any:
    """Return a released number, Series or frame with all cells missing."""
    return np.nan if is_scalar(value) else value.astype(object).mask(value.notna() | value.isna())


def with_holes(values: pd.Series, hidden: BoolArray) -> pd.Series:
    """Return values of groups, missing where `hidden`."""
    return values.mask(hidden) if hidden.any() else values


def looked_up(values: pd.Series, codes: IntArray, like: pd.Series) -> pd.Series:
    """Return for each row of `like` the value of its group; rows in no group lack one."""
    found = values.infer_objects().reset_index(drop=True).reindex(codes)
    return found.set_axis(like.index)


def pieced_together(parts: Sequence[tuple[IntArray, Any]], like: Any) -> Any:
    """Return numbers, Series or frames of some rows each as one of all rows of `like`."""
    pd = _pandas()
    pieces = [
        pd.Series([value] * len(places), index=places) if is_scalar(value) else value.set_axis(places, axis=0)
        for places, value in parts
    ]
    whole = pd.concat(pieces) if pieces else pd.Series(dtype=float)
    return whole.reindex(np.arange(len(like))).set_axis(like.index, axis=0)


def without_holes(table: Any, kind: type) -> tuple[Any, NDArray[np.uint8]] | None:
    """Return a Series or frame with the objects of a type missing, and the `reason` that each gives.

    None if one of them is a label.
    """
    axes = [axis.get_level_values(i) for axis in table.axes for i in range(axis.nlevels)]
    if any(type(label) is kind for axis in axes for label in axis):
        return None
    columns = [table] if table.ndim == 1 else [table.iloc[:, j] for j in range(table.shape[1])]
    found = [[getattr(entry, "reason", 0) if type(entry) is kind else 0 for entry in one] for one in columns]
    reasons = np.array(found, dtype=np.uint8).T
    filled = [typed(one, reasons[:, j] > 0) if reasons[:, j].any() else one for j, one in enumerate(columns)]
    whole = filled[0] if table.ndim == 1 else _pandas().concat(filled, axis=1).set_axis(table.columns, axis=1)
    return whole, reasons


def with_missing_columns(frame: pd.DataFrame, names: Sequence[Any]) -> pd.DataFrame:
    """Return a frame in which some columns have no value in any row."""
    result = frame.copy(deep=False)
    for name in names:
        result[name] = np.nan
    return result


def under_each_other(parts: Sequence[Any]) -> Any:
    """Return Series or frames of different rows as one, with their row labels."""
    return _pandas().concat(list(parts))


def labels_of(value: Any) -> tuple[Any, ...]:
    """Return the column labels of a frame, or the name of a Series."""
    return tuple(value.columns) if shape_of(value) is Shape.FRAME else (getattr(value, "name", None),)


def with_freq(table: Any, freq: Any) -> Any:
    """Return a table by dates whose index knows its frequency; unchanged if dates are missing."""
    try:
        return table.set_axis(_pandas().DatetimeIndex(table.index, freq=freq), axis=0)
    except (TypeError, ValueError):
        return table


def parts_of_named_agg(spec: Any) -> tuple[Any, Any, tuple[Any, ...], dict[str, Any]] | None:
    """Return column, statistic and arguments of `y=("x", "mean")` or `y=pd.NamedAgg("x", "mean")`."""
    if isinstance(spec, _pandas().NamedAgg):
        return spec.column, spec.aggfunc, tuple(spec.args), dict(spec.kwargs)
    if isinstance(spec, tuple) and len(spec) == 2:  # noqa: PLR2004 (column and statistic)
        return spec[0], spec[1], (), {}
    return None


def holds(value: Any, kind: type) -> bool:
    """Whether a plain result holds an object of a type, in a container or in its cells."""
    if type(value) is kind:
        return True
    if isinstance(value, (list, tuple, set)):
        return any(holds(entry, kind) for entry in value)
    if isinstance(value, dict):
        return any(holds(entry, kind) for entry in value.values())
    if shape_of(value) is Shape.OTHER:
        return False
    return any(type(entry) is kind for entry in object_entries(value))


def own_labels(table: Any, *, levels: bool = False) -> Any:
    """Return a table whose index holds its own labels only, of which each stands in a row.

    Cut out of a larger table, an index keeps the levels and the categories of all of it.  With
    `levels` an index of one level becomes a `MultiIndex`, as that of a counted frame.
    """
    return table.set_axis(own_index(table.index, levels=levels), axis=0)


def own_index(index: pd.Index, *, levels: bool = False) -> pd.Index:
    """Return labels that know of no others."""
    pd = _pandas()
    if index.nlevels > 1 or levels:
        parts = [own_index(index.get_level_values(i)) for i in range(index.nlevels)]
        return pd.MultiIndex.from_arrays(parts, names=index.names)
    return index.remove_unused_categories() if isinstance(index, pd.CategoricalIndex) else index


def interval_labels(table: pd.Series) -> pd.Series:
    """Return counts of bins labelled as `value_counts(bins=...)` does: by intervals, without a name."""
    return table.set_axis(_pandas().IntervalIndex(table.index).rename(None))


def bins_of(options: Mapping[str, Any]) -> Any:
    """Return the bin of each row: `pd.cut` with written edges."""
    return _pandas().cut(**options)


def _pandas() -> Any:
    import pandas as pd

    return pd
