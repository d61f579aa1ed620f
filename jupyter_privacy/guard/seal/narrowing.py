"""Columns chosen by name, and renamed by a function: `get`, `reindex`, `squeeze`, `rename`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.frames.pandas_operations import bound_arguments
from jupyter_privacy.guard.seal.callables import is_plain
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain, Request
from jupyter_privacy.guard.seal.values import Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

__all__ = ["METHODS"]


def _given(held: Held, request: Request, *allowed: str) -> dict[str, Any] | None:
    """Return the arguments of a method of a frame with public names, None if it cannot be followed."""
    if kind_of(held.value) is not Kind.FRAME or not held.lineage.has_public_labels:
        return None
    given = attempt(lambda: bound_arguments(held.value, request.name, request.args, request.kwargs))
    if isinstance(given, Withheld) or not set(given) <= set(allowed) or holds_sealed(given):
        return None
    return dict(given)


def _get(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `get(name, default)`."""
    given = _given(held, request, "key", "default")
    if given is None or not isinstance(given.get("key"), (str, list)):
        return desk.withhold(held.lineage, Reason.NO_RULE, "get")
    key, columns = given["key"], held.value.columns
    is_known = all(name in columns for name in (key if isinstance(key, list) else [key]))
    return project(held, key) if is_known else Plain(given.get("default"))


def _reindex(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `reindex(columns=...)`: columns that there are none of are missing in all rows."""
    given = _given(held, request, "columns", "labels", "axis", "copy") or {}
    names: Any = given.get("columns", given.get("labels"))
    by_column = "columns" in given or given.get("axis") in (1, "columns")
    if not by_column or not is_plain(names) or len(set(names)) < len(names):
        return desk.withhold(held.lineage, Reason.NO_RULE, "reindex")
    value, lineage = held.value, held.lineage
    for name in names:
        if name not in value.columns:
            value = pandas_rows.with_column(value, name, pandas_rows.missing_column(value))
            lineage = replace(lineage, origins={**lineage.origins, name: frozenset()})
    return project(Held(value, replace(lineage, population=None, has_source_schema=False)), list(names))


def _squeeze(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `squeeze`: a frame of one column is that column; how many rows there are makes no difference."""
    given = _given(held, request, "axis")
    if kind_of(held.value) is Kind.SERIES:
        return held
    if given is None or len(held.value.columns) != 1:
        return desk.withhold(held.lineage, Reason.NO_RULE, "squeeze")
    return project(held, held.value.columns[0])


def _rename(desk: Desk, held: Held, request: Request) -> Outcome | None:
    """Answer `rename(columns=function)`: the function is called with the names, which are public."""
    given = _given(held, request, "columns", "mapper", "axis", "copy") or {}
    function = given.get("columns", given.get("mapper") if given.get("axis") in (1, "columns") else None)
    if not callable(function):
        return None
    names = list(held.value.columns)
    labels = attempt(lambda: [function(name) for name in names])
    if isinstance(labels, Withheld):
        return desk.withhold(held.lineage, Reason.NO_RULE, "rename")
    lineage = held.lineage.same_rows("rename").relabelled(names, labels)
    return Held(pandas_rows.renamed(held.value, labels), lineage)


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome | None]] = {
    "get": _get,
    "reindex": _reindex,
    "rename": _rename,
    "squeeze": _squeeze,
}
"""None: the method is carried out in the ordinary way."""
