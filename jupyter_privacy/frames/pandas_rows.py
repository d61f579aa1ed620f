"""Which rows a pandas method keeps: the facts that lineage is followed by.

Three tables say what is known about methods: `ROWWISE` ones give each row a result of its own
row alone, `TAKING` ones take rows by position, `CHOOSING` and `ORDERING` ones by what the cells
say.  Whatever stands in none of them is not followed.  `shift`, `diff`, `rank`, `cumsum`, `ffill`
and their like mix rows and are left out on purpose: the sum of a shifted column lacks exactly one
person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ACROSS_COLUMNS",
    "CHANGES_IN_PLACE",
    "CHANGES_ITS_ARGUMENT",
    "CHOOSING",
    "KEEPS_CELLS",
    "ORDERING",
    "ROWWISE",
    "ROWWISE_ACCESSORS",
    "ROWWISE_FUNCTIONS",
    "TAKING",
    "as_mask",
    "constant_like",
    "equals_entry",
    "has_public_bins",
    "is_library_scalar",
    "labelled",
    "labels_hold_data",
    "lines_up",
    "map_columns",
    "most_common_position",
    "renamed",
    "replaced_where",
    "row_positions",
    "take",
    "with_column",
    "with_positions",
]

_ARITHMETIC = "add sub mul truediv div floordiv mod pow"

KEEPS_CELLS = frozenset(
    [
        "rename",
        "copy",
        "infer_objects",
        "convert_dtypes",
        "to_frame",
        "to_numpy",
        "rename_axis",
        "add_prefix",
        "add_suffix",
        "select_dtypes",
        "filter",
        "get",
        "drop",
        "set_index",
        "reset_index",
        "set_axis",
    ]
)
"""Methods that change names, types or containers but no cell."""

ROWWISE = KEEPS_CELLS | frozenset(
    [
        *_ARITHMETIC.split(),
        *(f"r{name}" for name in _ARITHMETIC.split()),
        *[
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "abs",
            "astype",
            "between",
            "clip",
            "round",
            "fillna",
            "isna",
            "isnull",
            "notna",
            "notnull",
            "isin",
            "map",
        ],
        *["replace", "where", "mask"],
    ]
)
TAKING = frozenset({"head", "tail", "sample"})
CHOOSING = frozenset({"dropna", "drop_duplicates", "query"})
ORDERING = frozenset({"sort_values", "nlargest", "nsmallest"})
ROWWISE_ACCESSORS = frozenset({"str", "dt", "cat"})
ACROSS_COLUMNS = frozenset(
    ["sum", "mean", "median", "min", "max", "std", "var", "count", "any", "all", "nunique", "prod"]
)
"""Reductions that are row by row when they run along the columns."""

ROWWISE_FUNCTIONS = frozenset(
    [
        "to_numeric",
        "to_datetime",
        "isna",
        "isnull",
        "notna",
        "notnull",
        "cut",
        "where",
        "isnan",
        "clip",
        "nan_to_num",
    ]
)
CHANGES_ITS_ARGUMENT = frozenset(
    ["copyto", "put", "place", "putmask", "shuffle", "fill_diagonal", "put_along_axis"]
)


CHANGES_IN_PLACE = frozenset(
    [
        *["update", "isetitem", "sort", "partition", "fill", "put", "itemset", "resize", "setfield"],
        *["setflags", "byteswap"],
    ]
)
"""Methods that change a value where it lies, so that its rows would no longer be those of its lineage."""


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


def constant_like(column: pd.Series, position: int) -> pd.Series:
    """Return a Series like `column` in which every entry is the one at `position`."""
    return column.take(np.full(len(column), position)).set_axis(column.index)


def map_columns(frame: pd.DataFrame, function: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
    """Return a frame whose columns are `function` of the columns of `frame`."""
    columns = [function(frame.iloc[:, j]) for j in range(frame.shape[1])]
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
    if isinstance(result, np.ndarray) or isinstance(base, np.ndarray):
        return np.ndim(result) > 0 and len(result) == len(base)  # type: ignore[arg-type]
    index, labels = getattr(result, "index", None), getattr(base, "index", None)
    if not isinstance(index, _pandas().Index) or not isinstance(labels, _pandas().Index):
        return False
    return index is labels or (len(index) == len(labels) and index.equals(labels))


def is_library_scalar(value: object) -> bool:
    """Whether `value` is one NumPy or pandas value, such as a Timestamp or a 0-d array."""
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return True
    pandas = _pandas()
    return isinstance(
        value, (pandas.Timestamp, pandas.Timedelta, pandas.Period, pandas.Interval, type(pandas.NA))
    )


def has_public_bins(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether the bins of a `cut` were written down by the analyst; True for other functions.

    A number of bins makes pandas put the edges at the smallest and the largest value.
    """
    if name != "cut":
        return True
    bins = kwargs.get("bins", args[1] if len(args) > 1 else None)
    return np.ndim(bins) == 1


def take(value: Any, positions: IntArray) -> Any:
    """Return the rows of a frame, Series or array at `positions`."""
    return value[positions] if isinstance(value, np.ndarray) else value.iloc[positions]


def as_mask(key: Any, n_rows: int) -> BoolArray | None:
    """Return a boolean key (Series, array or list of bools) as an array; None for any other key.

    Missing counts as False.  A key of another length than the rows is no condition on them.
    """
    if not isinstance(key, (list, np.ndarray, _pandas().Series, _pandas().api.extensions.ExtensionArray)):
        return None
    entries = _pandas().Series(key, dtype=object) if isinstance(key, list) else _pandas().Series(key)
    is_boolean = _pandas().api.types.is_bool_dtype(entries.infer_objects())
    if len(entries) != n_rows or not n_rows or not is_boolean:
        return None
    return np.asarray(entries.fillna(value=False), dtype=np.bool_)


def labelled(entries: NDArray[Any], like: pd.Series | pd.DataFrame) -> pd.Series:
    """Return `entries` as a Series with the row labels of `like`."""
    return _pandas().Series(entries, index=like.index)


def labels_hold_data(value: Any) -> bool:
    """Whether the row labels are more than a numbering of the rows: a column set as index may be one too."""
    return not isinstance(value.index, _pandas().RangeIndex) or value.index.name is not None


def with_column(frame: pd.DataFrame, name: Any, column: Any) -> pd.DataFrame:
    """Return a frame with one column more, or one replaced; `frame` itself is left alone."""
    result = frame.copy(deep=False)
    result[name] = column
    return result


def replaced_where(
    frame: pd.DataFrame, name: Any, old: pd.Series | None, mask: BoolArray, value: Any
) -> pd.Series:
    """Return column `name` with `value` where `mask` holds, `old` (or missing) elsewhere."""
    column = _pandas().Series(np.nan, index=frame.index, name=name) if old is None else old
    return column.mask(mask, value)


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


def groupby_names() -> list[str]:
    """Return the public names of pandas' groupings."""
    from pandas.api.typing import DataFrameGroupBy

    return [name for name in dir(DataFrameGroupBy) if not name.startswith("_")]
