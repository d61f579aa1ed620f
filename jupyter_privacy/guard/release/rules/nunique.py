"""`nunique`: how many distinct values a column has, counting only values that enough people share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.release.registry import Asked, Rule
from jupyter_privacy.guard.release.rules.columns import LABELS_PRIVATE, column_lineage
from jupyter_privacy.guard.release.rules.count import judge_count
from jupyter_privacy.guard.seal.lineage import Lineage
from jupyter_privacy.guard.seal.values import Kind, kind_of

if TYPE_CHECKING:
    from jupyter_privacy.guard.seal.desk import Outcome

__all__ = ["NUNIQUE", "REMARK", "n_supported"]

REMARK = "values that fewer than {minimum} people share are not counted"


def n_supported(column: Any, lineage: Lineage) -> int:
    """Return the number of distinct values that at least `minimum` records share."""
    return int((column.value_counts() >= lineage.source.policy.minimum).sum())


def _decide(asked: Asked) -> Outcome | None:
    held, value = asked.held, asked.held.value
    if asked.args or asked.kwargs:
        return None
    remark = REMARK.format(minimum=held.lineage.source.policy.minimum)
    obstacle = judge_count(held.lineage, len(value))
    if obstacle is not Reason.SHOWN:
        return asked.desk.withhold(held.lineage, obstacle, asked.name)
    if kind_of(value) is Kind.SERIES:
        return Released(n_supported(value, held.lineage), remark=remark)
    if not held.lineage.has_public_labels:
        return asked.desk.withhold(held.lineage, LABELS_PRIVATE, asked.name)
    return _of_frame(asked, remark)


def _of_frame(asked: Asked, remark: str) -> Released:
    frame: Any = asked.held.value
    table = frame.iloc[:0].nunique()
    reasons = np.array([column_lineage(asked.held, name).taint for name in frame.columns], dtype=np.uint8)
    table[:] = [n_supported(frame.iloc[:, j], asked.held.lineage) for j in range(frame.shape[1])]
    return Released(table.mask(reasons > 0) if reasons.any() else table, reasons[:, None], remark)


NUNIQUE = Rule(
    "nunique", _decide, methods={Kind.FRAME: frozenset({"nunique"}), Kind.SERIES: frozenset({"nunique"})}
)
"""One rare value more or less never shows."""
