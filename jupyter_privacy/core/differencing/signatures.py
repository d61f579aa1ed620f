"""Signatures: short vectors that tell most sets apart without looking at their people.

Every record has a fixed number a from 1 to A = 2^16 - 1 and one of B buckets; the signature of a set is the
sum of its numbers, bucket by bucket.  Where two sets differ in d_b people of a bucket, their sums differ
by at most A d_b.  So

    d(R, E) >= sum over b of ceil(|s_b(R) - s_b(E)| / A)

and sets for which the right side is at least k are not near: a filter without false negatives.  The
numbers come from the operating system's randomness, so nobody can look for sets that pass it on purpose;
if somebody did, comparing would take longer and nothing else.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.types import CellArray, FloatArray, IntArray

__all__ = ["Signatures", "at_least_apart"]

_LARGEST = (1 << 16) - 1
_FEWEST_BUCKETS, _MOST_BUCKETS = 64, 256
_FIRST = 8
"""So many buckets are looked at first: enough to tell most sets apart."""

_MANY = 1 << 16
"""Pairs are compared in portions of this size, which stay in the cache."""


class Signatures:
    """The numbers and buckets of the records of one source.

    Formula: s_b(R) = sum of a_i over the records i of R in bucket b.
    Shapes: 64 buckets, more where `minimum` is large (up to 256); a signature has a float64 for each,
        exact below 2^37 records.
    Missing values: does not apply.
    Errors: none.
    Cost: 3 bytes a record; a signature takes one pass over the records of the set, those of all cells of
        a table together one pass over the table.
    Source: random linear sketches, as in N. Alon, Y. Matias, M. Szegedy (1999), The space complexity of
        approximating the frequency moments, JCSS 58(1), doi 10.1006/jcss.1997.1545.

    >>> signatures = Signatures(9, minimum=2)
    >>> one, other = signatures.of(np.array([0, 1])), signatures.of(np.array([1, 2, 3]))
    >>> first = np.zeros(1, dtype=np.intp)
    >>> int(at_least_apart(one[None], other[None], (first, first), 9)[0]) in (2, 3)
    True
    """

    def __init__(self, n_records: int, minimum: int) -> None:
        random = np.random.default_rng()
        self.n_buckets = int(np.clip(4 * minimum, _FEWEST_BUCKETS, _MOST_BUCKETS))
        self._numbers = random.integers(1, _LARGEST, n_records, dtype=np.uint16, endpoint=True)
        self._buckets = random.integers(0, self.n_buckets, n_records, dtype=np.uint8)

    def of(self, records: IntArray) -> FloatArray:
        """Return the signature of a set."""
        sums = np.bincount(self._buckets[records], self._numbers[records], self.n_buckets)
        return sums.astype(np.float64, copy=False)

    def of_cells(self, cell_of_record: CellArray, n_cells: int) -> FloatArray:
        """Return the signature of each cell of a table; -1 stands for no cell."""
        places = cell_of_record.astype(np.intp)  # changed in place: new arrays of many records take time
        places += 1
        places *= self.n_buckets
        places += self._buckets
        sums = np.bincount(places, self._numbers, (n_cells + 1) * self.n_buckets)
        return sums.astype(np.float64, copy=False).reshape(n_cells + 1, self.n_buckets)[1:]


def at_least_apart(
    ones: FloatArray, others: FloatArray, pairs: tuple[IntArray, IntArray], enough: int
) -> IntArray:
    """Return for pairs of sets how many people they differ in at the least.

    Formula: see the head of this file; a bound that has reached `enough` is not worked out further.
    Shapes: signatures of some sets and of some others, one a row; `pairs` has rows of either.
    Missing values: does not apply.
    Errors: none.
    Cost: O(pairs), and buckets times that for the pairs that are not far apart.
    Source: none to cite.
    """
    bounds = np.empty(len(pairs[0]), dtype=np.intp)
    for first in range(0, len(bounds), _MANY):
        part = slice(first, first + _MANY)
        bounds[part] = _bounds(ones, others, (pairs[0][part], pairs[1][part]), enough)
    return bounds


def _bounds(ones: FloatArray, others: FloatArray, pairs: tuple[IntArray, IntArray], enough: int) -> IntArray:
    bounds = _sums(ones[pairs[0], :_FIRST], others[pairs[1], :_FIRST])
    doubtful = np.flatnonzero(bounds < enough)
    rest = ones[pairs[0][doubtful], _FIRST:], others[pairs[1][doubtful], _FIRST:]
    bounds[doubtful] += _sums(*rest)
    return bounds


def _sums(ones: FloatArray, others: FloatArray) -> IntArray:
    sums: IntArray = np.ceil(np.abs(ones - others) / _LARGEST).sum(axis=1).astype(np.intp)
    return sums
