"""Statistics of groups by rows and columns, with the totals of both.

A total is a group of its own: everybody in the row, also those in cells that are too small to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, IntArray, Reason
from jupyter_privacy.frames import pandas_pivot
from jupyter_privacy.guard.release.grouped.cells import Cells, Judged
from jupyter_privacy.guard.release.grouped.members import members_of, members_with
from jupyter_privacy.guard.release.grouped.request import Wanted
from jupyter_privacy.guard.release.margins import Totals
from jupyter_privacy.guard.release.settle import settled
from jupyter_privacy.guard.seal.desk import Desk
from jupyter_privacy.guard.seal.lineage import Held

__all__ = ["Block", "Crossed", "Lines", "crossed"]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The rows, or the columns, of a table: their labels and totals, and the line of each group.

    `axes` are the keys whose values they are; `levels` those values, as numbered in the groups.
    """

    cells: Cells
    of_group: IntArray
    axes: tuple[int, ...]
    levels: list[IntArray]

    @property
    def named(self) -> BoolArray:
        """Which lines enough people stand in to be named."""
        return self.cells.members.named

    @property
    def labels(self) -> Any:
        """The labels of the named lines."""
        return pandas_pivot.own_index(self.cells.groups.index[self.named])

    def totals(self, judged: Judged) -> Totals:
        """Return the totals of these lines as part of the whole table."""
        return Totals(self.axes, self.levels, judged.reasons)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The cells of one statistic as a table: values of any kind, and why some are missing."""

    values: NDArray[np.object_]
    reasons: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """Groups laid out by rows and columns; one of these may be missing.  `whole` is everybody in a group."""

    inner: Cells
    rows: Lines | None
    columns: Lines | None
    whole: Lines
    margins: bool

    @property
    def parts(self) -> list[Cells]:
        """All cells that are worked out: the groups, and the totals that are asked for."""
        return [self.inner, *(line.cells for line in self._totals())]

    def _totals(self) -> list[Lines]:
        if not self.margins:
            return []
        both = self.rows is not None and self.columns is not None
        lines = [line for line in (self.rows, self.columns) if line is not None and both]
        return [*lines, self.whole]

    def block(self, wanted: Wanted, results: Iterator[Sequence[object]]) -> Block:
        """Return the table of one statistic; `results` are those of a function of the analyst's."""
        judged = [
            part.judged(wanted, next(results) if wanted.function is not None else None) for part in self.parts
        ]
        totals = [line.totals(one) for line, one in zip(self._totals(), judged[1:], strict=True)]
        found = self.inner.protected_with(judged[0], wanted.source, totals)
        reasons = [
            part.shown(one, wanted.source, reason)
            for part, one, reason in reversed(list(zip(self.parts, judged, found, strict=True)))
        ]
        return self._laid_out([one.values for one in judged], reasons[::-1])

    def _laid_out(self, values: Sequence[Any], reasons: Sequence[NDArray[np.uint8]]) -> Block:
        row, column = (self._places(line) for line in (self.rows, self.columns))
        shape = int(row.max(initial=0)) + 2, int(column.max(initial=0)) + 2
        empty = Reason.THRESHOLD if self.inner.lineage.source.policy.zero_cells else Reason.SHOWN
        cells = np.full(shape, np.nan, dtype=object)
        why = np.full(shape, empty, dtype=np.uint8)
        cells[row, column], why[row, column] = pandas_pivot.entries(values[0]), reasons[0]
        for line, found, reason in zip(self._totals(), values[1:], reasons[1:], strict=True):
            place = self._total_places(line, shape)
            cells[place], why[place] = pandas_pivot.entries(found), reason
        return self._named(Block(cells, why))

    def _places(self, line: Lines | None) -> IntArray:
        """Return in which row, or column, each group stands."""
        return np.zeros(len(self.inner.groups.sizes), dtype=np.intp) if line is None else line.of_group

    def _total_places(self, line: Lines, shape: tuple[int, int]) -> tuple[Any, Any]:
        if line is self.rows:
            return np.arange(len(line.cells.groups.sizes)), shape[1] - 1
        if line is self.columns:
            return shape[0] - 1, np.arange(len(line.cells.groups.sizes))
        return (
            np.array([shape[0] - 1 if self.rows is not None else 0]),
            np.array([shape[1] - 1 if self.columns is not None else 0]),
        )

    def _named(self, block: Block) -> Block:
        """Return the lines that may be named, and the totals that were asked for."""
        rows, columns = (
            np.append(line.named, self.margins) if line is not None else np.array([True, False])
            for line in (self.rows, self.columns)
        )
        window = np.ix_(rows, columns)
        return Block(block.values[window], block.reasons[window])

    @property
    def is_whole(self) -> bool:
        """Whether every line is named."""
        return all(bool(line.named.all()) for line in (self.rows, self.columns) if line is not None)


def crossed(desk: Desk, grouping: Held, n_rows: int, *, margins: bool) -> Crossed:
    """Return groups as a table whose rows are the first `n_rows` keys, and its columns the others."""
    members = members_of(grouping)
    inner = Cells(desk, members)
    n_keys = len(members.grouped.keys)
    sides = [tuple(range(n_rows)), tuple(range(n_rows, n_keys))]
    rows, columns = (_lines(inner, axes) if axes else None for axes in sides)
    return Crossed(inner, rows, columns, _lines(inner, ()), margins)


def _lines(inner: Cells, axes: tuple[int, ...]) -> Lines:
    """Return the groups merged along all keys but some."""
    groups, members = inner.groups, inner.members
    labels, of_group = pandas_pivot.merged_labels(groups.index, axes)
    codes = np.where(groups.codes >= 0, of_group[groups.codes], -1)
    keys = pandas_pivot.merged_keys(groups.keys, axes, codes >= 0)
    lines = settled(pandas_pivot.groups_with(labels, keys, groups.options, codes), members.lineage)
    first = np.array([int(np.argmax(of_group == line)) for line in range(len(labels))], dtype=np.intp)
    cells = Cells(inner.desk, members_with(members.grouped, members.lineage, lines))
    return Lines(cells, of_group, axes, [groups.levels[axis][first] for axis in axes])
