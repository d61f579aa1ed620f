"""Linear combinations of sets that were answered about.

From totals over the sets S_i and over a new set R, the total of any v = 1_R + sum y_i 1_{S_i} over people can
be computed.  Where some v is nonzero for 1 to k - 1 people, it isolates them: R is *isolating*.  Where some v
is zero for everybody, R is *spanned*: its total could be computed anyway.  Otherwise R is *free*.

If v is 1 or -1 for the few and 0 for all others, then R is a set D plus or minus these few, and D is spanned.
R can be answered as D, and nobody learns anything that could not be computed before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

import numpy as np

from jupyter_privacy.core.differencing.basis import Basis
from jupyter_privacy.core.differencing.fewest import TINY, least_total, minimal_combination, sparse_part
from jupyter_privacy.core.differencing.sets import KeptSet, People, keep
from jupyter_privacy.core.differencing.sheets import Sheet
from jupyter_privacy.core.differencing.sketch import Sketch
from jupyter_privacy.core.differencing.tables import PeopleByCell, keep_cells
from jupyter_privacy.core.types import BoolArray, FloatArray, IntArray
from jupyter_privacy.errors import GuardError

__all__ = ["Combination", "Finding", "Span"]

_LARGEST_PROGRAM = 400_000
"""People x sets that a linear program is tried on; beyond, people are searched one by one."""

_ALLOWED = 2
"""Combinations that take nobody more often than this are never missed by the bound."""

_COLLIDING = 8
"""3^2 + (k - 4) < k + 8: the length of a sketch in which three of k - 1 people have one place."""

_MOST_SETS = 1024
_MOST_SHEETS = 16
_SMALL = 64
"""Of many people, sets of less than one in 64 are kept on sheets."""

_WIDTH = 2048
"""The length of sketches: twice as many places as there may be sets."""


class Finding(Enum):
    """What the combinations of a set with earlier ones come down to."""

    FREE = auto()
    """To no fewer than k people."""
    SPANNED = auto()
    """To nobody: the set is made of earlier ones."""
    ISOLATING = auto()
    """To fewer than k people, or it could not be ruled out."""


@dataclass(frozen=True, slots=True, eq=False)
class Combination:
    """What was found of a set; `instead` is the spanned set that it is like but for a few people, if any."""

    finding: Finding
    instead: IntArray | None = None


_FREE, _SPANNED = Combination(Finding.FREE), Combination(Finding.SPANNED)


@dataclass(frozen=True, slots=True, eq=False)
class _Sketched:
    """A set as a sketch, its products with the basis, and how long the part outside of the span is."""

    vector: FloatArray
    inside: FloatArray

    @property
    def squared(self) -> float:
        """The squared length of the part outside of the span."""
        return float(self.vector @ self.vector - self.inside @ self.inside)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A set that is asked about: as a sketch, and how many people it has in each set of every sheet.

    None for a sheet of which it is far from all unions.
    """

    people: People
    sketched: _Sketched
    on_sheets: Sequence[IntArray | None]


