"""The cell-key method: noise that is the same whenever the same people are counted.

Each record has a key, evenly spread over [0, 1).  The key of a cell is the sum of its records' keys
modulo 1, again evenly spread, and it chooses the noise from a perturbation table.  The same people
make the same key in every table and at every repeat, so nothing can be averaged away; other people,
even one more, make another.

What it does not do is stop differencing: two noisy counts of sets that differ by one person gave
that person away in nine pairs of ten that we tried.  The ledger of released sets is for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jupyter_privacy.core.types import FloatArray, IntArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PerturbationTable", "cell_keys", "perturb", "record_keys", "round_by_key"]

_GRAIN = 2.0**32
"""Keys are multiples of 2^-32: sums of billions of them are exact, whatever the order of rows."""


@dataclass(frozen=True, slots=True, eq=False)
class PerturbationTable:
    """The noise of each count: `changes[i]` up to each of the cell keys `upper_bounds[i]`.

    Row i serves the count i, the last row all larger counts.  The bounds of a row rise and end in 1.
    """

    changes: tuple[IntArray, ...]
    upper_bounds: tuple[FloatArray, ...]

    def __post_init__(self) -> None:
        if not self.changes or len(self.changes) != len(self.upper_bounds):
            raise ValueError("a perturbation table has as many rows of bounds as of changes")
        for count, (change, bounds) in enumerate(zip(self.changes, self.upper_bounds, strict=True)):
            if change.shape != bounds.shape or not len(bounds):
                raise ValueError("a row of a perturbation table has one bound for each change")
            if (np.diff(bounds, prepend=0.0) < 0).any() or bounds[-1] != 1:
                raise ValueError("the bounds of a row of a perturbation table rise to 1")
            if (change + count < 0).any():
                raise ValueError("a perturbation table makes no negative counts")


def record_keys(identities: NDArray[np.uint64], secret: int = 0) -> FloatArray:
    """Return the key of each record, from something that stays with the record.

    Formula: the upper 32 bits of the SplitMix64 mix of (identity + secret), divided by 2^32.
    Shapes: one uint64 a record, such as a hash of its identifier; returns floats in [0, 1).
    Missing values: do not apply.
    Errors: none.
    Cost: a few passes over the records.
    Source: G.L. Steele, D. Lea, C.H. Flood (2014), Fast splittable pseudorandom number generators,
        OOPSLA, doi 10.1145/2660193.2660195.

    >>> record_keys(np.array([1, 2, 1], dtype=np.uint64)).round(3).tolist()
    [0.567, 0.591, 0.567]
    """
    with np.errstate(over="ignore"):
        mixed = identities + np.uint64((secret * 2 + 1) * 0x9E3779B97F4A7C15 % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(32)).astype(np.float64) / _GRAIN


def cell_keys(cell_of_record: IntArray, n_cells: int, keys: FloatArray) -> FloatArray:
    """Return the key of each cell.

    Formula: the sum of the records' keys modulo 1, in multiples of 2^-32.
    Shapes: `cell_of_record` one number in [-1, n_cells) a record, -1 for "in no cell"; `keys` one
        float in [0, 1) a record; returns one float in [0, 1) a cell, 0 for an empty one.
    Missing values: a record without a value belongs to no cell.
    Errors: ValueError for a key outside of [0, 1), IndexError for a cell out of range.
    Cost: one pass over the records.
    Source: B. Fraser, J. Wooton (2005), A proposed method for confidentialising tabular output to
        protect against differencing, Joint UNECE/Eurostat work session; Handbook on SDC, 5.4.

    >>> cell_keys(np.array([0, 0, 0, -1]), 2, np.array([0.9, 0.3, 0.6, 0.5])).round(6).tolist()
    [0.8, 0.0]
    """
    if len(keys) and not (keys.min() >= 0 and keys.max() < 1):
        raise ValueError("record keys lie in [0, 1)")
    sums = np.zeros(n_cells, dtype=np.uint64)
    inside = cell_of_record >= 0
    np.add.at(sums, cell_of_record[inside], np.floor(keys[inside] * _GRAIN).astype(np.uint64))
    return (sums % np.uint64(_GRAIN)).astype(np.float64) / _GRAIN


def perturb(counts: IntArray, keys: FloatArray, table: PerturbationTable) -> IntArray:
    """Return the counts with the noise that their cell keys choose.

    Formula: count + v of the row with lower bound < key <= upper bound in the block of the count;
        counts beyond the largest block use the last one, a key of 0 the first change.
    Shapes: one count and one key a cell.
    Missing values: do not apply.
    Errors: ValueError when the shapes differ or a count is negative.
    Cost: one pass over the cells for each block.
    Source: Handbook on Statistical Disclosure Control, section 5.4.

    >>> table = PerturbationTable(
    ...     (np.array([0]), np.array([-1, 1])), (np.array([1.0]), np.array([0.5, 1.0]))
    ... )
    >>> perturb(np.array([0, 1, 9]), np.array([0.7, 0.5, 0.51]), table).tolist()
    [0, 0, 10]
    """
    if counts.shape != keys.shape or (counts < 0).any():
        raise ValueError("every count has a key, and none is negative")
    result = counts.copy()
    block = np.minimum(counts, len(table.changes) - 1)
    for row, (changes, bounds) in enumerate(zip(table.changes, table.upper_bounds, strict=True)):
        cells = block == row
        result[cells] += changes[np.searchsorted(bounds, keys[cells], side="left")]
    return result


def round_by_key(counts: IntArray, keys: FloatArray, base: int = 3) -> IntArray:
    """Return the counts rounded at random to a multiple next to them, without bias.

    Formula: with r the remainder, up if the key is less than r/b: with probability r/b; multiples
        stay as they are.
    Shapes: one count and one key a cell.
    Missing values: do not apply.
    Errors: ValueError unless base >= 1 and the shapes are equal.
    Cost: one pass.
    Source: Handbook on Statistical Disclosure Control, section 5.5 (random rounding).

    >>> round_by_key(np.array([0, 1, 1, 5]), np.array([0.1, 0.1, 0.9, 0.6])).tolist()
    [0, 3, 0, 6]
    """
    if base < 1 or counts.shape != keys.shape:
        raise ValueError("base starts at 1, and every count has a key")
    remainder = counts % base
    return counts - remainder + base * (keys * base < remainder)
