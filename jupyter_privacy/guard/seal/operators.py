"""Operators of a proxy: each becomes one `OPERATE` request."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from jupyter_privacy.guard.seal.protocol import Request, Verb
from jupyter_privacy.guard.seal.proxy import Sealed, handle_of, holder_of, reveal

__all__ = ["BINARY", "COMPARISONS", "UNARY", "install"]

BINARY = "add sub mul truediv floordiv mod pow and_ or_ xor matmul lshift rshift".split()
COMPARISONS = "lt le gt ge eq ne".split()
UNARY = ["neg", "pos", "abs", "invert"]


def _operate(function: Callable[..., Any], *, reflected: bool = False) -> Callable[..., Any]:
    def method(self: Sealed, *others: object) -> Any:
        operands = (*others, self) if reflected else (self, *others)
        holder = holder_of(self)
        request = Request(Verb.OPERATE, handle_of(self), function.__name__, operands, {}, function)
        return reveal(holder, holder.ask(request))

    return method


def install() -> None:
    """Give `Sealed` its operators."""
    for name in BINARY:
        bare = name.strip("_")
        setattr(Sealed, f"__{bare}__", _operate(getattr(operator, name)))
        setattr(Sealed, f"__r{bare}__", _operate(getattr(operator, name), reflected=True))
    for name in (*COMPARISONS, *UNARY):
        setattr(Sealed, f"__{name}__", _operate(getattr(operator, name)))
    setattr(Sealed, "__round__", _operate(round))  # noqa: B010 (as the others)
    setattr(Sealed, "__divmod__", _operate(divmod))  # noqa: B010


install()
