"""The sets of people that a session has answered about, so that none can be subtracted from another.

A new set that is near an earlier one - different, but by fewer than k people - is answered as the
earlier one.  Neither the number nor a refusal then tells who makes the difference.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.differencing import Bits, n_different, pack, unpack
from jupyter_privacy.core.types import BoolArray, IntArray
from jupyter_privacy.guard.seal.marked_sets import MarkedSets

__all__ = ["RowSets"]

Numbers = NDArray[np.int32]
_BITS_A_NUMBER = 32


class RowSets:
    """The sets of one source, at least `minimum` people apart from each other."""

    def __init__(self, n_records: int, minimum: int) -> None:
        self._n_records = n_records
        self._minimum = minimum
        self._sizes = np.empty(0, dtype=np.intp)
        self._sets: list[Bits | Numbers] = []
        self.marked = MarkedSets(n_records, minimum)
        self.settle(np.arange(n_records, dtype=np.intp))

    def __len__(self) -> int:
        return len(self._sets)

    def settle(self, records: IntArray) -> IntArray:
        """Return the set that `records` are answered as; the first of its kind is remembered.

        Fewer than `minimum` people are never answered about, so they are not remembered either.
        """
        known = records if len(records) < self._minimum else self.near(records)
        if known is not None:
            return known
        self._sizes = np.append(self._sizes, len(records))
        self._sets.append(self._stored(records))
        return records

    def has_size_near(self, n: int) -> bool:
        """Whether a set of about this size was answered about: only then can one be near."""
        return bool((np.abs(self._sizes - n) < self._minimum).any())

    def near(self, records: IntArray) -> IntArray | None:
        """Return the earliest set that is equal or near to `records`, or None.

        An equal set is returned as `records` itself.
        """
        candidates = np.flatnonzero(np.abs(self._sizes - len(records)) < self._minimum)
        if not len(candidates):
            return None
        members = np.zeros(self._n_records, dtype=np.bool_)
        members[records] = True
        distances = [self._n_different(members, len(records), self._sets[i]) for i in candidates]
        if 0 in distances:
            return records
        near = [i for i, distance in zip(candidates, distances, strict=True) if distance < self._minimum]
        return self._records(self._sets[near[0]]) if near else None

    def _stored(self, records: IntArray) -> Bits | Numbers:
        """Return a set as it is kept: as bits, or as numbers where those take less room."""
        if len(records) * _BITS_A_NUMBER < self._n_records:
            return np.sort(records).astype(np.int32)
        return pack(records, self._n_records)

    def _n_different(self, members: BoolArray, n_members: int, stored: Bits | Numbers) -> int:
        """Return how many people belong to exactly one of two sets."""
        if stored.dtype == np.int32:
            return n_members + len(stored) - 2 * int(np.count_nonzero(members[stored]))
        return n_different(pack(np.flatnonzero(members), self._n_records), stored.view(np.uint64))

    def _records(self, stored: Bits | Numbers) -> IntArray:
        if stored.dtype == np.int32:
            return stored.astype(np.intp)
        return unpack(stored.view(np.uint64), self._n_records)
