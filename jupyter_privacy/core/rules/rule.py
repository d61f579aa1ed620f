"""A rule for table cells, and the numbers that all rules are set by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jupyter_privacy.core.cells import CellSummary, Statistic
from jupyter_privacy.core.types import BoolArray, Reason

__all__ = ["CellRule", "RuleParameters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleParameters:
    """The settings of the rules; the defaults are those of ACRO 1.0.2.

    `threshold` 10: ACRO, ONS, UK LLC; 8 in NHS HES since 2018-09; 3 in the Handbook on SDC and
    DataSHIELD.  `zero_cells`: zeros count as disclosive (ACRO, UK LLC) or may be shown (Ofqual).
    `p_percent` 10, `dominance_n` 2 with `dominance_k` 90 and `degrees_of_freedom` 10: ACRO.
    """

    threshold: int = 10
    zero_cells: bool = True
    p_percent: float = 10.0
    dominance_n: int = 2
    dominance_k: float = 90.0
    degrees_of_freedom: int = 10

    def __post_init__(self) -> None:
        if self.threshold < 1 or self.dominance_n < 1 or self.degrees_of_freedom < 0:
            raise ValueError("threshold and dominance_n start at 1, degrees_of_freedom at 0")
        if not (self.p_percent >= 0 and 0 < self.dominance_k <= 100):  # noqa: PLR2004
            raise ValueError("p_percent starts at 0; dominance_k lies in (0, 100]")

    @property
    def n_top(self) -> int:
        """How many of the largest contributions `summarise_cells` has to keep."""
        return max(self.dominance_n, 2)


@dataclass(frozen=True, slots=True)
class CellRule:
    """One rule: the reason it gives, the statistics it speaks of, and which cells fail it."""

    reason: Reason
    statistics: frozenset[Statistic]
    fails: Callable[[CellSummary, Statistic, RuleParameters], BoolArray]
