"""The records of a source that the rows of a value stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from jupyter_privacy.core.types import IntArray

if TYPE_CHECKING:
    from jupyter_privacy.guard.source import Source

__all__ = ["NOBODY", "Standing", "distinct", "first_rows", "have_repeats", "occurrences", "united"]

NOBODY = -1
"""The record of a row that has nothing to do with a source."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The records of one source that the rows of a value stand on.

    `records` has one for each row: `NOBODY` where the row has nothing to do with the source, and
    numbers from `source.n_records` up for keys that the source was found to have no record of.
    `columns` are those made of it (a Series has the key None).  `chose_rows` says that which rows
    there are depends on it as well, and with them every column.
    """

    source: Source
    records: IntArray
    columns: frozenset[object] = frozenset()
    chose_rows: bool = False

    def applies_to(self, name: object) -> bool:
        """Whether a number made of a column depends on these records."""
        return self.chose_rows or name in self.columns

    def renamed(self, labels: Mapping[object, object]) -> Standing:
        """Return the same records, with columns under their labels; others are not made of them."""
        return replace(self, columns=frozenset(labels[name] for name in self.columns if name in labels))

    def selected(self, positions: IntArray) -> Standing:
        """Return the records of some of the rows."""
        return replace(self, records=self.records[positions])

    def is_like(self, other: Standing) -> bool:
        """Whether both are the same records of the same source."""
        if self.source is not other.source:
            return False
        return self.records is other.records or np.array_equal(self.records, other.records)

    def covers_all(self) -> bool:
        """Whether every row is one of the source's records."""
        return bool(((self.records >= 0) & (self.records < self.source.n_records)).all())


def distinct(records: IntArray) -> IntArray:
    """Return the different records among some, ascending; `NOBODY` is none.

    Records are numbers from 0 up to about as many as there are, so they are ticked off, which takes
    a tenth of the time of sorting them.

    >>> distinct(np.array([4, -1, 2, 4])).tolist()
    [2, 4]
    """
    found = np.zeros(int(records.max(initial=NOBODY)) + 2, dtype=np.bool_)
    found[records] = True
    return np.flatnonzero(found[:-1])


def first_rows(records: IntArray) -> IntArray:
    """Return the first row of each record, in the order of the rows; `NOBODY` has none.

    >>> first_rows(np.array([4, -1, 2, 4])).tolist()
    [0, 2]
    """
    n_rows = len(records)
    first = np.full(int(records.max(initial=NOBODY)) + 2, n_rows, dtype=np.intp)
    first[records[::-1]] = np.arange(n_rows - 1, -1, -1)
    found = first[:-1]
    return np.sort(found[found < n_rows])


def have_repeats(records: IntArray) -> bool:
    """Whether a record stands behind several rows."""
    return len(distinct(records)) < int(np.count_nonzero(records >= 0))


def occurrences(rows: IntArray) -> IntArray:
    """Return for each row how many rows of its record stand before it.

    >>> occurrences(np.array([4, 2, 4, 4, 2])).tolist()
    [0, 0, 1, 2, 1]
    """
    order = np.argsort(rows, kind="stable")
    first = np.searchsorted(rows[order], rows[order])
    count = np.empty(len(rows), dtype=np.intp)
    count[order] = np.arange(len(rows)) - first
    return count


def united(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """Return standings with those of the same records put into one."""
    found_so_far: list[Standing] = []
    for one in standings:
        found = next((i for i, known in enumerate(found_so_far) if known.is_like(one)), None)
        if found is None:
            found_so_far.append(one)
        else:
            old = found_so_far[found]
            columns, chose_rows = old.columns | one.columns, old.chose_rows or one.chose_rows
            found_so_far[found] = replace(old, columns=columns, chose_rows=chose_rows)
    return tuple(found_so_far)
