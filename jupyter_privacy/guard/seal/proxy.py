"""The proxy: what the analyst touches instead of a raw value.

It looks like what it stands for (`isinstance`, completion, docstrings) and forwards everything to
its holder.  The handle lives in slots whose descriptors are taken off the class, so no attribute
of a proxy leads further.  Whatever would turn it into an ordinary Python value raises
`DisclosureError`; whatever renders it gives the masked view.
"""

from __future__ import annotations

import re
import sys
import types
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NoReturn

from jupyter_privacy.errors import DisclosureError
from jupyter_privacy.guard.seal.protocol import (
    Answer,
    Calls,
    Handle,
    Holder,
    Kept,
    Method,
    Plain,
    Refused,
    Request,
    Verb,
)

__all__ = ["Sealed", "SealedMethod", "handle_of", "holder_of", "make_proxy", "reveal"]

_CONTROL = (
    "a protected value cannot steer the program (if, while, and, or, in): "
    "select rows with a condition, df[df.x > 3], or compare released numbers"
)
_PLAIN = (
    "a protected value cannot become a plain one: aggregate it (mean, value_counts, groupby), "
    "or display it to see what is safe of its rows"
)
_LOOP = "the rows of protected data cannot be looped over: use column operations or groupby instead"
_CHARTS = frozenset({"plot", "hist", "boxplot"})
_STORE = "protected rows cannot be pickled, copied out or written: release an aggregate and save that"


_OF_POLARS = frozenset({"_s", "_df", "_ldf"})
"""What polars reaches for in its own objects."""
_INSIDE = (
    "a protected polars object cannot stand inside an expression or a query: name its column, "
    "df.filter(pl.col('x') > pl.col('y')), and write SQL as expressions"
)


class Sealed:
    """A protected value.  Work with it as with the pandas object that it stands for."""

    __slots__ = ("__weakref__", "_handle", "_holder", "_looks_like")
    __hash__ = None  # type: ignore[assignment]  # a hash would tell equal values from unequal ones
    __array_priority__ = 1e6
    __pandas_priority__ = 10_000

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        looks_like: type = _LOOKS_LIKE.__get__(self)
        return looks_like

    def __getattr__(self, name: str) -> Any:
        if name in _OF_POLARS:
            raise DisclosureError(_INSIDE)
        if name.startswith("_"):
            raise AttributeError(name)
        return _ask(self, Verb.ATTRIBUTE, name)

    def __setattr__(self, name: str, value: object) -> None:
        _ask(self, Verb.SET_ATTRIBUTE, name, (value,))

    def __getitem__(self, key: object) -> Any:
        return _ask(self, Verb.GET_ITEM, args=(key,))

    def __setitem__(self, key: object, value: object) -> None:
        _ask(self, Verb.SET_ITEM, args=(key, value))

    def __delitem__(self, key: object) -> None:
        _ask(self, Verb.DELETE_ITEM, args=(key,))

    def __len__(self) -> int:
        length: int = _ask(self, Verb.LENGTH)
        return length

    def __iter__(self) -> Iterator[Any]:
        items = _ask(self, Verb.ITERATE)
        if type(items) is Sealed:
            _refuse(self, _LOOP)
        return iter(items)

    def __contains__(self, key: object) -> bool:
        found = _ask(self, Verb.CONTAINS, args=(key,))
        if type(found) is Sealed:
            _refuse(self, _CONTROL)
        return bool(found)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Call the protected value."""
        return _ask(self, Verb.METHOD, "__call__", args, kwargs)

    def __dir__(self) -> list[str]:
        names: list[str] = _ask(self, Verb.NAMES)
        return names

    def __str__(self) -> str:
        text: str = _ask(self, Verb.TEXT)
        return text

    def __repr__(self) -> str:
        return str(self)

    def __format__(self, spec: str) -> str:
        return str(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        bundle: dict[str, str] = _ask(self, Verb.SHOW)
        return bundle

    def _ipython_key_completions_(self) -> list[str]:
        names = _ask(self, Verb.ITERATE)
        return [] if type(names) is Sealed else [str(name) for name in names]

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: object, **kwargs: object) -> Any:
        return reveal(
            holder_of(self), holder_of(self).ask(Request(Verb.UFUNC, None, method, inputs, kwargs, ufunc))
        )

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        del types
        return reveal(
            holder_of(self), holder_of(self).ask(Request(Verb.FUNCTION, None, "", args, kwargs, function))
        )

    def __copy__(self) -> Any:
        return _ask(self, Verb.METHOD, "copy")

    def __deepcopy__(self, memo: object) -> Any:
        return self.__copy__()


def _refusing(message: str) -> Callable[..., NoReturn]:
    def refuse(self: Sealed, *args: object, **kwargs: object) -> NoReturn:
        _refuse(self, message)

    return refuse


def _refuse(proxy: Sealed, message: str) -> NoReturn:
    """Refuse what no data decide, and have it noted for `%privacy why`."""
    _ask(proxy, Verb.REFUSE, message)
    raise DisclosureError(message)


for _name in "int float index complex trunc floor ceil bytes array fspath next dataframe".split():
    setattr(Sealed, f"__{_name}__", _refusing(_PLAIN))
Sealed.__bool__ = _refusing(_CONTROL)  # type: ignore[attr-defined]
for _name in ("reduce", "reduce_ex", "getstate", "arrow_c_stream", "arrow_c_array"):
    setattr(Sealed, f"__{_name}__", _refusing(_STORE))


class SealedMethod:  # noqa: D101 (a method of a protected value; its docstring is the method's own)
    __slots__ = ("__doc__", "__name__", "_proxy")

    def __init__(self, proxy: Sealed, method: Method) -> None:
        self._proxy = proxy
        self.__name__ = method.name
        self.__doc__ = method.doc

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the method through the holder; `pipe` calls the analyst's own function."""
        if self.__name__ in _CHARTS:
            return _drawn(self._proxy, self.__name__, "", args, kwargs)
        if self.__name__ == "pipe" and args and callable(args[0]):
            return args[0](self._proxy, *args[1:], **kwargs)
        if self.__name__ in {"query", "eval"} and args and isinstance(args[0], str):
            kwargs = {**kwargs, "local_dict": _named(args[0], sys._getframe(1))}
        return _ask(self._proxy, Verb.METHOD, self.__name__, args, kwargs)

    def __getattr__(self, kind: str) -> Any:
        if self.__name__ != "plot" or kind.startswith("_"):
            raise AttributeError(kind)
        return lambda *args, **kwargs: _drawn(self._proxy, "plot", kind, args, kwargs)

    def __repr__(self) -> str:
        return f"<method {self.__name__} of a protected value>"


