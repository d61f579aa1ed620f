"""What was worked out about columns, remembered as long as the memory lives that holds their cells.

A column that is asked for again is a new object over the same memory.  Nothing writes into the memory
of protected data, so what was found out about it stays true; it is forgotten when the memory is freed,
or when too much is remembered.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Remembered", "Storage", "storage_of"]

T = TypeVar("T")
_SMALL = 64


@dataclass(frozen=True, slots=True, eq=False)
class Storage:
    """The memory of a column: the objects that own it, and which part of it the column is."""

    owners: tuple[Any, ...]
    part: Hashable


def storage_of(column: Any) -> Storage | None:
    """Return the memory of a Series or array; None where it can be written to, or told from no other."""
    dtype = getattr(column, "dtype", None)
    if isinstance(dtype, np.dtype):
        return _of_array(column if isinstance(column, np.ndarray) else column.to_numpy())
    entries: Any = getattr(column, "array", None)
    if getattr(dtype, "storage", "") == "pyarrow":
        return Storage((entries.__arrow_array__(),), "text")
    if hasattr(entries, "codes") and hasattr(entries, "categories"):
        codes = _of_array(entries.codes)
        return None if codes is None else Storage((*codes.owners, entries.categories), codes.part)
    return None


def _of_array(array: NDArray[Any]) -> Storage | None:
    owner: Any = array if array.base is None else array.base
    if not isinstance(owner, np.ndarray) or array.flags.writeable:
        return None
    place = array.__array_interface__
    return Storage((owner,), (place["data"][0], array.strides, array.shape, place["typestr"]))


class Remembered:
    """Facts by the memory that they are about, at most so many bytes of them; the oldest go first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._facts: OrderedDict[Hashable, tuple[tuple[weakref.ref[Any], ...], Any]] = OrderedDict()

    def of(self, storages: Sequence[Storage | None], what: Hashable, compute: Callable[[], T]) -> T:
        """Return a fact about some columns, worked out when it is first asked for.

        What cannot be remembered is worked out every time.
        """
        owners = tuple(owner for storage in storages if storage is not None for owner in storage.owners)
        if None in storages:
            return compute()
        key = (what, *((*map(id, one.owners), one.part) for one in storages if one is not None))
        known = self._facts.get(key)
        if known is not None and all(ref() is owner for ref, owner in zip(known[0], owners, strict=True)):
            self._facts.move_to_end(key)
            fact: T = known[1]
            return fact
        fact = compute()
        if _size(fact) > self._most_bytes:
            return fact
        self._facts[key] = (tuple(weakref.ref(owner, self._forgetting(key)) for owner in owners), fact)
        self._shrink()
        return fact

    @property
    def n_bytes(self) -> int:
        """How much memory the facts take."""
        return sum(_size(fact) for _, fact in self._facts.values())

    def _forgetting(self, key: Hashable) -> Callable[[object], None]:
        facts = self._facts
        return lambda _: facts.pop(key, None) and None

    def _shrink(self) -> None:
        while self._facts and self.n_bytes > self._most_bytes:
            self._facts.popitem(last=False)


def _size(fact: object) -> int:
    return _SMALL + int(getattr(fact, "nbytes", 0))
