"""`pivot`, `corr` and `to_dummies`: tables whose columns are made of labels."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from jupyter_privacy.frames import polars_groups, polars_pandas, polars_trees
from jupyter_privacy.guard.polars import pandas_side
from jupyter_privacy.guard.polars.reading import Unknown, without_data
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal import calls
from jupyter_privacy.guard.seal.desk import Desk, Outcome
from jupyter_privacy.guard.seal.faces import Form
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Request, Verb

__all__ = ["METHODS"]

_STATISTICS = {"mean": "mean", "median": "median", "sum": "sum", "min": "min", "max": "max", "len": "size"}


def _pivot(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `pivot`; columns stand in the order of their labels, and small ones are left out."""
    assert held.face is not None  # noqa: S101 (it is a polars frame)
    empty = held.face.empty
    signature = inspect.signature(type(empty).pivot)
    bound = without_data(lambda: signature.bind(held, *request.args, **request.kwargs))
    given = dict(list(bound.arguments.items())[1:])
    statistic = given.pop("aggregate_function", None)
    ignored = {"maintain_order", "sort_columns", "separator"}
    if not isinstance(statistic, str) or statistic not in _STATISTICS or set(given) - {*ignored, *_KEYS}:
        raise Unknown
    on, index, values = (_names(given.get(name), empty) for name in _KEYS)
    if len(values) != 1 or not on or not index:
        raise Unknown
    options = {"index": index, "columns": on, "values": values[0], "aggfunc": _STATISTICS[statistic]}
    outcome = pandas_side.method(desk, held, "pivot_table", **options, dropna=False)
    if not isinstance(outcome, Released):
        return desk.withhold(held.lineage, pandas_side.reason_of(outcome), "pivot")
    tree = polars_trees.called(values[0], statistic, (), {})
    dtype = polars_trees.named_type(tree, polars_pandas.names_and_types(empty))[1]
    return _laid_out(desk, held, outcome, {name: empty.schema[name] for name in index}, dtype)


_KEYS = ("on", "index", "values")


def _names(given: Any, empty: Any) -> list[str]:
    listed = list(given) if isinstance(given, (list, tuple)) else [given]
    found: list[str] | None = (
        None if given is None else without_data(lambda: polars_trees.plain_names(listed, empty))
    )
    if found is None:
        raise Unknown
    return found


def _laid_out(desk: Desk, held: Held, released: Released, keys: Mapping[str, Any], dtype: Any) -> Outcome:
    """Return a released pandas table as a polars frame: its row labels are columns."""
    table: Any = released.value
    labels = dict(zip(keys, polars_groups.label_columns(table.index), strict=True))
    columns = dict(
        zip(polars_groups.column_names(table.columns), polars_groups.columns_of(table), strict=True)
    )
    types = {**keys, **dict.fromkeys(columns, dtype)}
    if len(types) < len(keys) + table.shape[1]:
        raise Unknown
    found, in_pandas = polars_pandas.released_table({**labels, **columns}, types)
    masks = np.zeros(table.shape, dtype=np.uint8) if released.reasons is None else released.reasons
    reasons = np.hstack([np.zeros((len(table), len(keys)), dtype=np.uint8), masks])
    whole = replace(released, value=found, reasons=reasons, table=in_pandas, n_keys=len(keys))
    return pandas_side.told(desk, held, whole, "pivot_table")


def _corr(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `corr()` of all columns."""
    if request.args or request.kwargs:
        raise Unknown
    assert held.face is not None  # noqa: S101 (it is a polars frame)
    outcome = pandas_side.method(desk, held, "corr")
    if not isinstance(outcome, Released):
        return desk.withhold(held.lineage, pandas_side.reason_of(outcome), "corr")
    table: Any = outcome.value
    types = dict.fromkeys(held.face.empty.columns, polars_pandas.float_type())
    columns = dict(zip(types, polars_groups.columns_of(table), strict=True))
    found, in_pandas = polars_pandas.released_table(columns, types)
    return pandas_side.told(desk, held, replace(outcome, value=found, table=in_pandas), "corr")


def _to_dummies(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `to_dummies`: a column for each label that enough people share."""
    given = {**dict(zip(("columns",), request.args, strict=False)), **request.kwargs}
    separator = given.pop("separator", "_")
    drop_first = bool(given.pop("drop_first", False))
    assert held.face is not None  # noqa: S101 (it is a polars frame or column)
    if set(given) - {"columns"} or not isinstance(separator, str):
        raise Unknown
    is_frame, empty = held.face.form is Form.FRAME, held.face.empty
    frame = held if is_frame else pandas_side.asked(desk, held, "to_frame", empty.name)
    types = polars_pandas.names_and_types(empty if is_frame else empty.to_frame())
    chosen = list(types) if given.get("columns") is None else _names(given["columns"], empty)
    plain = desk.keep(replace(frame, face=None))
    options = {"columns": chosen, "prefix_sep": separator, "drop_first": drop_first}
    asked = Request(Verb.FUNCTION, None, "", (plain,), options, polars_pandas.get_dummies())
    outcome = calls.function(desk.quietly(), frame, asked)
    if not isinstance(outcome, Held) or not outcome.lineage.has_public_labels:
        return desk.withhold(held.lineage, pandas_side.reason_of(outcome), "to_dummies")
    kept = {name: dtype for name, dtype in types.items() if name not in chosen}
    found = {str(name): kept.get(str(name), polars_pandas.flag_type()) for name in outcome.value.columns}
    return pandas_side.dressed(outcome, Form.FRAME, polars_pandas.empty_frame(found))


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = {
    "pivot": _pivot,
    "corr": _corr,
    "to_dummies": _to_dummies,
}
