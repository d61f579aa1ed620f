"""Sets of people as bits, and how far apart two of them are.

Two released totals over sets R and E give away the total over their symmetric difference whenever
one contains the other, and narrow it down otherwise.  What is compared is therefore

    d(R, E) = | (R - E) + (E - R) |

and sets that are neither equal nor at least k apart are *near*.  A set of n records takes n / 8
bytes; two of 600,000 are compared in some 20 microseconds, and only if their sizes are within k.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import IntArray

__all__ = ["Bits", "n_different", "pack", "unpack"]

Bits = NDArray[np.uint64]
"""A set of records: bit i of the array is set when record i belongs to it."""

_WORD = 64


def pack(records: IntArray, n_records: int) -> Bits:
    """Return a set of records, given by their numbers, as bits.

    Formula: bit i is set if i is among `records`.
    Shapes: `records` in [0, n_records), in any order; returns ceil(n_records / 64) words.
    Missing values: does not apply.
    Errors: IndexError for a record out of range.
    Cost: O(n_records).
    Source: none to cite.

    >>> unpack(pack(np.array([3, 1]), 5), 5).tolist()
    [1, 3]
    """
    members = np.zeros(-(-n_records // _WORD) * _WORD, dtype=np.bool_)
    members[:n_records][records] = True
    return np.packbits(members).view(np.uint64)


def unpack(bits: Bits, n_records: int) -> IntArray:
    """Return the numbers of the records in a set, ascending: the inverse of `pack`."""
    return np.flatnonzero(np.unpackbits(bits.view(np.uint8))[:n_records])


def n_different(one: Bits, other: Bits) -> int:
    """Return how many records belong to exactly one of two sets.

    >>> n_different(pack(np.array([0, 1]), 9), pack(np.array([1, 2, 3]), 9))
    3
    """
    return int(np.bitwise_count(one ^ other).sum())
