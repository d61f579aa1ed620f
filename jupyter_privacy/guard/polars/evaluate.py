"""The value of an expression on a sealed frame: a sealed column, or a released number.

Row by row nodes are carried out by polars itself, one at a time, under the rules of the row by row
operations of pandas; statistics are those of pandas.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import polars_pandas, polars_trees
from jupyter_privacy.frames.pandas_operations import Parameters
from jupyter_privacy.guard.polars import pandas_side
from jupyter_privacy.guard.polars.nodes import (
    Aggregate,
    Tree,
    aggregate_of,
    is_drop_nulls,
    is_literal,
    kind_of_node,
    lenient,
    makes_categories,
    operation_of,
    parts,
    with_parts,
)
from jupyter_privacy.guard.polars.pandas_side import Column, Lost, Told
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal import rowwise
from jupyter_privacy.guard.seal.desk import Desk, Outcome
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.values import Withheld

__all__ = ["Rows", "Value", "statistic"]

Value = Column | Told | Lost

_NEEDS_NUMBERS = frozenset({"mean", "median", "std", "var", "sum", "quantile"})


class Rows:
    """The values of the nodes of expressions on the rows of one frame."""

    def __init__(self, desk: Desk, frame: Held, empty: Any) -> None:
        self.desk = desk.quietly()
        self.frame = frame
        self.types = polars_pandas.names_and_types(empty)

    def value(self, tree: Tree) -> Value:
        """Return what a node stands for."""
        kind, body = kind_of_node(tree)
        if kind == "Column":
            return Column(project(self.frame, body), self.types[body])
        if is_literal(tree):
            return _told(polars_trees.computed(tree, {}))
        if kind in {"Alias", "RenameAlias"}:
            return self.value(parts(tree)[0])
        if kind == "Filter":
            return self._filtered(*parts(tree))
        if kind == "Over":
            return self._over(body)
        aggregate = aggregate_of(tree)
        if aggregate is not None:
            return self._aggregated(tree, aggregate)
        return Lost(Reason.NO_RULE) if operation_of(tree) is None else self._row_by_row(tree)

    def type_of(self, tree: Tree) -> Any:
        """Return the polars type of an expression of these columns."""
        return polars_trees.named_type(tree, self.types)[1]

    # -- row by row ------------------------------------------------------------------------

    def _row_by_row(self, tree: Tree) -> Value:
        given: dict[str, Column] = {}
        inputs = []
        for part in parts(tree):
            value = None if is_literal(part) else self.value(part)
            if isinstance(value, Lost) or (isinstance(value, Told) and value.reasons.any()):
                return value if isinstance(value, Lost) else Lost(Reason(int(value.reasons[0])))
            if isinstance(value, Column):
                name = f"c{len(given)}"
                given[name] = value
                inputs.append(polars_trees.column(name))
            else:
                inputs.append(part if value is None else polars_trees.literal(value.values))
        node = lenient(with_parts(tree, inputs))
        if not given:
            return _told(polars_trees.computed(node, {}))
        return self._carried_out(node, given, str(operation_of(tree)))

    def _carried_out(self, node: Tree, given: Mapping[str, Column], operation: str) -> Value:
        types = {name: column.dtype for name, column in given.items()}
        if makes_categories(node):
            return Lost(Reason.NO_RULE)
        if any(map(polars_pandas.may_overflow, types.values())):
            return Lost(Reason.NO_RULE)
        dtype = polars_trees.named_type(node, types)[1]

        def run(raws: dict[str, Any]) -> Any:
            columns = {name: polars_pandas.of_raw(raw, types[name], name) for name, raw in raws.items()}
            return polars_pandas.as_column(polars_trees.computed(node, columns), raws["c0"])

        sealed = {name: self.desk.keep(column.held) for name, column in given.items()}
        base = given["c0"].held
        held = rowwise.call(self.desk, base, sealed, Parameters(columns=frozenset(sealed)), run, operation)
        if isinstance(held.value, Withheld):
            return Lost(held.value.reason)
        return Column(Held(polars_pandas.tidied(held.value), held.lineage), dtype)

    def _filtered(self, tree: Tree, by: Tree) -> Value:
        column, condition = self.value(tree), self.value(by)
        if not isinstance(column, Column) or not isinstance(condition, Column):
            return Lost(Reason.NO_RULE)
        held = pandas_side.chosen(self.desk, column.held, condition.held)
        return Lost(held.value.reason) if isinstance(held.value, Withheld) else Column(held, column.dtype)

    # -- statistics ------------------------------------------------------------------------

    def _aggregated(self, tree: Tree, aggregate: Aggregate) -> Value:
        if not aggregate.inputs:
            return _released(pandas_side.counted(self.desk, self.frame), self.type_of(tree))
        inputs = [without_nulls(one)[0] for one in aggregate.inputs if not is_literal(one)]
        values = [self.value(one) for one in inputs]
        columns = [one for one in values if isinstance(one, Column)]
        if len(columns) < len(values):
            return next((one for one in values if isinstance(one, Lost)), Lost(Reason.NO_RULE))
        dtype = self.type_of(tree)
        if is_undefined(aggregate, columns[0].dtype):
            return _told(polars_pandas.as_polars([None], dtype))
        return _released(statistic(self.desk, aggregate, [one.held for one in columns]), dtype)

    def _over(self, body: Tree) -> Value:
        """Return a statistic of each group beside the rows of the group."""
        aggregate = aggregate_of(body["function"])
        if aggregate is None or aggregate.options or len(aggregate.inputs) != 1:
            return Lost(Reason.NO_RULE)
        column = self.value(aggregate.inputs[0])
        keys = [self.value(one) for one in body["partition_by"]]
        held_keys = [one.held for one in keys if isinstance(one, Column)]
        if not isinstance(column, Column) or len(held_keys) < len(keys):
            return Lost(Reason.NO_RULE)
        groups = pandas_side.asked(self.desk, column.held, "groupby", held_keys, dropna=False)
        held = pandas_side.asked(self.desk, groups, "transform", aggregate.name)
        if isinstance(held.value, Withheld):
            return Lost(held.value.reason)
        return Column(held, self.type_of({"Over": body}))


def without_nulls(tree: Tree) -> tuple[Tree, bool]:
    """Return an expression without its `drop_nulls`, and whether it had one."""
    return (parts(tree)[0], True) if is_drop_nulls(tree) else (tree, False)


def is_undefined(aggregate: Aggregate, dtype: Any) -> bool:
    """Whether polars answers a statistic of a type with null, whatever the data are."""
    is_number = dtype.is_numeric() or dtype.is_temporal() or str(dtype) == "Boolean"
    return aggregate.name in _NEEDS_NUMBERS and not is_number


def statistic(desk: Desk, aggregate: Aggregate, columns: list[Held]) -> Outcome | None:
    """Answer a statistic of sealed columns (or of groups of rows) by the rule that pandas has for it."""
    name, options, first = aggregate.name, dict(aggregate.options), columns[0]
    drops = bool(aggregate.inputs) and without_nulls(aggregate.inputs[0])[1]
    if name == "size":
        return pandas_side.method(desk, first, "count") if drops else pandas_side.counted(desk, first)
    if name == "null_count":
        return pandas_side.method(desk, pandas_side.asked(desk, first, "isna"), "sum")
    if name == "duplicated":
        return pandas_side.method(desk, pandas_side.asked(desk, first, name, keep=False), "sum")
    if name == "nunique":
        return pandas_side.method(desk, first, name, dropna=drops)
    if name == "quantile":
        share = polars_trees.literal_value(aggregate.inputs[1]) if is_literal(aggregate.inputs[1]) else None
        return pandas_side.method(desk, first, name, share, **options)
    return pandas_side.method(desk, first, name, *columns[1:], **options)


def _told(values: Any, remark: str = "") -> Told:
    return Told(values, np.zeros(len(values), dtype=np.uint8), remark)


def _released(outcome: Outcome | None, dtype: Any) -> Told:
    """Return a released number with its polars type, or a masked entry that says why there is none."""
    if isinstance(outcome, Released) and not hasattr(outcome.value, "__len__"):
        return _told(polars_pandas.as_polars([outcome.value], dtype), outcome.remark)
    if isinstance(outcome, Released):
        outcome = None
    reasons = np.array([pandas_side.reason_of(outcome)], dtype=np.uint8)
    return Told(polars_pandas.as_polars([None], dtype), reasons)
