"""The seam between proxies and the place where raw values live.

A proxy turns whatever is done to it into one `Request` and reveals the `Answer`.  Functions of the
analyst's run on the proxy's side: the holder asks for them with `Calls`.  Today the holder is an object
in the same process; a holder in another process or on another machine answers the same requests, which
is why a proxy never touches a raw value itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NewType, Protocol

__all__ = ["Answer", "Calls", "Handle", "Holder", "Kept", "Method", "Plain", "Refused", "Request", "Verb"]

Handle = NewType("Handle", int)


class Verb(Enum):
    """What can be asked of a sealed value."""

    ATTRIBUTE = auto()
    METHOD = auto()
    FUNCTION = auto()
    OPERATE = auto()
    UFUNC = auto()
    GET_ITEM = auto()
    SET_ITEM = auto()
    DELETE_ITEM = auto()
    SET_ATTRIBUTE = auto()
    LENGTH = auto()
    ITERATE = auto()
    CONTAINS = auto()
    NAMES = auto()
    TEXT = auto()
    SHOW = auto()
    REFUSE = auto()


@dataclass(frozen=True, slots=True)
class Request:
    """One thing done to a sealed value; `target` is None for functions that are given some.

    `results` holds what the functions of an earlier `Calls` returned: one tuple a function.
    """

    verb: Verb
    target: Handle | None
    name: str = ""
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    function: Any = None
    results: tuple[tuple[object, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Plain:
    """A released value: an ordinary object that needs no further tracking."""

    value: object


@dataclass(frozen=True, slots=True)
class Kept:
    """The result stays sealed; `looks_like` is the type that `isinstance` sees."""

    handle: Handle
    looks_like: type


@dataclass(frozen=True, slots=True)
class Method:
    """The attribute is a method: call it through the holder."""

    name: str
    doc: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """An exception to raise at the proxy; its message carries no data value."""

    error: BaseException


@dataclass(frozen=True, slots=True)
class Calls:
    """Functions of the analyst's have to be called, each with its proxies, before `request` is asked again.

    A call that the guard refuses gives the `Refused` as its result; what else goes wrong in it is
    the analyst's to see.
    """

    calls: tuple[tuple[Callable[[Any], object], tuple[Any, ...]], ...]
    request: Request | None = None


Answer = Plain | Kept | Method | Refused | Calls


class Holder(Protocol):
    """Where raw values live."""

    def ask(self, request: Request) -> Answer:
        """Answer one request; never raises."""

    def drop(self, handle: Handle) -> None:
        """Forget a value whose last proxy is gone."""
