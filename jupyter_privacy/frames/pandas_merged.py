"""The remainder: small groups of one key as one group without a label."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_privacy.core.types import IntArray
from jupyter_privacy.frames.pandas_tables import Groups

__all__ = ["small_merged"]

_FEWEST = 2
"""A remainder of one group would be that group under another name."""


def small_merged(groups: Groups, minimum: int) -> Groups:
    """Return groups of one key with all that have fewer than `minimum` rows merged into one, the last.

    The next smallest join them until the remainder is made of at least two groups and has `minimum`
    rows.  Its label is missing.  Groups of several keys stay as they are: subtracting from the totals
    of one key would take a remainder over all of them apart again.
    """
    sizes = groups.sizes.to_numpy()
    if groups.index.nlevels > 1 or not (sizes < minimum).any():
        return groups
    order = np.argsort(sizes, kind="stable")
    enough = int(np.searchsorted(np.cumsum(sizes[order]), minimum)) + 1
    n_merged = max(_FEWEST, int(np.count_nonzero(sizes < minimum)), enough)
    if n_merged >= len(sizes):
        return groups
    kept = np.sort(order[n_merged:])
    number = np.full(len(sizes) + 1, len(kept), dtype=np.intp)  # the last entry is for code -1
    number[kept], number[-1] = np.arange(len(kept)), -1
    return _renumbered(groups, number[groups.codes], kept)


def _renumbered(groups: Groups, codes: IntArray, kept: IntArray) -> Groups:
    import pandas as pd

    labels: Any = groups.index[kept]
    if labels.dtype.kind in "iub":
        labels = labels.astype(object)
    index = labels.insert(len(labels), np.nan)
    counted = np.bincount(codes[codes >= 0], minlength=len(index))
    return Groups(groups.keys, groups.options, codes, pd.Series(counted, index=index, name=groups.sizes.name))
