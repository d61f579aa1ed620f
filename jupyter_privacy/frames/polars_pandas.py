"""polars tables as pandas ones and back: the same rows, each value with its polars type.

Rules are written for pandas.  What a polars column has and a pandas column has not is kept beside it
as its polars type: whole numbers with missing values, categories.  Missing is missing, however it is
written: NaN becomes null.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.frames.completing import completed
from jupyter_privacy.frames.shapes import module_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = [
    "as_column",
    "as_described",
    "as_pandas",
    "as_polars",
    "completed_pandas",
    "concat",
    "described",
    "empty_below",
    "empty_column",
    "empty_frame",
    "empty_like",
    "empty_of_pandas",
    "flag_type",
    "float_type",
    "get_dummies",
    "is_lazy",
    "is_polars",
    "labelled_table",
    "may_overflow",
    "names_and_types",
    "of_raw",
    "public_partner",
    "released_table",
    "tidied",
    "whole_table",
    "with_column",
]

_NAMES = ("DataFrame", "LazyFrame", "Series")


def is_polars(obj: object) -> bool:
    """Whether an object is a frame, lazy frame or column of polars; polars is not imported for it."""
    polars = module_of("polars")
    types = tuple(filter(None, (getattr(polars, name, None) for name in _NAMES)))
    return bool(types) and issubclass(type(obj), types)


def whole_table(obj: Any) -> Any:
    """Return a polars object with its rows, a lazy frame collected; categories are texts.

    All categorical columns of a process share the list of their categories, which anybody may read, and
    the type of an enumeration is the list of its categories: who has a rare one would be told by either.
    """
    import polars as pl

    table = obj.collect() if is_lazy(obj) else obj
    if isinstance(table, pl.Series):
        return table.cast(pl.String) if isinstance(table.dtype, (pl.Categorical, pl.Enum)) else table
    names = [name for name, dtype in table.schema.items() if isinstance(dtype, (pl.Categorical, pl.Enum))]
    return table.with_columns(pl.col(names).cast(pl.String)) if names else table


def of_raw(column: Any, dtype: Any, name: str) -> pl.Series:
    """Return protected entries as a polars column of a type; categories are texts."""
    import polars as pl

    return as_polars(column, pl.String if isinstance(dtype, pl.Categorical) else dtype, name)


def is_lazy(obj: Any) -> bool:
    """Whether a polars object is a lazy frame."""
    return hasattr(obj, "collect")


def empty_like(obj: Any) -> Any:
    """Return a frame or column without rows, of the same names and types: it knows nothing of the data."""
    return obj.clear()


def empty_below(empties: list[Any], options: Mapping[str, Any]) -> Any:
    """Return what polars makes of frames without rows, one below the other."""
    import polars as pl

    return pl.concat(empties, **options)


def empty_of_pandas(value: Any) -> Any:
    """Return a pandas frame or column as one of polars without rows; None for types that depend on cells."""
    import polars as pl

    dtypes = list(value.dtypes) if hasattr(value, "columns") else [value.dtype]
    if any(dtype.kind == "O" and str(dtype) != "str" for dtype in dtypes):
        return None
    return pl.from_pandas(value.iloc[:0])


def described(empty: pl.DataFrame, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> pl.DataFrame:
    """Return the summary of a frame without rows: its labels and types."""
    return empty.describe(*args, **kwargs)


def as_described(entries: list[Any], dtype: Any) -> pl.Series:
    """Return the entries of a summary in its type; beside texts, numbers are texts."""
    import polars as pl

    if dtype == pl.String:
        return pl.Series([None if one is None else str(one) for one in entries], dtype=dtype)
    return pl.Series([None if one is None else float(one) for one in entries], dtype=dtype)


def public_partner(table: pl.DataFrame, keys: list[str], *, keys_only: bool) -> Any:
    """Return a public frame in pandas as the right side of a join: rows without a key have no partner."""
    table = table.drop_nulls(keys)
    return as_pandas(table.select(keys).unique() if keys_only else table)


def float_type() -> Any:
    """Return the type of numbers with a fraction."""
    import polars as pl

    return pl.Float64


def flag_type() -> Any:
    """Return the type of dummies."""
    import polars as pl

    return pl.UInt8


def concat() -> Any:
    """Return pandas' own `concat`."""
    return _pandas().concat


def get_dummies() -> Any:
    """Return pandas' own `get_dummies`."""
    return _pandas().get_dummies


def may_overflow(dtype: Any) -> bool:
    """Whether arithmetic with a type fails where single numbers are too large for it."""
    import polars as pl

    return bool(dtype == pl.Decimal)


def empty_frame(types: Mapping[str, Any]) -> pl.DataFrame:
    """Return a frame without rows of columns of some types."""
    import polars as pl

    return pl.DataFrame(schema=dict(types))


def empty_column(name: str, dtype: Any) -> pl.Series:
    """Return a column without entries."""
    import polars as pl

    return pl.Series(name, [], dtype=dtype)


def with_column(empty: pl.DataFrame, name: str, dtype: Any) -> pl.DataFrame:
    """Return a frame without rows with one column more."""
    import polars as pl

    return empty.with_columns(pl.Series(name, [], dtype=dtype))


def names_and_types(empty: pl.DataFrame) -> dict[str, Any]:
    """Return the types of the columns by name."""
    return dict(zip(empty.columns, empty.dtypes, strict=True))


