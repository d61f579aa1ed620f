"""Rows that stand in no group because they lack a key: which of their other keys they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jupyter_privacy.core.types import IntArray
from jupyter_privacy.frames.pandas_tables import Groups

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["levels_outside"]


def levels_outside(groups: Groups) -> list[IntArray]:
    """Return for each key its number in the rows of no group, in their order; -1 where it is missing.

    A value that occurs in no group at all counts as missing.  Cost: one look-up a row outside.
    """
    outside = np.flatnonzero(groups.codes < 0)
    return [
        _levels(key.iloc[outside], groups.index, i, len(groups.keys)) for i, key in enumerate(groups.keys)
    ]


def _levels(values: pd.Series, index: pd.Index, i: int, n_keys: int) -> IntArray:
    labels = index if n_keys == 1 else index.get_level_values(i)
    import pandas as pd

    if not len(values):
        return np.empty(0, dtype=np.intp)
    known = labels.unique()
    return np.where(values.isna(), -1, known.get_indexer(pd.Index(values)))
