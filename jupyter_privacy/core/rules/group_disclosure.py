"""Group disclosure: a total must not say the same thing of (nearly) everybody in the cell.

    contributors off the most common value < threshold  fails

If all contributors share a value, their mean is everybody's value.  If all but a few do, the sum
is a known constant plus the few: `score.where(exclusions == 7, 1).sum()` is 5,999 plus one
pupil's score, with 6,000 contributors.  For a 0/1 variable this is the threshold on both sides:
the rarer value needs as many people as any cell.
"""

from __future__ import annotations

from jupyter_privacy.core.cells import CellSummary, Statistic
from jupyter_privacy.core.rules.rule import CellRule, RuleParameters
from jupyter_privacy.core.types import BoolArray, Reason

__all__ = ["GROUP_DISCLOSURE"]


def _fails(summary: CellSummary, _statistic: Statistic, parameters: RuleParameters) -> BoolArray:
    few: BoolArray = summary.n_varying < parameters.threshold
    return few


GROUP_DISCLOSURE = CellRule(
    Reason.GROUP_DISCLOSURE, frozenset({Statistic.TOTAL, Statistic.SPREAD, Statistic.POSITION}), _fails
)
"""Fails totals, spreads and positions with fewer than `threshold` contributors off the most common value."""
