"""Group-by and cross-tabulation in pandas, as cells that can be judged.

A table is worked out once by pandas itself, so that values, order, labels and dtypes are exactly
the analyst's own; the codes say which rows stand behind which of its cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, CellArray, FloatArray, IntArray, NumberArray
from jupyter_privacy.frames.key_codes import combinations
from jupyter_privacy.frames.storage import Remembered, storage_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Cross",
    "Groups",
    "are_numbers",
    "as_frame",
    "axis_names",
    "bytes_a_row",
    "counted_cells",
    "cross",
    "entries_in",
    "flags",
    "frame_of",
    "group",
    "in_order",
    "is_boolean",
    "label_texts",
    "numbered",
    "numbers_of",
    "public_dtype",
    "ranks_of",
    "row_labels",
    "series_like",
    "with_missing",
]

_OPTIONS = ("sort", "dropna")

_MOST_SMALL = 2**15 - 1
"""Of fewer groups their numbers, and one more, fit into two bytes."""


def is_boolean(value: Any) -> bool:
    """Whether all columns of a Series, frame or array are yes/no columns."""
    dtypes = value.dtypes if isinstance(value, _pandas().DataFrame) else [value.dtype]
    return all(dtype == np.bool_ for dtype in dtypes)


def numbers_of(value: Any) -> FloatArray | None:
    """Return a Series or 1-d array as float64 with NaN for missing; None if it is not numbers.

    The memory may be that of the column, which cannot be written to.
    """
    series = _pandas().Series(value)
    if not are_numbers(series.dtype):
        return None
    if series.dtype == np.dtype(np.float64) and isinstance(value, _pandas().Series):
        own: FloatArray = series.to_numpy()
        return own
    numbers: FloatArray = series.to_numpy(dtype=np.float64, na_value=np.nan)
    return numbers


def are_numbers(dtype: Any) -> bool:
    """Whether columns of a dtype hold numbers, or yes and no."""
    types = _pandas().api.types
    if types.is_complex_dtype(dtype):
        return False
    return bool(types.is_numeric_dtype(dtype) or types.is_bool_dtype(dtype))


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows grouped by keys: `codes` gives each row its group (-1: none), `sizes` counts them."""

    keys: list[pd.Series]
    options: Mapping[str, Any]
    codes: CellArray
    sizes: pd.Series

    @property
    def index(self) -> pd.Index:
        """The labels of the groups, in the order of the result."""
        return self.sizes.index

    @property
    def nbytes(self) -> int:
        """The memory that they take, beside their keys."""
        return int(self.codes.nbytes + self.sizes.memory_usage())

    @property
    def n_outside(self) -> int:
        """How many rows stand in no group, as they lack a key."""
        return len(self.codes) - int(self.sizes.sum())

    @property
    def levels(self) -> list[IntArray]:
        """The number of each key's value in every group."""
        index = self.index
        if index.nlevels == 1:
            return [np.arange(len(index), dtype=np.intp)]
        return [
            np.asarray(_pandas().factorize(index.get_level_values(i), use_na_sentinel=False)[0])
            for i in range(index.nlevels)
        ]

    def statistic(self, column: pd.Series, name: str) -> pd.Series:
        """Return a statistic of `column` for each group, labelled by group."""
        n_groups = len(self.sizes)
        small = self.codes.astype(np.min_scalar_type(-n_groups - 1))
        cells = _pandas().Categorical.from_codes(small, categories=range(n_groups), validate=False)
        result: pd.Series = getattr(column.groupby(cells, observed=False), name)()
        return result.set_axis(self.index)

    def with_codes(self, codes: IntArray) -> Groups:
        """Return the same groups of other rows."""
        counted = np.bincount(codes[codes >= 0], minlength=len(self.sizes))
        sizes = _pandas().Series(counted, index=self.index, name=self.sizes.name)
        return Groups(self.keys, self.options, codes, sizes)

    def occurring(self, before: Groups) -> Groups:
        """Return the groups without those that have lost all the rows that they had before."""
        sizes = self.sizes.to_numpy()
        kept = (sizes > 0) | (before.sizes.to_numpy() == 0)
        numbers = np.append(np.cumsum(kept) - 1, -1)  # the last entry is for code -1
        return Groups(self.keys, self.options, numbers[self.codes], self.sizes[kept])


