"""The sets of people that a session has answered about, so that none can be subtracted from another.

A new set that is near an earlier one - different, but by fewer than k people - is answered as the
earlier one, and one that a combination of earlier ones makes up but for fewer than k people as that
combination.  Neither the number nor a refusal then tells who makes the difference.

What cannot be answered is answered as nobody: a set that a combination isolates people of without being a
set itself, and every new set once the memory is full.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from jupyter_privacy.core.differencing import (
    Combination,
    Finding,
    Memory,
    Nearest,
    People,
    PeopleByCell,
    Span,
    keep,
)
from jupyter_privacy.core.types import IntArray
from jupyter_privacy.guard.seal.marked_sets import MarkedSets

__all__ = ["EVERYONE", "RowSets"]

EVERYONE = 0
"""The number of the set of all records."""

_LEAST_ROOM = 64 << 20
"""Bytes that the sets of a small source may take, however small it is."""

_BY_POSITION = 4
_PEOPLE_A_POSITION = 16


class RowSets:
    """The sets of one source, at least `minimum` people apart from each other and from all combinations.

    `room` is how many bytes they may take; then no new one is answered about.
    """

    def __init__(self, n_records: int, minimum: int, room: int = 0) -> None:
        self._n_records, self._minimum = n_records, minimum
        self._room = max(room, _LEAST_ROOM)
        self._memory = Memory(n_records, minimum)
        self._span = Span(n_records, minimum)
        self._chosen_by_position: set[bytes] = set()
        self._made_up: set[int] = set()
        self._in_pairs: set[int] = set()
        self.lately: list[Any] = []
        self._met: set[int] = set()
        self.marked = MarkedSets(n_records, minimum)
        self.admit(People(np.arange(n_records, dtype=np.intp), n_records))

    def __len__(self) -> int:
        return len(self._memory)

    @property
    def minimum(self) -> int:
        """How far apart sets are at the least."""
        return self._minimum

    @property
    def n_records(self) -> int:
        """The number of records of the source."""
        return self._n_records

    @property
    def memory(self) -> Memory:
        """The sets by number."""
        return self._memory

    @property
    def span(self) -> Span:
        """All that can be computed from the sets."""
        return self._span

    @property
    def is_full(self) -> bool:
        """Whether no new set can be remembered."""
        return self._memory.n_bytes + self._span.n_bytes > self._room

    def settle(self, records: IntArray, *, in_pairs: bool = False) -> IntArray:
        """Return the set that `records` are answered as, `records` themselves if that is their own.

        A new one is remembered.  Fewer than `minimum` people are never answered about, so they are not
        remembered either.  `in_pairs` is for sets that no total is told of: they are compared with others,
        and not combined.
        """
        return self.settled(People(records, self._n_records), in_pairs=in_pairs)

    def settled(self, people: People, *, in_pairs: bool = False) -> IntArray:
        """Return what `settle` does, of people whose forms may be known already."""
        records = people.records
        if len(records) < self._minimum:
            return records
        nearest = self._memory.nearest(people)
        if nearest is not None and (in_pairs or not self._is_new(nearest)):
            return records if nearest.n_different == 0 else self._memory.records(nearest.number)
        if in_pairs:
            return records[:0] if self.is_full else self._kept_in_pairs(people)
        combination, _ = self.admit(people)
        if combination.finding is not Finding.ISOLATING:
            return records
        return records[:0] if combination.instead is None else self._spanned(combination.instead)

    def has_size_near(self, n: int) -> bool:
        """Whether a set of about this size was answered about: only then can one be near."""
        return bool((np.abs(self._memory.sizes - n) < self._minimum).any())

    def near(self, records: IntArray) -> IntArray | None:
        """Return the nearest set that is equal or near to `records`, or None; the earliest of several.

        An equal set is returned as `records` itself.
        """
        nearest = self._memory.nearest(People(records, self._n_records))
        if nearest is None:
            return None
        return records if nearest.n_different == 0 else self._memory.records(nearest.number)

    def _is_new(self, nearest: Nearest) -> bool:
        """Whether a set is known from comparing in pairs only."""
        return nearest.n_different == 0 and nearest.number in self._in_pairs

    def _kept_in_pairs(self, people: People) -> IntArray:
        self._in_pairs.add(self._memory.add(people, keep(people)))
        return people.records

    def admit(self, people: People) -> tuple[Combination, int | None]:
        """Remember a set that is near to none, and return its number.

        None if it is isolating, or if there is no room.
        """
        if self.is_full:
            found = self._span.examine(people)
            return (Combination(Finding.ISOLATING) if found.finding is Finding.FREE else found), None
        combination, kept = self._span.admit(people)
        if kept is None:
            return combination, None
        nearest = self._memory.nearest(people) if self._in_pairs else None
        if nearest is None or not self._is_new(nearest):
            return combination, self._memory.add(people, kept)
        self._in_pairs.remove(nearest.number)
        return combination, nearest.number

    def admit_cells(self, table: PeopleByCell, cells: IntArray) -> list[tuple[Combination, int | None]]:
        """Remember cells of a table, the largest first, as `admit` does one by one."""
        if self.is_full or len(cells) == 1:
            return [self.admit(table.people(cell)) for cell in cells]
        nearest = self._memory.nearest_of_cells(table, cells) if self._in_pairs else {}
        known = {cell: one.number for cell, one in nearest.items() if self._is_new(one)}
        admitted = self._span.admit_cells(table, cells)
        kept = {cell: one for cell, (_, one) in zip(cells.tolist(), admitted, strict=True) if one is not None}
        new = [cell for cell in kept if cell not in known]
        added = self._memory.add_cells(table, new, [kept[cell] for cell in new])
        self._in_pairs -= {known[cell] for cell in kept.keys() & known.keys()}
        numbers = known | dict(zip(new, added, strict=True))
        return [
            (combination, None if one is None else numbers[cell])
            for cell, (combination, one) in zip(cells.tolist(), admitted, strict=True)
        ]

    def allows(self, chosen: Iterable[IntArray]) -> bool:
        """Whether something may be released about rows that were chosen by their positions.

        Who they are is known to whoever chose them, so totals of many random samples tell of single people
        (compressed sensing).  There may be one choice for every 16 people, and up to 4 `minimum`.
        """
        most = min(_BY_POSITION * self._minimum, self._n_records // _PEOPLE_A_POSITION)
        for records in chosen:
            signature = self._memory.signature(records).tobytes()
            if signature not in self._chosen_by_position and len(self._chosen_by_position) >= most:
                return False
            self._chosen_by_position.add(signature)
        return True

    def near_cells(self, table: PeopleByCell, cells: IntArray) -> dict[int, Nearest]:
        """Return the sets that cells of a table are near or equal to.

        A cell that is near a set that a selection was made up as is no such set: the table has masked it.
        """
        found = self._memory.nearest_of_cells(table, cells)
        return {
            cell: nearest
            for cell, nearest in found.items()
            if not self._is_new(nearest) and (nearest.n_different == 0 or nearest.number not in self._made_up)
        }

    def note(self, numbers: IntArray) -> None:
        """Note that something was released about sets."""
        self._met.update(numbers.tolist())

    def take_met(self) -> frozenset[int]:
        """Return the numbers of the sets that something was released about since this was last asked."""
        met, self._met = frozenset(self._met), set()
        return met

    def _spanned(self, records: IntArray) -> IntArray:
        """Return a set that earlier ones make up, or what it is answered as; too few people are nobody."""
        known = self.near(records)
        if known is None:
            _, number = self.admit(People(records, self._n_records))
            self._made_up.update([] if number is None else [number])
        settled = records if known is None else known
        return settled if len(settled) >= self._minimum else records[:0]
