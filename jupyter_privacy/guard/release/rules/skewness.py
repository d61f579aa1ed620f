"""Skewness and kurtosis of columns.

They are made of the third and fourth powers of the distances from the mean, so that a single distant
person carries far more of them than of a variance.  They are released where the spread is, and if
nobody makes up more than half of those powers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.cells import Statistic
from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.pandas_tables import numbers_of
from jupyter_privacy.guard.release.exactness import about_one
from jupyter_privacy.guard.release.judge import judge_one, one_dominates
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import is_table, options_of, reduced
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["SKEWNESS", "judge_powers"]

_POWERS = {"skew": 3, "kurt": 4, "kurtosis": 4}


def judge_powers(lineage: Lineage, column: Any, power: int) -> Reason:
    """Return why nothing made of a power of the distances may be released, `SHOWN` if it may."""
    numbers = numbers_of(column)
    if numbers is None:
        return Reason.NO_RULE
    reason = judge_one(lineage, len(numbers), Statistic.SPREAD, numbers)
    if reason is not Reason.SHOWN:
        return reason
    with np.errstate(over="ignore"):
        distances = np.abs(numbers - np.nanmean(numbers))
        parts = distances * distances * (distances if power == 3 else distances * distances)  # noqa: PLR2004 (skew)
    return Reason.DOMINANCE if one_dominates(parts) else Reason.SHOWN


def _decide(asked: Asked) -> Outcome | None:
    given = options_of(asked, "axis", "skipna", "numeric_only")
    if given is None:
        return None
    given.pop("numeric_only", None)
    axis = given.get("axis", 0)
    power, policy = _POWERS[asked.name], asked.held.lineage.source.policy

    def compute(value: Any) -> Any:
        found = getattr(value, asked.name)(**(given if is_table(value) else {}))
        return about_one(found, len(value), policy)

    return reduced(
        asked,
        compute,
        lambda lineage, column: judge_powers(lineage, column, power),
        axis,
    )


_NAMES = frozenset(_POWERS)

SKEWNESS = Rule("skewness", _decide, methods={Kind.SERIES: _NAMES, Kind.FRAME: _NAMES})
"""As a variance, and nobody carries most of the third or fourth powers."""
