"""Threshold: a cell needs enough contributors.

    n < threshold  fails

Whoever knows all but one of a few contributors learns the last one's value.  Zero is a number of
contributors too: an empty cell says of everybody in the row that they are not in it.
"""

from __future__ import annotations

from jupyter_privacy.core.cells import CellSummary, Statistic
from jupyter_privacy.core.rules.rule import CellRule, RuleParameters
from jupyter_privacy.core.types import BoolArray, Reason

__all__ = ["THRESHOLD"]


def _fails(summary: CellSummary, statistic: Statistic, parameters: RuleParameters) -> BoolArray:
    too_few: BoolArray = summary.n < parameters.threshold
    if statistic is Statistic.COUNT and not parameters.zero_cells:
        return too_few & (summary.n > 0)
    return too_few


THRESHOLD = CellRule(Reason.THRESHOLD, frozenset(Statistic), _fails)
"""Fails n < threshold; an exact count of 0 passes when `zero_cells` is off (Ofqual)."""