def group(
    keys: Sequence[pd.Series], options: Mapping[str, Any], remembered: Remembered | None = None
) -> Groups:
    """Group rows by `keys`, observed groups only; `options` are those of `groupby`.

    The same keys are grouped in the same way as the last time, if that is `remembered`.
    """
    kept = {"observed": True, **{name: options[name] for name in _OPTIONS if name in options}}
    if remembered is None:
        return _grouped(keys, kept)
    what = ("groups", *(key.name for key in keys), *sorted(kept.items()))
    storages = list(map(storage_of, keys))
    found = remembered.of(storages, what, lambda: replace(_grouped(keys, kept, remembered), keys=[]))
    found.codes.setflags(write=False)
    return replace(found, keys=list(keys), sizes=found.sizes.copy())


def _grouped(
    keys: Sequence[pd.Series], options: Mapping[str, Any], remembered: Remembered | None = None
) -> Groups:
    """Let pandas group one row of each combination of keys, or all where they cannot be numbered before."""
    found = combinations(keys, in_order=not options.get("sort", True), remembered=remembered)
    if found is None:
        grouped = keys[0].groupby(list(keys), **options)
        codes = grouped.ngroup().fillna(-1).to_numpy().astype(np.intp)
        return Groups(list(keys), options, codes, grouped.size())
    few = [key.take(rows).set_axis(range(len(rows))) for key, rows in zip(keys, found.rows, strict=True)]
    grouped = few[0].groupby(few, **options)
    of_used = grouped.ngroup().fillna(-1).to_numpy().astype(np.intp)
    number: CellArray = np.full(
        len(found.counts), -1, dtype=np.int16 if len(found.used) < _MOST_SMALL else np.intp
    )
    number[found.used] = of_used
    sizes = grouped.size()
    inside = of_used >= 0
    counted = np.zeros(len(sizes), dtype=np.int64)
    np.add.at(counted, of_used[inside], found.counts[found.used][inside])
    counts = _pandas().Series(counted, index=sizes.index, name=sizes.name, dtype=sizes.dtype)
    return Groups(list(keys), options, number[found.of_row], counts)


