"""`unique`: the distinct values that enough people share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_privacy.core.types import Reason
from jupyter_privacy.frames.distinct import shared_values
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.release.rules.nunique import REMARK
from jupyter_privacy.guard.seal.values import Kind

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["UNIQUE"]


def _decide(asked: Asked) -> Outcome:
    lineage, column = asked.held.lineage, asked.held.value
    reason = judge_count(lineage, len(column))
    if reason is not Reason.SHOWN:
        return asked.desk.withhold(lineage, reason, "unique")
    minimum = lineage.source.policy.minimum
    return Released(shared_values(column, minimum), remark=REMARK.format(minimum=minimum))


UNIQUE = Rule("unique", _decide, methods={Kind.SERIES: frozenset({"unique"})})
"""Values need as many people as labels do; they come in order, as the order of appearance is rows'."""
