"""Tables of people: many disjoint sets at once, as one number a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from jupyter_privacy.core.differencing.sets import KeptSet, People, bytes_of, keep
from jupyter_privacy.core.types import BoolArray, CellArray, IntArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PeopleByCell", "keep_cells", "n_common_of_cells"]

_FEW = 3
"""The people of so few cells are found one cell at a time; those of more by putting all in order."""

_COUNTED = 1 << 22
"""Pairs of cells of two tables that are counted at once."""


@dataclass(frozen=True, eq=False)
class PeopleByCell:
    """A table of people: the cell of each record, -1 for none, in as few bytes as will do.

    >>> PeopleByCell(np.array([0, -1, 1, 0]), 2).people(0).records.tolist()
    [0, 3]
    """

    cell_of_record: CellArray
    n_cells: int
    _crossings: dict[int, tuple[CellArray, IntArray]] = field(default_factory=dict)

    @cached_property
    def sizes(self) -> IntArray:
        """How many people are in each cell."""
        return self._ends[1:] - self._ends[:-1]

    def people(self, cell: int) -> People:
        """Return the people of one cell."""
        return _PeopleOfCell(self, int(cell))

    def records(self, cell: int) -> IntArray:
        """Return the records of one cell, ascending."""
        if self.n_cells <= _FEW:
            return np.flatnonzero(self.cell_of_record == cell)
        first, last = self._ends[cell : cell + 2]
        return self._order[first:last]

    def anew(self) -> PeopleByCell:
        """Return the table without what was worked out of it, which takes room."""
        return PeopleByCell(self.cell_of_record, self.n_cells)

    def crossed(self, codes: NDArray[np.integer], n_codes: int, step: int = 1) -> IntArray:
        """Return how many records of each cell have each of some codes, -1 being none.

        With a `step` only every so many records are counted.
        """
        places = (self.cell_of_record[::step].astype(np.intp) + 1) * (n_codes + 1)
        places += codes[::step]
        places += 1
        counted = np.bincount(places, minlength=(self.n_cells + 1) * (n_codes + 1))
        inside: IntArray = counted.reshape(self.n_cells + 1, n_codes + 1)[1:, 1:]
        return inside

    def crossed_with(self, other: CellArray, n_cells: int) -> IntArray:
        """Return how many people of each cell stand in each cell of another table; that is remembered."""
        if id(other) not in self._crossings:
            self._crossings[id(other)] = other, self.crossed(other, n_cells)
        return self._crossings[id(other)][1]

    @cached_property
    def _ends(self) -> IntArray:
        counted = np.bincount(self.cell_of_record.astype(np.intp) + 1, minlength=self.n_cells + 1)
        return np.cumsum(counted)

    @cached_property
    def _order(self) -> IntArray:
        return np.argsort(self.cell_of_record, kind="stable")


class _PeopleOfCell(People):
    """The people of a cell; their records are looked for when somebody asks for them."""

    def __init__(self, table: PeopleByCell, cell: int) -> None:
        self.table, self.cell, self.n_records = table, cell, len(table.cell_of_record)

    @cached_property
    def records(self) -> IntArray:
        return self.table.records(self.cell)

    @property
    def size(self) -> int:
        return int(self.table.sizes[self.cell])

    @cached_property
    def members(self) -> BoolArray:
        members: BoolArray = self.table.cell_of_record == self.cell
        return members


@dataclass(frozen=True, slots=True, eq=False)
class _AsCell:
    """A cell of a table that is kept as a whole."""

    size: int
    cell: int
    cell_of_record: CellArray
    n_cells: int
    n_bytes: int

    def n_common(self, people: People) -> int:
        if isinstance(people, _PeopleOfCell) and people.table.n_cells * self.n_cells <= _COUNTED:
            return int(self.n_common_of_cells(people.table)[people.cell])
        return int(np.count_nonzero(self.cell_of_record[people.records] == self.cell))

    def is_same(self, people: People) -> bool:
        return self.n_common(people) == self.size

    def n_common_of_cells(self, table: PeopleByCell) -> IntArray:
        if table.cell_of_record is self.cell_of_record:
            return np.where(np.arange(table.n_cells) == self.cell, self.size, 0)
        return table.crossed_with(self.cell_of_record, self.n_cells)[:, self.cell]

    def records(self) -> IntArray:
        return np.flatnonzero(self.cell_of_record == self.cell)


def keep_cells(table: PeopleByCell, cells: Sequence[int] | IntArray) -> list[KeptSet]:
    """Return cells of a table as they are kept: all together, or each alone where that takes less room.

    >>> table = PeopleByCell(np.arange(40, dtype=np.int8) % 20, 20)
    >>> [kept.n_bytes for kept in keep_cells(table, [0, 1])]
    [8, 8]
    >>> sum(kept.n_bytes for kept in keep_cells(table, range(20)))
    40
    """
    n_records = len(table.cell_of_record)
    alone = sum(bytes_of(int(table.sizes[cell]), n_records) for cell in cells)
    if alone <= table.cell_of_record.nbytes:
        return [keep(table.people(cell)) for cell in cells]
    each = -(-table.cell_of_record.nbytes // len(cells))
    return [
        _AsCell(int(table.sizes[cell]), int(cell), table.cell_of_record, table.n_cells, each)
        for cell in cells
    ]


def n_common_of_cells(kept: KeptSet, table: PeopleByCell) -> IntArray:
    """Return how many people of each cell of a table belong to a kept set."""
    if isinstance(kept, _AsCell) and table.n_cells * kept.n_cells <= _COUNTED:
        return kept.n_common_of_cells(table)
    cells = table.cell_of_record[kept.records()].astype(np.intp) + 1
    return np.bincount(cells, minlength=table.n_cells + 1)[1:]
