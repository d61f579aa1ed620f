"""Distinct values of columns and rows: the most common one, the shared ones, the repeated ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "few_rare_rows",
    "has_value",
    "leading_counts",
    "mode_of",
    "n_missing",
    "puts_shared_labels",
    "shared_rows",
    "shared_values",
]


def leading_counts(column: pd.Series) -> tuple[int, int]:
    """Return how many have the most common value and how many the next one; 0 where there is none."""
    first, second, *_ = [*column.value_counts().iloc[:2].tolist(), 0, 0]
    return int(first), int(second)


def has_value(column: pd.Series, value: Any) -> pd.Series:
    """Return who has a value, as a yes/no column."""
    found: pd.Series = column.eq(value).fillna(value=False).astype(bool)
    return found


def mode_of(column: pd.Series) -> Any:
    """Return the most common value as `mode` does; a categorical one knows no other categories."""
    found = column.mode()
    return found.cat.remove_unused_categories() if hasattr(found, "cat") else found


def shared_values(column: Any, minimum: int) -> Any:
    """Return the distinct values of a column that at least `minimum` rows share, as an array in order.

    Neither the order of appearance nor that of the counts: both can hang on one row.  Missing comes
    last, and only if that many lack a value.  The array is of the kind that `unique` returns.
    """
    pd = _pandas()
    series = pd.Series(column)
    counts = series.value_counts()
    shared = counts.index[counts.to_numpy() >= minimum]
    try:
        shared = shared.sort_values()
    except TypeError:
        shared = shared[np.argsort(shared.astype(str), kind="stable")]
    if n_missing(series) >= minimum:
        shared = shared.append(series[series.isna()].iloc[:1].set_axis([0]).pipe(pd.Index))
    found = pd.Series(shared, dtype=series.dtype).array
    if isinstance(series.dtype, pd.CategoricalDtype):
        return found.remove_unused_categories()
    return found.to_numpy() if isinstance(series.dtype, np.dtype) else found


def puts_shared_labels(value: Any, given: Mapping[str, Any], minimum: int) -> bool:
    """Whether what is put in categorical columns is a category that `minimum` people share, or missing.

    pandas refuses what is no category: which ones there are, those of single people too, would show.
    `given` are the arguments of `fillna`, `where`, `mask` or `replace`.
    """
    pd = _pandas()
    columns = [value] if isinstance(value, pd.Series) else [value.iloc[:, j] for j in range(value.shape[1])]
    labelled = [column for column in columns if isinstance(column.dtype, pd.CategoricalDtype)]
    return all(_is_shared(label, one, minimum) for one in labelled for label in _new_labels(given, one.name))


def _new_labels(given: Mapping[str, Any], name: Any) -> list[Any]:
    """Return what may be put in a column; of a mapping from old to new, all that is new."""
    replaced = given.get("to_replace")
    new = given.get("value", given.get("other"))
    if isinstance(replaced, dict):
        return _leaves(replaced) if new is None else _leaves(new)
    return [new.get(name)] if isinstance(new, dict) else _leaves(new)


def _leaves(given: Any) -> list[Any]:
    if isinstance(given, dict):
        given = list(given.values())
    return [leaf for part in given for leaf in _leaves(part)] if isinstance(given, list | tuple) else [given]


def _is_shared(label: Any, column: pd.Series, minimum: int) -> bool:
    if getattr(label, "ndim", 0):
        return False
    return _pandas().isna(label) is True or bool((column == label).sum() >= minimum)


def n_missing(column: pd.Series) -> int:
    """Return how many entries are missing."""
    return int(np.count_nonzero(column.isna().to_numpy(dtype=np.bool_)))


def shared_rows(rows: pd.DataFrame | pd.Series, minimum: int) -> tuple[int, int]:
    """Return how many different rows `minimum` people share, and how many people share no such row."""
    sizes = np.bincount(_row_codes(rows))
    is_shared = sizes >= minimum
    return int(np.count_nonzero(is_shared)), int(sizes[~is_shared].sum())


def few_rare_rows(rows: pd.DataFrame | pd.Series, minimum: int) -> BoolArray:
    """Return which rows fewer than `minimum` people share, none if there are `minimum` such rows or more."""
    codes = _row_codes(rows)
    is_rare: BoolArray = np.bincount(codes)[codes] < minimum
    return is_rare if np.count_nonzero(is_rare) < minimum else np.zeros_like(is_rare)


def _row_codes(rows: pd.DataFrame | pd.Series) -> IntArray:
    """Return numbers that are the same for equal rows."""
    pd, table = _pandas(), _as_frame(rows)
    if not len(rows) or not table.shape[1]:
        return np.arange(len(rows), dtype=np.intp)
    codes = np.zeros(len(rows), dtype=np.intp)
    for j in range(table.shape[1]):
        found, _ = pd.factorize(table.iloc[:, j], use_na_sentinel=False)
        codes = pd.factorize(codes * (int(found.max()) + 1) + found)[0]
    return codes


def _as_frame(rows: Any) -> Any:
    return rows.to_frame() if isinstance(rows, _pandas().Series) else rows


def _pandas() -> Any:
    import pandas as pd

    return pd
