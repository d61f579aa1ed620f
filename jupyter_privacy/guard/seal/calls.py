"""Methods, operators and functions on sealed values.

In this order: exits are refused, a release rule may speak, and what is known to keep or to choose
rows is carried out, its result sealed with the lineage that follows.  Nothing else runs on raw
data: no rule could release what came of it, and it could print, write, fail or call somebody's
code on the way.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from jupyter_privacy.core.types import Reason
from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames import pandas_categories, pandas_operations, pandas_rows
from jupyter_privacy.frames.distinct import puts_shared_labels
from jupyter_privacy.frames.pandas_operations import Parameters
from jupyter_privacy.guard.release import registry
from jupyter_privacy.guard.release.outcome import Released, answering
from jupyter_privacy.guard.seal import (
    assigning,
    choosing,
    concatenating,
    conditions,
    labelling,
    merge_calls,
    narrowing,
    reshaping,
    row_labels,
    rowwise,
    texts,
)
from jupyter_privacy.guard.seal.callables import is_library_function, name_of
from jupyter_privacy.guard.seal.desk import Desk, Outcome, attempt, shared_rows
from jupyter_privacy.guard.seal.exits import refuse_exit
from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.one_row import OneRow
from jupyter_privacy.guard.seal.protocol import Plain, Request
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.refusal import Refusal
from jupyter_privacy.guard.seal.values import Accessor, Grouped, Kind, Withheld, kind_of
from jupyter_privacy.guard.seal.wire import find_held

Handler = Callable[[Desk, Held, Request], Outcome]

__all__ = ["first_held", "function", "method", "operate", "ufunc"]

_IN_PLACE = "{name} would change protected data in place: assign a new column, df['name'] = value, instead"
_PUTTING = frozenset({"fillna", "where", "mask", "replace"})
"""Methods that fail if they put a value in a categorical column that is no category of it."""

_VECTORISABLE = frozenset({"map", "apply", "transform"})
_METHODS: Mapping[Kind, Mapping[str, Parameters]] = {
    Kind.FRAME: pandas_operations.FRAME_METHODS,
    Kind.SERIES: pandas_operations.SERIES_METHODS,
}
_RESHAPING: Mapping[str, Handler] = {"merge": merge_calls.merge, "join": merge_calls.join}
_HANDLED: Mapping[str, Callable[[Desk, Held, Request], Outcome | None]] = {
    **assigning.METHODS,
    **labelling.METHODS,
    **narrowing.METHODS,
    **reshaping.METHODS,
    **row_labels.METHODS,
    **_RESHAPING,
}
_RESHAPING_FUNCTIONS: Mapping[str, Handler] = {
    "merge": merge_calls.merge_function,
    "concat": concatenating.concat,
    **reshaping.FUNCTIONS,
}
_OF_PUBLIC = frozenset({"merge", "join"})
"""What methods of a public table may be called with sealed ones."""
_AXIS = pandas_operations.Parameters(plain=frozenset({"axis", "skipna", "numeric_only", "ddof"}))


def method(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer `value.name(*args, **kwargs)`."""
    kind = kind_of(held.value)
    refuse_exit(request.name)
    if kind is Kind.WITHHELD:
        return held
    if kind in _METHODS and request.name not in conditions.LOGICAL:
        held = conditions.settled(held)
    kwargs = dict(request.kwargs)
    if kwargs.pop("inplace", False):
        return _in_place(desk, held, _renewed(request, kwargs))
    asked = registry.Asked(desk, held, request.name, request.args, kwargs, results=request.results)
    decided = registry.decide(kind, asked)
    if decided is not None:
        return _recorded(desk, held, decided, request)
    if kind is Kind.ACCESSOR:
        return _accessor_method(desk, held, held.value, request)
    if request.name in pandas_rows.CHANGES_IN_PLACE:
        raise Refusal(DisclosureError(_IN_PLACE.format(name=request.name)))
    return _carried_out(desk, held, kind, _renewed(request, kwargs))


def _renewed(request: Request, kwargs: Mapping[str, Any]) -> Request:
    return replace(request, kwargs=kwargs)


