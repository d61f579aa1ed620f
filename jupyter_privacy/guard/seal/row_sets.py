"""The sets of people that a session has answered about, so that none can be subtracted from another.

A new set that is near an earlier one - different, but by fewer than k people - is answered as the
earlier one.  Neither the number nor a refusal then tells who makes the difference.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.differencing import Bits, n_different, pack, unpack
from jupyter_privacy.core.types import IntArray

__all__ = ["RowSets"]


class RowSets:
    """The sets of one source, at least `minimum` people apart from each other."""

    def __init__(self, n_records: int, minimum: int) -> None:
        self._n_records = n_records
        self._minimum = minimum
        self._sizes = np.empty(0, dtype=np.intp)
        self._sets: list[Bits] = []
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
        self._sets.append(pack(records, self._n_records))
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
        bits = pack(records, self._n_records)
        distances = {int(i): n_different(bits, self._sets[i]) for i in candidates}
        if 0 in distances.values():
            return records
        earliest = next((i for i in candidates if distances[int(i)] < self._minimum), None)
        return None if earliest is None else unpack(self._sets[earliest], self._n_records)
