"""Long tables: which row of a table, and which of its columns, each row of `melt` and its like is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Long", "are_alike", "exploded", "melted", "one_below_other", "side_by_side", "stacked", "widened"]

_ROW = "\0row"


@dataclass(frozen=True, slots=True, eq=False)
class Long:
    """A long table: its rows' positions in the wide one, what tells those of one position apart.

    `made_of` names for each column of the long table, and `levels` for its row labels, the columns of
    the wide one; `slots` are the wide columns that a row's values come from, `slot_of_row` which of them.
    `are_tables` says that each slot is a table by itself, in which a row of the wide one stands once.
    """

    value: Any
    positions: IntArray
    slots: Sequence[Any]
    slot_of_row: IntArray
    made_of: Mapping[Any, Sequence[Any]]
    levels: Mapping[Any, Sequence[Any]] = field(default_factory=dict)
    are_tables: bool = True


def melted(frame: pd.DataFrame, options: Mapping[str, Any]) -> Long | None:
    """Return `frame.melt(**options)`; None if its columns are not all found by one name."""
    ids, values = _listed(options.get("id_vars")), _listed(options.get("value_vars"))
    if options.get("value_vars") is None:
        values = [name for name in frame.columns if name not in ids]
    if not values or len({*ids, *values}) < len(ids) + len(values) or not {*ids, *values} <= {*frame.columns}:
        return None
    value = frame.melt(**options)
    variable, cells = list(value.columns[len(ids) :])
    made_of = {**{name: [name] for name in ids}, variable: [], cells: values}
    slots = np.repeat(np.arange(len(values)), len(frame))
    return Long(value, np.tile(np.arange(len(frame)), len(values)), values, slots, made_of)


def stacked(frame: pd.DataFrame, options: Mapping[str, Any]) -> Long | None:
    """Return `frame.stack()` with the cells that are missing; None for columns of several levels."""
    if set(options) - {"future_stack"} or frame.columns.nlevels > 1 or not frame.shape[1]:
        return None
    value: Any = frame.stack(future_stack=True)  # noqa: PD013 (what was asked for)
    n_columns = frame.shape[1]
    positions = np.repeat(np.arange(len(frame)), n_columns)
    slots = np.tile(np.arange(n_columns), len(frame))
    name = frame.columns.name
    levels: dict[Any, list[Any]] = {(1, 2) if name is None else name: []} if frame.index.nlevels == 1 else {}
    return Long(value, positions, list(frame.columns), slots, {None: list(frame.columns)}, levels)


def widened(frame: pd.DataFrame, options: Mapping[str, Any]) -> Long | None:
    """Return `pd.wide_to_long(frame, **options)`, for rows that the identifiers need not tell apart."""
    stubs, ids, name = _listed(options["stubnames"]), _listed(options["i"]), options["j"]
    numbered = frame.drop(columns=ids).assign(**{_ROW: np.arange(len(frame))})
    value = _pandas().wide_to_long(numbered, **{**options, "i": _ROW})
    positions = value.index.get_level_values(0).to_numpy().astype(np.intp)
    periods = value.index.get_level_values(1)
    labels = [frame[key].take(positions).array for key in ids]
    value = value.set_axis(_pandas().MultiIndex.from_arrays([*labels, periods], names=[*ids, name]), axis=0)
    separator = options.get("sep", "")
    made_of = {column: [column] for column in value.columns if column not in stubs}
    for stub in stubs:
        made_of[stub] = [one for one in frame.columns if str(one).startswith(f"{stub}{separator}")]
    slots, slot_of_row = np.unique(np.asarray(periods).astype(str), return_inverse=True)
    levels = {**{key: [key] for key in ids}, name: []}
    return Long(value, positions, slots.tolist(), slot_of_row, made_of, levels)


def exploded(value: Any, column: Any) -> Long | None:
    """Return `explode` of a column of lists: a row for each entry, and how many stand before it."""
    numbered = value.set_axis(np.arange(len(value)), axis=0)
    result = numbered.explode() if column is None else numbered.explode(column)
    positions = result.index.to_numpy().astype(np.intp)
    first = np.searchsorted(positions, positions)
    nth = np.arange(len(positions)) - first
    result = result.set_axis(value.index.take(positions), axis=0)
    names = [None] if column is None else list(result.columns)
    slots = list(range(int(nth.max(initial=0)) + 1))
    return Long(result, positions, slots, nth, {name: [name] for name in names}, are_tables=False)


def one_below_other(parts: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """Return `pd.concat(parts, axis=0)`."""
    return _pandas().concat(list(parts), **options)


def side_by_side(parts: Sequence[Any]) -> Any:
    """Return `pd.concat(parts, axis=1)` of tables with the same row labels, without looking at those."""
    whole = _pandas().concat([part.reset_index(drop=True) for part in parts], axis=1)
    return whole.set_axis(parts[0].index, axis=0)


def are_alike(parts: Sequence[Any]) -> bool:
    """Whether all parts are frames, or all Series."""
    return len({isinstance(part, _pandas().DataFrame) for part in parts}) == 1


def _listed(names: Any) -> list[Any]:
    if names is None:
        return []
    return list(names) if isinstance(names, (list, tuple, np.ndarray, _pandas().Index)) else [names]


def _pandas() -> Any:
    import pandas as pd

    return pd
