"""How arguments cross from the analyst's side to the raw side.

Sealed arguments become raw ones and leave their lineage behind; callbacks are wrapped; plain
values pass, arrays and frames as copies (so that `out=` fills nothing), other objects are refused.
Containers are walked as far as anybody nests them in a call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyter_privacy.guard.seal.lineage import Held
from jupyter_privacy.guard.seal.proxy import Sealed

__all__ = ["Lowered", "find_held", "holds_sealed", "lower"]

_DEPTH = 5
_FOREIGN = (
    "an object of type {kind} cannot be combined with protected data, as its own code would see them: "
    "use plain values, lists and dicts (not too deep), or pandas and NumPy objects of those"
)


@dataclass(slots=True, eq=False)
class Lowered:
    """Arguments as the raw operation takes them, and the sealed values that were among them."""

    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)


def lower(args: tuple[Any, ...], kwargs: Mapping[str, Any], open_proxy: Callable[[Sealed], Held]) -> Lowered:
    """Return the raw arguments of a call."""
    lowered = Lowered()

    def walk(value: Any, depth: int = 0) -> Any:
        if type(value) is Sealed:
            held = open_proxy(value)
            lowered.held.append(held)
            return held.value
        if type(value) is slice:
            return slice(walk(value.start), walk(value.stop), walk(value.step))
        if depth < _DEPTH and type(value) in {list, tuple, set}:
            return type(value)(walk(item, depth + 1) for item in value)
        if depth < _DEPTH and type(value) is dict:
            return {key: walk(item, depth + 1) for key, item in value.items()}
        return value

    lowered.args = tuple(walk(value) for value in args)
    lowered.kwargs = {name: walk(value) for name, value in kwargs.items()}
    return lowered


def holds_sealed(value: object, depth: int = 0) -> bool:
    """Whether a sealed value is, or stands somewhere in, `value`."""
    if type(value) is Sealed:
        return True
    if type(value) is slice:
        return any(map(holds_sealed, (value.start, value.stop, value.step)))
    if depth >= _DEPTH:
        return False
    if type(value) in {list, tuple, set}:
        return any(holds_sealed(item, depth + 1) for item in value)  # type: ignore[attr-defined]
    if type(value) is dict:
        return any(holds_sealed(item, depth + 1) for item in value.values())
    return False


def find_held(value: object, open_proxy: Callable[[Sealed], Held], depth: int = 0) -> list[Held]:
    """Return what is held behind the sealed values in `value`, in the order of their appearance."""
    if type(value) is Sealed:
        return [open_proxy(value)]
    if depth >= _DEPTH or type(value) not in {list, tuple, set, dict}:
        return []
    items = value.values() if type(value) is dict else value
    return [held for item in items for held in find_held(item, open_proxy, depth + 1)]  # type: ignore[attr-defined]
