"""Ranks of people of one group among those of another, which rank tests and ROC curves are made of.

A rank statistic of two groups says how many of one lie below those of the other.  If all but a few of a group
lie on one side of all of the other, it says how many those few are: with a group squeezed into a
narrow band, whether anybody at all lies beyond.  So the ranks among the others have to vary for
enough people of every group, as any column that is told of.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import BoolArray, FloatArray, Reason
from jupyter_privacy.guard.release.judge import judge_one
from jupyter_privacy.guard.seal.lineage import Lineage

__all__ = ["judge_ranks", "ranks_among"]


def ranks_among(values: FloatArray, others: FloatArray) -> FloatArray:
    """Return how many of the others lie below each value, ties counting half.

    >>> ranks_among(np.array([1.0, 2.0, 5.0]), np.array([2.0, 3.0])).tolist()
    [0.0, 0.5, 2.0]
    """
    ordered = np.sort(others)
    below, up_to = (np.searchsorted(ordered, values, side=side) for side in ("left", "right"))
    ranks: FloatArray = (below + up_to) / 2
    return ranks


def judge_ranks(lineages: Sequence[Lineage], groups: Sequence[tuple[FloatArray, BoolArray]]) -> Reason:
    """Return why no rank statistic of groups may be told, `SHOWN` if it may.

    Each group is its values (of all rows of its lineage) and which of those are members.
    """
    members = [values[inside] for values, inside in groups]
    for i, (lineage, (values, inside)) in enumerate(zip(lineages, groups, strict=True)):
        others = np.concatenate([one for j, one in enumerate(members) if j != i])
        ranks = np.where(inside, ranks_among(values, others), np.nan)
        reason = judge_one(lineage, len(values), Statistic.SPREAD, ranks, is_told=False)
        if reason is not Reason.SHOWN:
            return reason
    return Reason.SHOWN
