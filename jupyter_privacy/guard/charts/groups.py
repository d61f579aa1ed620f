"""Protected data by role (x, y, hue, col, row), and stand-ins of each group of them.

Libraries that draw tables by column names get a table of stand-ins with the same names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_privacy.frames.pandas_tables import frame_of
from jupyter_privacy.frames.shapes import Shape, shape_of
from jupyter_privacy.guard.charts.asking import (
    is_frame,
    is_sealed,
    kind_of_column,
    name_of_column,
    numeric_columns,
    or_none,
)

__all__ = ["ROLES", "Wanted", "counted", "table_of", "wanted"]

ROLES = ("x", "y", "hue", "col", "row", "style", "size", "units", "weights")
_VALUE, _VARIABLE = "value", "variable"
_NUMBERS = frozenset("iuf")


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A protected table, and which of its columns plays which role.

    Of a table without roles each column of numbers is a group: then `wide` holds them by name.
    """

    frame: Any
    roles: Mapping[str, Any]
    wide: Mapping[Any, Any]

    def has(self, role: str) -> bool:
        """Whether a role is taken."""
        return role in self.roles

    def is_numeric(self, role: str) -> bool:
        """Whether a role is played by numbers."""
        if self.wide:
            return self.roles.get(role) == _VALUE
        return self.has(role) and kind_of_column(self.frame[self.roles[role]]) in _NUMBERS

    def names(self, *roles: str) -> list[Any]:
        """Return the names of the columns that play some roles, each once."""
        return list(dict.fromkeys(self.roles[role] for role in roles if self.has(role)))

    def parts(self, keys: Sequence[Any]) -> Iterator[tuple[dict[Any, Any], Any]]:
        """Yield each group of enough people: its labels by name of the key, and its rows."""
        if self.wide:
            yield from (({_VARIABLE: name}, {_VALUE: column}) for name, column in self.wide.items())
            return
        if not keys:
            yield {}, self.frame
            return
        groups = or_none(lambda: list(self.frame.groupby(list(keys)))) or []
        for label, part in groups:
            yield dict(zip(keys, label if isinstance(label, tuple) else (label,), strict=True)), part


def wanted(data: Any, roles: Mapping[str, Any], alone: str = "x") -> Wanted | None:
    """Return what is to be drawn, None for what cannot be told by roles.

    `alone` is the role of a column that is given as the data.
    """
    if is_sealed(data) and shape_of(data) is Shape.SERIES:
        roles, data = {**roles, alone: data}, None
    given = {role: value for role, value in roles.items() if value is not None}
    if is_frame(data) and not given.keys() & {"x", "y"}:
        return _wide(data, given, alone)
    frame, names = data if is_frame(data) else None, {}
    for role, value in given.items():
        if is_sealed(value) and shape_of(value) is Shape.SERIES:
            name = str(name_of_column(value) or role)
            # A computed column has the name of what it was computed from.
            name = f"{name} ({role})" if frame is not None and name in frame else name
            frame = value.to_frame(name) if frame is None else frame.assign(**{name: value})
            names[role] = name
        elif frame is not None and not is_sealed(value) and value in frame:
            names[role] = value
        else:
            return None
    return None if frame is None else Wanted(frame, names, {})


def _wide(data: Any, given: Mapping[str, Any], alone: str) -> Wanted | None:
    if given:
        return None
    other = {"x": "hue", "y": "x"}[alone]
    columns = {name: data[name] for name in numeric_columns(data)}
    return Wanted(data, {alone: _VALUE, other: _VARIABLE}, columns) if columns else None


def table_of(parts: Sequence[tuple[Mapping[Any, Any], Mapping[Any, Any]]], names: Sequence[Any]) -> Any:
    """Return the stand-ins of all groups as one table: their labels beside the columns of each."""
    columns: dict[Any, list[Any]] = {name: [] for name in names}
    for labels, standing in parts:
        n = len(next(iter(standing.values())))
        for name in names:
            columns[name] += list(standing[name]) if name in standing else [labels[name]] * n
    return frame_of(columns)


def counted(asked: Wanted, keys: Sequence[Any]) -> Any:
    """Return one row a person that counts of groups stand for; those of few people are left out."""
    sizes = or_none(lambda: asked.frame.groupby(list(keys)).size())
    if sizes is None:
        return frame_of({key: [] for key in keys}), False
    kept = sizes.dropna()
    table = kept.index.to_frame(index=False)
    times = kept.to_numpy(dtype=np.intp)
    return table.loc[np.repeat(np.arange(len(table)), times)].reset_index(drop=True), len(kept) == len(sizes)