def _recorded(desk: Desk, held: Held, outcome: Outcome, request: Request) -> Outcome:
    if not isinstance(outcome, Released):
        return outcome
    name, n_keys = request.name or name_of(request.function), 0
    if isinstance(held.value, Grouped):
        name = f"groupby.{name}"
        n_keys = 0 if held.value.options.get("as_index", True) else len(held.value.keys)
    released = answering(outcome, name, request.kwargs, n_keys)
    desk.recorder.released(held.lineage, released)
    return released


def _in_place(desk: Desk, held: Held, request: Request) -> Outcome:
    outcome = method(desk, held, request)
    if isinstance(outcome, Held):
        held.value, held.lineage = outcome.value, outcome.lineage
    return Plain(None)


def _carried_out(desk: Desk, held: Held, kind: Kind, request: Request) -> Outcome:
    """Carry out a method that is known to keep, choose or relabel rows; withhold any other."""
    name = request.name
    handled = _HANDLED[name](desk, held, request) if kind in _METHODS and name in _HANDLED else None
    if handled is not None:
        return handled
    if kind in _METHODS and name in choosing.METHODS:
        return choosing.choose(desk, held, request)
    vectorised = _vectorised(desk, held, request)
    if vectorised is not None:
        return vectorised
    parameters = _METHODS.get(kind, {}).get(name)
    is_across = kind is Kind.FRAME and name in pandas_operations.ACROSS_COLUMNS
    if parameters is None and not is_across:
        return desk.withhold(held.lineage, Reason.NO_RULE, name)
    given = attempt(lambda: pandas_operations.bound_arguments(held.value, name, request.args, request.kwargs))
    if isinstance(given, Withheld) or not _along_rows(kind, name, given, is_across=parameters is None):
        return desk.withhold(held.lineage, Reason.NO_RULE, name)
    if name == "fillna" and kind is Kind.FRAME and kind_of(given.get("value")) is Kind.SERIES:
        given["value"] = given["value"].to_dict()  # one value a column, by name: no column of the rows
    minimum = held.lineage.source.policy.minimum
    if name in _PUTTING and attempt(lambda: puts_shared_labels(held.value, given, minimum)) is not True:
        return desk.withhold(held.lineage, Reason.NO_RULE, name)
    raw: Any = pandas_categories.without_categories(held.value) if name == "map" else held.value
    return rowwise.call(desk, held, given, parameters or _AXIS, lambda raws: getattr(raw, name)(**raws), name)


def _along_rows(kind: Kind, name: str, given: Mapping[str, Any], *, is_across: bool) -> bool:
    if is_across:
        return given.get("axis") in (1, "columns")
    return kind is not Kind.FRAME or pandas_operations.runs_along_rows(name, given)


def _accessor_method(desk: Desk, held: Held, accessor: Accessor, request: Request) -> Outcome:
    parent, name = accessor.parent, request.name
    if accessor.name == "str" and name in texts.METHODS:
        return texts.expand(desk, parent, request)
    if name not in pandas_operations.ACCESSORS.get(accessor.name, ()):
        return desk.withhold(held.lineage, Reason.NO_RULE, name)
    given = {**{str(i): argument for i, argument in enumerate(request.args)}, **request.kwargs}

    def run(raws: dict[str, Any]) -> Any:
        args = [raws.pop(str(i)) for i in range(len(request.args))]
        return getattr(getattr(parent.value, accessor.name), name)(*args, **raws)

    return rowwise.call(desk, parent, given, pandas_operations.accessor_parameters(), run, name)


def _vectorised(desk: Desk, held: Held, request: Request) -> Outcome | None:
    """Run `series.map(f)` as `f(series)`, and `frame.apply(f, axis=1)` as `f(frame)`: one call for all rows.

    The function sees no single value and its result has the lineage of what it did; a result
    that is not row by row (a length, a text, one entry) is withheld.
    """
    along_rows = kind_of(held.value) is Kind.FRAME and request.name == "apply"
    is_known = kind_of(held.value) is Kind.SERIES and request.name in _VECTORISABLE
    given = {**dict(zip(("func", "axis"), request.args, strict=False)), **request.kwargs}
    callback = given.pop("func", None)
    if not (is_known or along_rows) or not callable(callback) or type(callback) is Sealed:
        return None
    if along_rows and given.pop("axis", 0) not in (1, "columns"):
        return None
    if given:
        return None
    proxy = desk.keep(held)
    result = attempt(lambda: callback(OneRow(proxy) if along_rows else proxy))
    if type(result) is not Sealed:
        return desk.withhold(held.lineage, Reason.NO_RULE, request.name)
    outcome = desk.open_proxy(result)
    obstacle = shared_rows(held.lineage, [outcome])
    return outcome if obstacle is Reason.SHOWN else desk.withhold(held.lineage, obstacle, request.name)


