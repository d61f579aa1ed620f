"""The memory of sets: which of those that were answered about is equal or near to a new one."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jupyter_privacy.core.differencing.sets import KeptSet, People, distance
from jupyter_privacy.core.differencing.signatures import Signatures, at_least_apart
from jupyter_privacy.core.differencing.tables import PeopleByCell
from jupyter_privacy.core.types import FloatArray, IntArray

__all__ = ["Memory", "Nearest"]

_FIRST_ROOM = 64

_FEW = 4
"""So few sets of nearly the same size are compared at once, person by person."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The remembered set that is nearest to a new one, and in how many people they differ."""

    number: int
    n_different: int


class Memory:
    """Sets of one source by number, in the order in which they came.

    Formula: the smallest d(R, E) below `minimum`, the earliest of several.
    Shapes: sets of record numbers.
    Missing values: does not apply.
    Errors: none.
    Cost: sizes and signatures of all sets are compared at once; people only where those are near.
    Source: none to cite.

    >>> from jupyter_privacy.core.differencing.sets import keep
    >>> memory = Memory(30, minimum=3)
    >>> memory.add(People(np.arange(20), 30), keep(People(np.arange(20), 30)))
    0
    >>> memory.nearest(People(np.arange(19), 30))
    Nearest(number=0, n_different=1)
    >>> memory.nearest(People(np.arange(17), 30)) is None
    True
    """

    def __init__(self, n_records: int, minimum: int) -> None:
        self._minimum = minimum
        self._signatures = Signatures(n_records, minimum)
        self._kept: list[KeptSet] = []
        self._sizes = np.zeros(_FIRST_ROOM, dtype=np.intp)
        self._known = np.zeros((_FIRST_ROOM, self._signatures.n_buckets))
        self._n_bytes = 0
        self._signed: tuple[People, FloatArray] | None = None
        self._signed_table: tuple[weakref.ref[PeopleByCell], FloatArray] | None = None

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def sizes(self) -> IntArray:
        """The number of people in each set."""
        return self._sizes[: len(self._kept)]

    @property
    def n_bytes(self) -> int:
        """The room that the sets take, but for those on sheets."""
        return self._n_bytes + self._known.nbytes

    def add(self, people: People, kept: KeptSet) -> int:
        """Remember a set and return its number."""
        return self._added(kept, self._signature(people))

    def add_cells(self, table: PeopleByCell, cells: Sequence[int], kept: Sequence[KeptSet]) -> list[int]:
        """Remember cells of a table and return their numbers."""
        signatures = self._of_cells(table)
        return [self._added(one, signatures[cell]) for cell, one in zip(cells, kept, strict=True)]

    def _added(self, kept: KeptSet, signature: FloatArray) -> int:
        number = len(self._kept)
        if number == len(self._sizes):
            self._sizes = np.concatenate([self._sizes, np.zeros_like(self._sizes)])
            self._known = np.concatenate([self._known, np.zeros_like(self._known)])
        self._sizes[number], self._known[number] = kept.size, signature
        self._kept.append(kept)
        self._n_bytes += kept.n_bytes
        return number

    def signature(self, records: IntArray) -> FloatArray:
        """Return what tells a set from others, in whatever order its records stand."""
        return self._signatures.of(records)

    def records(self, number: int) -> IntArray:
        """Return the people of a set, ascending."""
        return self._kept[number].records()

    def nearest(self, people: People) -> Nearest | None:
        """Return the set that is nearest to `people` and differs by fewer than `minimum`, if there is one."""
        candidates = np.flatnonzero(np.abs(self.sizes - people.size) < self._minimum)
        if not len(candidates):
            return None
        if len(candidates) <= _FEW:
            same = (number for number in candidates if self._is_same(people, int(number)))
            number = next(same, None)
            if number is not None:
                return Nearest(int(number), 0)
        signature = self._signature(people)[None]
        pairs = np.zeros(len(candidates), dtype=np.intp), candidates
        return self._compared(people, candidates[self._may_be_near(signature, pairs)])

    def _is_same(self, people: People, number: int) -> bool:
        return self._sizes[number] == people.size and self._kept[number].is_same(people)

    def nearest_of_cells(self, table: PeopleByCell, cells: IntArray) -> dict[int, Nearest]:
        """Return for cells of a table the sets that they are near to, for those that are near to any."""
        if table.n_cells == 1:
            alone = self.nearest(table.people(0)) if len(cells) else None
            return {} if alone is None else {0: alone}
        order = np.argsort(self.sizes, kind="stable")
        ordered, sizes = self.sizes[order], table.sizes[cells]
        first = np.searchsorted(ordered, sizes - self._minimum, side="right")
        n = np.searchsorted(ordered, sizes + self._minimum, side="left") - first
        if not n.sum():
            return {}
        own = np.repeat(np.arange(len(cells)), n)
        numbers = order[np.arange(len(own)) - np.repeat(np.cumsum(n) - n, n) + np.repeat(first, n)]
        near = self._may_be_near(self._of_cells(table)[cells], (own, numbers))
        own, numbers = own[near], numbers[near]
        return {
            int(cells[i]): nearest
            for i in np.unique(own)
            if (nearest := self._compared(table.people(cells[i]), np.sort(numbers[own == i])))
        }

    def _signature(self, people: People) -> FloatArray:
        """Return the signature of a set; the last one is known."""
        if self._signed is None or self._signed[0] is not people:
            self._signed = people, self._signatures.of(people.records)
        return self._signed[1]

    def _of_cells(self, table: PeopleByCell) -> FloatArray:
        """Return the signature of each cell; those of the last table are known."""
        if self._signed_table is None or self._signed_table[0]() is not table:
            signatures = self._signatures.of_cells(table.cell_of_record, table.n_cells)
            self._signed_table = weakref.ref(table), signatures
        return self._signed_table[1]

    def _may_be_near(self, signatures: FloatArray, pairs: tuple[IntArray, IntArray]) -> IntArray:
        bounds = at_least_apart(signatures, self._known, pairs, self._minimum)
        return np.flatnonzero(bounds < self._minimum)

    def _compared(self, people: People, candidates: IntArray) -> Nearest | None:
        distances = ((distance(people, self._kept[number]), int(number)) for number in candidates)
        n_different, number = min(distances, default=(self._minimum, 0))
        return Nearest(number, n_different) if n_different < self._minimum else None
