"""What a few entries of a column already show of all of it.

Whether nearly all entries of a column are alike, or like those of another one, takes passes over the
whole column.  Most columns are far from it, and then some entries are proof enough: if ten of them
differ, at least ten of all do.  What is not proven is left to whoever looks at the whole column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.frames.pandas_rows import n_differing

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["surely_differ", "surely_lacks", "surely_vary"]

_LOOKED_AT = 16
"""Times as many entries as have to differ."""


def surely_vary(column: pd.Series | NDArray[Any], least: int) -> bool:
    """Whether some entries show that at least `least` are off any one value, missing being a value.

    False says nothing.  Cost: a sort of some entries; yes/no columns are counted.
    """
    entries = _entries(column)
    if entries is not None and entries.dtype == np.bool_:
        return least <= int(np.count_nonzero(entries)) <= len(entries) - least
    some = _some(column, least)
    if some is None or len(some) <= least:
        return False
    present = np.sort(some[~_missing(some)])
    most = len(some) - least
    too_many_alike = present[most:] == present[: max(len(present) - most, 0)]
    return len(some) - len(present) <= most and not too_many_alike.any()


def surely_differ(column: pd.Series | NDArray[Any], operand: Any, least: int) -> bool:
    """Whether some entries show that two columns of equal length differ in at least `least` places.

    Missing equals missing.  False says nothing.
    """
    if len(column) < least:
        return False
    operand = operand if hasattr(operand, "dtype") else np.asarray(operand)
    are_numbers = _are_numbers(column), _are_numbers(operand)
    if None not in are_numbers and are_numbers[0] is not are_numbers[1]:
        return True
    one, other = _some(column, least), _some(operand, least)
    if one is None or other is None:
        return False
    if not all(are_numbers):
        return n_differing(one, other) >= least
    return int(np.count_nonzero((one != other) & ((one == one) | (other == other)))) >= least  # noqa: PLR0124 (NaN)


def surely_lacks(entries: NDArray[np.floating], least: int) -> bool:
    """Whether some entries show that at least `least` are missing.  False says nothing."""
    return int(np.count_nonzero(np.isnan(_every_so_many(entries, least)))) >= least


def _some(column: Any, least: int) -> NDArray[Any] | None:
    """Return entries all over a column as an array of the type that all of it has; None for objects."""
    entries = _entries(column)
    if entries is not None:
        return _every_so_many(entries, least) if entries.dtype.kind in "biufmM" else None
    if not _is_text(column):
        return None
    texts: NDArray[Any] = _every_so_many(column.array, least).to_numpy(dtype=object, na_value=None)
    return texts


def _every_so_many(entries: Any, least: int) -> Any:
    return entries[:: len(entries) // (_LOOKED_AT * least) | 1]


def _entries(column: Any) -> NDArray[Any] | None:
    """Return the array of a column that is one of NumPy's types."""
    if isinstance(column, np.ndarray):
        return column
    return column.to_numpy() if isinstance(column.dtype, np.dtype) else None


def _are_numbers(column: Any) -> bool | None:
    """Whether all of a column, as an array, holds numbers; None where that depends on its cells."""
    if isinstance(column.dtype, np.dtype):
        return column.dtype.kind in "biufc"
    return False if _is_text(column) else None


def _is_text(column: Any) -> bool:
    import pandas as pd

    return isinstance(column.dtype, pd.StringDtype)


def _missing(entries: NDArray[Any]) -> NDArray[np.bool_]:
    import pandas as pd

    if entries.dtype.kind == "O":
        return np.asarray(pd.isna(entries), dtype=np.bool_)
    return np.asarray(entries != entries, dtype=np.bool_)  # noqa: PLR0124 - NaN and NaT