def _drawn(proxy: Sealed, name: str, kind: str, args: tuple[Any, ...], kwargs: Any) -> Any:
    """Draw a chart on this side: it is made of what anybody may ask a proxy."""
    from jupyter_privacy.guard.charts.drawing import accessor

    return accessor(proxy, name, kind, args, kwargs)


def _named(expression: str, caller: types.FrameType) -> dict[str, Any]:
    """Return the variables of the calling code that an expression names with `@`."""
    scope = {**caller.f_globals, **caller.f_locals}
    return {name: scope[name] for name in re.findall(r"@(\w+)", expression) if name in scope}


_HANDLE = Sealed.__dict__["_handle"]
_HOLDER = Sealed.__dict__["_holder"]
_LOOKS_LIKE = Sealed.__dict__["_looks_like"]
for _name in ("_handle", "_holder", "_looks_like"):
    delattr(Sealed, _name)


def make_proxy(holder: Holder, kept: Kept) -> Sealed:
    """Return a new proxy for a value that `holder` keeps; it is dropped with the proxy."""
    proxy = object.__new__(Sealed)
    _HANDLE.__set__(proxy, kept.handle)
    _HOLDER.__set__(proxy, holder)
    _LOOKS_LIKE.__set__(proxy, kept.looks_like)
    weakref.finalize(proxy, holder.drop, kept.handle).atexit = False
    return proxy


def handle_of(proxy: Sealed) -> Handle:
    """Return the handle of a proxy."""
    handle: Handle = _HANDLE.__get__(proxy)
    return handle


def holder_of(proxy: Sealed) -> Holder:
    """Return the holder that a proxy asks."""
    holder: Holder = _HOLDER.__get__(proxy)
    return holder


def reveal(holder: Holder, answer: Answer, proxy: Sealed | None = None) -> Any:
    """Turn an answer into what the analyst's code gets; raises what was refused."""
    if isinstance(answer, Plain):
        return answer.value
    if isinstance(answer, Kept):
        return make_proxy(holder, answer)
    if isinstance(answer, Method) and proxy is not None:
        return SealedMethod(proxy, answer)
    if isinstance(answer, Calls) and answer.request is not None:
        results = tuple(tuple(_called(function, one) for one in given) for function, given in answer.calls)
        return reveal(holder, holder.ask(replace(answer.request, results=results)), proxy)
    raise answer.error if isinstance(answer, Refused) else DisclosureError(_PLAIN)


def _called(function: Callable[[Any], object], given: object) -> object:
    """Return what a function of the analyst's makes of a proxy, or that it was refused something."""
    try:
        return function(given)
    except DisclosureError as error:
        return Refused(error)


def _ask(proxy: Sealed, verb: Verb, name: str = "", args: tuple[Any, ...] = (), kwargs: Any = None) -> Any:
    holder = holder_of(proxy)
    request = Request(verb, handle_of(proxy), name, args, kwargs or {})
    return reveal(holder, holder.ask(request), proxy)
