"""Mediated calls: what happens between a cell's `f` and its `(x)`.

sealed values, sealed methods, functions of this notebook   called as they are
readers                                                      their result is sealed
library functions with sealed arguments                      asked of the holder
library functions without                                    their result is known to be public
everything else                                              frames in its result are adopted
"""

from __future__ import annotations

import builtins
import functools
import math
import types
import warnings
from collections.abc import Callable
from typing import Any

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.frames.shapes import holds_records
from jupyter_privacy.guard.charts.drawing import draw, draws
from jupyter_privacy.guard.seal.callables import DATA_LIBRARIES, name_of, root_module
from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, SealedMethod, reveal
from jupyter_privacy.guard.seal.wire import holds_sealed
from jupyter_privacy.guard.validating import validated, validates
from jupyter_privacy.kernel.doors import is_known_code
from jupyter_privacy.kernel.estimators import fits_in_place, lowered
from jupyter_privacy.kernel.readers import is_reader
from jupyter_privacy.kernel.sources import Sources, active_sources

__all__ = ["mediate"]

_REDUCERS = frozenset({builtins.sum, builtins.min, builtins.max, builtins.sorted, math.fsum})
_NO_DATA = (OSError, ImportError, KeyboardInterrupt, SystemExit, DisclosureError)
_BEFORE_STACKLEVEL = 2
"""How many arguments of `warnings.warn` stand before `stacklevel`; the mediator is one level more."""
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)
_READ = (list, tuple, dict, str, int, float, type(None))

_IN_PARTS = (
    "{name} would hand out protected rows part by part: read the data as a whole, or as many rows as "
    "are needed (nrows=...)"
)
_FAILED = (
    "{name} failed with {error}; its message is withheld because it may quote records. "
    "Check the path, separator, column names and types"
)


def mediate(function: Any) -> Any:
    """Return what a cell is to call instead of `function`."""
    if type(function) in {Sealed, SealedMethod}:
        return function
    sources = active_sources()
    if sources is None or (isinstance(function, types.FunctionType) and sources.is_mediated(function)):
        return function
    return functools.partial(_call, sources, function)


def _call(sources: Sources, function: Any, /, *args: Any, **kwargs: Any) -> Any:
    owner = getattr(function, "__self__", None)
    if owner is not None and sources.is_foreign(owner):
        return getattr(sources.adopt(owner), name_of(function))(*args, **kwargs)
    args = tuple(lowered(function, _incoming(sources, value)) for value in args)
    kwargs = {name: lowered(function, _incoming(sources, value)) for name, value in kwargs.items()}
    if any(map(holds_sealed, args)) or any(map(holds_sealed, kwargs.values())):
        return _with_sealed(sources, function, args, kwargs)
    if is_reader(function):
        sources.files.read_by(args, kwargs)
        return _whole(sources.adopt_all(_guarded(function, args, kwargs)), function)
    root = root_module(function)
    if root in DATA_LIBRARIES:
        return sources.declare_public(function(*args, **kwargs))
    if function is warnings.warn and len(args) <= _BEFORE_STACKLEVEL:
        kwargs["stacklevel"] = kwargs.get("stacklevel", 1) + 1
    if is_known_code(root) or any(map(holds_records, args)):
        return sources.unless_brought_in(function(*args, **kwargs), (owner, *args, *kwargs.values()))
    return sources.adopt_all(_guarded(function, args, kwargs))


def _incoming(sources: Sources, value: Any) -> Any:
    """Return an argument with raw frames sealed; readers (`map(pd.read_csv, paths)`) are mediated."""
    if isinstance(value, _FUNCTIONS) and is_reader(value):
        return functools.partial(_call, sources, value)
    return sources.incoming(value)


def _whole(result: Any, function: Any) -> Any:
    """Return what a reader has read, unless it will hand out raw rows later (`chunksize`)."""
    if type(result) is Sealed or isinstance(result, _READ):
        return result
    raise DisclosureError(_IN_PARTS.format(name=name_of(function)))


def _with_sealed(sources: Sources, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    root = root_module(function)
    if draws(function):
        return draw(function, args, kwargs)
    if validates(function):
        return validated(function, args, kwargs)
    if root in DATA_LIBRARIES or _is_reducer(function, args):
        ask = functools.partial(_ask, sources)
        fitted = fits_in_place(function, args, kwargs, ask)
        return ask(function, args, kwargs) if fitted is NotImplemented else fitted
    return function(*args, **kwargs)


def _ask(sources: Sources, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    holder = sources.session.holder
    return reveal(holder, holder.ask(Request(Verb.FUNCTION, None, "", args, kwargs, function)))


def _is_reducer(function: Any, args: tuple[Any, ...]) -> bool:
    is_one = isinstance(function, types.BuiltinFunctionType) and function in _REDUCERS
    return is_one and bool(args) and type(args[0]) is Sealed


def _guarded(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a function that handles raw data; an error of a data library keeps its message to itself.

    The new exception is raised outside the handler, so that it has no context to walk to.
    """
    failed, result = _attempted(function, args, kwargs)
    if failed is None:
        return result
    raise DisclosureError(_FAILED.format(name=name_of(function) or "the call", error=failed))


def _attempted(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[str | None, Any]:
    try:
        return None, function(*args, **kwargs)
    except _NO_DATA:
        raise
    except Exception as error:
        if not (is_reader(function) or _comes_from_data_library(error)):
            raise
        return type(error).__name__, None


def _comes_from_data_library(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").split(".")[0] in DATA_LIBRARIES:
            return True
        trace = trace.tb_next
    return False
