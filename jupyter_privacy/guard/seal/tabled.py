"""Tables of people: all cells of a grouping compared at once with the sets that were answered about.

Before anything is computed, each cell that is near an earlier set is made equal to it, by moving the few
people who make the difference from cell to cell.  When all masks are known, the cells that are shown are
remembered; one that would isolate a few people together with what was shown before is masked instead.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.differencing import Finding, Nearest, PeopleByCell
from jupyter_privacy.core.types import CellArray, IntArray, Reason
from jupyter_privacy.guard.seal.row_sets import EVERYONE, RowSets

__all__ = ["Tabled", "tabled"]

_UNKNOWN = -1
_NOBODY = -1
_MOST_LATELY = 8
_ALL_ROWS = np.zeros(0, dtype=np.intp)
"""Stands for the cells of a table that has one; None is what a reference to lost cells gives."""


@dataclass(eq=False)
class Tabled:
    """A table of the people of one source; `numbers` are those of the remembered sets that its cells are."""

    row_sets: RowSets
    people: PeopleByCell
    numbers: IntArray
    _near: dict[int, Nearest] = field(default_factory=dict)
    _n_compared: int = 0

    def near(self) -> dict[int, Nearest]:
        """Return the sets that cells are near, but not equal, to; note those that are equal."""
        known = self.row_sets.memory
        if self._n_compared == len(known) or not (self.numbers == _UNKNOWN).any():
            return self._near
        found = self.row_sets.near_cells(self.people, self._open())
        for cell, nearest in found.items():
            if nearest.n_different == 0:
                self.numbers[cell] = nearest.number
        self._near = {cell: nearest for cell, nearest in found.items() if nearest.n_different}
        self._n_compared = len(known)
        return self._near

    def instead(self) -> dict[int, IntArray]:
        """Return for cells the earlier sets that they are to be answered as."""
        known = self.row_sets.memory
        return {cell: known.records(nearest.number) for cell, nearest in self.near().items()}

    def largest_new_cell(self, without: Iterable[int]) -> int:
        """Return the largest cell that is no known set and none of some others; -1 if there is none."""
        sizes = np.where(self.numbers == _UNKNOWN, self.people.sizes, 0)
        sizes[list(without)] = 0
        return int(np.argmax(sizes)) if sizes.any() else _NOBODY

    def without_near(self, reasons: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return `reasons` with those cells masked that are near an earlier set."""
        result = reasons.copy()
        result[[cell for cell in self.near() if result[cell] == 0]] = Reason.DIFFERENCING
        return result

    def release(self, reasons: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Remember the cells that are shown; return `reasons` with those masked that cannot be shown."""
        result = reasons.copy()
        new = np.flatnonzero((result == 0) & (self.numbers == _UNKNOWN))
        if len(new):
            self._remember(new, result)
            self.people = self.people.anew()
        self.row_sets.note(self.numbers[(result == 0) & (self.numbers != _UNKNOWN)])
        return result

    def _remember(self, cells: IntArray, reasons: NDArray[np.uint8]) -> None:
        """Remember cells, the largest first, so that the smallest are masked if any has to be."""
        ordered = cells[np.argsort(-self.people.sizes[cells], kind="stable")]
        admitted = self.row_sets.admit_cells(self.people, ordered)
        for cell, (combination, number) in zip(ordered, admitted, strict=True):
            if combination.finding is Finding.ISOLATING:
                reasons[cell] = Reason.COMBINATION
            self.numbers[cell] = _UNKNOWN if number is None else number
        self._n_compared = len(self.row_sets.memory)

    def _open(self) -> IntArray:
        """Return the cells that may be answered about and are no known sets."""
        return np.flatnonzero((self.people.sizes >= self.row_sets.minimum) & (self.numbers == _UNKNOWN))


def tabled(row_sets: RowSets, cell_of_row: IntArray | None, n_cells: int, rows: IntArray) -> Tabled | None:
    """Return the table of people that rows stand for, None if somebody stands behind several of the rows.

    `cell_of_row` is None for one cell of all rows.  A table that was looked at lately is known again.
    """
    lately: list[_Lately] = row_sets.lately
    cells = _ALL_ROWS if cell_of_row is None else cell_of_row
    for one in lately:
        if one.cell_of_row() is cells and one.rows() is rows:
            return one.table
    people = _people(row_sets, cell_of_row, n_cells, rows)
    if people is None:
        return None
    table = next((one.table for one in lately if _are_same(one.table.people, people)), None)
    table = table or _table(row_sets, people)
    lately[:] = [_Lately(weakref.ref(cells), weakref.ref(rows), table), *lately[: _MOST_LATELY - 1]]
    return table


@dataclass(frozen=True, slots=True, eq=False)
class _Lately:
    """A table, and the arrays that it was made of as long as they live."""

    cell_of_row: Callable[[], IntArray | None]
    rows: Callable[[], IntArray | None]
    table: Tabled


def _are_same(one: PeopleByCell, other: PeopleByCell) -> bool:
    return one.n_cells == other.n_cells and np.array_equal(one.cell_of_record, other.cell_of_record)


def _people(
    row_sets: RowSets, cell_of_row: IntArray | None, n_cells: int, rows: IntArray
) -> PeopleByCell | None:
    narrow = next(one for one in (np.int8, np.int16, np.int32) if n_cells <= np.iinfo(one).max)
    cell_of_record: CellArray = np.full(row_sets.n_records, _NOBODY, dtype=narrow)
    cell_of_record[rows] = 0 if cell_of_row is None else cell_of_row
    n_people = len(rows) if cell_of_row is None else np.count_nonzero(cell_of_row >= 0)
    if np.count_nonzero(cell_of_record >= 0) < n_people:
        return None
    return PeopleByCell(cell_of_record, n_cells)


def _table(row_sets: RowSets, people: PeopleByCell) -> Tabled:
    numbers = np.full(people.n_cells, _UNKNOWN, dtype=np.intp)
    if people.n_cells == 1 and people.sizes[0] == row_sets.n_records:
        numbers[0] = EVERYONE
    return Tabled(row_sets, people, numbers)