@dataclass(frozen=True, slots=True, eq=False)
class Cross:
    """Rows cross-tabulated: the row and column number of each record (-1: none), and the labels."""

    row_codes: IntArray
    column_codes: IntArray
    rows: pd.Index
    columns: pd.Index

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and columns of the table."""
        return len(self.rows), len(self.columns)

    def cells(self) -> IntArray:
        """Return the cell of each record, counted row by row (-1: none)."""
        inside = (self.row_codes >= 0) & (self.column_codes >= 0)
        cells = self.row_codes.astype(np.intp)  # numbers of groups take few bytes
        cells *= len(self.columns)
        cells += self.column_codes
        cells[~inside] = -1
        return cells

    def with_cells(self, cells: IntArray) -> Cross:
        """Return the table with records in other cells; who moves to none leaves row and column."""
        moved = cells != self.cells()
        inside, row_codes, column_codes = (
            moved & (cells >= 0),
            self.row_codes.copy(),
            self.column_codes.copy(),
        )
        row_codes[moved] = column_codes[moved] = -1
        row_codes[inside], column_codes[inside] = np.divmod(cells[inside], len(self.columns))
        (down, rows), (across, columns) = (
            _occurring(row_codes, self.rows),
            _occurring(column_codes, self.columns),
        )
        return Cross(down, across, rows, columns)


def cross(
    rows: Sequence[pd.Series],
    columns: Sequence[pd.Series],
    options: Mapping[str, Any],
    remembered: Remembered | None = None,
) -> Cross:
    """Cross-tabulate records by the combinations of `rows` and of `columns`."""
    down, across = group(rows, options, remembered), group(columns, options, remembered)
    return Cross(down.codes, across.codes, down.index, across.index)


def _occurring(codes: IntArray, labels: pd.Index) -> tuple[IntArray, pd.Index]:
    """Return the lines of a table without those that nobody stands in."""
    kept = np.bincount(codes[codes >= 0], minlength=len(labels)) > 0
    return np.append(np.cumsum(kept) - 1, -1)[codes], labels[kept]


def with_missing(table: Any, hidden: BoolArray) -> Any:
    """Return a Series, array or frame of numbers with NaN where `hidden`; unchanged if nothing is."""
    if not hidden.any():
        return table
    if isinstance(table, np.ndarray):
        return np.where(hidden, np.nan, table.astype(np.float64))
    if hidden.ndim == 1 and table.dtype.kind in "mMO":
        return table.mask(hidden)
    if hidden.ndim == 1 and table.dtype == np.bool_:
        return table.astype(object).mask(hidden)
    if hidden.ndim == 1:
        return table.astype(float).mask(hidden)
    return table.astype(float).mask(_pandas().DataFrame(hidden, index=table.index, columns=table.columns))


def series_like(value: Any, entries: Any, labels: Any) -> pd.Series:
    """Return `entries` as a Series with `labels`, under the name of `value`."""
    return _pandas().Series(entries, index=labels, name=getattr(value, "name", None))


def frame_of(columns: Mapping[Any, Any]) -> pd.DataFrame:
    """Return columns of one index, or arrays of one length, as a frame; tuples as labels become levels."""
    return _pandas().DataFrame(dict(columns))


def entries_in(table: Any, columns: list[list[Any]]) -> Any:
    """Return a Series or frame of the same labels and types with other entries, given column by column."""
    pd = _pandas()
    if isinstance(table, pd.Series):
        return pd.Series(columns[0], index=table.index, name=table.name, dtype=table.dtype)
    parts = [
        pd.Series(entries, index=table.index, dtype=table.dtypes.iloc[j]) for j, entries in enumerate(columns)
    ]
    return pd.concat(parts, axis=1).set_axis(table.columns, axis=1)


def flags(like: Any, n_true: int) -> pd.Series:
    """Return a column of ones for the first `n_true` rows of `like`, and of zeros for the others."""
    return _pandas().Series((np.arange(len(like)) < n_true).astype(np.int64), index=like.index)


def counted_cells(table: Any, shape: tuple[int, ...]) -> NumberArray:
    """Return counts as an array whose places are the labels of a table, NaN where it has none."""
    counts = np.full(shape, np.nan)
    places = [labels.astype(np.int64) for labels in ((table.index,) if len(shape) == 1 else table.axes)]
    counts[np.ix_(*places)] = table.to_numpy()
    return counts if np.isnan(counts).any() else counts.astype(np.int64)


def bytes_a_row(column: Any, *, deep: bool) -> int | None:
    """Return how many bytes an entry takes, None if that is not the same for all.

    Objects are pointers, unless `deep` asks for what they point to.
    """
    dtype = column.dtype
    if isinstance(dtype, np.dtype):
        return None if deep and dtype.kind == "O" else dtype.itemsize
    if isinstance(dtype, _pandas().DatetimeTZDtype):
        return dtype.itemsize
    has_mask = getattr(column.array, "_mask", None) is not None
    return dtype.numpy_dtype.itemsize + 1 if has_mask else None


def in_order(table: pd.Series) -> pd.Series:
    """Return a Series in the order of its labels."""
    return table.sort_index()


def numbered(column: Any) -> pd.Series:
    """Return a Series or array as a Series whose labels are the positions of its rows."""
    series: pd.Series = _pandas().Series(column)
    return series.set_axis(range(len(series)))


def ranks_of(values: FloatArray) -> FloatArray:
    """Return the rank of each number, the mean rank for equal ones; NaN for missing."""
    return np.asarray(_pandas().Series(values).rank(), dtype=np.float64)


def row_labels(value: Any) -> pd.Index | None:
    """Return the index if it is a plain numbering of the rows, None if it may hold data."""
    is_numbering = isinstance(value.index, _pandas().RangeIndex) and value.index.name is None
    return value.index if is_numbering else None


def public_dtype(dtype: Any) -> Any:
    """Return a dtype without what it holds of the cells: the categories of a categorical one."""
    pd = _pandas()
    return pd.CategoricalDtype() if isinstance(dtype, pd.CategoricalDtype) else dtype


def as_frame(table: Any) -> pd.DataFrame:
    """Return a released Series or frame as a frame."""
    if isinstance(table, _pandas().Series):
        return table.to_frame(name="" if table.name is None else table.name)
    return table


def axis_names(table: pd.DataFrame) -> str:
    """Return the names of the row labels and of the columns, as in "Mjob / Fjob"."""
    names = (
        ", ".join(str(name) for name in axis.names if name is not None)
        for axis in (table.index, table.columns)
    )
    return " / ".join(filter(None, names))


def label_texts(labels: pd.Index) -> list[str]:
    """Return row or column labels as text, the levels of one label side by side."""
    return [", ".join(map(str, label)) if isinstance(label, tuple) else str(label) for label in labels]


def _pandas() -> Any:
    import pandas as pd

    return pd
