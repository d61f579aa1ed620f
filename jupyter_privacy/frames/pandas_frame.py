"""pandas: DataFrame, Series and Index."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from jupyter_privacy.core.types import Codes, ColumnName, FloatArray, IntArray
from jupyter_privacy.frames.coding import (
    KeptCodes,
    codes_of_objects,
    codes_of_whole_numbers,
    contiguous,
    first_records,
)
from jupyter_privacy.frames.frame import Frame, Kind

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd
    from numpy.typing import NDArray

    Column = pd.Series[Any]

__all__ = ["ACCEPTED", "open_object", "recognises"]

ACCEPTED = "pandas DataFrame, Series or Index"

_KINDS = {
    "string": Kind.TEXT,
    "boolean": Kind.BOOLEAN,
    **dict.fromkeys(("integer", "floating", "mixed-integer-float", "decimal"), Kind.NUMBER),
    **dict.fromkeys(
        ("date", "datetime", "datetime64", "time", "timedelta", "timedelta64", "period"), Kind.TIME
    ),
}


def recognises(obj: object) -> bool:
    """Return whether `obj` is one of `ACCEPTED`; pandas is not imported for it."""
    pandas = sys.modules.get("pandas")
    types = tuple(getattr(pandas, name, None) for name in ("DataFrame", "Series", "Index"))
    return all(types) and issubclass(type(obj), types)  # type: ignore[arg-type]  # no None is left


def open_object(obj: Any, *, with_index: bool) -> Frame:
    """Return the frame of a recognised object, with its index levels as leading columns if asked."""
    import pandas as pd

    if isinstance(obj, pd.Index):
        return PandasFrame(obj.to_frame(index=False), _level_names(obj, default=""))
    labels = (
        tuple(_text(label) for label in obj.columns) if isinstance(obj, pd.DataFrame) else (_text(obj.name),)
    )
    table = obj if isinstance(obj, pd.DataFrame) else obj.to_frame()
    if not with_index or _is_default(table.index):
        return PandasFrame(table, labels)
    levels = table.index.to_frame(index=False)
    joined = pd.concat([levels, table.reset_index(drop=True)], axis=1, ignore_index=True)
    return PandasFrame(joined, (*_level_names(table.index, default="index"), *labels))


def _is_default(index: pd.Index) -> bool:
    import pandas as pd

    return isinstance(index, pd.RangeIndex) and (index.start, index.step, index.name) == (0, 1, None)


def _text(label: object) -> ColumnName:
    if label is None:
        return ColumnName("")
    return ColumnName(", ".join(map(str, label)) if isinstance(label, tuple) else str(label))


def _level_names(index: pd.Index, default: str) -> tuple[ColumnName, ...]:
    """Name the levels as `reset_index` would."""
    if index.nlevels == 1:
        return (_text(default if index.name is None else index.name),)
    names = enumerate(index.names)
    return tuple(_text(f"level_{level}" if name is None else name) for level, name in names)


class PandasFrame:
    """A pandas table as a `Frame`; `columns` are its labels as text."""

    def __init__(self, table: pd.DataFrame, columns: tuple[ColumnName, ...]) -> None:
        self._table = table
        self._columns = columns
        self._codes = KeptCodes()

    @property
    def n_records(self) -> int:
        """The number of rows."""
        return len(self._table)

    @property
    def columns(self) -> tuple[ColumnName, ...]:
        """The labels as text."""
        return self._columns

    def kind(self, j: int) -> Kind:
        """Return what column `j` holds."""
        return _kind(self._table.iloc[:, j])

    def codes(self, j: int) -> Codes:
        """Return the codes of column `j`."""
        column = self._table.iloc[:, j]
        return self._codes.of(j, lambda: _codes(column), is_kept=not _is_coded(column))

    def narrow_codes(self, j: int) -> NDArray[np.integer]:
        """Return the codes of column `j` in few bytes."""
        return self._codes.narrow(j, lambda: self.codes(j))

    def numbers(self, j: int) -> FloatArray:
        """Return column `j` as float64."""
        if self.kind(j) not in (Kind.NUMBER, Kind.BOOLEAN):
            raise TypeError(f"column {j} holds {self.kind(j)}, not numbers")
        return _numbers(self._table.iloc[:, j])

    def texts(self, j: int, records: IntArray) -> list[str]:
        """Return cells as pandas prints them together."""
        return _texts(self._table.iloc[records, j])

    def sample_texts(self, j: int, limit: int) -> list[str]:
        """Return up to `limit` distinct texts."""
        if self.kind(j) is not Kind.TEXT:
            return []
        records = first_records(self.codes(j), limit)
        return list(map(str, self._table.iloc[records, j].astype(object).tolist()))

    def take(self, records: IntArray) -> Frame:
        """Return the frame of those rows."""
        return PandasFrame(self._table.iloc[records], self._columns)


def _kind(column: Column) -> Kind:
    import pandas as pd
    from pandas.api import types

    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _kind(dtype.categories.to_series())
    if types.is_bool_dtype(dtype):
        return Kind.BOOLEAN
    if isinstance(dtype, pd.StringDtype):
        return Kind.TEXT
    if types.is_complex_dtype(dtype):
        return Kind.OTHER
    if types.is_numeric_dtype(dtype):
        return Kind.NUMBER
    return _KINDS.get(types.infer_dtype(column, skipna=True), Kind.OTHER)


def _is_coded(column: Column) -> bool:
    """Whether the codes of a column are so near at hand that nobody needs to keep them."""
    import pandas as pd

    dtype = column.dtype
    return isinstance(dtype, pd.CategoricalDtype) or (isinstance(dtype, np.dtype) and dtype.kind in "biu")


def _codes(column: Column) -> Codes:
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return contiguous(column.cat.codes.to_numpy(dtype=np.int64) + 1)
    is_whole = isinstance(column.dtype, np.dtype) and column.dtype.kind in "biu"
    found = codes_of_whole_numbers(column.to_numpy()) if is_whole else None
    if found is not None:
        return contiguous(found)
    missing = column.isna().to_numpy(dtype=np.bool_)
    if _is_mixed(column):
        return codes_of_objects(column.tolist(), missing)
    try:
        codes = pd.factorize(column, use_na_sentinel=True)[0] + 1
    except (TypeError, NotImplementedError, ValueError, AttributeError):  # e.g. Arrow lists
        return codes_of_objects(column.tolist(), missing)
    if _kind(column) is Kind.NUMBER:  # Arrow and nullable floats can hold NaN besides NA
        missing = missing | np.isnan(_numbers(column))
    codes[missing] = 0
    return contiguous(codes)


def _is_mixed(column: Column) -> bool:
    from pandas.api import types

    return column.dtype == np.dtype(object) and types.infer_dtype(column, skipna=True) != "string"


def _numbers(column: Column) -> FloatArray:
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        levels = np.append(_numbers(column.cat.categories.to_series()), np.nan)
        return levels[column.cat.codes.to_numpy()]
    if column.dtype == np.dtype(object):
        missing = column.isna().to_numpy(dtype=np.bool_)
        cells = zip(column.tolist(), missing, strict=True)
        return np.array([np.nan if gone else _number(value) for value, gone in cells], dtype=np.float64)
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _number(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf


def _texts(cells: Column) -> list[str]:
    """Print with pandas, which escapes line breaks inside a cell, so that a line is a cell."""
    import pandas as pd

    if cells.empty:
        return []
    cut_off = pd.get_option("display.max_colwidth")
    printed = cells.to_frame().reset_index(drop=True).to_string(header=False, max_colwidth=cut_off)
    width_of_index = len(str(len(cells) - 1))
    return [line[width_of_index:].strip(" ") for line in printed.split("\n")]
