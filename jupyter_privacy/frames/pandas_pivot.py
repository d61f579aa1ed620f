"""Tables by rows and columns as `pivot_table` lays them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray
from jupyter_privacy.frames.pandas_layout import own_index
from jupyter_privacy.frames.pandas_tables import Groups

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "beside_each_other",
    "counts_frame",
    "entries",
    "filled_cells",
    "groups_with",
    "merged_keys",
    "merged_labels",
    "only_column",
    "own_index",
    "table_of",
    "under_each_other",
    "with_total",
]


def entries(values: Any) -> NDArray[np.object_]:
    """Return the entries of a Series as Python objects, so that whole numbers stay whole beside others."""
    return np.asarray(values.astype(object), dtype=object)


def filled_cells(values: NDArray[np.object_], hidden: BoolArray, fill: Any) -> NDArray[np.object_]:
    """Return cells with a value in the place of those that nobody is in; hidden ones are left alone."""
    return np.where(_pandas().isna(values) & ~hidden, fill, values)


def merged_labels(index: pd.Index, axes: Sequence[int]) -> tuple[pd.Index, IntArray]:
    """Return the labels of groups told apart by some keys only, in order, and the number of each group."""
    pd = _pandas()
    if not axes:
        return pd.Index([0]), np.zeros(len(index), dtype=np.intp)
    levels = [index.get_level_values(axis) if index.nlevels > 1 else index for axis in axes]
    part = levels[0] if len(levels) == 1 else pd.MultiIndex.from_arrays(levels)
    labels = part.unique().sort_values()
    return labels, np.asarray(labels.get_indexer(part), dtype=np.intp)


def merged_keys(keys: Sequence[pd.Series], axes: Sequence[int], inside: BoolArray) -> list[pd.Series]:
    """Return the keys that lines are told apart by; one that is the same for everybody if there are none."""
    if axes:
        return [keys[axis] for axis in axes]
    return [_pandas().Series(np.where(inside, 0.0, np.nan), index=keys[0].index)]


def groups_with(
    labels: pd.Index, keys: Sequence[pd.Series], options: Mapping[str, Any], codes: IntArray
) -> Groups:
    """Return the groups of rows that have codes already."""
    sizes = np.bincount(codes[codes >= 0], minlength=len(labels))
    return Groups(list(keys), options, codes, _pandas().Series(sizes, index=labels))


def with_total(labels: pd.Index, total: str | None) -> pd.Index:
    """Return row or column labels with that of the totals at the end, if there are totals."""
    pd = _pandas()
    if total is None:
        return labels
    if labels.nlevels > 1:
        padded = (total, *[""] * (labels.nlevels - 1))
        return pd.MultiIndex.from_tuples([*labels, padded], names=labels.names)
    return pd.Index([*labels, total], name=labels.name)


def counts_frame(values: FloatArray, hidden: BoolArray, rows: pd.Index, columns: pd.Index) -> pd.DataFrame:
    """Return a table of counts, or of shares: whole numbers unless a cell is missing."""
    whole = not hidden.any() and bool(np.equal(np.mod(values, 1), 0).all()) and values.max(initial=0) > 1
    entries = values.astype(np.int64) if whole else np.where(hidden, np.nan, values)
    return _pandas().DataFrame(entries, index=rows, columns=columns)


def table_of(values: NDArray[np.object_], hidden: BoolArray, rows: Any, columns: Any) -> pd.DataFrame:
    """Return cells as a frame: numbers are whole if all are, and none is missing."""
    pd = _pandas()
    frame = pd.DataFrame(np.where(hidden, np.nan, values), index=rows, columns=columns, dtype=object)
    typed = frame.infer_objects()
    is_mixed = len(set(map(str, typed.dtypes))) > 1 and all(dtype.kind in "iuf" for dtype in typed.dtypes)
    return typed.astype(float) if is_mixed else typed


def beside_each_other(
    tables: Sequence[pd.DataFrame], labels: Sequence[tuple[Any, ...]], *, has_columns: bool
) -> pd.DataFrame:
    """Return tables of the same rows side by side under labels of their own.

    `has_columns` says that each has columns of its own, which stand below its label.
    """
    pd = _pandas()
    whole = pd.concat(list(tables), axis=1)
    if not any(labels):
        return whole
    widths = [table.shape[1] for table in tables]
    levels: list[Any] = [
        [label[i] for label, width in zip(labels, widths, strict=True) for _ in range(width)]
        for i in range(len(labels[0]))
    ]
    names = [None] * len(levels)
    if has_columns:
        columns = whole.columns
        levels += [columns.get_level_values(i) for i in range(columns.nlevels)]
        names += columns.names
    index = pd.Index(levels[0]) if len(levels) == 1 else pd.MultiIndex.from_arrays(levels, names=names)
    return whole.set_axis(index, axis=1)


def under_each_other(tables: Sequence[pd.DataFrame], labels: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """Return tables of one row each under each other, with the last of their labels as row labels."""
    pd = _pandas()
    return pd.concat(list(tables)).set_axis(pd.Index([label[-1] for label in labels]), axis=0)


def only_column(table: pd.DataFrame) -> pd.Series:
    """Return the column of a table of one, without a name."""
    return table.iloc[:, 0].rename(None)


def _pandas() -> Any:
    import pandas as pd

    return pd
