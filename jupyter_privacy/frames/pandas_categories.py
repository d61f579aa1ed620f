"""Categories of a column as pandas encodes them: dummy columns, codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "categories",
    "codes",
    "dummies",
    "encoded",
    "is_categorical",
    "is_ordered",
    "labels_of",
    "regrouped",
    "with_nearest_labels",
    "without_categories",
    "without_labels",
]


def encoded(frame: pd.DataFrame) -> list[Any]:
    """Return the columns that `get_dummies` encodes when none are named."""
    return list(frame.iloc[:0].select_dtypes(include=["object", "string", "category"]).columns)


def regrouped(column: pd.Series, cell_of_row: IntArray, labels: pd.Index) -> pd.Series:
    """Return a column in which each row has the label of its group, missing where it has none.

    A categorical column has no other categories than those that are left.
    """
    entries = _pandas().Series(labels).take(np.maximum(cell_of_row, 0)).set_axis(column.index)
    result = entries.astype(column.dtype).where(cell_of_row >= 0).rename(column.name)
    if isinstance(result.dtype, _pandas().CategoricalDtype):
        return result.cat.remove_unused_categories()
    return result


def dummies(value: Any, options: Mapping[str, Any]) -> tuple[pd.DataFrame, dict[Any, Any]]:
    """Return `pd.get_dummies(value, **options)`, and which column each new one was made of."""
    table: Any = _pandas().get_dummies(value, **options)
    if isinstance(value, _pandas().Series):
        return table, dict.fromkeys(table.columns)
    names, made_of = list(options["columns"]), dict[Any, Any]()
    start = value.shape[1] - len(names)
    for name in names:
        n_levels = value[name].nunique() - bool(options.get("drop_first", False))
        made_of |= dict.fromkeys(table.columns[start : start + n_levels], name)
        start += n_levels
    return table, made_of


def categories(column: pd.Series) -> pd.Index:
    """Return the categories of a categorical column."""
    return column.cat.categories


def codes(column: pd.Series) -> pd.Series:
    """Return the codes of a categorical column; -1 for missing."""
    return column.cat.codes


def labels_of(column: Any) -> tuple[IntArray, int]:
    """Return the number of each entry's label, -1 for missing, and how many labels there are."""
    codes, labels = _pandas().factorize(column)
    return codes.astype(np.intp), len(labels)


def without_labels(column: Any, gone: BoolArray) -> Any:
    """Return a column in which some entries are missing."""
    result = _pandas().Series(column).where(~gone)
    return result.to_numpy() if isinstance(column, np.ndarray) else result


def is_ordered(column: Any) -> bool:
    """Whether a column has labels in an order of their own, as the bins of `cut` are."""
    dtype = getattr(column, "dtype", None)
    return isinstance(dtype, _pandas().CategoricalDtype) and bool(dtype.ordered)


def with_nearest_labels(column: Any, gone: BoolArray) -> Any:
    """Return a column of labels in order in which some entries have the nearest label that others have.

    Labels are ordered categories, numbers or times; of two that are as near it is the lower one.  A
    column of others is returned as it is.
    """
    if is_ordered(column):
        places = column.cat.codes.to_numpy()
    else:
        places = np.asarray(column)
        places = places.view(np.int64) if places.dtype.kind == "M" else places
    if places.dtype.kind not in "iuf":
        return column
    is_label = places >= 0 if is_ordered(column) else places == places  # noqa: PLR0124 (NaN is none)
    kept = np.unique(places[~gone & is_label])
    if not len(kept):
        return without_labels(column, gone)
    above = np.searchsorted(kept, places).clip(max=len(kept) - 1)
    below = np.maximum(above - 1, 0)
    is_below = np.abs(places - kept[below]) <= np.abs(kept[above] - places)
    moved = np.where(gone, kept[np.where(is_below, below, above)], places)
    return _relabelled(column, moved)


def _relabelled(column: Any, places: NDArray[Any]) -> Any:
    """Return a column like another one, with the labels at these places in their order."""
    pd = _pandas()
    if is_ordered(column):
        made = pd.Categorical.from_codes(places, dtype=column.dtype)
        return pd.Series(made, index=column.index, name=column.name)
    kind = np.asarray(column).dtype
    made = places.view(kind) if kind.kind == "M" else places.astype(kind)
    if isinstance(column, np.ndarray):
        return made
    return pd.Series(made, index=column.index, name=column.name).astype(column.dtype)


def is_categorical(column: Any, *, unlike: Any) -> bool:
    """Whether a column has categories that another one has not."""
    dtypes = [getattr(one, "dtype", None) for one in (column, unlike)]
    return isinstance(dtypes[0], _pandas().CategoricalDtype) and dtypes[0] != dtypes[1]


def without_categories(column: Any) -> Any:
    """Return a categorical column as one of plain values, any other as it is.

    What pandas makes of all categories at once hangs on those of single people as well.
    """
    dtype = getattr(column, "dtype", None)
    if not isinstance(dtype, _pandas().CategoricalDtype):
        return column
    return column.astype(dtype.categories.dtype if column.notna().all() else object)


def _pandas() -> Any:
    import pandas as pd

    return pd
