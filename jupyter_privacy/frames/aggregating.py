"""How pandas lays the results of `agg` and `describe` out, found without a look at the data.

pandas itself aggregates a frame of the same columns that holds no data, by functions that answer with
a number each.  Where these numbers stand in its result says which function of which column belongs there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cell", "Layout", "described", "filled", "layout_of", "method_name"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of a result: a column by name (None for a Series) and what is asked of it."""

    column: object
    function: str | Callable[..., Any]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A result of pandas and, for each entry in it (row by row), the cell that belongs there, if any."""

    table: Any
    cells: list[Cell | None]


def layout_of(value: pd.DataFrame | pd.Series, function: object, named: Mapping[str, Any]) -> Layout:
    """Return how `value.agg(function, **named)` is laid out.

    Errors: those of pandas, such as `KeyError` for a column that is not there.
    """
    cells: list[Cell] = []

    def numbered(function: Any) -> Callable[[pd.Series], float]:
        def number(column: pd.Series) -> float:
            cells.append(Cell(column.name, function))
            return float(len(cells) - 1)

        number.__name__ = function if isinstance(function, str) else function.__name__
        return number

    table = _without_data(value).agg(_each(function, numbered), **_each(dict(named), numbered))
    found = np.ravel(table.to_numpy() if hasattr(table, "to_numpy") else table)
    return Layout(table, [None if np.isnan(number) else cells[int(number)] for number in found])


def _without_data(value: pd.DataFrame | pd.Series) -> Any:
    pd = _pandas()
    if isinstance(value, pd.Series):
        return pd.Series([0.0, 1.0], name=value.name)
    return pd.DataFrame(np.zeros((2, value.shape[1])), columns=value.columns)


def _each(asked: Any, change: Callable[[Any], Any]) -> Any:
    """Change the functions of a specification, which may be lists, dicts and (column, function) pairs."""
    if isinstance(asked, dict):
        return {name: _each(part, change) for name, part in asked.items()}
    if isinstance(asked, list):
        return [_each(part, change) for part in asked]
    if isinstance(asked, tuple):
        return (asked[0], *(_each(part, change) for part in asked[1:]))
    return asked if asked is None else change(asked)


def method_name(function: Any) -> str | None:
    """Return the name of a method of `Series` that was given as a function, such as `pd.Series.nunique`."""
    name = getattr(function, "__name__", "")
    return name if name and getattr(_pandas().Series, name, None) is function else None


def filled(layout: Layout, entries: list[Any]) -> Any:
    """Return the result with its entries in place, of the types that they have together."""
    pd, table = _pandas(), layout.table
    if not hasattr(table, "index"):
        return entries[0]
    if isinstance(table, pd.Series):
        return pd.Series(entries, index=table.index, name=table.name)
    width = table.shape[1]
    columns = [pd.Series(entries[j::width], index=table.index) for j in range(width)]
    return pd.concat(columns, axis=1).set_axis(table.columns, axis=1)


def described(
    value: pd.DataFrame | pd.Series, options: Mapping[str, Any]
) -> tuple[pd.DataFrame | pd.Series, list[tuple[int, list[str]]]]:
    """Return the layout of `describe`, and each described column's position with the entries that it has."""
    nobody: Any = value.iloc[:0]
    table: Any = nobody.describe(**options)
    if isinstance(value, _pandas().Series):
        return table, [(0, list(table.index))]
    positions = {name: j for j, name in enumerate(value.columns)}
    plain = {name: option for name, option in options.items() if name == "percentiles"}
    columns = [positions[name] for name in table.columns]
    return table, [(j, list(nobody.iloc[:, j].describe(**plain).index)) for j in columns]


def _pandas() -> Any:
    import pandas as pd

    return pd
