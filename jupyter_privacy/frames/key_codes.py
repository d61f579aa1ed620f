"""Columns as whole numbers, for grouping: as pandas tells their values apart, but only once a column.

Grouping spends most of its time on telling which rows have the same key.  Once the keys are numbered,
pandas itself can group one row of each combination: that gives the order, the labels and the types of
the result, whatever the options, and every row is in the group of its combination.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import IntArray
from jupyter_privacy.frames.coding import codes_of_whole_numbers
from jupyter_privacy.frames.storage import Remembered, storage_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Combinations", "KeyCodes", "combinations", "key_codes"]

_MOST = 2**22
"""Combinations of values, whether they occur or not, that are counted rather than sorted."""

_HEAD = 2**12


@dataclass(frozen=True, slots=True, eq=False)
class KeyCodes:
    """The number of each row's value, 0 if it is missing, and the first row of each value (-1: none)."""

    codes: NDArray[np.unsignedinteger]
    first: IntArray

    @property
    def nbytes(self) -> int:
        """The memory that they take."""
        return self.codes.nbytes + self.first.nbytes


@dataclass(frozen=True, slots=True, eq=False)
class Combinations:
    """The combinations of keys: that of each row, how many rows have each, and one row each key.

    `used` are the numbers of those that occur, in the order of their first rows if `in_order`.
    """

    of_row: NDArray[np.integer]
    counts: IntArray
    used: IntArray
    rows: list[IntArray]


def key_codes(column: pd.Series, remembered: Remembered | None = None) -> KeyCodes | None:
    """Return the numbers of a column's values; None for types that pandas may tell apart otherwise."""
    if not _is_known(column.dtype):
        return None
    if remembered is None:
        return _numbered(column)
    return remembered.of([storage_of(column)], "codes", lambda: _numbered(column))


def combinations(
    keys: Sequence[pd.Series], *, in_order: bool, remembered: Remembered | None = None
) -> Combinations | None:
    """Return the combinations of several keys; None if there may be too many or a type is not known."""
    numbered = [key_codes(key, remembered) for key in keys]
    known = [codes for codes in numbered if codes is not None]
    sizes = [len(codes.first) for codes in known]
    if len(known) < len(keys) or np.prod(sizes, dtype=np.float64) > _MOST:
        return None
    of_row: NDArray[np.integer] = known[0].codes
    if len(known) > 1:
        of_row = of_row.astype(np.intp)
        for codes, size in zip(known[1:], sizes[1:], strict=True):
            of_row = of_row * size + codes.codes
    counts = np.bincount(of_row, minlength=int(np.prod(sizes)))
    used = np.flatnonzero(counts)
    if in_order:
        first = known[0].first if len(known) == 1 else _first_rows(of_row, counts)
        used = used[np.argsort(first[used], kind="stable")]
    places = np.unravel_index(used, sizes)
    return Combinations(
        of_row, counts, used, [codes.first[place] for codes, place in zip(known, places, strict=True)]
    )


def _is_known(dtype: Any) -> bool:
    import pandas as pd

    if isinstance(dtype, np.dtype):
        return dtype.kind in "biufmM"
    return isinstance(dtype, (pd.CategoricalDtype, pd.StringDtype, pd.DatetimeTZDtype))


def _numbered(column: pd.Series) -> KeyCodes:
    codes, n = _codes(column)
    small = codes.astype(np.min_scalar_type(n))
    return KeyCodes(small, _first_rows(small, np.bincount(small, minlength=n + 1)))


def _codes(column: pd.Series) -> tuple[NDArray[np.integer], int]:
    """Return numbers from 0, for missing, to the second result."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.array.codes.astype(np.int64) + 1, len(column.dtype.categories)
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biu":
        found = codes_of_whole_numbers(column.to_numpy())
        if found is not None:
            return found, int(found.max())
    codes, values = pd.factorize(column, use_na_sentinel=True)
    return codes + 1, len(values)


def _first_rows(codes: NDArray[np.integer], counts: IntArray) -> IntArray:
    """Return the first row of each number, -1 for those that no row has."""
    first = np.full(len(counts), -1, dtype=np.intp)
    for n in (_HEAD, len(codes)):
        head = codes[:n]
        first[head[::-1]] = np.arange(len(head) - 1, -1, -1)
        if not ((first < 0) & (counts > 0)).any():
            break
    return first
