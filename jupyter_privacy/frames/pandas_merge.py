"""Which rows of two tables a merge pairs, and how pandas lays the pairs out.

pandas itself pairs the keys, on tables of nothing else.  So the pairs can be looked at - and a few
of them changed - before any other column is touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import BoolArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "NOBODY",
    "Keys",
    "Labels",
    "as_table",
    "common_names",
    "has_unique_names",
    "key_codes",
    "labels_of",
    "laid_out",
    "pairs",
    "repeated_keys",
    "with_indicator",
    "with_levels_as_columns",
    "with_typical",
]

NOBODY = -1
"""The position of a row that has no partner."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What two tables are merged by: columns by name on either side, or None for the row labels."""

    left: tuple[Any, ...] | None
    right: tuple[Any, ...] | None

    @property
    def shared(self) -> tuple[Any, ...]:
        """The key columns that have the same name on both sides: the result has them once."""
        if self.left is None or self.right is None:
            return ()
        return tuple(one for one, other in zip(self.left, self.right, strict=True) if one == other)


@dataclass(frozen=True, slots=True)
class Labels:
    """The column names of a merge: all of the left table, and those kept of the right one."""

    left: tuple[Any, ...]
    right: tuple[Any, ...]
    kept: tuple[Any, ...]


def as_table(value: Any) -> pd.DataFrame | None:
    """Return a frame, or a Series as a frame of one column; None for a Series without a name."""
    if not isinstance(value, _pandas().Series):
        return value
    return None if value.name is None else value.to_frame()


def has_unique_names(table: pd.DataFrame) -> bool:
    """Whether no two columns have the same name."""
    return bool(table.columns.is_unique) and table.columns.nlevels == 1


def common_names(left: pd.DataFrame, right: pd.DataFrame) -> tuple[Any, ...]:
    """Return the columns that both tables have, in the order of the left one."""
    return tuple(name for name in left.columns if name in right.columns)


def with_levels_as_columns(table: pd.DataFrame, names: Sequence[Any]) -> pd.DataFrame:
    """Return a table whose row labels are columns if `names` speak of all of their levels."""
    levels = list(table.index.names)
    missing = [name for name in names if name not in table.columns]
    return table.reset_index() if missing and set(levels) <= set(missing) else table


def labels_of(left: pd.DataFrame, right: pd.DataFrame, keys: Keys, suffixes: Sequence[Any]) -> Labels | str:
    """Return the column names of a merge, or what is wrong with them."""
    kept = tuple(name for name in right.columns if name not in keys.shared)
    both = set(left.columns) & set(kept)
    if both and not any(suffixes):
        overlap = [name for name in left.columns if name in both]
        return f"columns overlap but no suffix specified: {overlap}"
    one, other = (
        tuple(f"{name}{suffix}" if name in both and suffix is not None else name for name in names)
        for names, suffix in zip((tuple(left.columns), kept), suffixes, strict=True)
    )
    if len({*one, *other}) < len(one) + len(other):
        return "the suffixes give two columns the same name"
    return Labels(one, other, kept)


def _key_table(table: pd.DataFrame, names: tuple[Any, ...] | None) -> pd.DataFrame:
    keys = table.index.to_frame() if names is None else table[list(names)]
    return keys.set_axis([f"key{i}" for i in range(keys.shape[1])], axis=1).reset_index(drop=True)


def pairs(
    left: pd.DataFrame, right: pd.DataFrame, keys: Keys, how: str, *, sort: bool
) -> tuple[IntArray, IntArray]:
    """Return the positions of the left and the right row of each row of a merge, `NOBODY` for none."""
    one, other = _key_table(left, keys.left), _key_table(right, keys.right)
    names = list(one.columns)
    way: Any = how
    found = one.assign(left=np.arange(len(one))).merge(
        other.assign(right=np.arange(len(other))), on=names, how=way, sort=sort
    )
    positions = (found[side].fillna(NOBODY).to_numpy().astype(np.intp) for side in ("left", "right"))
    return next(positions), next(positions)


def key_codes(table: pd.DataFrame, names: tuple[Any, ...] | None) -> IntArray:
    """Return for each row the number of its combination of keys."""
    keys = _key_table(table, names)
    numbered = keys.groupby(list(keys.columns), dropna=False, observed=True).ngroup()
    return numbered.to_numpy().astype(np.intp)


def repeated_keys(table: pd.DataFrame, names: tuple[Any, ...] | None) -> bool:
    """Whether two rows of a table have the same keys."""
    return bool(_key_table(table, names).duplicated().any())


def laid_out(
    tables: tuple[pd.DataFrame, pd.DataFrame],
    positions: tuple[IntArray, IntArray],
    labels: Labels,
    keys: Keys,
    people: int,
) -> pd.DataFrame:
    """Return the rows of two tables side by side, in the columns and under the labels that pandas gives.

    `people` is the side whose rows all have a position; it gives the keys, and the row labels when the
    other side is found by its own.
    """
    left, right = tables[0], tables[1][list(labels.kept)]
    parts = [_rows(table, where) for table, where in zip((left, right), positions, strict=True)]
    names = list(keys.shared)
    if people == 1 and names:
        given = _rows(tables[1][names], positions[1])
        parts[0] = parts[0].assign(**{name: given[name] for name in names})
    table = _pandas().concat(parts, axis=1).set_axis([*labels.left, *labels.right], axis=1)
    if keys.left is not None and keys.right is not None:
        return table
    return table.set_axis(tables[people].index.take(positions[people]), axis=0)


def _rows(table: pd.DataFrame, positions: IntArray) -> pd.DataFrame:
    """Return rows by position under new numbers, all missing where there is none."""
    if (positions >= 0).all():
        return table.take(positions).reset_index(drop=True)
    return table.reset_index(drop=True).reindex(positions).reset_index(drop=True)


def with_typical(column: Any, rows: BoolArray, dtype: Any, minimum: int) -> pd.Series:
    """Return a looked up column in which some rows have what is typical of the others, in its own dtype.

    That is the mean of numbers and times, else the most common value, if it is shared by `minimum` rows.
    """
    others = column[~rows].dropna()
    if len(others) < minimum:
        return column
    if dtype.kind in "iufmM":
        typical = round(others.mean()) if dtype.kind in "iu" else others.mean()
    else:
        counts = others.value_counts()
        if counts.iloc[0] < minimum:
            return column
        typical = counts.index[0]
    completed = column.where(~rows, typical)
    is_whole = not completed.isna().any()
    return completed.astype(dtype) if is_whole else completed


def with_indicator(table: pd.DataFrame, name: str, is_paired: BoolArray, people: int) -> pd.DataFrame:
    """Return a merge with the column that says in which of the two tables each row was found."""
    alone = ("left_only", "right_only")[people]
    found = _pandas().Categorical(
        np.where(is_paired, "both", alone), categories=["left_only", "right_only", "both"]
    )
    return table.assign(**{name: found})


def _pandas() -> Any:
    import pandas as pd

    return pd
