"""Rules for table cells, in the order in which they speak; the first that fails gives the reason.

A new rule is one file with one `CellRule` and one entry in `RULES`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.cells import CellSummary, Statistic
from jupyter_privacy.core.rules.degrees_of_freedom import DEGREES_OF_FREEDOM
from jupyter_privacy.core.rules.dominance import DOMINANCE
from jupyter_privacy.core.rules.group_disclosure import GROUP_DISCLOSURE
from jupyter_privacy.core.rules.p_percent import P_PERCENT
from jupyter_privacy.core.rules.rule import CellRule, RuleParameters
from jupyter_privacy.core.rules.threshold import THRESHOLD
from jupyter_privacy.core.types import Reason

__all__ = ["RULES", "CellRule", "ReasonCodes", "RuleParameters", "judge_cells"]

ReasonCodes = NDArray[np.uint8]
"""`Reason` codes, one a cell."""

RULES: tuple[CellRule, ...] = (
    THRESHOLD,
    GROUP_DISCLOSURE,
    DOMINANCE,
    P_PERCENT,
    DEGREES_OF_FREEDOM,
)


def judge_cells(summary: CellSummary, statistic: Statistic, parameters: RuleParameters) -> ReasonCodes:
    """Return the `Reason` for which each cell is not shown; 0 (`Reason.SHOWN`) where it may be.

    Formula: the first of `RULES` that speaks of `statistic` and fails the cell.
    Shapes: one uint8 a cell of the summary.
    Missing values: were left out by `summarise_cells`; a cell that is not finite fails.
    Errors: ValueError when the summary holds fewer largest contributions than the rules need.
    Cost: a few passes over the cells.
    Source: Handbook on Statistical Disclosure Control, section 4.2.

    >>> from jupyter_privacy.core.cells import summarise_cells
    >>> summary = summarise_cells(np.array([0] * 12 + [1] * 3), 2, None)
    >>> judge_cells(summary, Statistic.COUNT, RuleParameters(threshold=10))
    array([0, 1], dtype=uint8)
    """
    if summary.n_top < parameters.n_top:
        raise ValueError("summarise the cells with n_top=parameters.n_top")
    reasons = np.full(len(summary.n), Reason.SHOWN, dtype=np.uint8)
    for rule in reversed(RULES):
        if statistic in rule.statistics:
            reasons[rule.fails(summary, statistic, parameters)] = rule.reason
    return reasons
