"""Methods, operators and functions on sealed values.

In this order: exits are refused, a release rule may speak, else the operation runs on the raw
values and its result stays sealed with the lineage that can be followed.
"""

from __future__ import annotations

import contextlib
import copy
import io
import types
from collections.abc import Callable
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames import pandas_rows
from jupyter_privacy.guard.release import registry
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal import assigning, choosing, rowwise
from jupyter_privacy.guard.seal.callables import DATA_LIBRARIES, name_of, root_module
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, shared_rows
from jupyter_privacy.guard.seal.exits import refuse_exit
from jupyter_privacy.guard.seal.lineage import Held, worst_taint
from jupyter_privacy.guard.seal.protocol import Plain, Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Accessor, Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import Lowered, find_held

__all__ = ["first_held", "function", "method", "operate", "ufunc"]

_TABLES = {Kind.FRAME, Kind.SERIES}
_IN_PLACE = "{name} would change protected data in place: assign a new column, df['name'] = value, instead"
_VECTORISABLE = frozenset({"map", "apply", "transform"})


def method(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `value.name(*args, **kwargs)`."""
    kind = kind_of(held.value)
    refuse_exit(request.name)
    if kind is Kind.WITHHELD:
        return held
    kwargs = dict(request.kwargs)
    if kwargs.pop("inplace", False):
        return _in_place(
            desk, held, Request(request.verb, request.target, request.name, request.args, kwargs)
        )
    asked = registry.Asked(desk, held, request.name, request.args, kwargs)
    decided = registry.decide(kind, asked)
    if decided is not None:
        return _recorded(desk, held, decided)
    if kind in _TABLES and request.name in assigning.METHODS:
        return assigning.METHODS[request.name](desk, held, request)
    return _unreleased_method(desk, held, request)


def _recorded(desk: Desk, held: Held, outcome: Outcome) -> Outcome:
    if isinstance(outcome, Released):
        desk.recorder.released(held.lineage, outcome)
    return outcome


def _in_place(desk: Desk, held: Held, request: Request) -> Outcome:
    outcome = method(desk, held, request)
    if isinstance(outcome, Held) and not isinstance(outcome.value, Withheld):
        held.value, held.lineage = outcome.value, outcome.lineage
    return Plain(None)


def _unreleased_method(desk: Desk, held: Held, request: Request) -> Outcome:
    name = request.name
    if isinstance(held.value, Accessor):
        return _accessor_method(desk, held, held.value, request)
    if name in pandas_rows.CHANGES_IN_PLACE:
        raise Refusal(DisclosureError(_IN_PLACE.format(name=name)))
    vectorised = _vectorised(desk, held, request)
    if vectorised is not None:
        return vectorised
    lowered = desk.lower(request.args, request.kwargs, held.lineage)
    if lowered.callbacks:
        return desk.withhold(held.lineage, Reason.NO_RULE, name)
    if kind_of(held.value) in _TABLES:
        if name in choosing.METHODS:
            return choosing.choose(held, name, lowered, desk)
        if name in pandas_rows.ROWWISE:
            return rowwise.compute(held, lowered.held, lambda: _call(held.value, name, lowered), name)
        if lowered.kwargs.get("axis") in (1, "columns") and name in pandas_rows.ACROSS_COLUMNS:
            return rowwise.compute(held, lowered.held, lambda: _call(held.value, name, lowered), name)
    return unfollowed(held, lowered, lambda: _call(held.value, name, lowered), name)


def _call(value: Any, name: str, lowered: Lowered) -> Any:
    return getattr(value, name)(*lowered.args, **lowered.kwargs)


def _accessor_method(desk: Desk, held: Held, accessor: Accessor, request: Request) -> Outcome:
    parent = accessor.parent
    lowered = desk.lower(request.args, request.kwargs, held.lineage)
    if lowered.callbacks:
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)

    def compute() -> Any:
        return _call(getattr(parent.value, accessor.name), request.name, lowered)

    if accessor.name in pandas_rows.ROWWISE_ACCESSORS:
        result = rowwise.compute(parent, lowered.held, compute, request.name)
        # The columns of `str.get_dummies` and their number are made of cells.
        is_frame = kind_of(result.value) is Kind.FRAME
        return Held(result.value, result.lineage.lost(request.name)) if is_frame else result
    return unfollowed(parent, lowered, compute, request.name)


def _vectorised(desk: Desk, held: Held, request: Request) -> Outcome | None:
    """Run `series.map(f)` as `f(series)`: one call on the sealed column instead of one a person.

    The function sees no single value and its result has the lineage of what it did; a result
    that is not row by row (a length, a text, one entry) is withheld.
    """
    if kind_of(held.value) is not Kind.SERIES or request.name not in _VECTORISABLE or len(request.args) != 1:
        return None
    callback = request.args[0]
    if not callable(callback) or type(callback) is Sealed or request.kwargs:
        return None
    result = attempt(lambda: callback(desk.keep(held)))
    if type(result) is not Sealed:
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)
    outcome = desk.open_proxy(result)
    obstacle = shared_rows(held.lineage, [outcome])
    return outcome if obstacle is Reason.SHOWN else desk.withhold(held.lineage, obstacle, request.name)


def unfollowed(held: Held, lowered: Lowered, run: Callable[[], Any], operation: str) -> Held:
    """Run an operation whose rows cannot be followed; the result stays sealed for good."""
    for other in (held, *lowered.held):
        if isinstance(other.value, Withheld):
            return Held(other.value, other.lineage)
    with contextlib.redirect_stdout(io.StringIO()):
        result = attempt(run)
    if rowwise.is_scalar(result):
        reason = result.reason if isinstance(result, Withheld) else Reason.NO_RULE
        return Held(Withheld(reason), held.lineage.lost(operation).tainted(reason))
    taint = worst_taint(other.lineage for other in (held, *lowered.held))
    return Held(result, held.lineage.lost(operation).tainted(taint))


def operate(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer an operator; the operands are in the order in which they were written."""
    lowered = desk.lower(request.args, {}, held.lineage)
    base = next((other for other in lowered.held if other.lineage.rows is not None), held)
    if request.name == "matmul":
        return unfollowed(held, lowered, lambda: request.function(*lowered.args), "matmul")
    return rowwise.compute(base, lowered.held, lambda: request.function(*lowered.args), request.name)


def ufunc(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a NumPy ufunc; reductions and `out=` have no rule."""
    lowered = desk.lower(request.args, dict(request.kwargs), held.lineage)
    if request.name != "__call__" or request.kwargs.get("out") is not None:
        return desk.withhold(held.lineage, Reason.NO_RULE, request.function.__name__)
    base = next((other for other in lowered.held if other.lineage.rows is not None), held)
    return rowwise.compute(
        base,
        lowered.held,
        lambda: request.function(*lowered.args, **lowered.kwargs),
        request.function.__name__,
    )


def function(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a library function that was given sealed arguments."""
    name = name_of(request.function)
    refuse_exit(name)
    asked = registry.Asked(desk, held, name, request.args, dict(request.kwargs), request.function)
    decided = registry.decide_function(asked)
    if decided is not None:
        return _recorded(desk, held, decided)
    lowered = desk.lower(request.args, request.kwargs, held.lineage)
    if lowered.callbacks or request.kwargs.get("out") is not None or not _runs_inside(request.function):
        return desk.withhold(held.lineage, Reason.NO_RULE, name)

    def run() -> Any:
        return _detached(request.function)(*lowered.args, **lowered.kwargs)

    if name in pandas_rows.ROWWISE_FUNCTIONS and pandas_rows.has_public_bins(
        name, lowered.args, lowered.kwargs
    ):
        return rowwise.compute(held, lowered.held, run, name)
    return unfollowed(held, lowered, run, name)


def _runs_inside(function: Callable[..., Any]) -> bool:
    """Whether a function computes only: no charts, no files, nothing done to its arguments."""
    module = getattr(function, "__module__", None) or ""
    name = name_of(function)
    draws = any(word in module for word in ("plot", "graphics"))
    return (
        root_module(function) in DATA_LIBRARIES and not draws and name not in pandas_rows.CHANGES_ITS_ARGUMENT
    )


def _detached(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a bound method of a public object bound to a copy, so that nothing sealed gets into it."""
    owner = getattr(function, "__self__", None)
    if owner is None or isinstance(owner, (type, types.ModuleType)):
        return function
    bound: Callable[..., Any] = getattr(copy.deepcopy(owner), name_of(function))
    return bound


def first_held(desk: Desk, request: Request) -> Held:
    """Return the first sealed argument of a function call."""
    found = find_held((request.args, dict(request.kwargs)), desk.open_proxy)
    rows = (held for held in found if held.lineage.rows is not None)
    return next(rows, found[0])
