"""Sheets: many small sets without common people, kept and compared together.

A table of 900 groups is 900 sets.  One code a record keeps them all, and one pass tells of a new set R
whether it is *a union of some of them, up to a few people*:

    across(R) = sum over the sets S of the sheet of min(|R and S|, |S - R|)

the people that R and the best union differ in, where the people of no set count as one more set.  That is
the support of the best combination of R with the sets of one sheet, and takes no linear algebra.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.differencing.sets import KeptSet, People
from jupyter_privacy.core.differencing.tables import PeopleByCell, n_common_of_cells
from jupyter_privacy.core.types import BoolArray, IntArray

__all__ = ["Sheet", "Union"]

_MOST = 65_535
_FIRST_ROOM = 64

_COUNTED = 1 << 22
"""Cells of a table times sets of a sheet that are counted at once."""

_LOOKED_AT = 64
"""So many people of each cell are looked at first, and so many of a set."""

Codes = NDArray[np.uint8] | NDArray[np.uint16]
"""The set of each record, 0 for none."""


@dataclass(frozen=True, slots=True, eq=False)
class Union:
    """The union of sets of a sheet that is most like a set, and in how many people they differ."""

    n_across: int
    codes: Codes
    taken: BoolArray

    def records(self) -> IntArray:
        """Return the people of the union."""
        return np.flatnonzero(self.taken[self.codes])


@dataclass(frozen=True, slots=True, eq=False)
class _OnSheet:
    size: int
    code: int
    sheet: Sheet

    @property
    def n_bytes(self) -> int:
        return 0  # the sheet takes the room

    def n_common(self, people: People) -> int:
        return int(np.count_nonzero(self.sheet.codes[people.records] == self.code))

    def is_same(self, people: People) -> bool:
        return self.n_common(people) == self.size

    def records(self) -> IntArray:
        return np.flatnonzero(self.sheet.codes == self.code)


class _Watched:
    """A larger set that a few more sets on the sheet might make up: what they have in common so far."""

    __slots__ = ("kept", "least", "n_inside")

    def __init__(self, kept: KeptSet, n_inside: int, least: int) -> None:
        self.kept, self.n_inside, self.least = kept, n_inside, least


class Sheet:
    """Disjoint sets of one source, and larger sets that must not become unions of them up to a few people.

    Formula: across(R) as above.
    Shapes: one number a record, in one byte up to 255 sets, else in two.
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
        self.codes: Codes = np.zeros(n_records, dtype=np.uint8)
        self._sizes = np.zeros(_FIRST_ROOM, dtype=np.intp)
        self._sizes[0] = n_records
        self._n_sets = 0
        self._watched: list[_Watched] = []

    @property
    def n_bytes(self) -> int:
        """The room that it takes."""
        return self.codes.nbytes

    def has_room_for(self, people: People) -> bool:
        """Whether a set has nobody in common with those of the sheet."""
        return self._n_sets < _MOST and not self.codes[people.records].any()

    def would_isolate(self, people: People) -> bool:
        """Whether a set that there is room for would make a watched set a union, up to a few people."""
        return any(self._isolates(one, people) for one in self._watched)

    def put(self, people: People) -> KeptSet:
        """Add a set that the sheet takes."""
        code = self._taken_up([people.size])
        self.codes[people.records] = code
        for one in self._watched:
            n_common = one.kept.n_common(people)
            one.n_inside += n_common
            one.least += min(n_common, people.size - n_common)
        self._watched = [one for one in self._watched if one.least < self._minimum]
        return _OnSheet(people.size, code, self)

    def put_cells(self, table: PeopleByCell, cells: IntArray) -> list[KeptSet] | None:
        """Add cells of a table in their order; None, and nothing done, unless each of them could be put."""
        sizes = table.sizes[cells]
        free = self._sizes[0] - np.cumsum(sizes)
        if self._n_sets + len(cells) > _MOST or self._are_few(free).any():
            return None
        is_put = np.zeros(table.n_cells + 1, dtype=np.bool_)
        is_put[cells] = True
        if self._n_sets and (is_put[table.cell_of_record] & (self.codes > 0)).any():
            return None
        of_first = np.flatnonzero(table.cell_of_record == cells[0])
        some = People(of_first[:_LOOKED_AT], self._n_records)
        near = [one for one in self._watched if not self._is_far(one, some)]
        watched = [self._after_cells(one, table, cells, free) for one in near]
        if any(one is None for one in watched):
            return None
        self._watched = [one for one in watched if one is not None and one.least < self._minimum]
        first = self._taken_up(sizes)
        code_of_cell = np.zeros(table.n_cells + 1, dtype=self.codes.dtype)
        code_of_cell[cells] = first + np.arange(len(cells))
        self.codes += code_of_cell[table.cell_of_record]
        return [_OnSheet(int(size), first + i, self) for i, size in enumerate(sizes)]

    def watch_from_the_start(self, kept: KeptSet) -> None:
        """Watch a set, while the sheet is empty; everybody is always a union."""
        if kept.size < self._n_records:
            self._watched.append(_Watched(kept, 0, 0))

    def watch(self, kept: KeptSet, inside: IntArray) -> None:
        """Watch a set from now on, until sets of the sheet alone tell it from every union.

        `inside` is how many of its people are in each set of the sheet.
        """
        least = int(np.minimum(inside, self._all_sizes - inside)[1:].sum())
        if least < self._minimum:
            self._watched.append(_Watched(kept, int(inside[1:].sum()), least))

    def n_inside(self, people: People) -> IntArray:
        """Return how many people of a set are in each set of the sheet, those of no set first."""
        return np.bincount(self.codes[people.records], minlength=self._n_sets + 1)

    def n_inside_cells(self, table: PeopleByCell, cells: IntArray) -> list[IntArray | None]:
        """Return `n_inside` of cells of a table, None for each that is far from every union.

        Whether it is, most cells show by some of their people: a union of sets is no farther from them than
        from all.
        """
        far = self._are_far(table)[cells]
        if far.all() or table.n_cells * (self._n_sets + 1) > _COUNTED:
            return [
                None if is_far else self.n_inside(table.people(cell))
                for is_far, cell in zip(far, cells, strict=True)
            ]
        inside = table.crossed(self.codes, self._n_sets + 1)[cells]
        return [None if is_far else one for is_far, one in zip(far, inside, strict=True)]

    def _are_far(self, table: PeopleByCell) -> BoolArray:
        """Return which cells some of their people show to be far from every union."""
        step = max(self._n_records // (_LOOKED_AT * table.n_cells), 1) | 1
        n_codes, codes = self._n_sets + 1, self.codes[::step]
        places = (table.cell_of_record[::step].astype(np.intp) + 1) * n_codes + codes
        found, n_inside = np.unique(places, return_counts=True)
        cell, code = np.divmod(found, n_codes)
        least = np.minimum(n_inside, np.bincount(codes, minlength=n_codes)[code] - n_inside)
        least[code == 0] = 0
        far: BoolArray = np.bincount(cell, least, table.n_cells + 1)[1:] >= self._minimum
        return far

    @property
    def n_free(self) -> int:
        """How many people stand in no set."""
        return int(self._sizes[0])

    def nearest_union(self, people: People) -> Union:
        """Return the union of sets that is most like `people`."""
        return self.union_of(self.n_inside(people))

    def union_of(self, inside: IntArray) -> Union:
        """Return the union that is most like a set with so many people in each set of the sheet."""
        outside = self._all_sizes - inside
        return Union(int(np.minimum(inside, outside).sum()), self.codes, inside > outside)

    @property
    def _all_sizes(self) -> IntArray:
        return self._sizes[: self._n_sets + 1]

    def _taken_up(self, sizes: Sequence[int] | IntArray) -> int:
        """Make room for sets of some sizes, and return the code of the first."""
        first, self._n_sets = self._n_sets + 1, self._n_sets + len(sizes)
        while self._n_sets >= len(self._sizes):
            self._sizes = np.concatenate([self._sizes, np.zeros_like(self._sizes)])
        self._sizes[first : self._n_sets + 1] = sizes
        self._sizes[0] -= sum(sizes)
        if self._n_sets > np.iinfo(self.codes.dtype).max:
            self.codes = self.codes.astype(np.uint16)
        return first

    def _are_few(self, n: IntArray) -> BoolArray:
        return (n > 0) & (n < self._minimum)

    def _isolates(self, one: _Watched, people: People) -> bool:
        n_common = one.kept.n_common(people)
        least = one.least + min(n_common, people.size - n_common)
        rest = one.kept.size - one.n_inside - n_common
        n_across = least + min(rest, int(self._sizes[0]) - people.size - rest)
        return 0 < n_across < self._minimum

    def _is_far(self, one: _Watched, some: People) -> bool:
        """Whether some people of the next set show that a watched set cannot become a union any more."""
        n_common = one.kept.n_common(some)
        return one.least + min(n_common, some.size - n_common) >= self._minimum

    def _after_cells(
        self, one: _Watched, table: PeopleByCell, cells: IntArray, free: IntArray
    ) -> _Watched | None:
        """Return a watched set after some cells were put, None if one of them would make it a union.

        `free` is how many people would stand in no set after each of them.
        """
        sizes = table.sizes[cells]
        common = n_common_of_cells(one.kept, table)[cells]
        least = one.least + np.cumsum(np.minimum(common, sizes - common))
        rest = one.kept.size - one.n_inside - np.cumsum(common)
        if self._are_few(least + np.minimum(rest, free - rest)).any():
            return None
        return _Watched(one.kept, one.kept.size - int(rest[-1]), int(least[-1]))
