"""Totals of one column that were told, so that what they leave over of each other is nobody's alone.

Whoever knows the total of everybody, and of some groups, subtracts.  What is left is a sum over the
others; where one person makes up most of it, it tells that person's value.  Looked at is what is left
of everybody (unless that is one person's itself), of the new set, and of each earlier set around it,
less all earlier sets that lie within and do not hold the person in question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray

__all__ = ["ToldTotals"]

Bits = NDArray[np.uint8]
"""A set of people: eight of them in a byte."""

_CANDIDATES = 4
"""The largest contributors of a remainder that are looked at."""

_LEADERS = 64
"""The largest contributors of all, in order."""

_MOST = 512
"""Sets that are remembered; then no new one is told of."""

_MANY, _SAFE = 10_000, 3.0
"""Of many people no sum is looked through that is so many times its largest part: no rule fails there."""


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """A set of people, packed, and the sum of their absolute contributions."""

    people: Bits
    total: float
    n_people: int


@dataclass(slots=True, eq=False)
class ToldTotals:
    """The sets of people whose totals of one column were told.

    `sizes_of` gives the absolute contributions of all records, 0 where there is none: they take too much room
    to be kept for every column.  `is_of_one` says of some contributions whether their sum tells one of them.
    """

    sizes_of: Callable[[], FloatArray]
    is_of_one: Callable[[FloatArray], bool]
    _sets: list[_Told] = field(default_factory=list)
    _leaders: IntArray | None = None
    _everybody: list[_Told] | None = None
    _largest_size: float | None = None

    @property
    def sizes(self) -> FloatArray:
        """The absolute contributions of all records."""
        return self.sizes_of()

    def __len__(self) -> int:
        return len(self._sets)

    def admits(self, records: IntArray) -> bool:
        """Remember a set whose total is to be told; False if that would tell of one person.

        >>> sizes = np.array([900.0, *[1.0] * 20, *[50.0] * 20, *[50.0] * 20])
        >>> told = ToldTotals(lambda: sizes, lambda parts: parts.max() > 0.9 * parts.sum())
        >>> told.admits(np.arange(21, 41)), told.admits(np.arange(41, 61)), told.admits(np.arange(21, 41))
        (True, False, True)
        """
        new = self._told(records)
        if any(np.array_equal(new.people, one.people) for one in self._sets):
            return True
        if len(self._sets) >= _MOST or any(self._tells_of_one(*one) for one in self._remainders(new)):
            return False
        self._remember(new)
        return True

    def _told(self, records: IntArray) -> _Told:
        sizes = self.sizes
        chosen = np.zeros(len(sizes), dtype=np.bool_)
        chosen[records] = True
        return _Told(np.packbits(chosen), float(sizes[records].sum()), len(records))

    def _all(self) -> list[_Told]:
        """Return the set of everybody, or nothing if their total is one person's itself."""
        if self._everybody is None:
            whole = self._told(np.arange(len(self.sizes)))
            self._everybody = [] if self.is_of_one(self.sizes) else [whole]
        return self._everybody

    def _remember(self, new: _Told) -> None:
        self._sets.append(new)
        self._sets.sort(key=lambda one: -one.n_people)

    def _remainders(self, new: _Told) -> Iterator[tuple[Bits, float]]:
        """Yield what the new total leaves over of others, and others of it, with the sum of it."""
        yield new.people, new.total
        for around in (*self._all(), *self._sets):
            if not (new.people & ~around.people).any():
                yield around.people & ~new.people, around.total - new.total

    def _tells_of_one(self, remainder: Bits, total: float) -> bool:
        if self._is_large(total):
            return False
        within, sizes = [one for one in self._sets if not (one.people & ~remainder).any()], self.sizes
        for person in self._largest(remainder):
            left, sum_left = remainder.copy(), total
            for one in within:
                if not _holds(one.people, person) and not (one.people & ~left).any():
                    left, sum_left = left & ~one.people, sum_left - one.total
            if len(sizes) > _MANY and sum_left > _SAFE * sizes[person]:
                continue
            parts = sizes[self._unpacked(left, len(sizes))]
            if parts.any() and self.is_of_one(parts):
                return True
        return False

    def _is_large(self, total: float) -> bool:
        """Whether so much is left of a sum, less all others, that no rule fails, whoever is looked at."""
        if self._largest_size is None:
            sizes = self.sizes
            self._largest_size = float(sizes.max()) if len(sizes) > _MANY else np.inf
        return total - sum(one.total for one in self._sets) > _SAFE * self._largest_size

    def _largest(self, packed: Bits) -> list[int]:
        """Return the largest contributors in a set."""
        sizes = self.sizes
        if self._leaders is None:
            most = min(_LEADERS, len(sizes))
            leaders = np.argpartition(-sizes, most - 1)[:most]
            self._leaders = leaders[np.argsort(-sizes[leaders], kind="stable")]
        found = [int(one) for one in self._leaders if _holds(packed, int(one))][:_CANDIDATES]
        if found:
            return found
        inside = np.flatnonzero(self._unpacked(packed, len(sizes)))
        largest: list[int] = inside[np.argsort(-sizes[inside], kind="stable")[:_CANDIDATES]].tolist()
        return largest

    def _unpacked(self, packed: Bits, n_records: int) -> BoolArray:
        return np.unpackbits(packed, count=n_records).astype(np.bool_)


def _holds(packed: Bits, person: int) -> bool:
    return bool(packed[person >> 3] & (128 >> (person & 7)))
