"""Attributes, `len`, iteration, `in` and completion of sealed values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames import pandas_operations, pandas_rows
from jupyter_privacy.frames.shapes import is_of_pandas
from jupyter_privacy.guard.release import registry
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal import rowwise
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, withheld
from jupyter_privacy.guard.seal.exits import refuse_exit
from jupyter_privacy.guard.seal.items import project
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.protocol import Method, Plain, Refused, Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Accessor, Grouped, Kind, Model, Withheld, kind_of

__all__ = ["attribute", "contains", "iterate", "length", "names"]

_ACCESSORS = frozenset({"loc", "iloc", "at", "iat", "str", "dt", "cat"})
_TABLES = {Kind.FRAME, Kind.SERIES}
_CHARTS = frozenset({"plot", "hist", "boxplot"})
"""Methods that the proxy answers itself, of what it may ask (`guard.charts`)."""
_TOO_FEW = "withheld: fewer than {minimum} people would be behind this number"
_NOT_RELEASED = "withheld: no rule releases the length of this value; aggregate it first"


def attribute(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `value.name`."""
    name, value = request.name, held.value
    if isinstance(value, Withheld):
        return held
    if isinstance(value, Grouped):
        return _of_groups(desk, held, value, name)
    if isinstance(value, Accessor):
        decided = registry.decide_attribute(Kind.ACCESSOR, registry.Asked(desk, held, name))
        return _of_accessor(held, value, name) if decided is None else decided
    if isinstance(value, Model):
        return _of_model(desk, held, value, name)
    if kind_of(value) is Kind.FRAME and _is_column(value, name):
        return project(held, name)
    if name not in _CHARTS or not is_of_pandas(value):
        refuse_exit(name)
    released = registry.decide_attribute(kind_of(value), registry.Asked(desk, held, name))
    if released is not None:
        return released
    if kind_of(value) in _TABLES and name in _ACCESSORS:
        return Held(Accessor(held, name), held.lineage)
    return _raw_attribute(held, name)


def _is_column(frame: Any, name: str) -> bool:
    return not hasattr(type(frame), name) and name in frame.columns


def _raw_attribute(held: Held, name: str) -> Outcome:
    value = held.value
    on_type = getattr(type(value), name, None)
    if callable(on_type):
        return Method(name, getattr(on_type, "__doc__", None))
    if on_type is None:
        raise Refusal(AttributeError(f"{type(value).__name__!r} object has no attribute {name!r}"))
    if name in {"values", "array"} and kind_of(value) in _TABLES:
        entries = rowwise.compute(held, [], value.to_numpy, "to_numpy")
        is_about_missing = held.lineage.operation in pandas_operations.TELL_MISSING
        operation = held.lineage.operation if is_about_missing else entries.lineage.operation
        return Held(entries.value, replace(entries.lineage, operation=operation))
    return withheld(held.lineage, Reason.NO_RULE, name)


def _of_groups(desk: Desk, held: Held, grouped: Grouped, name: str) -> Outcome:
    frame: Any = grouped.obj.value
    if kind_of(frame) is Kind.FRAME and _is_column(frame, name):
        return Held(grouped.select(name), held.lineage)
    if name not in _CHARTS or not is_of_pandas(frame):
        refuse_exit(name)
    released = registry.decide_attribute(Kind.GROUPS, registry.Asked(desk, held, name))
    if released is not None:
        return released
    if name not in pandas_rows.groupby_names():
        raise Refusal(AttributeError(f"the groups have no column and no attribute {name!r}"))
    return Method(name, pandas_rows.groupby_doc(name))


def _of_model(desk: Desk, held: Held, model: Model, name: str) -> Outcome:
    """Answer for what a fitted object knows; which names there are does not depend on the data."""
    decided = registry.decide_attribute(Kind.MODEL, registry.Asked(desk, held, name))
    if isinstance(decided, Released):
        desk.recorder.released(held.lineage, decided)
    if decided is not None:
        return decided
    if name in model.parameters:
        return Plain(model.parameters[name])
    found = model.finds(name)
    if found is None and not name.endswith("_"):
        raise Refusal(AttributeError(f"{model.owners[0].__name__!r} object has no attribute {name!r}"))
    if callable(found) or (found is not None and registry.is_method(Kind.MODEL, name)):
        return Method(name, getattr(found, "__doc__", None))
    return desk.withhold(held.lineage, Reason.NO_RULE, name)


def _of_accessor(held: Held, accessor: Accessor, name: str) -> Outcome:
    parent: Any = accessor.parent.value
    raw = attempt(lambda: getattr(parent, accessor.name))
    if isinstance(raw, Withheld):
        raise Refusal(AttributeError(f"can only use .{accessor.name} with values of that kind"))
    on_type = getattr(type(raw), name, None)
    if on_type is None and not hasattr(raw, name):
        raise Refusal(AttributeError(f".{accessor.name} has no attribute {name!r}"))
    if callable(on_type):
        return Method(name, on_type.__doc__)
    if name in pandas_operations.ACCESSORS.get(accessor.name, ()):
        return rowwise.compute(
            accessor.parent, [], lambda: getattr(getattr(parent, accessor.name), name), name
        )
    return withheld(held.lineage, Reason.NO_RULE, name)


def length(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `len(value)`: the release of a count."""
    decided = registry.decide(kind_of(held.value), registry.Asked(desk, held, "__len__"))
    if isinstance(decided, Released):
        return decided
    if (
        isinstance(decided, Held)
        and isinstance(decided.value, Withheld)
        and decided.value.reason is Reason.THRESHOLD
    ):
        minimum = held.lineage.source.policy.minimum
        return Refused(DisclosureError(_TOO_FEW.format(minimum=minimum)))
    return Refused(DisclosureError(_NOT_RELEASED))


def iterate(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `iter(value)`: the columns of a frame, the safe groups of a grouping; never rows."""
    decided = registry.decide(kind_of(held.value), registry.Asked(desk, held, "__iter__"))
    return withheld(held.lineage, Reason.NO_RULE, "loop") if decided is None else decided


def contains(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `key in value`: a question about columns, never about cells."""
    (key,) = request.args
    frame: Any = held.value
    if kind_of(frame) is Kind.FRAME and held.lineage.has_public_labels and type(key) is not Sealed:
        return Plain(key in frame.columns)
    return withheld(held.lineage, Reason.NO_RULE, "in")


def names(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `dir(value)`: the attributes of its type and, for a frame, its column names."""
    if isinstance(held.value, Withheld):
        return Plain([])
    if isinstance(held.value, (Accessor, Grouped)):
        return Plain(pandas_rows.groupby_names() if isinstance(held.value, Grouped) else [])
    if isinstance(held.value, Model):
        return Plain(sorted({name for owner in held.value.owners for name in dir(owner) if name[0] != "_"}))
    found = [name for name in dir(type(held.value)) if not name.startswith("_")]
    frame: Any = held.value
    if kind_of(frame) is Kind.FRAME and held.lineage.has_public_labels:
        found += [name for name in frame.columns if isinstance(name, str) and name.isidentifier()]
    return Plain(sorted(set(found)))
