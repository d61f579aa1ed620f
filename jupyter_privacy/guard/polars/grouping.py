"""`group_by` and what is asked of the groups.

All statistics in the expressions are worked out by the rules for groups first; what is done with them after
that is done with released numbers, by polars itself.  Groups stand in the order of their labels, with
`maintain_order` too: the order of appearance tells of single rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import polars_groups, polars_pandas, polars_trees
from jupyter_privacy.guard.polars import pandas_side
from jupyter_privacy.guard.polars.evaluate import Rows, is_undefined, statistic, without_nulls
from jupyter_privacy.guard.polars.nodes import (
    Aggregate,
    Tree,
    aggregate_of,
    is_literal,
    kind_of_node,
    lenient,
    operation_of,
    parts,
    with_parts,
)
from jupyter_privacy.guard.polars.pandas_side import Column, Lost, Told
from jupyter_privacy.guard.polars.reading import Unknown, read, results_of
from jupyter_privacy.guard.release import registry
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal.callables import is_written
from jupyter_privacy.guard.seal.desk import Desk, Outcome
from jupyter_privacy.guard.seal.faces import Form
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain, Request
from jupyter_privacy.guard.seal.values import kind_of

__all__ = ["METHODS", "grouped", "iterated", "method"]

_BY_NAME = frozenset("mean sum std var median min max count nunique size any all".split())
"""Statistics that `agg` of pandas has under these names; asked for together they are one table."""


def grouped(desk: Desk, frame: Held, inputs: Sequence[Any], named: Mapping[str, Any]) -> Outcome:
    """Answer `group_by`: nothing is worked out before something is asked of the groups."""
    table, empty, keys = read(desk, frame, inputs, named)
    if table is not frame or not keys:
        raise Unknown
    results_of(keys, empty)
    return pandas_side.dressed(frame, Form.GROUPS, empty, keys=tuple(keys))


def _keys_and_types(groups: Held) -> tuple[list[Tree], dict[str, Any]]:
    """Return the keys of groups, and their names and types."""
    assert groups.face is not None  # noqa: S101 (they are polars groups)
    keys = list(groups.face.keys)
    return keys, results_of(keys, groups.face.empty)


def _aggregated(
    desk: Desk, groups: Held, inputs: Sequence[Any], named: Mapping[str, Any], operation: str = "agg"
) -> Outcome:
    """Answer `agg`: a released table, one row a group that is large enough."""
    keys, key_types = _keys_and_types(groups)
    table, empty, trees = read(desk, _without(groups, key_types), inputs, named)
    types = results_of(trees, groups.face.empty if groups.face else empty, keys)
    plan = _Plan(desk, groups, keys)
    for tree in trees:
        plan.add(tree)
    del table
    return _told(desk, groups, plan, trees, types, key_types, operation)


def _without(groups: Held, keys: Mapping[str, Any]) -> Held:
    """Return the frame of groups as selectors see it: without the keys."""
    assert groups.face is not None  # noqa: S101 (they are polars groups)
    others = {name: dtype for name, dtype in groups.face.empty.schema.items() if name not in keys}
    return pandas_side.dressed(groups, Form.FRAME, polars_pandas.empty_frame(others))


_RESULT = "\0result"
_UNDEFINED = "undefined"
"""What polars answers with null whatever the data are: the mean of texts."""


class _Plan:
    """The statistics that expressions need, each once, and where its numbers come from."""

    def __init__(self, desk: Desk, groups: Held, keys: list[Tree]) -> None:
        assert groups.face is not None  # noqa: S101 (they are polars groups)
        self.desk = desk.quietly()
        self.frame, self.empty, self.keys = groups, groups.face.empty, keys
        self.wanted: dict[str, tuple[Tree, Aggregate]] = {}

    def add(self, tree: Tree) -> None:
        """Note the statistics in an expression."""
        aggregate = aggregate_of(tree)
        if aggregate is not None:
            self.wanted[json.dumps(tree)] = tree, aggregate
        else:
            for part in parts(tree):
                self.add(part)

    def type_of(self, key: str) -> Any:
        """Return the polars type of a statistic."""
        tree, _ = self.wanted[key]
        types = results_of([polars_trees.renamed(tree, _RESULT)], self.empty, self.keys)
        return types[_RESULT]

    def results(self) -> dict[str, Any]:
        """Return the answer for every statistic: a column of groups, or why there is none."""
        found: dict[str, Any] = {}
        together: dict[str, tuple[Aggregate, str]] = {}
        table = self.frame
        rows = Rows(self.desk, self.frame, self.empty)
        for key, (_, aggregate) in self.wanted.items():
            if self._is_undefined(rows, aggregate):
                found[key] = _UNDEFINED
                continue
            place, table = self._placed(rows, table, aggregate)
            if place is None:
                found[key] = self._of_filtered(aggregate)
            else:
                together[key] = aggregate, place
        groups = self._groups(rows, table)
        return found | self._of_groups(groups, table, together)

    @staticmethod
    def _is_undefined(rows: Rows, aggregate: Aggregate) -> bool:
        return bool(aggregate.inputs) and is_undefined(
            aggregate, rows.type_of(without_nulls(aggregate.inputs[0])[0])
        )

    def _placed(self, rows: Rows, table: Held, aggregate: Aggregate) -> tuple[str | None, Held]:
        """Return the column that a statistic is about, and the frame with it."""
        if not aggregate.inputs:
            return "", table
        tree, _ = without_nulls(aggregate.inputs[0])
        kind, body = kind_of_node(tree)
        if kind == "Column":
            return body, table
        if kind == "Filter" or len([one for one in aggregate.inputs if not is_literal(one)]) > 1:
            return None, table
        value = rows.value(tree)
        if not isinstance(value, Column):
            return None, table
        name = f"\0{len(table.value.columns)}"
        return name, pandas_side.asked(self.desk, table, "assign", **{name: value.held})

    def _groups(self, rows: Rows, table: Held) -> Held:
        keys: list[Any] = []
        for tree in self.keys:
            kind, body = kind_of_node(tree)
            if kind == "Column":
                keys.append(body)
                continue
            value = rows.value(tree)
            if not isinstance(value, Column):
                raise Unknown(value.reason if isinstance(value, Lost) else Reason.NO_RULE)
            name = polars_trees.named_type(tree, rows.types)[0]
            keys.append(pandas_side.asked(self.desk, value.held, "rename", name))
        by = keys if len(keys) > 1 else keys[0]
        return pandas_side.asked(self.desk, table, "groupby", by, dropna=False)

    def _of_groups(
        self, groups: Held, table: Held, together: Mapping[str, tuple[Aggregate, str]]
    ) -> dict[str, Any]:
        """Ask for all statistics that have a name at once, as an analyst would, for the others one by one."""
        any_column = next(
            (name for name in self.empty.columns if polars_trees.column(name) not in self.keys), None
        )
        named = {
            key: (place or any_column, aggregate.name)
            for key, (aggregate, place) in together.items()
            if self._has_name(aggregate, place) and (place or any_column)
        }
        found: dict[str, Any] = {}
        if len(named) > 1:
            columns = {f"\0{i}": one for i, one in enumerate(named.values())}
            outcome = pandas_side.method(self.desk, groups, "agg", **columns)
            if isinstance(outcome, Released):
                split = polars_groups.single_columns(outcome.value, outcome.reasons)
                found = {
                    key: Released(column, reasons[:, None], outcome.remark)
                    for key, (column, reasons) in zip(named, split, strict=True)
                }
            else:
                found = dict.fromkeys(named, Lost(pandas_side.reason_of(outcome)))
        for key, (aggregate, place) in together.items():
            if key not in found:
                found[key] = self._one(groups, aggregate, place)
        del table
        return found

    def _has_name(self, aggregate: Aggregate, place: str) -> bool:
        drops = bool(aggregate.inputs) and without_nulls(aggregate.inputs[0])[1]
        is_plain = not aggregate.options or dict(aggregate.options) == {"ddof": 1}
        return (
            aggregate.name in _BY_NAME - {"nunique"} and is_plain and not (drops and aggregate.name == "size")
        )

    def _one(self, groups: Held, aggregate: Aggregate, place: str) -> Released | Lost:
        column = pandas_side.chosen(self.desk, groups, place) if place else groups
        if aggregate.name == "size" and not (aggregate.inputs and without_nulls(aggregate.inputs[0])[1]):
            outcome: Outcome | None = pandas_side.method(self.desk, column, "size")
        elif aggregate.name == "size":
            outcome = pandas_side.method(self.desk, column, "count")
        elif aggregate.name == "null_count":
            return Lost(Reason.NO_RULE)
        else:
            outcome = statistic(self.desk, aggregate, [column])
        return outcome if isinstance(outcome, Released) else Lost(pandas_side.reason_of(outcome))

    def _of_filtered(self, aggregate: Aggregate) -> Released | Lost:
        """Answer a statistic of those of a group who fulfil a condition: filtered first, then grouped."""
        tree, drops = without_nulls(aggregate.inputs[0])
        kind, body = kind_of_node(tree)
        if kind != "Filter" or drops:
            return Lost(Reason.NO_RULE)
        condition = Rows(self.desk, self.frame, self.empty).value(body["by"])
        if not isinstance(condition, Column):
            return Lost(Reason.NO_RULE)
        chosen = pandas_side.chosen(self.desk, self.frame, condition.held)
        if chosen.lineage.rows is None:
            return Lost(pandas_side.reason_of(chosen))
        plan = _Plan(self.desk, pandas_side.dressed(chosen, Form.GROUPS, self.empty), self.keys)
        inner = Aggregate(aggregate.name, (body["input"], *aggregate.inputs[1:]), aggregate.options)
        plan.wanted["one"] = tree, inner
        found: Released | Lost = plan.results()["one"]
        return found


def _told(
    desk: Desk,
    groups: Held,
    plan: _Plan,
    trees: Sequence[Tree],
    types: Mapping[str, Any],
    key_types: Mapping[str, Any],
    operation: str,
) -> Outcome:
    found = plan.results()
    columns = {key: one for key, one in found.items() if isinstance(one, Released)}
    if not columns:
        reason = next((one.reason for one in found.values() if isinstance(one, Lost)), Reason.NO_RULE)
        return desk.withhold(groups.lineage, reason, f"groupby.{operation}")
    index, entries, masks = polars_groups.beside(
        [polars_groups.single_columns(one.value, one.reasons)[0] for one in columns.values()]
    )
    leaves: dict[str, Told | Lost] = {key: one for key, one in found.items() if isinstance(one, Lost)}
    for key, column, reasons in zip(columns, entries, masks, strict=True):
        leaves[key] = Told(polars_pandas.as_polars(column, plan.type_of(key)), reasons)
    for key, one in found.items():
        if one is _UNDEFINED:
            nothing = polars_pandas.as_polars([None] * len(index), plan.type_of(key))
            leaves[key] = Told(nothing, np.zeros(len(index), dtype=np.uint8))
    labels = dict(zip(key_types, polars_groups.label_columns(index), strict=True))
    outputs = dict(
        zip(list(types)[len(key_types) :], (_of_tree(one, leaves, len(index)) for one in trees), strict=True)
    )
    return _laid_out(
        desk, groups, labels, outputs, types, [one.remark for one in columns.values()], operation
    )


def _laid_out(
    desk: Desk,
    groups: Held,
    labels: Mapping[str, Any],
    outputs: Mapping[str, Told | Lost],
    types: Mapping[str, Any],
    remarks: Sequence[str],
    operation: str,
) -> Outcome:
    n_rows = len(next(iter(labels.values())))
    reasons = np.zeros((n_rows, len(types)), dtype=np.uint8)
    columns: dict[str, Any] = dict(labels)
    for j, (name, value) in enumerate(outputs.items(), start=len(labels)):
        reasons[:, j] = value.reason if isinstance(value, Lost) else value.reasons
        shown = [None] * n_rows if isinstance(value, Lost) else value.values.to_list()
        columns[name] = polars_pandas.as_polars(
            [None if why else one for one, why in zip(shown, reasons[:, j], strict=True)], types[name]
        )
    columns, reasons = polars_groups.in_order_of_keys(columns, reasons, types, len(labels))
    table, in_pandas = polars_pandas.released_table(columns, types)
    released = Released(table, reasons, next(filter(None, remarks), ""), n_keys=len(labels), table=in_pandas)
    return pandas_side.told(desk, groups, released, f"groupby.{operation}")


def _of_tree(tree: Tree, leaves: Mapping[str, Told | Lost], n_rows: int) -> Told | Lost:
    """Return what an expression makes of released statistics; what is made with a masked one is masked."""
    key = json.dumps(tree)
    if key in leaves:
        return leaves[key]
    kind, _ = kind_of_node(tree)
    if kind in {"Alias", "RenameAlias"}:
        return _of_tree(parts(tree)[0], leaves, n_rows)
    if operation_of(tree) is None:
        return Lost(Reason.NO_RULE)
    columns: dict[str, Any] = {}
    inputs, reasons = [], np.zeros(n_rows, dtype=np.uint8)
    for part in parts(tree):
        if is_literal(part):
            inputs.append(part)
            continue
        value = _of_tree(part, leaves, n_rows)
        if isinstance(value, Lost):
            return value
        name = f"c{len(columns)}"
        columns[name] = value.values
        inputs.append(polars_trees.column(name))
        reasons = np.maximum(reasons, value.reasons)
    if not columns:
        return Lost(Reason.NO_RULE)
    return Told(polars_trees.computed(lenient(with_parts(tree, inputs)), columns), reasons)


_ONE_FOR_ALL = frozenset("mean sum median min max n_unique quantile first last".split())


def _agg(desk: Desk, groups: Held, request: Request) -> Outcome:
    return _aggregated(desk, groups, request.args, request.kwargs)


def _len(desk: Desk, groups: Held, request: Request) -> Outcome:
    name = request.args[0] if request.args else request.kwargs.get("name")
    if name is not None and not isinstance(name, str):
        raise Unknown
    return _aggregated(desk, groups, [], {name or request.name: polars_trees.number_of_rows()}, "len")


def _of_all(desk: Desk, groups: Held, request: Request) -> Outcome:
    """Answer a statistic of all columns that are no keys."""
    if not is_written((request.args, dict(request.kwargs))):
        raise Unknown
    expression = polars_trees.of_all(request.name, request.args, request.kwargs)
    return _aggregated(desk, groups, [expression], {}, request.name)


def iterated(desk: Desk, groups: Held) -> Outcome:
    """Answer `for key, rows in groups`: the groups that are large enough, their rows sealed."""
    assert groups.face is not None  # noqa: S101 (they are polars groups)
    keys, empty = list(groups.face.keys), groups.face.empty
    names = [kind_of_node(tree)[1] for tree in keys if kind_of_node(tree)[0] == "Column"]
    if len(names) < len(keys):
        raise Unknown
    held = pandas_side.asked(desk, groups, "groupby", names, dropna=False)
    outcome = registry.decide(kind_of(held.value), registry.Asked(desk, held, "__iter__"))
    if not isinstance(outcome, Plain):
        raise Unknown(pandas_side.reason_of(outcome))
    parts: Any = outcome.value
    rows = [(label, pandas_side.dressed(desk.open_proxy(one), Form.FRAME, empty)) for label, one in parts]
    return Plain([(label, desk.keep(one)) for label, one in rows])


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = {
    "agg": _agg,
    **dict.fromkeys(("len", "count"), _len),
    **dict.fromkeys(_ONE_FOR_ALL, _of_all),
}


def method(desk: Desk, groups: Held, request: Request) -> Outcome:
    """Answer a method of groups; what is not known is withheld."""
    if request.name not in METHODS:
        return desk.withhold(groups.lineage, Reason.NO_RULE, f"groupby.{request.name}")
    return METHODS[request.name](desk, groups, request)