def operate(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer an operator; the operands are in the order in which they were written."""
    if request.name == "matmul":
        return desk.withhold(held.lineage, Reason.NO_RULE, "matmul")
    return _elementwise(desk, held, request.function, request.args, {}, request.name)


def ufunc(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a NumPy ufunc; reductions, `out=` and ufuncs made of other code have no rule."""
    function = request.function
    if request.name != "__call__" or request.kwargs or not pandas_operations.is_numpy_ufunc(function):
        return desk.withhold(held.lineage, Reason.NO_RULE, name_of(function))
    return _elementwise(desk, held, function, request.args, {}, name_of(function))


def _elementwise(
    desk: Desk, held: Held, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], name: str
) -> Held:
    """Carry out a function that pairs its arguments row by row, whichever of them are columns."""
    parameters = Parameters(columns=frozenset(map(str, range(len(args)))))
    given = {str(i): argument for i, argument in enumerate(args)}
    found = find_held(args, desk.open_proxy)
    base = next((one for one in found if one.lineage.rows is not None), held)
    return rowwise.call(desk, base, given, parameters, lambda raws: function(*raws.values(), **kwargs), name)


def function(desk: Desk, held: Held, request: Request) -> Outcome:
    """Answer a library function that was given sealed arguments."""
    name = name_of(request.function)
    asked = registry.Asked(
        desk, held, name, request.args, dict(request.kwargs), request.function, request.results
    )
    decided = registry.decide_function(asked)
    if decided is not None:
        return _recorded(desk, held, decided, request)
    if pandas_operations.is_numpy_ufunc(request.function):
        return ufunc(desk, held, replace(request, name="__call__"))
    reshaping = _reshaping(request.function)
    if reshaping is not None:
        return reshaping(desk, held, request)
    known = pandas_operations.FUNCTIONS.get(name)
    if known is None or not is_library_function(request.function):
        refuse_exit(name)
        return desk.withhold(held.lineage, Reason.NO_RULE, name)
    positional, parameters = known
    given = {**dict(zip(positional, request.args, strict=False)), **request.kwargs}
    if len(request.args) > len(positional) or not _has_public_bins(name, given):
        return desk.withhold(held.lineage, Reason.NO_RULE, name)

    def run(raws: dict[str, Any]) -> Any:
        by_position = list(itertools.takewhile(raws.__contains__, positional))
        leading = [raws.pop(parameter) for parameter in by_position]
        return request.function(*leading, **raws)

    coerced = pandas_operations.COERCING.get(name, {})
    return rowwise.call(desk, held, {**given, **coerced}, parameters, run, name)


def _reshaping(function: Any) -> Handler | None:
    """Return what answers a function that puts tables together: of pandas, or a method of a public table."""
    name, owner = name_of(function), getattr(function, "__self__", None)
    if kind_of(owner) is Kind.FRAME:
        return _RESHAPING.get(name) if name in _OF_PUBLIC else None
    return _RESHAPING_FUNCTIONS.get(name) if is_library_function(function) else None


def _has_public_bins(name: str, given: Mapping[str, Any]) -> bool:
    """Whether the bins of a `cut` were written down: a mere number puts the edges at the extremes."""
    return (
        name != "cut"
        or isinstance(given.get("bins"), (list, tuple, range))
        or kind_of(given.get("bins"))
        in {
            Kind.ARRAY,
            Kind.INDEX,
        }
    )


def first_held(desk: Desk, request: Request) -> Held:
    """Return the first sealed argument of a function call."""
    found = find_held((request.args, dict(request.kwargs)), desk.open_proxy)
    rows = (held for held in found if held.lineage.rows is not None)
    return next(rows, found[0])
