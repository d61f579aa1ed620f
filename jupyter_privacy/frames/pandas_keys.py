"""The keys of a released table: by which variables it is laid out, and where each cell stands.

A key is a level of the row or column labels that has a name: `value_counts`, `groupby`, `crosstab`
and `pivot_table` name theirs after the variable.  Labels without a name are statistics.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import FloatArray, IntArray
from jupyter_privacy.frames.pandas_tables import as_frame, numbers_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Category", "KeyedCells", "TableKey", "keyed_cells"]

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a key as text, as Python code ("" if it has none) and, of a bin, its upper edge."""

    text: str
    literal: str = ""
    edge: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class TableKey:
    """One variable of a table with the values that it shows; ordered ones stand in their order."""

    name: str
    categories: tuple[Category, ...]
    is_ordered: bool


@dataclass(frozen=True, slots=True, eq=False)
class KeyedCells:
    """The keys of a table; `rows` and `columns` give the value of each key in each line.

    One row a line and one column a key, -1 in a line of totals; `statistics` numbers what each
    column of the table is.  `values` are the cells, NaN where there is no number; `n_before` columns
    of the table stand before them.
    """

    keys: tuple[TableKey, ...]
    rows: IntArray
    columns: IntArray
    statistics: IntArray
    values: FloatArray
    n_before: int = 0


def keyed_cells(table: Any, totals: str = "", n_keys: int = 0) -> KeyedCells | None:
    """Return the keys of a released Series or frame; None if it has none.

    `totals` is the label of the lines of totals, if there are any; the first `n_keys` columns are keys.
    """
    frame = as_frame(table)
    if n_keys and frame.columns.is_unique:
        frame = frame.set_index(list(frame.columns[:n_keys]))
    rows, row_keys = _side(frame.index, totals)
    columns, column_keys = _side(frame.columns, totals)
    keys = (*row_keys, *column_keys)
    if not keys or any(name is None for name in frame.index.names):
        return None
    numbers = [numbers_of(frame.iloc[:, j]) for j in range(frame.shape[1])]
    values = [np.full(len(frame), np.nan) if column is None else column for column in numbers]
    return KeyedCells(keys, rows, columns, _statistics(frame.columns), np.column_stack(values), n_keys)


def _side(labels: pd.Index, totals: str) -> tuple[IntArray, list[TableKey]]:
    """Return the value of each key in every line of one side, and the keys."""
    named = [level for level, name in enumerate(labels.names) if name is not None]
    values = [labels.get_level_values(level) for level in named]
    inner = np.ones(len(labels), dtype=np.bool_)
    for value in values if totals else ():
        inner &= np.array([label != totals for label in value], dtype=np.bool_)
    codes = np.full((len(labels), len(named)), -1, dtype=np.intp)
    keys = []
    for i, value in enumerate(values):
        codes[inner, i], key = _key(str(labels.names[named[i]]), value[inner])
        keys.append(key)
    return codes, keys


def _key(name: str, values: pd.Index) -> tuple[IntArray, TableKey]:
    values = values.infer_objects()
    codes, found = _pandas().factorize(values, use_na_sentinel=False)
    is_ordered = _is_ordered(found)
    if is_ordered:
        order = found.argsort()
        places = np.empty(len(order), dtype=np.intp)
        places[order] = np.arange(len(order))
        codes, found = places[codes], found.take(order)
    return codes, TableKey(name, tuple(map(_category, found)), is_ordered)


def _is_ordered(values: Any) -> bool:
    types = _pandas().api.types
    if isinstance(values.dtype, _pandas().CategoricalDtype):
        return bool(values.dtype.ordered) or isinstance(values.dtype.categories, _pandas().IntervalIndex)
    return (
        (types.is_numeric_dtype(values.dtype) and not types.is_bool_dtype(values.dtype))
        or types.is_datetime64_any_dtype(values.dtype)
        or isinstance(values, (_pandas().IntervalIndex, _pandas().PeriodIndex, _pandas().TimedeltaIndex))
    )


def _category(label: Any) -> Category:
    if _pandas().isna(label):
        return Category("what has no label")
    text = " ".join(str(label).split())
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    if isinstance(label, _pandas().Interval):
        return Category(text, edge=f"{label.right:g}" if isinstance(label.right, Real) else "")
    if isinstance(label, str):
        return Category(text, json.dumps(str(label), ensure_ascii=False))
    is_number = isinstance(label, (int, float, np.integer, np.floating)) and not isinstance(label, bool)
    if not is_number or not np.isfinite(label):
        return Category(text)
    number = float(label)
    return Category(text, str(int(number)) if number.is_integer() else repr(number), is_number=True)


def _statistics(columns: pd.Index) -> IntArray:
    unnamed = [level for level, name in enumerate(columns.names) if name is None]
    if not unnamed:
        return np.zeros(len(columns), dtype=np.intp)
    parts = [columns.get_level_values(level) for level in unnamed]
    return np.asarray(_pandas().factorize(_pandas().Index(list(zip(*parts, strict=True))))[0])


def _pandas() -> Any:
    import pandas as pd

    return pd
