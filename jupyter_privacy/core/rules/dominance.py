"""Dominance, the (n,k) rule: the n largest contributions must not make up the cell.

    x1 + .. + xn > k/100 X  fails          (strict: Handbook on SDC, 4.2; ACRO uses >=)

for the absolute contributions and for their varying part |x - median|, because whoever knows the
constant part subtracts it.  For a spread one record fails the cell when it carries more than half
of the sum of (x - mean)^2: the standard deviation then is that record's distance, read off.
What is not finite fails.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.cells import CellSummary, Statistic
from jupyter_privacy.core.rules.rule import CellRule, RuleParameters
from jupyter_privacy.core.types import BoolArray, FloatArray, Reason

__all__ = ["DOMINANCE", "LARGEST_SPREAD_SHARE"]

LARGEST_SPREAD_SHARE = 0.5
"""The share of the sum of squares that one record may carry; metasyn-disclosure's maximum dominance."""


def _fails(summary: CellSummary, statistic: Statistic, parameters: RuleParameters) -> BoolArray:
    if statistic is Statistic.SPREAD:
        return _dominated(summary.spread_top[:, :1], summary.spread_total, LARGEST_SPREAD_SHARE)
    n, share = parameters.dominance_n, parameters.dominance_k / 100
    return _dominated(summary.top[:, :n], summary.total, share) | _dominated(
        summary.varying_top[:, :n], summary.varying_total, share
    )


def _dominated(top: FloatArray, total: FloatArray, share: float) -> BoolArray:
    with np.errstate(over="ignore"):  # what overflows is infinite, and fails
        dominated: BoolArray = (top.sum(axis=1) > share * total) | ~np.isfinite(total)
    return dominated


DOMINANCE = CellRule(Reason.DOMINANCE, frozenset({Statistic.TOTAL, Statistic.SPREAD, Statistic.TAIL}), _fails)
"""Fails cells that their `dominance_n` largest contributors make up; see Hundepool et al. (2012)."""
