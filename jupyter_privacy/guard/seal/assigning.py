"""Changing a sealed frame: new columns, renamed ones, replaced cells, other row labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, shared_rows, withheld
from jupyter_privacy.guard.seal.items import project, row_mask
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Plain, Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.snap import snap
from jupyter_privacy.guard.seal.values import Accessor, Kind, Withheld, kind_of

__all__ = ["METHODS", "delete_item", "set_attribute", "set_item"]

_SINGLE = (
    "cells of single rows of protected data cannot be set: set a whole column, or the rows that "
    "fulfil a condition, df.loc[df.x > 3, 'y'] = value"
)
_NOT_HERE = "this assignment is not possible on protected data: assign a column, df['name'] = value"


def set_item(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `frame[name] = value` and `frame.loc[condition, name] = value`."""
    key, value = request.args
    if isinstance(held.value, Accessor):
        return _set_where(desk, held.value, key, value)
    if kind_of(held.value) is not Kind.FRAME or not isinstance(key, (str, int)):
        raise Refusal(DisclosureError(_NOT_HERE))
    changed = _with_column(desk, held, key, value)
    held.value, held.lineage = changed.value, changed.lineage
    return Plain(None)


def _with_column(desk: Desk, held: Held, name: Any, value: Any) -> Held:
    """Return a frame with one column more, or one replaced."""
    obstacle, raw = Reason.SHOWN, value
    if type(value) is Sealed:
        column = desk.open_proxy(value)
        obstacle, raw = shared_rows(held.lineage, [column]), column.value
    frame: Any = held.value
    if isinstance(raw, Withheld):
        raw = None
    if type(value) is not Sealed:
        raw = desk.lower((value,), {}, held.lineage).args[0]
    assigned = attempt(lambda: pandas_rows.with_column(frame, name, raw))
    if isinstance(assigned, Withheld):
        raise Refusal(DisclosureError(_NOT_HERE))
    if type(value) is not Sealed:
        assigned = pandas_rows.with_column(
            frame, name, snap(assigned[name], held.lineage.source.policy.minimum)
        )
    obstacles = {known: reason for known, reason in held.lineage.obstacles.items() if known != name}
    if obstacle is not Reason.SHOWN:
        obstacles[name] = obstacle
    return Held(
        assigned, replace(held.lineage, obstacles=obstacles, population=None, has_source_schema=False)
    )


def _set_where(desk: Desk, accessor: Accessor, key: Any, value: Any) -> Outcome:
    parent = accessor.parent
    rows, column = key if isinstance(key, tuple) and len(key) == 2 else (key, None)  # noqa: PLR2004
    mask = row_mask(desk, parent, rows)
    if mask is None or column is None or accessor.name != "loc" or not isinstance(column, (str, int)):
        raise Refusal(DisclosureError(_SINGLE))
    frame: Any = parent.value
    lowered = desk.lower((value,), {}, parent.lineage)
    obstacle = mask.lineage.taint if isinstance(mask, Held) else shared_rows(parent.lineage, lowered.held)
    if isinstance(mask, Held) or obstacle is not Reason.SHOWN:
        parent.lineage = replace(parent.lineage, obstacles={**parent.lineage.obstacles, column: obstacle})
        return Plain(None)
    old = frame[column] if column in frame.columns else None
    new = attempt(lambda: pandas_rows.replaced_where(frame, column, old, mask, lowered.args[0]))
    if isinstance(new, Withheld):
        raise Refusal(DisclosureError(_NOT_HERE))
    parent.value = pandas_rows.with_column(frame, column, new)
    parent.lineage = replace(parent.lineage, population=None, has_source_schema=False)
    return Plain(None)


def delete_item(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `del frame[name]`."""
    del desk
    frame: Any = held.value
    (key,) = request.args
    if kind_of(frame) is not Kind.FRAME or key not in frame.columns:
        raise Refusal(KeyError(key))
    held.value = frame.drop(columns=[key])
    return Plain(None)


def set_attribute(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `frame.name = value`: an existing column, the column names, or a Series' name."""
    (value,) = request.args
    raw: Any = held.value
    kind = kind_of(raw)
    if kind is Kind.FRAME and request.name in raw.columns:
        return set_item(desk, held, Request(request.verb, request.target, "", (request.name, value)))
    if type(value) is Sealed or (kind, request.name) not in {(Kind.FRAME, "columns"), (Kind.SERIES, "name")}:
        raise Refusal(AttributeError(f"{request.name} of a protected value cannot be set"))
    held.value = pandas_rows.renamed(raw, value)
    lineage = replace(held.lineage, has_source_schema=False, population=None)
    held.lineage = lineage.relabelled(raw.columns, held.value.columns) if kind is Kind.FRAME else lineage
    return Plain(None)


def _assign(desk: Desk, held: Held, request: Request) -> Outcome:
    current = held
    for name, value in request.kwargs.items():
        made = value(desk.keep(current)) if callable(value) and type(value) is not Sealed else value
        current = _with_column(desk, current, name, made)
    return current


def _insert(desk: Desk, held: Held, request: Request) -> Outcome:
    _, name, value = request.args[:3]
    return set_item(desk, held, Request(request.verb, request.target, "", (name, value)))


def _pop(desk: Desk, held: Held, request: Request) -> Outcome:
    column = project(held, request.args[0])
    delete_item(desk, held, Request(request.verb, request.target, "", (request.args[0],)))
    return column


def _relabelled(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `set_index` and `reset_index`: other row labels, the same rows in the same order."""
    lowered = desk.lower(request.args, request.kwargs, held.lineage)
    raw: Any = held.value
    result = attempt(lambda: getattr(raw, request.name)(*lowered.args, **lowered.kwargs))
    if isinstance(result, Withheld) or lowered.held or lowered.callbacks:
        return withheld(held.lineage, Reason.FAILED, request.name)
    lineage = held.lineage.same_rows(request.name)
    obstacle = next(iter(lineage.obstacles.values()), Reason.SHOWN)
    return Held(result, replace(lineage, has_source_schema=False).tainted(obstacle))


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = {
    "assign": _assign,
    "insert": _insert,
    "pop": _pop,
    "reset_index": _relabelled,
    "set_index": _relabelled,
}
