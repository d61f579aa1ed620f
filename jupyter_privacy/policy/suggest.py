"""Help for somebody who mistyped a name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["unknown_name"]


def unknown_name(what: str, name: str, allowed: Iterable[str]) -> str:
    """Say that `name` is not known, what it may have meant, and what is allowed.

    >>> unknown_name("profile", "strikt", ["standard", "strict"])
    "unknown profile 'strikt'; did you mean 'strict'? Allowed: standard, strict"
    """
    names = list(allowed)
    close = get_close_matches(name, names, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else "."
    return f"unknown {what} {name!r}{hint} Allowed: {', '.join(names)}"
