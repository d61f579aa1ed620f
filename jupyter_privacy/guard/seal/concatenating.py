"""`pd.concat`: rows of several sealed tables one below the other, or columns of the same rows side by side.

Rows of two sources below each other stand on the records of either; each source is judged for its part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from jupyter_privacy.core.types import IntArray, Reason
from jupyter_privacy.frames import pandas_reshape, pandas_rows
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, shared_rows, withheld
from jupyter_privacy.guard.seal.lineage import Held, Lineage
from jupyter_privacy.guard.seal.protocol import Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.standing import NOBODY, Standing
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

__all__ = ["concat"]

_BELOW = frozenset({"join", "ignore_index", "keys", "names", "sort"})
_BESIDE = frozenset({"join", "sort"})
_ROWS = (0, "index", "rows")
_TABLES = {Kind.FRAME, Kind.SERIES}


def concat(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `pd.concat(tables, ...)`."""
    given = {**dict(zip(("objs", "axis"), request.args, strict=False)), **request.kwargs}
    parts, axis = given.pop("objs", None), given.pop("axis", 0)
    if isinstance(parts, dict):
        given, parts = {"keys": list(parts), **given}, list(parts.values())
    sealed = [part for part in parts if part is not None] if isinstance(parts, (list, tuple)) else []
    given = {name: option for name, option in given.items() if option is not None and name != "copy"}
    is_known = set(given) <= (_BELOW if axis in _ROWS else _BESIDE) and not holds_sealed(given)
    if not is_known or not is_plain(given) or len(request.args) > 2 or not sealed:  # noqa: PLR2004 (objs and axis)
        return desk.withhold(held.lineage, Reason.NO_RULE, "concat")
    if any(type(part) is not Sealed for part in sealed):
        return desk.withhold(held.lineage, Reason.NO_RULE, "concat")
    tables = [desk.open_proxy(part) for part in sealed]
    obstacle = next((why for why in map(_obstacle, tables) if why is not Reason.SHOWN), Reason.SHOWN)
    if obstacle is not Reason.SHOWN:
        return desk.withhold(held.lineage, obstacle, "concat")
    return _below(desk, tables, given) if axis in _ROWS else _beside(desk, tables)


def _obstacle(table: Held) -> Reason:
    """Return why a table cannot be put together with others."""
    if isinstance(table.value, Withheld):
        return table.value.reason
    if kind_of(table.value) not in _TABLES:
        return Reason.NO_RULE
    if not table.lineage.has_public_labels or not pandas_rows.has_unique_names(table.value):
        return Reason.LABEL
    return table.lineage.obstacle


def _names(table: Held) -> list[Any]:
    return list(table.value.columns) if kind_of(table.value) is Kind.FRAME else [None]


# -- below each other ---------------------------------------------------------------------------


def _below(desk: Desk, tables: Sequence[Held], options: Mapping[str, Any]) -> Outcome:
    values = [table.value for table in tables]
    value = attempt(lambda: pandas_reshape.one_below_other(values, options))
    if isinstance(value, Withheld) or not pandas_reshape.are_alike(values):
        return withheld(tables[0].lineage, Reason.NO_RULE, "concat")
    lineage = _rows_below(tables)
    origins: dict[Any, frozenset[str]] = {}
    obstacles: dict[Any, Reason] = {}
    for table in tables:
        for name in _names(table):
            origins[name] = origins.get(name, frozenset()) | table.lineage.origin_of(name)
        obstacles = {**table.lineage.obstacles, **obstacles}
    return Held(value, replace(lineage, origins=origins, obstacles=obstacles))


def _rows_below(tables: Sequence[Held]) -> Lineage:
    """Return whose rows they are: of the first table's source, or of other sources beside it."""
    sizes = [len(table.value) for table in tables]
    own, n_rows = tables[0].lineage.source, sum(sizes)
    rows, layers, marks = np.full(n_rows, NOBODY), np.zeros(n_rows, np.intp), np.zeros(n_rows, np.intp)
    beside: list[Standing] = []
    first, start = 0, 0
    for table, size in zip(tables, sizes, strict=True):
        place, lineage = slice(start, start + size), table.lineage
        assert lineage.rows is not None  # noqa: S101 (looked at before)
        layers[place] = first + (0 if lineage.layers is None else lineage.layers)
        marks[place] = 0 if lineage.marks is None else lineage.marks
        if lineage.source is own:
            rows[place] = lineage.rows
        else:
            beside += (replace(one, records=_padded(one.records, place, n_rows)) for one in lineage.own())
        beside += (replace(one, records=_padded(one.records, place, n_rows)) for one in lineage.beside)
        first, start = int(layers[place].max(initial=first)) + 1, place.stop
    is_ordered = any(table.lineage.is_ordered_by_data for table in tables) or bool((np.diff(rows) <= 0).any())
    below = Lineage(own, rows, "concat", is_ordered_by_data=is_ordered)
    return replace(below, layers=layers, marks=marks, beside=tuple(beside)).simplified()


def _padded(records: IntArray, place: slice, n_rows: int) -> IntArray:
    everywhere = np.full(n_rows, NOBODY)
    everywhere[place] = records
    return everywhere


# -- side by side -------------------------------------------------------------------------------


def _beside(desk: Desk, tables: Sequence[Held]) -> Outcome:
    first = tables[0]
    obstacle = shared_rows(first.lineage, tables[1:])
    frames = [pandas_rows.as_frame(table.value) for table in tables]
    names = [name for frame in frames for name in frame.columns]
    is_paired = all(pandas_rows.lines_up(frame, frames[0]) for frame in frames)
    if obstacle is not Reason.SHOWN or not is_paired or len(set(names)) < len(names) or None in names:
        return desk.withhold(first.lineage, obstacle or Reason.NO_RULE, "concat")
    value = attempt(lambda: pandas_reshape.side_by_side(frames))
    if isinstance(value, Withheld):
        return withheld(first.lineage, Reason.NO_RULE, "concat")
    lineage = first.lineage.same_rows("concat").relabelled(_names(first), list(frames[0].columns))
    for table, frame in zip(tables[1:], frames[1:], strict=True):
        for name, label in zip(_names(table), frame.columns, strict=True):
            column = table.lineage if name is None else table.lineage.of_column(name)
            lineage = lineage.with_column(label, column, column.taint)
    return Held(value, lineage)
