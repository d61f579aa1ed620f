"""Statistics of all columns of a frame: `mean`, `null_count`, `describe` and their like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import polars_pandas, polars_trees
from jupyter_privacy.guard.polars import pandas_side, selecting
from jupyter_privacy.guard.polars.evaluate import Rows, Value
from jupyter_privacy.guard.polars.nodes import is_known
from jupyter_privacy.guard.polars.pandas_side import Lost, Told
from jupyter_privacy.guard.polars.reading import without_data
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal.callables import is_written
from jupyter_privacy.guard.seal.desk import Desk, Outcome
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Request

__all__ = ["METHODS"]

_OF_COLUMNS = "mean sum std var median min max count null_count quantile".split()


def _of_columns(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a statistic of each column; null where polars has none for the type."""
    assert held.face is not None  # noqa: S101 (it is a polars frame)
    if not is_written((request.args, dict(request.kwargs))):
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)
    empty = held.face.empty
    values: dict[str, Value] = {}
    types: dict[str, Any] = {}
    rows = Rows(desk, held, empty)
    trees = without_data(
        lambda: {
            name: polars_trees.called(name, request.name, request.args, request.kwargs)
            for name in empty.columns
        }
    )
    for name, dtype in polars_pandas.names_and_types(empty).items():
        tree = trees[name]
        found = polars_trees.type_or_none(tree, empty)
        types[name] = dtype if found is None else found
        if found is None or not is_known(tree):
            values[name] = nothing(types[name]) if found is None else Lost(Reason.NO_RULE)
        else:
            values[name] = rows.value(tree)
    return selecting.one_row(desk, held, values, types, request.name)


def nothing(dtype: Any) -> Told:
    """Return the null that polars gives for a statistic that a type does not have."""
    return Told(polars_pandas.as_polars([None], dtype), np.zeros(1, dtype=np.uint8))


def _described(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `describe`: each entry by the rule of its own statistic."""
    assert held.face is not None  # noqa: S101 (it is a polars frame)
    if not is_written((request.args, dict(request.kwargs))):
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)
    empty = held.face.empty
    table = without_data(lambda: polars_pandas.described(empty, request.args, request.kwargs))
    labels, types = table[_LABEL].to_list(), polars_pandas.names_and_types(table)
    how = {**dict(zip(("percentiles",), request.args, strict=False)), **request.kwargs}
    rows = Rows(desk, held, empty)
    entries = {
        name: [_entry_of(rows, name, label, str(how.get("interpolation", "nearest"))) for label in labels]
        for name in empty.columns
    }
    return _laid_out(desk, held, labels, entries, types)


_LABEL = "statistic"
_SHARE = "%"


def _entry_of(rows: Rows, name: str, label: str, how: str) -> Value:
    """Return one entry of the summary of a column; null where polars has none for its type."""
    dtype = rows.types[name]
    is_count = label.endswith("count")
    is_spread = label == "std" or label.endswith(_SHARE)
    if (
        not is_count
        and not dtype.is_numeric()
        and (is_spread or (label == "mean" and str(dtype) != "Boolean"))
    ):
        return Lost(Reason.NO_RULE) if dtype.is_temporal() else nothing(dtype)
    if label.endswith(_SHARE):
        tree = polars_trees.called(name, "quantile", (float(label[:-1]) / 100, how), {})
    else:
        tree = polars_trees.called(name, label, (), {})
    return rows.value(tree)


def _laid_out(
    desk: Desk, held: Held, labels: list[str], entries: Mapping[str, list[Value]], types: Mapping[str, Any]
) -> Outcome:
    reasons = np.zeros((len(labels), len(types)), dtype=np.uint8)
    columns: dict[str, Any] = {_LABEL: labels}
    for j, (name, values) in enumerate(entries.items(), start=1):
        shown = []
        for i, value in enumerate(values):
            is_told = isinstance(value, Told) and not value.reasons.any()
            reasons[i, j] = 0 if is_told else _reason(value)
            shown.append(value.values.item() if isinstance(value, Told) and is_told else None)
        columns[name] = polars_pandas.as_described(shown, types[name])
    table, in_pandas = polars_pandas.released_table(columns, types)
    return pandas_side.told(desk, held, Released(table, reasons, table=in_pandas, n_keys=1), "describe")


def _reason(value: Value) -> int:
    if isinstance(value, Told):
        return int(value.reasons[0])
    return int(value.reason) if isinstance(value, Lost) else int(Reason.NO_RULE)


def _duplicated(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `is_duplicated()`: a column whose sum is told, and nothing else."""
    del request
    return pandas_side.asked(desk, held, "duplicated", keep=False)


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = {
    **dict.fromkeys(_OF_COLUMNS, _of_columns),
    "describe": _described,
    "is_duplicated": _duplicated,
}
