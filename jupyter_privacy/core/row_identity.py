"""A number for a set of people: the same set has the same number, whichever table asks.

Every record has a random 64-bit key, and a set's number is the sum of the keys of its records,
modulo 2^64.  It is additive: the number of a margin is the sum of those of its cells, so a table
with all its margins costs one pass over the records.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import IntArray

__all__ = ["Identities", "record_keys", "row_identities"]

Identities = NDArray[np.uint64]
"""Numbers of sets of people, modulo 2^64."""


def record_keys(n_records: int) -> Identities:
    """Return a random key for each record, other ones in every process."""
    return np.random.default_rng().integers(0, 2**64, n_records, dtype=np.uint64)


def row_identities(cell_of_row: IntArray, n_cells: int, keys: Identities) -> Identities:
    """Return the number of the set of people in each cell.

    Formula: sum of the keys of the rows in a cell, modulo 2^64.  Two different sets have the same
        number with probability 2^-64.
    Shapes: `cell_of_row` in [-1, n_cells), -1 for rows in no cell; `keys` one a row.
    Missing values: do not apply.
    Errors: IndexError for a cell number out of range.
    Cost: one pass over the rows.
    Source: none to cite.

    >>> keys = np.array([5, 7, 11], dtype=np.uint64)
    >>> row_identities(np.array([0, 1, 0]), 2, keys)
    array([16,  7], dtype=uint64)
    """
    sums = np.zeros(n_cells + 1, dtype=np.uint64)
    np.add.at(sums, cell_of_row, keys)  # -1 is the last entry
    return sums[:n_cells]
