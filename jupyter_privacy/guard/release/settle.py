"""Groups whose people were settled: each cell is equal to, or far from, all that was answered before.

A group that differs by fewer than k people from an earlier selection is answered as that selection,
so neither its number nor a mask tells who makes the difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from jupyter_privacy.frames.pandas_merged import small_merged
from jupyter_privacy.frames.pandas_tables import Groups, group
from jupyter_privacy.frames.storage import Remembered
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.settling import settled_positions
from jupyter_privacy.policy import Policy

__all__ = ["groups_by_policy", "settled", "settled_groups"]


def groups_by_policy(
    keys: Sequence[Any], options: Mapping[str, Any], policy: Policy, remembered: Remembered | None = None
) -> Groups:
    """Group rows by keys; the small groups of one key are merged if the policy says so."""
    groups = group(keys, options, remembered)
    return small_merged(groups, policy.minimum) if policy.small_groups == "merge" else groups


def settled_groups(keys: Sequence[Any], options: Mapping[str, Any], lineage: Lineage) -> Groups:
    """Group rows by keys and settle each group that is large enough to be shown."""
    source = lineage.source
    return settled(groups_by_policy(keys, options, source.policy, source.remembered), lineage)


def settled(groups: Groups, lineage: Lineage) -> Groups:
    """Return groups of which each is answered as an earlier set of people that it is near to."""
    if lineage.rows is None:
        return groups
    known, minimum = lineage.source.row_sets, lineage.source.policy.minimum
    codes = groups.codes.copy()
    for cell, n in enumerate(groups.sizes):
        if n < minimum or (lineage.is_plain and not known.has_size_near(int(n))):
            continue
        positions = np.flatnonzero(groups.codes == cell)
        settled = settled_positions(lineage, positions)
        if settled is not None and settled is not positions:
            codes[positions] = -1
            codes[settled] = cell
    return groups if np.array_equal(codes, groups.codes) else groups.with_codes(codes)
