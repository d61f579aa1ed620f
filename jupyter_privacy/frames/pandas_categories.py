"""Categories of a column as pandas encodes them: dummy columns, codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["categories", "codes", "dummies", "encoded", "regrouped"]


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


def _pandas() -> Any:
    import pandas as pd

    return pd
