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

__all__ = ["surely_differ", "surely_vary"]

_LOOKED_AT = 16
"""Times as many entries as have to differ."""


def surely_vary(column: pd.Series | NDArray[Any], least: int) -> bool:
    """Whether some entries show that at least `least` are off any one value, missing being a value.

    False says nothing.  Cost: a sort of some entries; yes/no columns are counted.
    """
    some = _some(column, least)
    if some is None:
        return False
    if some.dtype == np.bool_:
        n_true = int(np.count_nonzero(np.asarray(column)))
        return least <= n_true <= len(column) - least
    missing = _missing(some)
    present = np.sort(some[~missing])
    starts = np.flatnonzero(np.append(True, present[1:] != present[:-1]))
    longest = int(np.diff(np.append(starts, len(present))).max(initial=0))
    return len(some) - max(longest, int(np.count_nonzero(missing))) >= least


def surely_differ(column: pd.Series | NDArray[Any], operand: Any, least: int) -> bool:
    """Whether some entries show that two columns of equal length differ in at least `least` places.

    Missing equals missing.  False says nothing.
    """
    if len(column) < least:
        return False
    operand = operand if hasattr(operand, "dtype") else np.asarray(operand)
    are_numbers = [_are_numbers(one) for one in (column, operand)]
    if None not in are_numbers and are_numbers[0] is not are_numbers[1]:
        return True
    one, other = _some(column, least), _some(operand, least)
    return one is not None and other is not None and n_differing(one, other) >= least


def _some(column: Any, least: int) -> NDArray[Any] | None:
    """Return entries all over a column as an array of the type that all of it has; None for objects."""
    step = len(column) // (_LOOKED_AT * least) | 1
    if _is_text(column):
        texts: NDArray[Any] = column.array[::step].to_numpy(dtype=object, na_value=None)
        return texts
    dtype = column.dtype
    return np.asarray(column)[::step] if isinstance(dtype, np.dtype) and dtype.kind in "biufmM" else None


def _are_numbers(column: Any) -> bool | None:
    """Whether all of a column, as an array, holds numbers; None where that depends on its cells."""
    if _is_text(column):
        return False
    return column.dtype.kind in "biufc" if isinstance(column.dtype, np.dtype) else None


def _is_text(column: Any) -> bool:
    import pandas as pd

    return isinstance(column.dtype, pd.StringDtype)


def _missing(entries: NDArray[Any]) -> NDArray[np.bool_]:
    import pandas as pd

    return np.asarray(pd.isna(entries), dtype=np.bool_)
