"""The p% rule: the second largest contributor must not guess the largest to within p percent.

    X - x1 - x2 < p/100 x1  fails          (strict: Handbook on SDC, 4.2)

The second largest contributor subtracts itself from the total, and what is left overestimates
the largest by the remainder.  As in the (n,k) rule the contributions are absolute, and the
varying part |x - median| is tried too.  What is not a number fails; an all-zero cell passes here
(nothing is approximated) and fails as group disclosure.
"""

from __future__ import annotations

import numpy as np

from jupyter_privacy.core.cells import CellSummary, Statistic
from jupyter_privacy.core.rules.rule import CellRule, RuleParameters
from jupyter_privacy.core.types import BoolArray, FloatArray, Reason

__all__ = ["P_PERCENT"]


def _fails(summary: CellSummary, _statistic: Statistic, parameters: RuleParameters) -> BoolArray:
    p = parameters.p_percent / 100
    return _guessed(summary.top, summary.total, p) | _guessed(summary.varying_top, summary.varying_total, p)


def _guessed(top: FloatArray, total: FloatArray, p: float) -> BoolArray:
    with np.errstate(invalid="ignore"):  # infinity minus infinity is NaN, and NaN is not safe
        safe: BoolArray = total - top[:, 0] - top[:, 1] >= p * top[:, 0]
    return ~safe


P_PERCENT = CellRule(Reason.P_PERCENT, frozenset({Statistic.TOTAL, Statistic.TAIL}), _fails)
"""Fails totals whose largest contributor the second largest can guess to within `p_percent`."""