def as_pandas(obj: Any) -> Any:
    """Return a polars frame or column as a reader of pandas would give it: whole numbers may be floats."""
    return _converted(obj, _as_read)


def _as_read(column: pl.Series) -> Any:
    """Return a column as a reader of pandas gives it; yes/no entries beside missing ones are objects."""
    import polars as pl

    found = _in_pandas(column)
    return found.where(found.notna(), np.nan) if column.dtype == pl.Boolean and column.null_count() else found


def completed_pandas(obj: Any, minimum: int) -> Any:
    """Return a polars frame or column in pandas, in which nobody can tell that a few values are missing."""
    whole = completed(_converted(obj, _nullable), minimum)
    if not hasattr(whole, "columns"):
        return tidied(whole)
    return _pandas().DataFrame({name: tidied(whole[name]) for name in whole}, index=whole.index)


def _converted(obj: Any, convert: Any) -> Any:
    if not hasattr(obj, "columns"):
        return convert(_plain(obj)).rename(obj.name)
    columns = {name: convert(_plain(obj[name])) for name in obj.columns}
    return _pandas().DataFrame(columns, index=range(obj.height))


def _plain(column: pl.Series) -> pl.Series:
    """Return a column of a type that pandas has as well."""
    import polars as pl

    if isinstance(column.dtype, (pl.Categorical, pl.Enum)):
        return column.cast(pl.String)
    if column.dtype in (pl.Decimal, pl.Int128, pl.UInt128):
        return column.cast(pl.Float64)
    return column


def _in_pandas(column: pl.Series) -> Any:
    """Return a column in pandas; lists, records and objects as themselves."""
    import polars as pl

    if column.dtype.is_nested() or column.dtype in (pl.Object, pl.Null, pl.Binary):
        return _pandas().Series(column.to_list(), name=column.name, dtype=object)
    return column.to_pandas()


def _nullable(column: pl.Series) -> Any:
    """Return a column in pandas; whole numbers and yes/no entries stay what they are beside missing ones."""
    import polars as pl

    if not column.null_count() or not (column.dtype.is_integer() or column.dtype == pl.Boolean):
        return _in_pandas(column)
    missing = column.is_null().to_numpy()
    filled = column.fill_null(0 if column.dtype.is_integer() else False).to_numpy().copy()
    arrays = _pandas().arrays
    kind = arrays.IntegerArray if column.dtype.is_integer() else arrays.BooleanArray
    return _pandas().Series(kind(filled, missing.copy()), name=column.name)


def tidied(column: Any) -> Any:
    """Return a column in the one type that it has in pandas, whichever way it came about.

    Whole numbers that lack some are floats; yes/no entries that lack none are NumPy's.
    """
    dtype = column.dtype
    if isinstance(dtype, np.dtype) or dtype.kind not in "iub" or not hasattr(dtype, "numpy_dtype"):
        return column
    lacks_some = bool(column.isna().any())
    if dtype.kind == "b":
        return column if lacks_some else column.astype(np.bool_)
    return column.astype(np.float64 if lacks_some else dtype.numpy_dtype)


def as_column(column: pl.Series, like: Any) -> Any:
    """Return a computed column in pandas, with the row labels of another."""
    return tidied(_nullable(_plain(column))).set_axis(like.index)


def as_polars(column: Any, dtype: Any, name: str = "") -> pl.Series:
    """Return entries of pandas as a polars column of a type; what does not fit it is null."""
    import polars as pl

    series = _pandas().Series(column).reset_index(drop=True)
    if series.dtype == object:
        found = pl.Series(name, [None if _is_missing(one) else one for one in series], strict=False)
    else:
        found = pl.from_pandas(series.rename(name), nan_to_null=True)
    if found.dtype == dtype:
        return found
    if found.dtype.is_float() and (dtype.is_integer() or dtype == pl.Boolean):
        found = found.round(0).cast(pl.Int64, strict=False)
    return found.cast(dtype, strict=False)


def _is_missing(entry: object) -> bool:
    missing = _pandas().isna(entry)
    return missing if isinstance(missing, bool) else False


def released_table(columns: Mapping[str, Any], types: Mapping[str, Any]) -> tuple[pl.DataFrame, pd.DataFrame]:
    """Return released columns as a polars frame of given types, and as pandas for its display.

    A column with a label that its type has no room for (a remainder) is text.
    """
    import polars as pl

    found = []
    for name, entries in columns.items():
        column = as_polars(entries, types[name], name)
        if column.null_count() > int(_pandas().isna(entries).sum()):
            column = pl.Series(name, [None if _is_missing(one) else str(one) for one in entries])
        found.append(column)
    table = pl.DataFrame(found)
    return table, _converted(table, _nullable)


def labelled_table(
    column: Any, reasons: NDArray[np.uint8] | None, types: Mapping[str, Any]
) -> tuple[pl.DataFrame, pd.DataFrame, NDArray[np.uint8]]:
    """Return a released Series as a frame of its labels, which are never masked, and its entries."""
    label, name = types
    table, in_pandas = released_table({label: column.index, name: column.array}, types)
    masks = np.zeros(len(column), dtype=np.uint8) if reasons is None else reasons[:, 0]
    return table, in_pandas, np.column_stack([np.zeros_like(masks), masks])


def _pandas() -> Any:
    import pandas as pd

    return pd
