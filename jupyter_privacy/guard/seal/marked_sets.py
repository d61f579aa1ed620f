"""Sets of rows of which a person may have several, so that no two differ by a few people's rows.

Such a table can be cut so that everybody keeps some rows: as a set of people that is everybody, and
yet the totals of two such cuts may differ by one row of one person.  So the rows of a person are told
apart by *marks* (the first, the second, ...), and two sets are

    d(R, E) = | people whose marks in R are not those in E |

apart.  A set near an earlier one is answered as that one.  Marks from different operations cannot be
compared; then the numbers of rows are, and a set that is near by these is not answered at all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.differencing import Bits, pack, unpack
from jupyter_privacy.core.types import BoolArray, IntArray
from jupyter_privacy.guard.seal.standing import distinct

__all__ = ["MarkedSets"]

_BITS_A_NUMBER = 32
_Rows = tuple[IntArray, IntArray]
_Stored = NDArray[np.int32] | Bits
_Marked = dict[int, BoolArray]


class MarkedSets:
    """The sets of marked rows of one source, at least `minimum` people apart from each other."""

    def __init__(self, n_records: int, minimum: int) -> None:
        self._n_records = n_records
        self._minimum = minimum
        self._sets: list[dict[int, _Stored]] = []
        self._n_people: list[int] = []

    def near(self, records: IntArray, marks: IntArray) -> _Rows | None:
        """Return the rows of the earliest set that these are near to; None if they are new or known."""
        own = self._sets_of(records, marks)
        known, is_equal = self._nearest(own)
        return None if is_equal or known is None else self._rows(known)

    def is_settled(self, records: IntArray, marks: IntArray) -> bool:
        """Whether rows are the same as, or far from, all that were answered about; new ones are kept."""
        own = self._sets_of(records, marks)
        known, is_equal = self._nearest(own)
        if known is None and not is_equal:
            self._sets.append({mark: self._stored(members) for mark, members in own.items()})
            self._n_people.append(_n_people(own))
        return known is None or is_equal

    def _sets_of(self, records: IntArray, marks: IntArray) -> _Marked:
        return {int(mark): self._members(records[marks == mark]) for mark in distinct(marks)}

    def _nearest(self, own: _Marked) -> tuple[_Marked | None, bool]:
        """Return the earliest set that is near, and whether there is an equal one (or nobody to protect)."""
        n_people = _n_people(own)
        if n_people < self._minimum:
            return None, True
        nearest = None
        for stored, n in zip(self._sets, self._n_people, strict=True):
            if abs(n - n_people) >= self._minimum:
                continue
            known = {mark: self._opened(one) for mark, one in stored.items()}
            n_different = _n_different(known, own)
            if n_different == 0:
                return known, True
            if nearest is None and _are_near(known, own, n_different, self._minimum):
                nearest = known
        return nearest, False

    def _members(self, records: IntArray) -> BoolArray:
        members = np.zeros(self._n_records, dtype=np.bool_)
        members[records] = True
        return members

    def _stored(self, members: BoolArray) -> _Stored:
        """Return a set as bits, or as numbers where those take less room."""
        records = np.flatnonzero(members)
        if len(records) * _BITS_A_NUMBER < self._n_records:
            return records.astype(np.int32)
        return pack(records, self._n_records)

    def _opened(self, stored: _Stored) -> BoolArray:
        if stored.dtype == np.int32:
            return self._members(stored.astype(np.intp))
        return self._members(unpack(stored.view(np.uint64), self._n_records))

    def _rows(self, known: _Marked) -> _Rows:
        parts = [(np.flatnonzero(members), mark) for mark, members in known.items()]
        records = np.concatenate([found for found, _ in parts])
        return records, np.concatenate([np.full(len(found), mark) for found, mark in parts])


def _n_people(sets: _Marked) -> int:
    return int(np.count_nonzero(np.logical_or.reduce(list(sets.values())))) if sets else 0


def _are_near(one: _Marked, other: _Marked, n_different: int, minimum: int) -> bool:
    """Whether few people differ: in their marks, or at least in the number of their rows."""
    return n_different < minimum or 0 < _n_different_sizes(one, other) < minimum


def _n_different(one: _Marked, other: _Marked) -> int:
    """Return how many people have other marks in one set than in the other."""
    nobody = np.zeros_like(next(iter(one.values())))
    marks = one.keys() | other.keys()
    return _n_people({mark: one.get(mark, nobody) ^ other.get(mark, nobody) for mark in marks})


def _n_different_sizes(one: _Marked, other: _Marked) -> int:
    """Return how many people have another number of rows in one set than in the other."""
    counts = (np.sum(list(sets.values()), axis=0) for sets in (one, other))
    return int(np.count_nonzero(next(counts) != next(counts)))
