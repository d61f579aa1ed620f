"""Degrees of freedom: a spread needs enough records beyond those that it estimates from.

    n - 1 < degrees_of_freedom  fails

A standard deviation of few records is nearly a statement about them (ONS, ACRO: 10).
"""

from __future__ import annotations

from jupyter_privacy.core.cells import CellSummary, Statistic
from jupyter_privacy.core.rules.rule import CellRule, RuleParameters
from jupyter_privacy.core.types import BoolArray, Reason

__all__ = ["DEGREES_OF_FREEDOM"]


def _fails(summary: CellSummary, _statistic: Statistic, parameters: RuleParameters) -> BoolArray:
    few: BoolArray = summary.n - 1 < parameters.degrees_of_freedom
    return few


DEGREES_OF_FREEDOM = CellRule(Reason.DEGREES_OF_FREEDOM, frozenset({Statistic.SPREAD}), _fails)
"""Fails spreads with fewer than `degrees_of_freedom` residual degrees of freedom."""
