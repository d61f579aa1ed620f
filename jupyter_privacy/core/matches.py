"""Who else matches a cell: the counting behind the k^m rule, for populations of any size.

A *cell* is one value of one column; a record matches it when it has the same code there.  The
question is always the same: is each combination of at most `size` cells, together with one new
cell, shared by at least k records?  A combination is shared by no more records than any part of
it, so only the largest combinations need counting.

Counting is cheap because of one inequality: k matches inside any sample of the population prove
k matches in all of it.  So everything is first tried on a fixed, evenly spaced sample, where one
matrix product X'X of the 0/1 match matrix gives the counts of all pairs at once.  Only what the
sample leaves in doubt is counted exactly, and there again some of the records that match the new
cell are tried before all of them.  The answer is exact; only the work depends on luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import BoolArray, Codes, IntArray

__all__ = ["Cell", "Population"]

SAMPLE_ENTRIES = 1 << 22
"""Codes in the sample (16 MB, held twice): 60 columns of one level give 65,536 records."""

SAMPLE_RECORDS = (1 << 12, 1 << 16)
"""The fewest and the most records of the sample."""

TRIED = 1 << 11
"""Matching records put into one matrix product; more are thinned out evenly first."""

PAIRS = 2
"""Up to this many further cells a matrix product settles; beyond, cells are taken in turn."""

_Counts = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one column: the number of the code array, and the code that is shown."""

    array: int
    code: int


class Population:
    """The code arrays of one call, and how many records share a cell with others."""

    def __init__(self, arrays: Sequence[Codes], k: int) -> None:
        self._arrays = arrays
        self._k = k
        n_records = len(arrays[0])
        fewest, most = SAMPLE_RECORDS
        n_sample = min(max(SAMPLE_ENTRIES // len(arrays), fewest), most)
        sample = _evenly_spaced(np.arange(n_records), n_sample)
        self._is_whole = len(sample) == n_records
        self._by_array = np.stack([codes[sample] for codes in arrays])
        self._by_record = np.ascontiguousarray(self._by_array.T)
        self._positions: dict[Cell, IntArray] = {}

    def cell(self, array: int, record: int) -> Cell:
        """Return the cell that shows a record in one of the code arrays."""
        return Cell(array, int(self._arrays[array][record]))

    def is_shared(self, cell: Cell, others: Sequence[Cell], size: int) -> bool:
        """Return whether >= k records share `cell` and each combination of `size` of `others`."""
        if cell.code < 0 or any(other.code < 0 for other in others if size):
            return False
        found = np.flatnonzero(self._by_array[cell.array] == cell.code)
        tried = _evenly_spaced(found, TRIED)
        matched = self._sampled(tried, others)
        size = min(size, len(others))
        if _proven(matched, self._k, size):
            return True
        if self._is_whole and len(tried) == len(found):
            return False
        return self._is_shared_exactly(cell, others, size, matched)

    def _sampled(self, records: IntArray, cells: Sequence[Cell]) -> BoolArray:
        """Return which of some records of the sample match which cells."""
        arrays = np.array([cell.array for cell in cells], dtype=np.intp)
        codes = np.array([cell.code for cell in cells], dtype=np.int32)
        matched: BoolArray = self._by_record[np.ix_(records, arrays)] == codes
        return matched

    def _is_shared_exactly(self, cell: Cell, others: Sequence[Cell], size: int, sampled: BoolArray) -> bool:
        """Settle what the sample leaves in doubt; the rarest pair first, to refuse early."""
        everyone = self._records_of(cell)
        if 1 <= size <= PAIRS and len(sampled):
            pairs = _pair_counts(sampled)
            if not self._all_shared(everyone, [others[i] for i in _rarest_pair(pairs)][:size], size):
                return False
            doubt = _doubtful(pairs, self._k, size)
            others = [others[i] for i in np.flatnonzero(doubt.any(axis=1)).tolist()]
        return self._all_shared(everyone, others, size)

    def _records_of(self, cell: Cell) -> IntArray:
        """Return the records of the population that match the cell, in order."""
        if cell not in self._positions:
            self._positions[cell] = np.flatnonzero(self._arrays[cell.array] == cell.code)
        return self._positions[cell]

    def _match(self, cell: Cell, records: IntArray) -> BoolArray:
        matched: BoolArray = self._arrays[cell.array][records] == cell.code
        return matched

    def _all_shared(self, records: IntArray, cells: Sequence[Cell], size: int) -> bool:
        """Return whether >= k of `records` share each combination of at most `size` of `cells`."""
        if len(records) < self._k:
            return False
        size = min(size, len(cells))
        if size == 0:
            return True
        tried = _evenly_spaced(records, TRIED)
        pairs = _pair_counts(np.stack([self._match(cell, tried) for cell in cells], axis=1))
        doubt = _doubtful(pairs, self._k, size)
        if len(tried) == len(records) and size <= PAIRS:
            return not bool(doubt.any())
        return self._settle(records, cells, size, doubt, np.argsort(np.diagonal(pairs), kind="stable"))

    def _settle(
        self, records: IntArray, cells: Sequence[Cell], size: int, doubt: BoolArray, order: IntArray
    ) -> bool:
        """Count what is in doubt, one cell after the other in the given order."""
        waiting = doubt.copy()
        for first in order.tolist():
            partners: list[int] = np.flatnonzero(waiting[first]).tolist()
            waiting[first, :] = waiting[:, first] = False
            if not partners:
                continue
            both = records[self._match(cells[first], records)]
            if not self._all_shared(both, [cells[p] for p in partners if p != first], size - 1):
                return False
        return True


def _proven(matched: BoolArray, k: int, size: int) -> bool:
    """Return whether >= k rows of a 0/1 matrix share each combination of `size` columns."""
    n_rows, n_columns = matched.shape
    if n_rows < k or size == 0 or n_columns == 0:
        return bool(n_rows >= k)
    if size <= PAIRS:
        return not bool(_doubtful(_pair_counts(matched), k, size).any())
    return all(_proven(matched[matched[:, i], i + 1 :], k, size - 1) for i in range(n_columns))


def _pair_counts(matched: BoolArray) -> _Counts:
    """Return how many rows each pair of columns shares; the columns themselves on the diagonal."""
    ones = matched.astype(np.float32)
    return ones.T @ ones


def _rarest_pair(pairs: _Counts) -> tuple[int, int]:
    """Return the pair with the fewest matches; of several, the one that chance would make rarest."""
    alone = np.diagonal(pairs)
    by_chance = np.outer(alone, alone) / (1 + alone.max() ** 2)
    first, second = divmod(int(np.argmin(pairs + by_chance)), len(pairs))
    return first, second


def _doubtful(pairs: _Counts, k: int, size: int) -> BoolArray:
    """Return the pairs (for size 1: the columns, on the diagonal) that the counts do not prove."""
    if size == 1:
        return np.diag(np.diagonal(pairs) < k)
    if size == PAIRS:
        return pairs < k
    return np.ones(pairs.shape, dtype=np.bool_)


def _evenly_spaced(positions: IntArray, n: int) -> IntArray:
    return positions[:: -(-len(positions) // n)] if len(positions) > n else positions
