"""Released tables of groups that pandas made, put side by side as columns of one polars frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import Reason

__all__ = ["beside", "column_names", "columns_of", "in_order_of_keys", "label_columns", "single_columns"]


def single_columns(table: Any, reasons: NDArray[np.uint8] | None) -> list[tuple[Any, NDArray[np.uint8]]]:
    """Return the columns of a released Series or frame, each with its masks."""
    columns = [table] if not hasattr(table, "columns") else [table.iloc[:, j] for j in range(table.shape[1])]
    masks = np.zeros((len(table), len(columns)), dtype=np.uint8) if reasons is None else reasons
    return [(column, masks[:, j]) for j, column in enumerate(columns)]


def beside(
    columns: Sequence[tuple[Any, NDArray[np.uint8]]],
) -> tuple[Any, list[Any], list[NDArray[np.uint8]]]:
    """Return the groups that any of some columns has, and the entries and masks of each column for them.

    A group that a column does not have is too small there.
    """
    index = columns[0][0].index
    for column, _ in columns[1:]:
        if not index.equals(column.index):
            index = index.append(column.index.difference(index, sort=True))
    entries, masks = [], []
    for column, reasons in columns:
        places = column.index.get_indexer(index)
        entries.append(column.array.take(places, allow_fill=True))
        masks.append(np.where(places >= 0, reasons[places], np.uint8(Reason.THRESHOLD)).astype(np.uint8))
    return index, entries, masks


def in_order_of_keys(
    columns: dict[str, Any], reasons: NDArray[np.uint8], types: Mapping[str, Any], n_keys: int
) -> tuple[dict[str, Any], NDArray[np.uint8]]:
    """Return a table of groups and its masks in the order of its first columns, where that is not the texts'.

    The labels of `cut` have an order of their own.
    """
    import polars as pl

    names = list(columns)[:n_keys]
    if not any(isinstance(types[name], pl.Enum) for name in names):
        return columns, reasons
    keys = pl.DataFrame(
        [pl.Series(name, list(columns[name])).cast(types[name], strict=False) for name in names]
    )
    order = keys.with_row_index("\0row").sort(names, nulls_last=True)["\0row"].to_numpy()
    ordered = {name: pl.Series(name, list(column))[order] for name, column in columns.items()}
    return ordered, reasons[order]


def label_columns(index: Any) -> list[Any]:
    """Return the labels of groups, one column a key."""
    return [index.get_level_values(i) for i in range(index.nlevels)]


def columns_of(table: Any) -> list[Any]:
    """Return the entries of a released frame, column by column."""
    return [table.iloc[:, j].array for j in range(table.shape[1])]


def column_names(labels: Any) -> list[str]:
    """Return labels of columns as the names that polars gives to pivoted columns."""
    return [_name(label) for label in labels]


def _name(label: Any) -> str:
    if isinstance(label, tuple):
        return "{" + ",".join(f'"{one}"' if isinstance(one, str) else _name(one) for one in label) + "}"
    if isinstance(label, bool):
        return str(label).lower()
    return "null" if label != label else str(label)  # noqa: PLR0124 (NaN is the label of missing)
