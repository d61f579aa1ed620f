"""`select`, `with_columns`, `filter`: expressions on the rows of a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import polars_pandas, polars_trees
from jupyter_privacy.guard.polars import pandas_side
from jupyter_privacy.guard.polars.evaluate import Rows, Value
from jupyter_privacy.guard.polars.nodes import Tree
from jupyter_privacy.guard.polars.pandas_side import Column, Lost, Told
from jupyter_privacy.guard.polars.reading import read, results_of
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal.desk import Desk, Outcome, withheld
from jupyter_privacy.guard.seal.faces import Form
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held

__all__ = ["filtered", "one_row", "selected", "with_columns"]


def selected(desk: Desk, frame: Held, inputs: Sequence[Any], named: Mapping[str, Any]) -> Outcome:
    """Answer `select`: sealed columns, or a table of released numbers."""
    table, empty, trees = read(desk, frame, inputs, named)
    types = results_of(trees, empty)
    rows = Rows(desk, table, empty)
    values = dict(zip(types, (rows.value(tree) for tree in trees), strict=True))
    if values and not any(isinstance(value, Column) for value in values.values()):
        return one_row(desk, frame, values, types, "select")
    return _columns(desk, table, dict(zip(types, trees, strict=True)), values, types)


def one_row(
    desk: Desk, frame: Held, values: Mapping[str, Value], types: Mapping[str, Any], name: str
) -> Outcome:
    """Return a table of one row of released numbers, those that are not there masked."""
    entries = [_entry(values[column], types[column]) for column in types]
    table, in_pandas = polars_pandas.released_table(
        dict(zip(types, (one.values for one in entries), strict=True)), types
    )
    reasons = np.array([[int(one.reasons[0]) for one in entries]], dtype=np.uint8)
    remark = next((one.remark for one in entries if one.remark), "")
    return pandas_side.told(desk, frame, Released(table, reasons, remark, table=in_pandas), name)


def _entry(value: Value, dtype: Any) -> Told:
    if isinstance(value, Told):
        return value
    reason = value.reason if isinstance(value, Lost) else Reason.NO_RULE
    return Told(polars_pandas.as_polars([None], dtype), np.array([reason], dtype=np.uint8))


def _columns(
    desk: Desk, table: Held, trees: Mapping[str, Tree], values: Mapping[str, Value], types: Mapping[str, Any]
) -> Held:
    """Return a sealed frame of columns; those that stand in the frame under their name are taken from it."""
    if all(trees[name] == polars_trees.column(name) for name in types):
        return pandas_side.dressed(project(table, list(types)), Form.FRAME, polars_pandas.empty_frame(types))
    places = {f"\0result {i}": name for i, name in enumerate(types)}
    current = table
    for place, name in places.items():
        current = pandas_side.asked(
            desk, current, "assign", **{place: _assignable(desk, current, values[name])}
        )
    current = pandas_side.asked(desk, project(current, list(places)), "rename", columns=places)
    return pandas_side.dressed(current, Form.FRAME, polars_pandas.empty_frame(types))


def _assignable(desk: Desk, frame: Held, value: Value) -> Any:
    """Return what a pandas frame may be given as a column."""
    if isinstance(value, Column):
        return value.held
    if isinstance(value, Lost) or value.reasons.any():
        reason = value.reason if isinstance(value, Lost) else Reason(int(value.reasons[0]))
        return withheld(frame.lineage, reason)
    return value.values.item()


def with_columns(desk: Desk, frame: Held, inputs: Sequence[Any], named: Mapping[str, Any]) -> Outcome:
    """Answer `with_columns`: all expressions see the frame as it was."""
    table, empty, trees = read(desk, frame, inputs, named)
    types = results_of(trees, empty)
    rows = Rows(desk, table, empty)
    current = frame
    for name, tree in zip(types, trees, strict=True):
        value = _assignable(desk, frame, rows.value(tree))
        current = pandas_side.asked(desk, current, "assign", **{name: value})
    old = {} if frame.face is None else polars_pandas.names_and_types(frame.face.empty)
    return pandas_side.dressed(current, Form.FRAME, polars_pandas.empty_frame({**old, **types}))


def filtered(desk: Desk, frame: Held, inputs: Sequence[Any], named: Mapping[str, Any]) -> Outcome:
    """Answer `filter`: the rows that fulfil all conditions."""
    conditions = [*inputs, *(polars_trees.equality(name, value) for name, value in named.items())]
    table, empty, trees = read(desk, frame, conditions)
    results_of([polars_trees.renamed(tree, str(i)) for i, tree in enumerate(trees)], empty)
    condition = polars_trees.conjunction(trees)
    value = Rows(desk, table, empty).value(condition)
    if not isinstance(value, Column):
        return desk.withhold(
            frame.lineage, value.reason if isinstance(value, Lost) else Reason.NO_RULE, "filter"
        )
    chosen = pandas_side.chosen(desk, frame, value.held)
    face = frame.face
    return pandas_side.dressed(chosen, Form.FRAME, None if face is None else face.empty)
