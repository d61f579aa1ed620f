"""Sheets: many small sets without common people, kept and compared together.

A table of 900 groups is 900 sets.  One code a record keeps them all, and one pass tells of a new set R
whether it is *a union of some of them, up to a few people*:

    across(R) = sum over the sets S of the sheet of min(|R and S|, |S - R|)

the people that R and the best union differ in, where the people of no set count as one more set.  That is
the support of the best combination of R with the sets of one sheet, and takes no linear algebra.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jupyter_privacy.core.differencing.sets import KeptSet, People
from jupyter_privacy.core.types import BoolArray, CellArray, IntArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Sheet", "Union"]

_MOST = 65_535
_FIRST_ROOM = 64
_COUNTED = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Union:
    """The union of sets of a sheet that is most like a set, and in how many people they differ."""

    n_across: int
    codes: NDArray[np.uint16]
    taken: BoolArray

    def records(self) -> IntArray:
        """Return the people of the union."""
        return np.flatnonzero(self.taken[self.codes])


@dataclass(frozen=True, slots=True, eq=False)
class _OnSheet:
    size: int
    code: int
    codes: NDArray[np.uint16]

    @property
    def n_bytes(self) -> int:
        return 0  # the sheet takes the room

    def n_common(self, people: People) -> int:
        return int(np.count_nonzero(self.codes[people.records] == self.code))

    def records(self) -> IntArray:
        return np.flatnonzero(self.codes == self.code)


class _Watched:
    """A larger set that a few more sets on the sheet might make up: what they have in common so far."""

    __slots__ = ("kept", "least", "n_inside")

    def __init__(self, kept: KeptSet, n_inside: int, least: int) -> None:
        self.kept, self.n_inside, self.least = kept, n_inside, least


class Sheet:
    """Disjoint sets of one source, and larger sets that must not become unions of them up to a few people.

    Formula: across(R) as above.
    Shapes: one uint16 a record.
    Missing values: does not apply.
    Errors: none; `has_room_for` says whether a set fits.
    Cost: a pass over the records of the set that is asked about.
    Source: none to cite.

    >>> sheet = Sheet(9, minimum=2)
    >>> kept = [sheet.put(People(np.arange(3 * i, 3 * i + 3), 9)) for i in range(2)]
    >>> union = sheet.nearest_union(People(np.array([0, 1, 2, 3]), 9))
    >>> union.n_across, union.records().tolist()
    (1, [0, 1, 2])
    """

    def __init__(self, n_records: int, minimum: int) -> None:
        self._n_records, self._minimum = n_records, minimum
        self._codes = np.zeros(n_records, dtype=np.uint16)
        self._sizes = np.zeros(_FIRST_ROOM, dtype=np.intp)
        self._sizes[0] = n_records
        self._n_sets = 0
        self._watched: list[_Watched] = []

    @property
    def n_bytes(self) -> int:
        """The room that it takes."""
        return self._codes.nbytes

    def has_room_for(self, people: People) -> bool:
        """Whether a set has nobody in common with those of the sheet."""
        return self._n_sets < _MOST and not self._codes[people.records].any()

    def would_isolate(self, people: People) -> bool:
        """Whether a set that there is room for would make a watched set a union, up to a few people."""
        return any(self._isolates(one, people) for one in self._watched)

    def put(self, people: People) -> KeptSet:
        """Add a set that the sheet takes."""
        self._n_sets += 1
        if self._n_sets == len(self._sizes):
            self._sizes = np.concatenate([self._sizes, np.zeros_like(self._sizes)])
        self._codes[people.records] = self._n_sets
        self._sizes[self._n_sets] = people.size
        self._sizes[0] -= people.size
        for one in self._watched:
            n_common = one.kept.n_common(people)
            one.n_inside += n_common
            one.least += min(n_common, people.size - n_common)
        self._watched = [one for one in self._watched if one.least < self._minimum]
        return _OnSheet(people.size, self._n_sets, self._codes)

    def watch_from_the_start(self, kept: KeptSet) -> None:
        """Watch a set, while the sheet is empty; everybody is always a union."""
        if kept.size < self._n_records:
            self._watched.append(_Watched(kept, 0, 0))

    def watch(self, people: People, kept: KeptSet) -> None:
        """Watch a set from now on, until sets of the sheet alone tell it from every union."""
        inside, outside = self._counts(people)
        least = int(np.minimum(inside, outside)[1:].sum())
        if least < self._minimum:
            self._watched.append(_Watched(kept, int(inside[1:].sum()), least))

    def n_across_of_cells(self, cell_of_record: CellArray, n_cells: int) -> IntArray | None:
        """Return for each cell of a table in how many people it differs from the nearest union.

        None where sets times cells are too many to be counted at once.
        """
        n_codes = self._n_sets + 1
        if n_cells * n_codes > _COUNTED:
            return None
        places = (cell_of_record.astype(np.intp) + 1) * n_codes + self._codes
        inside = np.bincount(places, minlength=(n_cells + 1) * n_codes).reshape(n_cells + 1, n_codes)[1:]
        across: IntArray = np.minimum(inside, self._sizes[:n_codes] - inside).sum(axis=1)
        return across

    def n_left_by(self, people: People) -> int:
        """Return how many people would stand in no set if one was added that there is room for."""
        return int(self._sizes[0]) - people.size

    def nearest_union(self, people: People) -> Union:
        """Return the union of sets that is most like `people`."""
        inside, outside = self._counts(people)
        return Union(int(np.minimum(inside, outside).sum()), self._codes, inside > outside)

    def _counts(self, people: People) -> tuple[IntArray, IntArray]:
        """Return how many of `people` are in each set, those of no set first, and how many others."""
        n_codes = self._n_sets + 1
        inside = np.bincount(self._codes[people.records], minlength=n_codes)
        return inside, self._sizes[:n_codes] - inside

    def _isolates(self, one: _Watched, people: People) -> bool:
        n_common = one.kept.n_common(people)
        least = one.least + min(n_common, people.size - n_common)
        rest = one.kept.size - one.n_inside - n_common
        n_across = least + min(rest, int(self._sizes[0]) - people.size - rest)
        return 0 < n_across < self._minimum
