"""Which library objects are known to be public, and the masks beside released ones.

A frame is public when it was built from literals and released values, was released by a rule, or
was declared so.  Objects are known by identity and forgotten when they go.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import Any

from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.policy import Policy

__all__ = ["Mask", "PublicValues"]


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """The mask beside a released object, and the policy that it was made under."""

    released: Released
    policy: Policy


class PublicValues:
    """Objects known to be public, by identity; only kinds that can be referred to weakly."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[weakref.ref[Any], Mask | None]] = {}

    def add(self, value: Any, released: Released | None = None, policy: Policy | None = None) -> None:
        """Note that `value` is public, with the mask beside it if it was released by a rule.

        Noting it again without a mask leaves the first one in place.
        """
        if released is None and value in self:
            return
        key = id(value)
        try:
            reference = weakref.ref(value, lambda _: self._forget(key))
        except TypeError:
            return
        mask = Mask(released, policy) if released is not None and policy is not None else None
        self._known[key] = (reference, mask)

    def _forget(self, key: int) -> None:
        self._known.pop(key, None)

    def __contains__(self, value: object) -> bool:
        return self._found(value) is not None

    def mask_of(self, value: object) -> Mask | None:
        """Return the mask beside a released object, or None."""
        found = self._found(value)
        return None if found is None else found[1]

    def _found(self, value: object) -> tuple[weakref.ref[Any], Mask | None] | None:
        found = self._known.get(id(value))
        return found if found is not None and found[0]() is value else None
