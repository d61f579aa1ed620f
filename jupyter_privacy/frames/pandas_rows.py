"""Which rows a pandas method keeps: the facts that lineage is followed by.

`TAKING` methods take rows by position, `CHOOSING` and `ORDERING` ones by what the cells say; which
ones are row by row stands in `pandas_operations`.  Whatever stands in no table is not carried out.
`shift`, `diff`, `rank`, `cumsum`, `ffill` and their like mix rows and are left out on purpose: the
sum of a shifted column lacks exactly one person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHANGES_IN_PLACE",
    "CHOOSING",
    "ORDERING",
    "TAKING",
    "as_frame",
    "as_mask",
    "condition_like",
    "constant_like",
    "differing",
    "distinct_entries",
    "entries",
    "entries_of",
    "equals_entry",
    "groupby_doc",
    "groupby_names",
    "has_label",
    "has_unique_names",
    "is_condition",
    "is_missing",
    "is_one_a_row",
    "is_series_method",
    "labelled",
    "labels_hold_data",
    "level_names",
    "lines_up",
    "map_columns",
    "missing_column",
    "most_common_position",
    "n_differing",
    "n_rare_numbers",
    "places",
    "renamed",
    "renumbered",
    "row_positions",
    "take",
    "with_column",
    "with_entry",
    "with_positions",
]

TAKING = frozenset({"head", "tail", "sample"})
CHOOSING = frozenset({"dropna", "drop_duplicates"})
ORDERING = frozenset({"sort_values", "nlargest", "nsmallest"})
CHANGES_IN_PLACE = frozenset(
    "update isetitem sort partition fill put itemset resize setfield setflags byteswap".split()
)
"""Methods that change a value where it lies, so that its rows would no longer be those of its lineage."""


_AT_ONCE = 1 << 14
"""Rows that are compared at once where a few may be enough."""


def with_positions(value: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
    """Return `value` with its index replaced by the row positions 0..n-1."""
    return value.set_axis(np.arange(len(value)), axis=0)


def row_positions(
    value: pd.DataFrame | pd.Series, method: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[pd.DataFrame | pd.Series, IntArray]:
    """Call a row-selecting method and return its result with the positions it kept, in their order.

    The method runs on a copy whose index is the row position, so duplicate or unsorted labels
    cannot mislead; the labels are put back afterwards.
    """
    options = {name: option for name, option in kwargs.items() if name != "ignore_index"}
    result = getattr(with_positions(value), method)(*args, **options)
    positions = result.index.to_numpy().astype(np.intp)
    labels = np.arange(len(positions)) if kwargs.get("ignore_index") else value.index.take(positions)
    return result.set_axis(labels, axis=0), positions


def equals_entry(column: Any, position: int) -> BoolArray:
    """Return which entries of a Series or 1-d array equal the one at `position`; missing equals missing."""
    entry = column[position] if isinstance(column, np.ndarray) else column.iloc[position]
    if _is_missing(entry):
        return np.asarray(_pandas().isna(column), dtype=np.bool_)
    return np.asarray(_pandas().Series(column).eq(entry).fillna(value=False), dtype=np.bool_)


def most_common_position(column: pd.Series | NDArray[Any]) -> int:
    """Return the position of an entry that no other value outnumbers; missing counts as a value."""
    codes, _ = _pandas().factorize(column, use_na_sentinel=False)
    return int(np.argmax(codes == np.argmax(np.bincount(codes))))


def constant_like(column: Any, position: int) -> Any:
    """Return a Series or array like `column` in which every entry is the one at `position`."""
    if isinstance(column, np.ndarray):
        return np.full_like(column, column[position])
    return column.take(np.full(len(column), position)).set_axis(column.index)


def is_missing(column: Any) -> BoolArray:
    """Return which entries of a Series or array are missing."""
    return np.asarray(_pandas().isna(column), dtype=np.bool_)


def with_entry(column: Any, rows: BoolArray, position: int) -> Any:
    """Return a Series or array in which some rows have the entry of the row at `position`."""
    places = np.where(rows, position, np.arange(len(column)))
    if isinstance(column, np.ndarray):
        return column[places]
    return column.take(places).set_axis(column.index)


def differing(column: Any, operand: Any) -> BoolArray:
    """Return in which places two columns of equal length differ; missing equals missing."""
    if _holds_bins(column) is not _holds_bins(operand):
        return np.ones(len(column), dtype=np.bool_)
    one, other = _comparable(column), _comparable(operand)
    if (one.dtype.kind in "biufc") != (other.dtype.kind in "biufc"):
        return np.ones(len(one), dtype=np.bool_)
    if one.dtype.kind in "biu" and other.dtype.kind in "biu":
        found: BoolArray = one != other
        return found
    isna = _pandas().isna
    return ~(np.asarray(one == other, dtype=np.bool_) | (isna(one) & isna(other)))


def _comparable(column: Any) -> NDArray[Any]:
    """Return entries that can be compared; numbers and yes/no entries beside missing ones are floats."""
    dtype = getattr(column, "dtype", None)
    if not isinstance(dtype, np.dtype) and getattr(dtype, "kind", "O") in "iufb":
        return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
    return np.asarray(column)


def _holds_bins(column: Any) -> bool:
    """Whether a column holds the bins of a `cut`, which are slow to compare and equal nothing else."""
    categories = getattr(getattr(column, "dtype", None), "categories", None)
    return categories is not None and isinstance(categories.dtype, _pandas().IntervalDtype)


def n_differing(column: Any, operand: Any, enough: int | None = None) -> int:
    """Return in how many places two columns of equal length differ; missing equals missing.

    Nothing is looked at any more once `enough` places were found.
    """
    if enough is None or not all(
        isinstance(one, (np.ndarray, _pandas().Series)) for one in (column, operand)
    ):
        return int(np.count_nonzero(differing(column, operand)))
    found = 0
    for first in range(0, len(column), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        found += int(np.count_nonzero(differing(_part(column, part), _part(operand, part))))
        if found >= enough:
            break
    return found


def _part(column: Any, part: slice) -> Any:
    return column[part] if isinstance(column, np.ndarray) else column.iloc[part]


def entries_of(operand: Any, like: Any) -> Any:
    """Return the entries of an operand in the container, and under the name, of `like`.

    In the place of a yes/no column they are yes or no, too.
    """
    entries = np.asarray(operand)
    if getattr(like, "dtype", None) == np.bool_ and entries.dtype != np.bool_:
        entries = np.asarray(_pandas().Series(operand).fillna(value=0).astype(bool))
    if isinstance(like, np.ndarray):
        return entries
    return _pandas().Series(entries, index=like.index, name=like.name)


def map_columns(frame: pd.DataFrame, function: Callable[[pd.Series, int], pd.Series]) -> pd.DataFrame:
    """Return a frame whose columns are `function` of the columns of `frame` and their positions."""
    columns = [function(frame.iloc[:, j], j) for j in range(frame.shape[1])]
    if not columns:
        return frame
    return _pandas().concat(columns, axis=1).set_axis(frame.columns, axis=1)


def _is_missing(entry: object) -> bool:
    missing = _pandas().isna(entry)
    return bool(missing) if isinstance(missing, (bool, np.bool_)) else False


def _pandas() -> Any:
    import pandas as pd

    return pd


def lines_up(result: object, base: object) -> bool:
    """Whether `result` has one entry for each row of `base`, in the same order."""
    if not isinstance(result, (np.ndarray, _pandas().Series, _pandas().DataFrame)):
        return False
    if isinstance(result, np.ndarray) or isinstance(base, np.ndarray):
        return np.ndim(result) > 0 and len(result) == len(base)  # type: ignore[arg-type]
    index, labels = getattr(result, "index", None), getattr(base, "index", None)
    if not isinstance(index, _pandas().Index) or not isinstance(labels, _pandas().Index):
        return False
    return index is labels or (len(index) == len(labels) and index.equals(labels))


def take(value: Any, positions: IntArray) -> Any:
    """Return the rows of a frame, Series or array at `positions`."""
    return value[positions] if isinstance(value, np.ndarray) else value.iloc[positions]


def as_mask(key: Any, n_rows: int) -> BoolArray | None:
    """Return a boolean key (Series, array or list of bools) as an array; None for any other key.

    Missing counts as False.  A key of another length than the rows is no condition on them.
    """
    if not isinstance(key, (list, np.ndarray, _pandas().Series, _pandas().api.extensions.ExtensionArray)):
        return None
    if isinstance(key, _pandas().Series) and isinstance(key.dtype, np.dtype) and key.dtype == np.bool_:
        return key.to_numpy() if len(key) == n_rows and n_rows else None
    entries = _pandas().Series(key, dtype=object) if isinstance(key, list) else _pandas().Series(key)
    is_boolean = _pandas().api.types.is_bool_dtype(entries.infer_objects())
    if len(entries) != n_rows or not n_rows or not is_boolean:
        return None
    return np.asarray(entries.fillna(value=False), dtype=np.bool_)


def is_condition(value: Any, n_rows: int) -> bool:
    """Whether a column, a frame or a list has yes/no entries only, one for each row."""
    pd = _pandas()
    if isinstance(value, pd.DataFrame):
        return (
            len(value) == n_rows and all(map(pd.api.types.is_bool_dtype, value.dtypes)) and value.shape[1] > 0
        )
    if isinstance(value, list):
        return len(value) == n_rows > 0 and all(isinstance(entry, (bool, np.bool_)) for entry in value)
    is_column = isinstance(value, (pd.Series, np.ndarray)) and value.ndim == 1 and len(value) == n_rows
    return is_column and bool(pd.api.types.is_bool_dtype(value.dtype))


def condition_like(value: Any, positions: IntArray) -> Any:
    """Return a condition that holds at `positions`, in the container of `value`."""
    mask = np.zeros(len(value), dtype=np.bool_)
    mask[positions] = True
    if not isinstance(value, _pandas().Series):
        return mask
    return _pandas().Series(mask, index=value.index, name=value.name)


def is_one_a_row(value: Any) -> bool:
    """Whether a value that is assigned to a column has an entry for each row, and is not one for all."""
    several = (list, tuple, range, np.ndarray, _pandas().Series, _pandas().Index)
    return isinstance(value, several) or hasattr(value, "dtype")


def distinct_entries(column: Any, owners: IntArray) -> pd.Series:
    """Return the entries of a column, each value of an owner once."""
    pairs = _pandas().DataFrame({"owner": owners, "entry": np.asarray(column)})
    return pairs.drop_duplicates().entry


def n_rare_numbers(value: Any, n_rows: int, minimum: int) -> int:
    """Return how many different numbers, in a list or column of one a row, fewer than `minimum` rows share.

    0 for whatever is not numbers of the rows; of a frame or matrix, the column with the most of them.
    """
    pd = _pandas()
    if not isinstance(value, (list, tuple, range, np.ndarray, pd.Series, pd.Index, pd.DataFrame)):
        return 0
    if len(value) != n_rows or not n_rows:
        return 0
    if np.ndim(value) > 1:
        columns = pd.DataFrame(value)
        return max(n_rare_numbers(columns[name], n_rows, minimum) for name in columns)
    entries = pd.Series(value).infer_objects()
    if not pd.api.types.is_numeric_dtype(entries.dtype):
        return 0
    counts = entries.value_counts(dropna=False)
    return int((counts < minimum).sum()) if len(counts) > 1 else 0


def labelled(entries: NDArray[Any], like: pd.Series | pd.DataFrame) -> pd.Series:
    """Return `entries` as a Series with the row labels of `like`."""
    return _pandas().Series(entries, index=like.index)


def labels_hold_data(value: Any) -> bool:
    """Whether the row labels are more than a numbering of the rows: a column set as index may be one too."""
    return not isinstance(value.index, _pandas().RangeIndex) or value.index.name is not None


def level_names(value: pd.DataFrame | pd.Series) -> list[Any]:
    """Return the names of the levels of the row labels; one without a name is known by its place."""
    names = list(value.index.names)
    return [(i, len(names)) if name is None else name for i, name in enumerate(names)]


def as_frame(value: Any) -> pd.DataFrame:
    """Return a frame, or a Series as a frame of one column."""
    return value.to_frame(value.name) if isinstance(value, _pandas().Series) else value


def has_unique_names(value: Any) -> bool:
    """Whether no two columns of a frame have the same name."""
    return not isinstance(value, _pandas().DataFrame) or bool(value.columns.is_unique)


def has_label(value: pd.DataFrame | pd.Series, labels: Any) -> BoolArray:
    """Return which rows have one of some labels."""
    listed = (
        labels if isinstance(labels, (list, tuple, set, range, np.ndarray, _pandas().Index)) else [labels]
    )
    return np.asarray(value.index.isin(list(listed)), dtype=np.bool_)


def places(value: pd.DataFrame | pd.Series) -> pd.Series:
    """Return the positions of the rows under their labels."""
    return _pandas().Series(np.arange(len(value), dtype=np.intp), index=value.index)


def renumbered(value: Any) -> Any:
    """Return the same rows with the numbers 0..n-1 as labels."""
    return value.reset_index(drop=True)


def with_column(frame: pd.DataFrame, name: Any, column: Any) -> pd.DataFrame:
    """Return a frame with one column more, or one replaced; `frame` itself is left alone."""
    result = frame.copy(deep=False)
    result[name] = column
    return result


def entries(column: Any) -> Any:
    """Return a column's entries without its row labels, so that nothing is aligned by label."""
    return column.array if isinstance(column, _pandas().Series) else column


def missing_column(frame: pd.DataFrame) -> pd.Series:
    """Return a column of missing values for the rows of a frame."""
    return _pandas().Series(np.nan, index=frame.index)


def renamed(value: Any, names: Any) -> Any:
    """Return a frame with other column names, or a Series with another name."""
    result = value.copy(deep=False)
    if isinstance(result, _pandas().DataFrame):
        result.columns = names
    else:
        result.name = names
    return result


def groupby_doc(name: str) -> str | None:
    """Return the documentation of a method of pandas' groupings; `AttributeError` if there is none."""
    from pandas.api.typing import DataFrameGroupBy

    doc: str | None = getattr(DataFrameGroupBy, name).__doc__
    return doc


def is_series_method(function: Any) -> bool:
    """Whether `function` is a method of pandas' Series, taken from the class: `pd.Series.mean`."""
    return getattr(_pandas().Series, getattr(function, "__name__", ""), None) is function


def groupby_names() -> list[str]:
    """Return the public names of pandas' groupings."""
    from pandas.api.typing import DataFrameGroupBy

    return [name for name in dir(DataFrameGroupBy) if not name.startswith("_")]
