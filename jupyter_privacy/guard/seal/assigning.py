"""Changing a sealed frame: new columns, renamed ones, replaced cells, other row labels."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.frames.distinct import puts_shared_labels
from jupyter_privacy.guard.seal import rowwise
from jupyter_privacy.guard.seal.conditions import settled_values
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, shared_rows, withheld
from jupyter_privacy.guard.seal.expressions import evaluate, statements
from jupyter_privacy.guard.seal.items import Mask, project, row_mask
from jupyter_privacy.guard.seal.lineage import OWN, Held, Lineage
from jupyter_privacy.guard.seal.protocol import Plain, Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.snap_people import snapped
from jupyter_privacy.guard.seal.values import Accessor, Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import holds_sealed

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
    """Return a frame with one column more, or one replaced; columns of the same rows go in by position."""
    frame: Any = held.value
    obstacle, made_of = Reason.SHOWN, _of_no_column(held.lineage)
    if type(value) is Sealed:
        column = desk.open_proxy(value)
        obstacle = shared_rows(held.lineage, [column])
        made_of = column.lineage
        raw = None if obstacle is not Reason.SHOWN else pandas_rows.entries(column.value)
    else:
        raw = desk.lower((value,), {}).args[0]
    assigned = attempt(lambda: pandas_rows.with_column(frame, name, raw))
    if isinstance(assigned, Withheld) or holds_sealed(value) is not (type(value) is Sealed):
        raise Refusal(DisclosureError(_NOT_HERE))
    if type(value) is not Sealed:
        n_rows, minimum = len(frame), held.lineage.source.policy.minimum
        if pandas_rows.n_rare_numbers(raw, n_rows, minimum):
            made_of = replace(made_of, origins={None: frozenset({OWN})})
        if made_of.marks is not None and pandas_rows.is_one_a_row(raw):
            obstacle = Reason.REPEATED
        entries = snapped(assigned[name], made_of, _columns_of(frame))
        assigned = pandas_rows.with_column(frame, name, entries)
    return Held(assigned, _with_new_column(held.lineage, name, obstacle, made_of))


def _columns_of(frame: Any) -> list[Any]:
    return [frame.iloc[:, j] for j in range(frame.shape[1])]


def _with_new_column(lineage: Lineage, name: Any, obstacle: Reason, made_of: Lineage) -> Lineage:
    """Return the lineage of a frame with a column that is made of what another value is made of."""
    column = made_of.made_of([made_of], [None])
    changed = lineage.with_column(name, column, obstacle)
    return replace(changed, operation="assign", population=None, has_source_schema=False)


def _set_where(desk: Desk, accessor: Accessor, key: Any, value: Any) -> Outcome:
    parent = accessor.parent
    rows, column = key if isinstance(key, tuple) and len(key) == 2 else (key, None)  # noqa: PLR2004
    mask = row_mask(desk, parent, rows)
    if mask is None or column is None or accessor.name != "loc" or not isinstance(column, (str, int)):
        raise Refusal(DisclosureError(_SINGLE))
    changed = mask if isinstance(mask, Held) else _replaced(desk, parent, mask, column, value)
    if isinstance(changed.value, Withheld):
        old = parent.lineage.of_column(column)
        parent.lineage = _with_new_column(parent.lineage, column, changed.value.reason, old)
        return Plain(None)
    parent.value = pandas_rows.with_column(parent.value, column, changed.value)
    parent.lineage = _with_new_column(parent.lineage, column, Reason.SHOWN, changed.lineage)
    return Plain(None)


def _replaced(desk: Desk, parent: Held, mask: Mask, column: Any, value: Any) -> Held:
    """Return a column with another value where a condition holds: `old.mask(condition, value)`."""
    if column in parent.value.columns:
        old = project(parent, column)
    else:
        old = Held(pandas_rows.missing_column(parent.value), _of_no_column(parent.lineage))
    looking = old.lineage.looking_at(mask.looked_at, None)
    condition = settled_values(snapped(mask.rows, looking), looking)
    if isinstance(condition, Withheld):
        return withheld(parent.lineage, condition.reason, "mask")
    replacement = desk.open_proxy(value).value if type(value) is Sealed else value
    others = [desk.open_proxy(value)] if type(value) is Sealed else []
    base, minimum = Held(old.value, looking), looking.source.policy.minimum
    if attempt(lambda: puts_shared_labels(old.value, {"other": replacement}, minimum)) is not True:
        return withheld(parent.lineage, Reason.NO_RULE, "mask")
    return rowwise.compute(base, others, lambda: old.value.mask(condition, replacement), "mask")


def _of_no_column(lineage: Lineage) -> Lineage:
    """Return the lineage of a column of the same rows that is made of no other."""
    return replace(lineage.relabelled([], []), origins={None: frozenset()})


def delete_item(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `del frame[name]`."""
    del desk
    frame: Any = held.value
    (key,) = request.args
    if kind_of(frame) is not Kind.FRAME or key not in frame.columns:
        raise Refusal(KeyError(key))
    held.value = frame.drop(columns=[key])
    held.lineage = replace(held.lineage, operation="drop", population=None)
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


def _eval(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `eval("z = x + y")` and `eval("x + y")`, worked out on the sealed frame."""
    variables = request.kwargs.get("local_dict", {})
    text = request.args[0] if request.args else None
    is_known = isinstance(text, str) and not set(request.kwargs) - {"local_dict"}
    if kind_of(held.value) is not Kind.FRAME or not is_known:
        return desk.withhold(held.lineage, Reason.NO_RULE, "eval")
    current, parts = held, statements(str(text))
    for name, expression in parts:
        value = attempt(functools.partial(evaluate, expression, desk.keep(current), variables))
        if isinstance(value, Withheld) or (name is None and len(parts) > 1):
            return desk.withhold(held.lineage, Reason.NO_RULE, "eval")
        if name is None:
            return desk.open_proxy(value) if type(value) is Sealed else Plain(value)
        current = _with_column(desk, current, name, value)
    return current


def _insert(desk: Desk, held: Held, request: Request) -> Outcome:
    _, name, value = request.args[:3]
    return set_item(desk, held, Request(request.verb, request.target, "", (name, value)))


def _pop(desk: Desk, held: Held, request: Request) -> Outcome:
    column = project(held, request.args[0])
    delete_item(desk, held, Request(request.verb, request.target, "", (request.args[0],)))
    return column


METHODS: Mapping[str, Callable[[Desk, Held, Request], Outcome]] = {
    "assign": _assign,
    "eval": _eval,
    "insert": _insert,
    "pop": _pop,
}