class Span:
    """The sets of one source that were answered about, and all that can be computed from them.

    Formula: the support of v = 1_R + sum y_i 1_{S_i}, at its least over all y, against `minimum`.
    Shapes: sets of record numbers.
    Missing values: does not apply.
    Errors: none.  What cannot be decided is isolating: when the linear program does not finish, and once
        there are half as many independent sets as people (or 1,024).
    Cost: O(n_records) for the sketch and O(width x sets) for most sets; some 0.1 s where a program is needed.
    Source: for the bound on the number of sets: I. Dinur, K. Nissim (2003), Revealing information while
        preserving privacy, PODS, doi 10.1145/773153.773173.

    >>> span = Span(40, minimum=3)
    >>> tens = [People(np.arange(10 * i, 10 * i + 10), 40) for i in range(4)]
    >>> [span.admit(one)[0].finding.name for one in tens[:2]]
    ['FREE', 'FREE']
    >>> span.examine(People(np.arange(21), 40)).instead.tolist() == list(range(20))
    True
    """

    def __init__(self, n_records: int, minimum: int) -> None:
        self._n_records, self._minimum = n_records, minimum
        self._most = max(min(n_records // 2, _MOST_SETS), 1)
        self._sets: list[KeptSet] = []
        self._sheets: list[Sheet] = []
        self._sketch = Sketch(n_records, _WIDTH)
        self._basis = Basis(self._sketch.width)

    @property
    def rank(self) -> int:
        """How many independent sets there are, but for those on sheets."""
        return self._basis.rank

    @property
    def n_sheets(self) -> int:
        """How many sheets of small sets there are."""
        return len(self._sheets)

    @property
    def n_bytes(self) -> int:
        """The room that it takes, but for the sets that stand on no sheet."""
        return self._basis.n_bytes + sum(sheet.n_bytes for sheet in self._sheets)

    def is_small(self, size: int) -> bool:
        """Whether sets of a size are kept on sheets."""
        return not self._sketch.is_exact and size * _SMALL < self._n_records

    # -- what is asked -------------------------------------------------------------------

    def examine(self, people: People) -> Combination:
        """Say what the combinations of a set with the earlier ones come down to."""
        return self._examined(self._seen(people))

    def admit(self, people: People) -> tuple[Combination, KeptSet | None]:
        """Examine a set and add it unless it is isolating; return the form in which it is kept."""
        seen = self._seen(people)
        combination = self._examined(seen)
        if combination is _FREE and self.is_small(people.size):
            return self._on_sheet(people)
        return self._admitted(seen, combination, keep)

    def admit_cells(self, table: PeopleByCell, cells: IntArray) -> list[tuple[Combination, KeptSet | None]]:
        """Admit cells of a table, the largest first, as one by one: together that is faster."""
        is_small = np.array([self.is_small(int(size)) for size in table.sizes[cells]], dtype=np.bool_)
        vectors = self._sketch.of_cells(table.cell_of_record, table.n_cells)
        large, small = cells[~is_small], cells[is_small]
        kept = dict(zip(large.tolist(), keep_cells(table, large), strict=True))
        found = [
            self._admitted(seen, self._examined(seen), partial(_kept, kept[cell]))
            for cell, seen in self._seen_cells(table, large, vectors)
        ]
        return found + (self._admitted_small(table, small, vectors) if len(small) else [])

    def _seen(self, people: People) -> _Seen:
        vector = self._sketch.of(people.records)
        sketched = _Sketched(vector, self._basis.inside(vector))
        return _Seen(people, sketched, [sheet.n_inside(people) for sheet in self._sheets])

    def _seen_cells(
        self, table: PeopleByCell, cells: IntArray, vectors: FloatArray
    ) -> Iterator[tuple[int, _Seen]]:
        """Yield large cells as they are seen when those before them were added."""
        on_sheets = [sheet.n_inside_cells(table, cells) for sheet in self._sheets]
        products = self._basis.inside(vectors[cells])
        for i, cell in enumerate(cells.tolist()):
            since = self._basis.inside(vectors[cell], products.shape[1])
            sketched = _Sketched(vectors[cell], np.concatenate([products[i], since]))
            yield cell, _Seen(table.people(cell), sketched, [inside[i] for inside in on_sheets])

    def _admitted(
        self, seen: _Seen, combination: Combination, kept: Callable[[People], KeptSet]
    ) -> tuple[Combination, KeptSet | None]:
        if combination.finding is Finding.ISOLATING:
            return combination, None
        if combination.finding is Finding.SPANNED:
            return combination, kept(seen.people)
        return self._added(seen, kept)

    def _admitted_small(
        self, table: PeopleByCell, cells: IntArray, vectors: FloatArray
    ) -> list[tuple[Combination, KeptSet | None]]:
        """Admit small cells: at once where they are seen to be free and one sheet has room for all."""
        on_sheets = [sheet.n_inside_cells(table, cells) for sheet in self._sheets]
        is_free = self._are_outside(vectors[cells])
        for sheet, of_cells in zip(self._sheets, on_sheets, strict=True):
            is_free &= [one is None or sheet.union_of(one).n_across >= self._minimum for one in of_cells]
        together = self._put_together(table, cells, [one[0] for one in on_sheets]) if is_free.all() else None
        return together or [
            self._on_sheet(people) if free else self.admit(people)
            for people, free in zip(map(table.people, cells), is_free, strict=True)
        ]

    def _are_outside(self, vectors: FloatArray) -> BoolArray:
        """Return which of some sketches are far from the span at first sight."""
        squared = self._basis.squared_outside(vectors)
        found: BoolArray = squared >= self._enough_squared
        near = np.flatnonzero(~found)
        outside = self._basis.outside(vectors[near])
        height = np.maximum(np.abs(outside).max(axis=1, initial=0), TINY)
        found[near] = np.einsum("ij,ij->i", outside, vectors[near]) / height >= self._enough
        return found

    @property
    def _enough(self) -> float:
        """The total |v|_1 that combinations of fewer than `minimum` people do not reach."""
        return float(_ALLOWED * self._minimum)

    @property
    def _enough_squared(self) -> float:
        """The squared length that sketches of such combinations do not reach.

        Three of the people may have one place in common; that four have is as good as impossible.
        """
        return float(_ALLOWED**2 * (self._minimum if self._sketch.is_exact else self._minimum + _COLLIDING))

    # -- combinations of sets that stand on no sheet ---------------------------------------

    def _examined(self, seen: _Seen) -> Combination:
        combination = self._combined(seen.people, seen.sketched)
        return self._unions(seen) if combination is _FREE else combination

    def _combined(self, people: People, sketched: _Sketched) -> Combination:
        if sketched.squared >= self._enough_squared:
            return _FREE
        outside = self._basis.outside(sketched.vector, sketched.inside)
        least = least_total(self._basis, outside, sketched.vector, self._enough)
        if least < self._enough - TINY:
            sparse = sparse_part(self._basis, outside, self._minimum - 1)
            if sparse is not None:
                return self._decoded(people, sketched.vector, sparse)
        return self._by_program(people) if least < self._minimum - TINY else _FREE

    def _decoded(self, people: People, vector: FloatArray, sparse: FloatArray) -> Combination:
        """Work out v for every record, given what is left of it as a sketch."""
        if not sparse.any():
            return _SPANNED
        if self._sketch.is_exact:
            return self._found(people, sparse)
        v = people.members.astype(np.float64)
        taken = self._basis.combination(sparse - vector)
        for i in np.flatnonzero(np.abs(taken) > TINY):
            v[self._sets[i].records()] += taken[i]
        v[np.abs(v) < TINY] = 0
        return self._found(people, v)

    def _by_program(self, people: People) -> Combination:
        """Look for the least combination exactly where that can be done."""
        if not self._is_solvable:
            return _FREE
        try:
            return self._found(people, minimal_combination(people.members, self._members()))
        except GuardError:
            return Combination(Finding.ISOLATING)

    @property
    def _is_solvable(self) -> bool:
        return self._sketch.is_exact and self._n_records * self.rank <= _LARGEST_PROGRAM

    def _members(self) -> BoolArray:
        """Return who belongs to each of the sets."""
        sets = np.zeros((self.rank, self._n_records), dtype=np.bool_)
        for row, one in zip(sets, self._sets, strict=True):
            row[one.records()] = True
        return sets

    def _found(self, people: People, v: FloatArray) -> Combination:
        n_isolated = np.count_nonzero(v)
        if n_isolated == 0:
            return _SPANNED
        if n_isolated >= self._minimum and np.abs(v).sum() >= self._minimum - TINY:
            return _FREE
        return Combination(
            Finding.ISOLATING, self._left(people, v) if _leaves_set(people, v) else self._near(people)
        )

    def _near(self, people: People) -> IntArray | None:
        """Return the spanned set that is nearest to an isolating one, None if none is near."""
        if not self._is_solvable:
            return None
        try:
            v = minimal_combination(people.members, self._members(), leaves_set=True)
        except GuardError:
            return None
        return self._left(people, v) if _leaves_set(people, v) else None

    def _left(self, people: People, v: FloatArray) -> IntArray | None:
        """Return the people of 1_R - v, None if they are not near to R."""
        return np.flatnonzero(people.members - v > 1 / 2) if np.count_nonzero(v) < self._minimum else None

    def _added(self, seen: _Seen, keep: Callable[[People], KeptSet]) -> tuple[Combination, KeptSet | None]:
        if self.rank >= self._most:
            return Combination(Finding.ISOLATING), None
        kept = keep(seen.people)
        self._sets.append(kept)
        self._basis.add(seen.sketched.vector, seen.sketched.inside)
        for sheet, inside in zip(self._sheets, seen.on_sheets, strict=True):
            if inside is not None:
                sheet.watch(kept, inside)
        return _FREE, kept

    # -- unions of sets of one sheet -------------------------------------------------------

    def _unions(self, seen: _Seen) -> Combination:
        """Say whether a set is a union of sets of one sheet, up to a few people."""
        for sheet, inside in zip(self._sheets, seen.on_sheets, strict=True):
            union = None if inside is None else sheet.union_of(inside)
            if union is not None and union.n_across == 0:
                return _SPANNED
            if union is not None and union.n_across < self._minimum:
                return Combination(Finding.ISOLATING, union.records())
        return _FREE

    def _on_sheet(self, people: People) -> tuple[Combination, KeptSet | None]:
        """Put a small set on the first sheet that has room for it, or on a new one."""
        sheet = next((one for one in self._sheets if one.has_room_for(people)), None)
        if sheet is None and len(self._sheets) == _MOST_SHEETS:
            return self._added(self._seen(people), keep)
        if sheet is None:
            sheet = self._new_sheet()
            self._sheets.append(sheet)
        n_left = sheet.n_free - people.size
        if 0 < n_left < self._minimum or sheet.would_isolate(people):
            return Combination(Finding.ISOLATING), None
        return (_FREE if n_left else _SPANNED), sheet.put(people)

    def _put_together(
        self, table: PeopleByCell, cells: IntArray, first: Sequence[IntArray | None]
    ) -> list[tuple[Combination, KeptSet | None]] | None:
        """Put small cells on the sheet that the first of them would be put on; None if that is not possible.

        `first` is how many people that one has in each set of every sheet.
        """
        has_room = (one is not None and not one[1:].any() for one in first)
        place = next((i for i, room in enumerate(has_room) if room), None)
        if place is None and len(self._sheets) == _MOST_SHEETS:
            return None
        sheet = self._new_sheet() if place is None else self._sheets[place]
        kept = sheet.put_cells(table, cells)
        if kept is not None and place is None:
            self._sheets.append(sheet)
        if kept is None:
            return None
        last = _FREE if sheet.n_free else _SPANNED
        return [*((_FREE, one) for one in kept[:-1]), (last, kept[-1])]

    def _new_sheet(self) -> Sheet:
        sheet = Sheet(self._n_records, self._minimum)
        for one in self._sets:
            sheet.watch_from_the_start(one)
        return sheet


def _kept(kept: KeptSet, people: People) -> KeptSet:
    """Return a set in the form in which its table is kept."""
    del people
    return kept


def _leaves_set(people: People, v: FloatArray) -> bool:
    """Whether 1_R - v is a set: 0 or 1 for everybody."""
    rest = people.members - v
    return bool((np.minimum(np.abs(rest), np.abs(rest - 1)) < TINY).all())
