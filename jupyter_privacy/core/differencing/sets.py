"""Sets of people: as they are asked about, and as they are kept.

Two released totals over sets R and E give away the total over their symmetric difference whenever
one contains the other, and narrow it down otherwise.  What is compared is therefore

    d(R, E) = | (R - E) + (E - R) | = |R| + |E| - 2 |R and E|

and sets that are neither equal nor at least k apart are *near*.  A set of n of N records is kept as N
bits, or as n numbers where those take less room.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, IntArray

__all__ = ["Bits", "KeptSet", "People", "bytes_of", "distance", "keep", "n_different", "pack", "unpack"]

Bits = NDArray[np.uint64]
"""A set of records: bit i of the array is set when record i belongs to it."""

_WORD = 64
_BITS_A_NUMBER = 32


def pack(records: IntArray, n_records: int) -> Bits:
    """Return a set of records, given by their numbers, as bits.

    Formula: bit i is set if i is among `records`.
    Shapes: `records` in [0, n_records), in any order; returns ceil(n_records / 64) words.
    Missing values: does not apply.
    Errors: IndexError for a record out of range.
    Cost: O(n_records).
    Source: none to cite.

    >>> unpack(pack(np.array([3, 1]), 5), 5).tolist()
    [1, 3]
    """
    return _packed(_members(records, n_records))


def unpack(bits: Bits, n_records: int) -> IntArray:
    """Return the numbers of the records in a set, ascending: the inverse of `pack`."""
    return np.flatnonzero(np.unpackbits(bits.view(np.uint8))[:n_records])


def n_different(one: Bits, other: Bits) -> int:
    """Return how many records belong to exactly one of two sets.

    >>> n_different(pack(np.array([0, 1]), 9), pack(np.array([1, 2, 3]), 9))
    3
    """
    return int(np.bitwise_count(one ^ other).sum())


class People:
    """A set of records that is asked about, in each of its forms; none is worked out before it is needed.

    >>> people = People(np.array([3, 1]), 5)
    >>> people.size, people.members.tolist()
    (2, [False, True, False, True, False])
    """

    def __init__(self, records: IntArray, n_records: int, members: BoolArray | None = None) -> None:
        self._records, self.n_records = records, n_records
        if members is not None:
            self.members = members

    @property
    def records(self) -> IntArray:
        """The records that belong to it."""
        return self._records

    @property
    def size(self) -> int:
        """How many records belong to it."""
        return len(self._records)

    @cached_property
    def members(self) -> BoolArray:
        """Whether each record belongs to it."""
        return _members(self._records, self.n_records)

    @cached_property
    def bits(self) -> Bits:
        """The set as bits."""
        return _packed(self.members)


class KeptSet(Protocol):
    """A set in memory."""

    @property
    def size(self) -> int:
        """How many records belong to it."""

    @property
    def n_bytes(self) -> int:
        """The room that it takes."""

    def n_common(self, people: People) -> int:
        """Return how many of `people` belong to it."""

    def is_same(self, people: People) -> bool:
        """Whether it is the set of `people`, of whom there are as many."""

    def records(self) -> IntArray:
        """Return its records, ascending."""


@dataclass(frozen=True, slots=True, eq=False)
class _AsBits:
    size: int
    n_records: int
    bits: Bits

    @property
    def n_bytes(self) -> int:
        return self.bits.nbytes

    def n_common(self, people: People) -> int:
        if people.size * _WORD < self.n_records:
            places = people.records
            octets = self.bits.view(np.uint8)[places >> 3]
            return int(np.count_nonzero(octets & (128 >> (places & 7))))
        return int(np.bitwise_count(self.bits & people.bits).sum())

    def is_same(self, people: People) -> bool:
        return np.array_equal(self.bits, people.bits)

    def records(self) -> IntArray:
        return unpack(self.bits, self.n_records)


@dataclass(frozen=True, slots=True, eq=False)
class _AsNumbers:
    numbers: NDArray[np.int32]

    @property
    def size(self) -> int:
        return len(self.numbers)

    @property
    def n_bytes(self) -> int:
        return self.numbers.nbytes

    def n_common(self, people: People) -> int:
        return int(np.count_nonzero(people.members[self.numbers]))

    def is_same(self, people: People) -> bool:
        return self.n_common(people) == self.size

    def records(self) -> IntArray:
        return self.numbers.astype(np.intp)


def keep(people: People) -> KeptSet:
    """Return a set as it is kept: as bits, or as numbers where those take less room.

    >>> kept = keep(People(np.array([3, 1]), 5))
    >>> kept.size, kept.records().tolist(), kept.n_common(People(np.array([1, 4]), 5))
    (2, [1, 3], 1)
    """
    if _is_sparse(people.size, people.n_records):
        return _AsNumbers(np.sort(people.records).astype(np.int32))
    return _AsBits(people.size, people.n_records, people.bits)


def bytes_of(size: int, n_records: int) -> int:
    """Return the room that a set of some size takes, as `keep` keeps it."""
    return 4 * size if _is_sparse(size, n_records) else -(-n_records // _WORD) * 8


def _is_sparse(size: int, n_records: int) -> bool:
    return size * _BITS_A_NUMBER < n_records


def distance(people: People, kept: KeptSet) -> int:
    """Return how many records belong to exactly one of a set and a kept one.

    >>> distance(People(np.array([0, 1]), 9), keep(People(np.array([1, 2, 3]), 9)))
    3
    """
    return people.size + kept.size - 2 * kept.n_common(people)


def _members(records: IntArray, n_records: int) -> BoolArray:
    members = np.zeros(n_records, dtype=np.bool_)
    members[records] = True
    return members


def _packed(members: BoolArray) -> Bits:
    whole = np.zeros(-(-len(members) // _WORD) * _WORD, dtype=np.bool_)
    whole[: len(members)] = members
    return np.packbits(whole).view(np.uint64)
